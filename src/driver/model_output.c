// SPDX-License-Identifier: MIT
/* What the SMMU tells software by itself: interrupts, errors, events and page requests. Sections
 * 3.18, 6.3.19, 7.2, 7.4, 8.1. */
#include "driver/model_work.h"

bool hl_model_error_is_active(const struct hl_model *m, unsigned errors)
{
    return (m->value[HL_MREG_GERROR] ^ m->value[HL_MREG_GERRORN]) & errors;
}

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
    if (hl_reg_MSI(&m->regs) && address &&
        !m->host.write(m->host.context, address, 4, m->value[list[which].data]))
        m->value[HL_MREG_GERROR] ^=
            list[which].aborted & ~(m->value[HL_MREG_GERROR] ^ m->value[HL_MREG_GERRORN]);
    if (m->host.interrupt)
        m->host.interrupt(m->host.context, which);
}

/* 6.3.19: an error that is active already is not told again. */
void hl_model_raise(struct hl_model *m, unsigned error)
{
    if (hl_model_error_is_active(m, error))
        return;
    m->value[HL_MREG_GERROR] ^= error;
    interrupt(m, HL_IRQ_GERROR);
}

struct output {
    enum hl_model_queue queue;
    enum hl_model_register prod, cons;
    uint64_t enable, abort;
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
    const struct hl_queue q = hl_model_queue(m, o->queue);
    const uint64_t prod = m->value[o->prod], cons = m->value[o->cons];
    const bool was_empty = hl_queue_used(&q, prod, cons) == 0;

    if (!(m->value[HL_MREG_CR0ACK] & o->enable) || hl_model_error_is_active(m, (unsigned)o->abort))
        return false;
    if (!hl_queue_is_consistent(&q, prod, cons) || hl_queue_used(&q, prod, cons) == q.entries)
        return overflow(m, o);
    for (unsigned i = 0; 8 * i < q.bytes; i++)
        if (!m->host.write(m->host.context, hl_queue_slot(&q, prod) + 8 * i, 8, record[i])) {
            hl_model_raise(m, (unsigned)o->abort);
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
        .queue = HL_MODEL_EVENTQ,
        .prod = HL_MREG_EVENTQ_PROD,
        .cons = HL_MREG_EVENTQ_CONS,
        .enable = HL_CR0_EVENTQEN,
        .abort = HL_GERROR_EVENTQ_ABT,
        .irq = HL_IRQ_EVENTQ,
    };

    return post(m, &events, record);
}

bool hl_model_post_page_request(struct hl_model *m, const uint64_t record[2])
{
    static const struct output requests = {
        .queue = HL_MODEL_PRIQ,
        .prod = HL_MREG_PRIQ_PROD,
        .cons = HL_MREG_PRIQ_CONS,
        .enable = HL_CR0_PRIQEN,
        .abort = HL_GERROR_PRIQ_ABT,
        .irq = HL_IRQ_PRIQ,
    };

    return hl_model_smmu_enabled(m) && post(m, &requests, record); /* 6.3.9.5 */
}
