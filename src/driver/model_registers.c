// SPDX-License-Identifier: MIT
/* Registers, as they are read and written: section 6.3. */
#include "driver/model_work.h"

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
    there |= hl_reg_VMW(&m->regs) ? HL_CR0_VMW : 0;
    there |= hl_reg_DPT(&m->regs) ? HL_CR0_DPT_WALK_EN : 0;
    return there;
}

/* A field whose Update is not complete keeps its first new value (6.3.9). */
static uint64_t settled_fields(struct hl_model *m, enum hl_model_register reg,
                               enum hl_model_register ack, uint64_t value)
{
    const uint64_t moving = m->value[reg] ^ m->value[ack];

    if ((value ^ m->value[reg]) & moving)
        hl_model_refuse(m, reg, value, "a field is changed again before its Update is complete");
    return (value & ~moving) | (m->value[reg] & moving);
}

static void write_cr0(struct hl_model *m, uint64_t value)
{
    value = settled_fields(m, HL_MREG_CR0, HL_MREG_CR0ACK, value & cr0_fields(m));
    hl_model_set(m, HL_MREG_CR0, value);
}

/* 6.3.11: TABLE_* are guarded by SMMUEN, QUEUE_* by the enables of all queues. */
static void write_cr1(struct hl_model *m, uint64_t value)
{
    const uint64_t queues = HL_CR0_EVENTQEN | HL_CR0_CMDQEN | HL_CR0_PRIQEN;
    const uint64_t writable =
        (!hl_model_is_on(m, HL_CR0_SMMUEN) ? 0xfc0u : 0) | (!hl_model_is_on(m, queues) ? 0x3fu : 0);
    const uint64_t old = m->value[HL_MREG_CR1];

    if ((value ^ old) & ~writable)
        hl_model_refuse(m, HL_MREG_CR1, value, "it guards what is enabled");
    hl_model_set(m, HL_MREG_CR1, (old & ~writable) | (value & writable));
}

/* 6.3.14.1 */
static void write_gbpa(struct hl_model *m, uint64_t value)
{
    const uint64_t update = UINT64_C(1) << 31;

    if (m->value[HL_MREG_GBPA] & update)
        hl_model_refuse(m, HL_MREG_GBPA, value, "an Update is under way");
    else if (!(value & update))
        hl_model_refuse(m, HL_MREG_GBPA, value, "Update is not 1");
    else
        hl_model_set(m, HL_MREG_GBPA, value);
}

static void write_irq_ctrl(struct hl_model *m, uint64_t value)
{
    if (!hl_reg_PRI(&m->regs))
        value &= ~(uint64_t)HL_IRQ_CTRL_PRIQ;
    hl_model_set(m, HL_MREG_IRQ_CTRL,
                 settled_fields(m, HL_MREG_IRQ_CTRL, HL_MREG_IRQ_CTRLACK, value));
}

/* 6.3.20: a bit may be toggled only where its error is active. */
static void write_gerrorn(struct hl_model *m, uint64_t value)
{
    const uint64_t active = m->value[HL_MREG_GERROR] ^ m->value[HL_MREG_GERRORN];

    if ((value ^ m->value[HL_MREG_GERRORN]) & ~active)
        hl_model_refuse(m, HL_MREG_GERRORN, value, "an error that is not active is acknowledged");
    hl_model_set(m, HL_MREG_GERRORN, value);
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
        hl_model_publish(m, value);
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
        hl_model_refuse(m, reg, value, guard_list[rule[reg].guard].why);
    else
        hl_model_set(m, reg, value);
}
