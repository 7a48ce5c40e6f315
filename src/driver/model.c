// SPDX-License-Identifier: MIT
#include "driver/model.h"

#include "driver/queue.h"
#include "entry/field.h"
#include "smmu/registers.h"

#include <string.h>

/* What must be 0 for a register to be written. */
enum guard {
    GUARD_NONE,
    GUARD_READ_ONLY,
    GUARD_OWN,
    GUARD_SMMUEN,
    GUARD_CMDQEN,
    GUARD_EVENTQEN,
    GUARD_PRIQEN,
    GUARD_GERROR_IRQEN,
    GUARD_EVENTQ_IRQEN,
    GUARD_PRIQ_IRQEN
};
static const struct {
    uint64_t bits;
    bool irq; /* of IRQ_CTRL, else of CR0 */
    const char *why;
} guard_list[] = {
    [GUARD_READ_ONLY] = {0, false, "it is read-only"},
    [GUARD_SMMUEN] = {HL_CR0_SMMUEN, false, "SMMUEN is not 0"},
    [GUARD_CMDQEN] = {HL_CR0_CMDQEN, false, "CMDQEN is not 0"},
    [GUARD_EVENTQEN] = {HL_CR0_EVENTQEN, false, "EVENTQEN is not 0"},
    [GUARD_PRIQEN] = {HL_CR0_PRIQEN, false, "PRIQEN is not 0"},
    [GUARD_GERROR_IRQEN] = {HL_IRQ_CTRL_GERROR, true, "GERROR_IRQEN is not 0"},
    [GUARD_EVENTQ_IRQEN] = {HL_IRQ_CTRL_EVENTQ, true, "EVENTQ_IRQEN is not 0"},
    [GUARD_PRIQ_IRQEN] = {HL_IRQ_CTRL_PRIQ, true, "PRIQ_IRQEN is not 0"},
};

const struct hl_model_register_info hl_model_register_list[HL_MREG_COUNT] = {
#define HL_MODEL_REGISTER(id, offset, bytes, writable, guard) {#id, offset, bytes},
#include "driver/model_registers.def"
#undef HL_MODEL_REGISTER
};
static const struct {
    uint64_t writable;
    enum guard guard;
} rule[HL_MREG_COUNT] = {
#define HL_MODEL_REGISTER(id, offset, bytes, writable, guard) {writable, GUARD_##guard},
#include "driver/model_registers.def"
#undef HL_MODEL_REGISTER
};

/* HL_MREG_COUNT: none begins there. */
static enum hl_model_register begins_at(uint64_t offset)
{
    switch (offset) {
#define HL_MODEL_REGISTER(id, offset, bytes, writable, guard)                                      \
    case offset:                                                                                   \
        return HL_MREG_##id;
#include "driver/model_registers.def"
#undef HL_MODEL_REGISTER
    default:
        return HL_MREG_COUNT;
    }
}

/* The register of this word; HL_MREG_COUNT: none. */
static enum hl_model_register at_offset(uint64_t offset)
{
    enum hl_model_register reg = begins_at(offset);

    if (reg != HL_MREG_COUNT || !(offset & 4))
        return reg;
    reg = begins_at(offset - 4);
    return reg != HL_MREG_COUNT && hl_model_register_list[reg].bytes == 8 ? reg : HL_MREG_COUNT;
}

#define TELL(model, event, ...)                                                                    \
    for (unsigned tell_ = 0; tell_ < (model)->listeners; tell_++)                                  \
        if ((model)->listener[tell_].event)                                                        \
    (model)->listener[tell_].event((model)->listener[tell_].context __VA_ARGS__)

static void refuse(struct hl_model *m, enum hl_model_register reg, uint64_t value, const char *why)
{
    TELL(m, refused, , reg, value, why);
}

static void set(struct hl_model *m, enum hl_model_register reg, uint64_t value)
{
    const uint64_t old = m->value[reg];

    m->value[reg] = value;
    TELL(m, wrote, , reg, old, value);
}

/* A bit of CR0 that is or may still be 1 (6.3.9: until its Update completes). */
static bool is_on(const struct hl_model *m, uint64_t bits)
{
    return (m->value[HL_MREG_CR0] | m->value[HL_MREG_CR0ACK]) & bits;
}

static bool is_off(const struct hl_model *m, uint64_t bits)
{
    return !is_on(m, bits);
}

/* 4.5.1, 3.5: what needs SMMUEN works from its Update to 1 on. */
static bool smmu_enabled(const struct hl_model *m)
{
    return m->value[HL_MREG_CR0ACK] & HL_CR0_SMMUEN;
}

/* ---- Initial state ---- */

static unsigned queue_bits(uint32_t idr1, unsigned lsb, unsigned given, unsigned otherwise)
{
    unsigned bits = idr1 >> lsb & 31;

    return bits ? bits : given ? given : otherwise;
}

static void set_identification(struct hl_model *m, const struct hl_model_shape *shape)
{
    const uint32_t msi = 1 << 13, sev = 1 << 14;
    struct hl_registers *r = &m->regs;
    uint32_t queues = queue_bits(r->idr1, 21, shape->cmdqs, 8) << 21 |
                      queue_bits(r->idr1, 16, shape->eventqs, 7) << 16;

    if (hl_reg_PRI(r))
        queues |= queue_bits(r->idr1, 11, shape->priqs, 7) << 11;
    r->idr1 = (r->idr1 & ~UINT32_C(0x03fff800)) | queues;
    r->idr1 &= ~UINT32_C(0xe0000000); /* no ECMDQ, and nothing is preset */
    if (shape->no_msi)
        r->idr0 &= ~msi;
    if (shape->sev)
        r->idr0 |= sev;
    if (shape->no_sev)
        r->idr0 &= ~sev;
    m->value[HL_MREG_IDR0] = r->idr0;
    m->value[HL_MREG_IDR1] = r->idr1;
    m->value[HL_MREG_IDR3] = r->idr3;
    m->value[HL_MREG_IDR5] = r->idr5;
    m->value[HL_MREG_AIDR] = r->aidr;
    m->value[HL_MREG_IIDR] = shape->iidr;
    m->value[HL_MREG_MPAMIDR] = r->mpamidr;
}

void hl_model_init(struct hl_model *m, const struct hl_registers *regs,
                   const struct hl_model_shape *shape, const struct hl_model_host *host)
{
    static const struct hl_model_shape usual = {0};

    memset(m, 0, sizeof *m);
    m->regs = *regs;
    m->regs.cr0 = m->regs.cr2 = 0;
    m->host = *host;
    shape = shape ? shape : &usual;
    set_identification(m, shape);
    m->value[HL_MREG_GBPA] = shape->bypass_at_reset ? 0x1000 : 0x101000; /* SHCFG: use incoming */
}

bool hl_model_listen(struct hl_model *m, const struct hl_model_listener *listener)
{
    if (m->listeners == HL_MODEL_LISTENERS)
        return false;
    m->listener[m->listeners++] = *listener;
    return true;
}

/* ---- Reads and writes ---- */

uint64_t hl_model_read(const struct hl_model *m, uint64_t offset, unsigned bytes)
{
    const enum hl_model_register reg = at_offset(offset);
    uint64_t value;

    if (reg == HL_MREG_COUNT)
        return 0;
    value = m->value[reg];
    if (offset != hl_model_register_list[reg].offset)
        value >>= 32;
    if (bytes == 4)
        return value & 0xffffffff;
    if (hl_model_register_list[reg].bytes == 4) /* two registers side by side */
        value |= hl_model_read(m, offset + 4, 4) << 32;
    return value;
}

/* 6.3.9: the fields that are there by the ID registers. */
static uint64_t cr0_fields(const struct hl_model *m)
{
    uint64_t there = HL_CR0_SMMUEN | HL_CR0_EVENTQEN | HL_CR0_CMDQEN;

    there |= hl_reg_PRI(&m->regs) ? HL_CR0_PRIQEN : 0;
    there |= hl_reg_ATS(&m->regs) ? HL_CR0_ATSCHK : 0;
    there |= m->regs.idr0 >> 17 & 1 ? HL_CR0_VMW : 0;
    there |= hl_reg_DPT(&m->regs) ? HL_CR0_DPT_WALK_EN : 0;
    return there;
}

/* A field whose Update is not complete keeps its first new value (6.3.9). */
static uint64_t settled_fields(struct hl_model *m, enum hl_model_register reg,
                               enum hl_model_register ack, uint64_t value)
{
    const uint64_t moving = m->value[reg] ^ m->value[ack];

    if ((value ^ m->value[reg]) & moving)
        refuse(m, reg, value, "a field is changed again before its Update is complete");
    return (value & ~moving) | (m->value[reg] & moving);
}

static void write_cr0(struct hl_model *m, uint64_t value)
{
    value = settled_fields(m, HL_MREG_CR0, HL_MREG_CR0ACK, value & cr0_fields(m));
    set(m, HL_MREG_CR0, value);
}

/* 6.3.11: TABLE_* are guarded by SMMUEN, QUEUE_* by the enables of all queues. */
static void write_cr1(struct hl_model *m, uint64_t value)
{
    const uint64_t queues = HL_CR0_EVENTQEN | HL_CR0_CMDQEN | HL_CR0_PRIQEN;
    const uint64_t writable =
        (is_off(m, HL_CR0_SMMUEN) ? 0xfc0u : 0) | (is_off(m, queues) ? 0x3fu : 0);
    const uint64_t old = m->value[HL_MREG_CR1];

    if ((value ^ old) & ~writable)
        refuse(m, HL_MREG_CR1, value, "it guards what is enabled");
    set(m, HL_MREG_CR1, (old & ~writable) | (value & writable));
}

/* 6.3.14.1 */
static void write_gbpa(struct hl_model *m, uint64_t value)
{
    const uint64_t update = UINT64_C(1) << 31;

    if (m->value[HL_MREG_GBPA] & update)
        refuse(m, HL_MREG_GBPA, value, "an Update is under way");
    else if (!(value & update))
        refuse(m, HL_MREG_GBPA, value, "Update is not 1");
    else
        set(m, HL_MREG_GBPA, value);
}

static void write_irq_ctrl(struct hl_model *m, uint64_t value)
{
    if (!hl_reg_PRI(&m->regs))
        value &= ~(uint64_t)HL_IRQ_CTRL_PRIQ;
    set(m, HL_MREG_IRQ_CTRL, settled_fields(m, HL_MREG_IRQ_CTRL, HL_MREG_IRQ_CTRLACK, value));
}

/* 6.3.20: a bit may be toggled only where its error is active. */
static void write_gerrorn(struct hl_model *m, uint64_t value)
{
    const uint64_t active = m->value[HL_MREG_GERROR] ^ m->value[HL_MREG_GERRORN];

    if ((value ^ m->value[HL_MREG_GERRORN]) & ~active)
        refuse(m, HL_MREG_GERRORN, value, "an error that is not active is acknowledged");
    set(m, HL_MREG_GERRORN, value);
}

bool hl_model_error_is_active(const struct hl_model *m, unsigned errors)
{
    return (m->value[HL_MREG_GERROR] ^ m->value[HL_MREG_GERRORN]) & errors;
}

static struct hl_queue command_queue(const struct hl_model *m)
{
    return hl_queue(m->value[HL_MREG_CMDQ_BASE], m->regs.idr1 >> 21 & 31, 16);
}

/* 6.3.27: only forward, and not over what is not consumed; while an error is active it may go back
 * as far as CONS (7.1). */
static void write_cmdq_prod(struct hl_model *m, uint64_t value)
{
    const struct hl_queue q = command_queue(m);
    const uint64_t cons = m->value[HL_MREG_CMDQ_CONS], old = m->value[HL_MREG_CMDQ_PROD];
    const uint64_t from = m->published;

    set(m, HL_MREG_CMDQ_PROD, value);
    if (is_off(m, HL_CR0_CMDQEN))
        return;
    if (!hl_queue_is_consistent(&q, value, cons) ||
        (!hl_model_error_is_active(m, HL_GERROR_CMDQ) &&
         hl_queue_used(&q, value, cons) < hl_queue_used(&q, old, cons))) {
        refuse(m, HL_MREG_CMDQ_PROD, value, "the index moves in no consistent manner");
        m->stuck = true;
        return;
    }
    m->published = m->consumed + hl_queue_used(&q, value, cons);
    TELL(m, published, , from < m->published ? from : m->published, m->published);
}

static void write_own(struct hl_model *m, enum hl_model_register reg, uint64_t value)
{
    switch (reg) {
    case HL_MREG_CR0:
        write_cr0(m, value);
        break;
    case HL_MREG_CR1:
        write_cr1(m, value);
        break;
    case HL_MREG_GBPA:
        write_gbpa(m, value);
        break;
    case HL_MREG_IRQ_CTRL:
        write_irq_ctrl(m, value);
        break;
    case HL_MREG_GERRORN:
        write_gerrorn(m, value);
        break;
    default:
        write_cmdq_prod(m, value);
        break;
    }
}

static bool is_guarded(const struct hl_model *m, enum guard guard)
{
    const bool irq = guard_list[guard].irq;
    const uint64_t on = irq ? m->value[HL_MREG_IRQ_CTRL] | m->value[HL_MREG_IRQ_CTRLACK]
                            : m->value[HL_MREG_CR0] | m->value[HL_MREG_CR0ACK];

    return guard == GUARD_READ_ONLY || (on & guard_list[guard].bits);
}

void hl_model_write(struct hl_model *m, uint64_t offset, unsigned bytes, uint64_t value)
{
    const enum hl_model_register reg = at_offset(offset);
    const struct hl_model_register_info *info = &hl_model_register_list[reg];

    if (reg == HL_MREG_COUNT)
        return;
    if (bytes == 8 && info->bytes == 4) {
        hl_model_write(m, offset, 4, value & 0xffffffff);
        hl_model_write(m, offset + 4, 4, value >> 32);
        return;
    }
    if (bytes == 4 && info->bytes == 8)
        value = offset == info->offset
                    ? (m->value[reg] & ~UINT64_C(0xffffffff)) | (value & 0xffffffff)
                    : (m->value[reg] & 0xffffffff) | value << 32;
    if (info->bytes == 4)
        value &= 0xffffffff;
    value &= rule[reg].writable;
    if (rule[reg].guard == GUARD_OWN)
        write_own(m, reg, value);
    else if (rule[reg].guard != GUARD_NONE && is_guarded(m, rule[reg].guard))
        refuse(m, reg, value, guard_list[rule[reg].guard].why);
    else
        set(m, reg, value);
}

/* ---- Interrupts and errors ---- */

/* 3.18: an MSI where there are MSIs and an address is set, and the wire where there is one. */
static void interrupt(struct hl_model *m, enum hl_interrupt which)
{
    static const struct {
        enum hl_model_register address, data;
        uint64_t enable, aborted;
    } list[] = {
        [HL_IRQ_GERROR] = {HL_MREG_GERROR_IRQ_CFG0, HL_MREG_GERROR_IRQ_CFG1, HL_IRQ_CTRL_GERROR,
                           HL_GERROR_MSI_GERROR_ABT},
        [HL_IRQ_EVENTQ] = {HL_MREG_EVENTQ_IRQ_CFG0, HL_MREG_EVENTQ_IRQ_CFG1, HL_IRQ_CTRL_EVENTQ,
                           HL_GERROR_MSI_EVENTQ_ABT},
        [HL_IRQ_PRIQ] = {HL_MREG_PRIQ_IRQ_CFG0, HL_MREG_PRIQ_IRQ_CFG1, HL_IRQ_CTRL_PRIQ,
                         HL_GERROR_MSI_PRIQ_ABT},
    };
    const uint64_t address = m->value[list[which].address];

    if (!(m->value[HL_MREG_IRQ_CTRLACK] & list[which].enable))
        return;
    if (m->regs.idr0 & HL_IDR0_MSI && address &&
        !m->host.write(m->host.context, address, 4, m->value[list[which].data]))
        m->value[HL_MREG_GERROR] ^=
            list[which].aborted & ~(m->value[HL_MREG_GERROR] ^ m->value[HL_MREG_GERRORN]);
    if (m->host.interrupt)
        m->host.interrupt(m->host.context, which);
}

/* 6.3.19: an error that is active already is not told again. */
static void raise(struct hl_model *m, unsigned error)
{
    if (hl_model_error_is_active(m, error))
        return;
    m->value[HL_MREG_GERROR] ^= error;
    interrupt(m, HL_IRQ_GERROR);
}

/* ---- Commands ---- */

/* 7.1: CONS stays where it is. */
static bool fail(struct hl_model *m, unsigned error, const struct hl_command *c, const char *why)
{
    m->value[HL_MREG_CMDQ_CONS] = (m->value[HL_MREG_CMDQ_CONS] & 0xfffff) | (uint64_t)error << 24;
    TELL(m, failed, , error, c, why);
    raise(m, HL_GERROR_CMDQ);
    return false;
}

/* 4.7.3: what is told last is the completion signal. */
static bool synchronize(struct hl_model *m, const struct hl_command *c)
{
    if (m->atc_lost) {
        m->atc_lost = false; /* resubmitted, the SYNC completes */
        return fail(m, HL_CERROR_ATC_INV_SYNC, c, "an endpoint did not answer an ATC_INV");
    }
    m->syncs++;
    TELL(m, synced, );
    if (c->cs == HL_SYNC_IRQ) {
        if (m->regs.idr0 & HL_IDR0_MSI && c->address &&
            !m->host.write(m->host.context, c->address, 4, c->msidata))
            raise(m, HL_GERROR_MSI_CMDQ_ABT);
        if (m->host.interrupt)
            m->host.interrupt(m->host.context, HL_IRQ_SYNC);
    }
    if (c->cs == HL_SYNC_SEV && m->regs.idr0 & HL_IDR0_SEV)
        m->sevs++;
    return true;
}

/* 4.5: IGNORED while the SMMU is disabled. */
static bool needs_smmuen(enum hl_command_kind kind)
{
    return kind == HL_CMD_ATC_INV || kind == HL_CMD_PRI_RESP;
}

static bool consume(struct hl_model *m, const uint64_t q[HL_COMMAND_QWORDS])
{
    struct hl_command c;
    const char *why;

    if (!hl_command_decode(q, &c))
        return fail(m, HL_CERROR_ILL, NULL, "the opcode is reserved");
    why = hl_command_illegal(&c, &m->regs);
    if (why)
        return fail(m, HL_CERROR_ILL, &c, why);
    hl_command_reduce(&c, &m->regs);
    if (c.kind == HL_CMD_SYNC)
        return synchronize(m, &c);
    if (needs_smmuen(c.kind) && !smmu_enabled(m))
        return true;
    TELL(m, command, , &c);
    if (c.kind == HL_CMD_ATC_INV && m->host.invalidate && !m->host.invalidate(m->host.context, &c))
        m->atc_lost = true;
    return true;
}

/* 4.1.2 */
static bool can_consume(const struct hl_model *m)
{
    const struct hl_queue q = command_queue(m);

    return m->value[HL_MREG_CR0ACK] & HL_CR0_CMDQEN && !m->stuck &&
           !hl_model_error_is_active(m, HL_GERROR_CMDQ) &&
           hl_queue_used(&q, m->value[HL_MREG_CMDQ_PROD], m->value[HL_MREG_CMDQ_CONS]);
}

static bool consume_next(struct hl_model *m)
{
    const struct hl_queue queue = command_queue(m);
    const uint64_t cons = m->value[HL_MREG_CMDQ_CONS] & 0xfffff;
    uint64_t q[HL_COMMAND_QWORDS];

    if (!m->host.read(m->host.context, hl_queue_slot(&queue, cons), HL_COMMAND_QWORDS, q))
        return fail(m, HL_CERROR_ABT, NULL, "an external abort");
    if (!consume(m, q))
        return false;
    m->value[HL_MREG_CMDQ_CONS] = hl_queue_next(&queue, cons);
    m->consumed++;
    return true;
}

/* ---- Time ---- */

static void update(struct hl_model *m, enum hl_model_register reg, enum hl_model_register ack)
{
    const uint64_t old = m->value[ack], value = m->value[reg];

    if (old == value)
        return;
    m->value[ack] = value;
    TELL(m, updated, , reg, old, value);
}

/* 6.3.9.3: from now on commands are taken, those between the indexes first. */
static void start_queue(struct hl_model *m)
{
    const struct hl_queue q = command_queue(m);
    const uint64_t prod = m->value[HL_MREG_CMDQ_PROD], cons = m->value[HL_MREG_CMDQ_CONS];

    m->stuck = !hl_queue_is_consistent(&q, prod, cons);
    if (m->stuck) {
        refuse(m, HL_MREG_CMDQ_PROD, prod, "the indexes are inconsistent");
        return;
    }
    m->published = m->consumed + hl_queue_used(&q, prod, cons);
}

static void update_all(struct hl_model *m)
{
    const uint64_t enabled = m->value[HL_MREG_CR0ACK], update_bit = UINT64_C(1) << 31;

    update(m, HL_MREG_CR0, HL_MREG_CR0ACK);
    if (~enabled & m->value[HL_MREG_CR0ACK] & HL_CR0_CMDQEN)
        start_queue(m);
    update(m, HL_MREG_IRQ_CTRL, HL_MREG_IRQ_CTRLACK);
    if (m->value[HL_MREG_GBPA] & update_bit) {
        const uint64_t old = m->value[HL_MREG_GBPA];

        m->value[HL_MREG_GBPA] &= ~update_bit;
        TELL(m, updated, , HL_MREG_GBPA, old, m->value[HL_MREG_GBPA]);
    }
}

unsigned hl_model_run(struct hl_model *m, unsigned commands)
{
    unsigned done = 0;

    update_all(m);
    while (done < commands && can_consume(m) && consume_next(m))
        done++;
    return done;
}

bool hl_model_is_idle(const struct hl_model *m)
{
    return m->value[HL_MREG_CR0] == m->value[HL_MREG_CR0ACK] &&
           m->value[HL_MREG_IRQ_CTRL] == m->value[HL_MREG_IRQ_CTRLACK] &&
           !(m->value[HL_MREG_GBPA] >> 31 & 1) && !can_consume(m);
}

/* ---- Output queues ---- */

struct output {
    enum hl_model_register base, prod, cons;
    uint64_t enable, abort;
    unsigned size_lsb, qwords; /* in IDR1; of a record */
    enum hl_interrupt irq;
};

/* 7.4, 8.1: OVFLG tells that records were lost since OVACKFLG agreed. */
static bool overflow(struct hl_model *m, const struct output *o)
{
    const uint64_t flag = UINT64_C(1) << 31;

    if (!((m->value[o->prod] ^ m->value[o->cons]) & flag))
        m->value[o->prod] ^= flag;
    return false;
}

static bool post(struct hl_model *m, const struct output *o, const uint64_t *record)
{
    const struct hl_queue q =
        hl_queue(m->value[o->base], m->regs.idr1 >> o->size_lsb & 31, 8 * o->qwords);
    const uint64_t prod = m->value[o->prod], cons = m->value[o->cons];
    const bool was_empty = hl_queue_used(&q, prod, cons) == 0;

    if (!(m->value[HL_MREG_CR0ACK] & o->enable) || hl_model_error_is_active(m, (unsigned)o->abort))
        return false;
    if (!hl_queue_is_consistent(&q, prod, cons) || hl_queue_used(&q, prod, cons) == q.entries)
        return overflow(m, o);
    for (unsigned i = 0; i < o->qwords; i++)
        if (!m->host.write(m->host.context, hl_queue_slot(&q, prod) + 8 * i, 8, record[i])) {
            raise(m, (unsigned)o->abort);
            return false;
        }
    m->value[o->prod] = (prod & UINT64_C(1) << 31) | hl_queue_next(&q, prod);
    if (was_empty) /* 3.18: an interrupt when it becomes non-empty */
        interrupt(m, o->irq);
    return true;
}

bool hl_model_post_event(struct hl_model *m, const uint64_t record[4])
{
    static const struct output events = {
        .base = HL_MREG_EVENTQ_BASE,
        .prod = HL_MREG_EVENTQ_PROD,
        .cons = HL_MREG_EVENTQ_CONS,
        .enable = HL_CR0_EVENTQEN,
        .abort = HL_GERROR_EVENTQ_ABT,
        .size_lsb = 16,
        .qwords = 4,
        .irq = HL_IRQ_EVENTQ,
    };

    return post(m, &events, record);
}

bool hl_model_post_page_request(struct hl_model *m, const uint64_t record[2])
{
    static const struct output requests = {
        .base = HL_MREG_PRIQ_BASE,
        .prod = HL_MREG_PRIQ_PROD,
        .cons = HL_MREG_PRIQ_CONS,
        .enable = HL_CR0_PRIQEN,
        .abort = HL_GERROR_PRIQ_ABT,
        .size_lsb = 11,
        .qwords = 2,
        .irq = HL_IRQ_PRIQ,
    };

    return smmu_enabled(m) && post(m, &requests, record); /* 6.3.9.5 */
}

void hl_model_registers(const struct hl_model *m, struct hl_registers *regs)
{
    *regs = m->regs;
    regs->cr0 = (uint32_t)m->value[HL_MREG_CR0ACK];
    regs->cr2 = (uint32_t)m->value[HL_MREG_CR2];
}
