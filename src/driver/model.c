// SPDX-License-Identifier: MIT
/* Out of reset, and how time passes. */
#include "driver/model_work.h"

#include <string.h>

/* ---- Initial state ---- */

static unsigned queue_bits(unsigned idr1, unsigned given, unsigned otherwise)
{
    return idr1 ? idr1 : given ? given : otherwise;
}

static void set_identification(struct hl_model *m, const struct hl_model_shape *shape)
{
    struct hl_registers *r = &m->regs;

    hl_reg_set_CMDQS(r, queue_bits(hl_reg_CMDQS(r), shape->cmdqs, 8));
    hl_reg_set_EVENTQS(r, queue_bits(hl_reg_EVENTQS(r), shape->eventqs, 7));
    hl_reg_set_PRIQS(r, hl_reg_PRI(r) ? queue_bits(hl_reg_PRIQS(r), shape->priqs, 7) : 0);
    r->idr1 &= ~UINT32_C(0xe0000000); /* no ECMDQ, and nothing is preset */
    hl_reg_set_MSI(r, hl_reg_MSI(r) && !shape->no_msi);
    hl_reg_set_SEV(r, (hl_reg_SEV(r) || shape->sev) && !shape->no_sev);
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

void hl_model_interface(struct hl_model *m, enum hl_security security)
{
    m->security = security;
}

bool hl_model_listen(struct hl_model *m, const struct hl_model_listener *listener)
{
    if (m->listeners == HL_MODEL_LISTENERS)
        return false;
    m->listener[m->listeners++] = *listener;
    return true;
}

void hl_model_registers(const struct hl_model *m, struct hl_registers *regs)
{
    *regs = m->regs;
    regs->cr0 = (uint32_t)m->value[HL_MREG_CR0ACK];
    regs->cr2 = (uint32_t)m->value[HL_MREG_CR2];
}

bool hl_model_queue_memory(const struct hl_model *m, enum hl_model_queue queue, uint64_t *address,
                           uint64_t *bytes)
{
    static const uint64_t enables[HL_MODEL_QUEUES] = {
        [HL_MODEL_CMDQ] = HL_CR0_CMDQEN,
        [HL_MODEL_EVENTQ] = HL_CR0_EVENTQEN,
        [HL_MODEL_PRIQ] = HL_CR0_PRIQEN,
    };
    const struct hl_queue q = hl_model_queue(m, queue);

    *address = q.base;
    *bytes = q.entries * q.bytes;
    return hl_model_is_on(m, enables[queue]);
}

/* ---- Time ---- */

static void update(struct hl_model *m, enum hl_model_register reg, enum hl_model_register ack)
{
    const uint64_t old = m->value[ack], value = m->value[reg];

    if (old == value)
        return;
    m->value[ack] = value;
    HL_MODEL_TELL(m, updated, , reg, old, value);
}

static void update_all(struct hl_model *m)
{
    const uint64_t enabled = m->value[HL_MREG_CR0ACK], update_bit = UINT64_C(1) << 31;

    update(m, HL_MREG_CR0, HL_MREG_CR0ACK);
    if (~enabled & m->value[HL_MREG_CR0ACK] & HL_CR0_CMDQEN)
        hl_model_start_commands(m);
    update(m, HL_MREG_IRQ_CTRL, HL_MREG_IRQ_CTRLACK);
    if (m->value[HL_MREG_GBPA] & update_bit) {
        const uint64_t old = m->value[HL_MREG_GBPA];

        m->value[HL_MREG_GBPA] &= ~update_bit;
        HL_MODEL_TELL(m, updated, , HL_MREG_GBPA, old, m->value[HL_MREG_GBPA]);
    }
}

unsigned hl_model_run(struct hl_model *m, unsigned commands)
{
    unsigned done = 0;

    update_all(m);
    while (done < commands && hl_model_can_consume(m) && hl_model_consume(m))
        done++;
    return done;
}

bool hl_model_is_idle(const struct hl_model *m)
{
    return m->value[HL_MREG_CR0] == m->value[HL_MREG_CR0ACK] &&
           m->value[HL_MREG_IRQ_CTRL] == m->value[HL_MREG_IRQ_CTRLACK] &&
           !(m->value[HL_MREG_GBPA] >> 31 & 1) && !hl_model_can_consume(m);
}
