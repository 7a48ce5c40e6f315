// SPDX-License-Identifier: MIT
/* The Command queue: sections 3.5.1, 4.1, 4.7.3, 7.1. */
#include "driver/model_work.h"

/* 6.3.27: only forward, and not over what is not consumed; while an error is active it may go back
 * as far as CONS (7.1). */
void hl_model_publish(struct hl_model *m, uint64_t value)
{
    const struct hl_queue q = hl_model_queue(m, HL_MODEL_CMDQ);
    const uint64_t cons = m->value[HL_MREG_CMDQ_CONS], old = m->value[HL_MREG_CMDQ_PROD];
    const uint64_t from = m->published;

    hl_model_set(m, HL_MREG_CMDQ_PROD, value);
    if (!hl_model_is_on(m, HL_CR0_CMDQEN))
        return;
    if (!hl_queue_is_consistent(&q, value, cons) ||
        (!hl_model_error_is_active(m, HL_GERROR_CMDQ) &&
         hl_queue_used(&q, value, cons) < hl_queue_used(&q, old, cons))) {
        hl_model_refuse(m, HL_MREG_CMDQ_PROD, value, "the index moves in no consistent manner");
        m->stuck = true;
        return;
    }
    m->published = m->consumed + hl_queue_used(&q, value, cons);
    HL_MODEL_TELL(m, published, , from < m->published ? from : m->published, m->published);
}

/* 6.3.9.3: from now on commands are taken, those between the indexes first. */
void hl_model_start_commands(struct hl_model *m)
{
    const struct hl_queue q = hl_model_queue(m, HL_MODEL_CMDQ);
    const uint64_t prod = m->value[HL_MREG_CMDQ_PROD], cons = m->value[HL_MREG_CMDQ_CONS];

    m->stuck = !hl_queue_is_consistent(&q, prod, cons);
    if (m->stuck) {
        hl_model_refuse(m, HL_MREG_CMDQ_PROD, prod, "the indexes are inconsistent");
        return;
    }
    m->published = m->consumed + hl_queue_used(&q, prod, cons);
}

/* 7.1: CONS stays where it is. */
static bool fail(struct hl_model *m, unsigned error, const struct hl_command *c, const char *why)
{
    m->value[HL_MREG_CMDQ_CONS] = (m->value[HL_MREG_CMDQ_CONS] & 0xfffff) | (uint64_t)error << 24;
    HL_MODEL_TELL(m, failed, , error, c, why);
    hl_model_raise(m, HL_GERROR_CMDQ);
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
    HL_MODEL_TELL(m, synced, );
    if (c->cs == HL_SYNC_IRQ) {
        if (hl_reg_MSI(&m->regs) && c->address &&
            !m->host.write(m->host.context, c->address, 4, c->msidata))
            hl_model_raise(m, HL_GERROR_MSI_CMDQ_ABT);
        if (m->host.interrupt)
            m->host.interrupt(m->host.context, HL_IRQ_SYNC);
    }
    if (c->cs == HL_SYNC_SEV && hl_reg_SEV(&m->regs))
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
    why = hl_command_illegal(&c, &m->regs, m->security);
    if (why)
        return fail(m, HL_CERROR_ILL, &c, why);
    hl_command_reduce(&c, &m->regs);
    if (c.kind == HL_CMD_SYNC)
        return synchronize(m, &c);
    if (needs_smmuen(c.kind) && !hl_model_smmu_enabled(m))
        return true;
    HL_MODEL_TELL(m, command, , &c);
    if (c.kind == HL_CMD_ATC_INV && m->host.invalidate && !m->host.invalidate(m->host.context, &c))
        m->atc_lost = true;
    return true;
}

/* 4.1.2 */
bool hl_model_can_consume(const struct hl_model *m)
{
    const struct hl_queue q = hl_model_queue(m, HL_MODEL_CMDQ);

    return m->value[HL_MREG_CR0ACK] & HL_CR0_CMDQEN && !m->stuck &&
           !hl_model_error_is_active(m, HL_GERROR_CMDQ) &&
           hl_queue_used(&q, m->value[HL_MREG_CMDQ_PROD], m->value[HL_MREG_CMDQ_CONS]);
}

bool hl_model_consume(struct hl_model *m)
{
    const struct hl_queue queue = hl_model_queue(m, HL_MODEL_CMDQ);
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
