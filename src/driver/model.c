// SPDX-License-Identifier: MIT
/* Out of reset, and how time passes. */
#include "driver/model_work.h"

#include <string.h>

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

void hl_model_registers(const struct hl_model *m, struct hl_registers *regs)
{
    *regs = m->regs;
    regs->cr0 = (uint32_t)m->value[HL_MREG_CR0ACK];
    regs->cr2 = (uint32_t)m->value[HL_MREG_CR2];
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
