// SPDX-License-Identifier: MIT
/* Private to driver/model*.c. */
#ifndef HITLESS_DRIVER_MODEL_WORK_H
#define HITLESS_DRIVER_MODEL_WORK_H

#include "driver/model.h"
#include "driver/queue.h"
#include "smmu/registers.h"

#define HL_MODEL_TELL(model, event, ...)                                                           \
    for (unsigned tell_ = 0; tell_ < (model)->listeners; tell_++)                                  \
        if ((model)->listener[tell_].event)                                                        \
    (model)->listener[tell_].event((model)->listener[tell_].context __VA_ARGS__)

static inline void hl_model_refuse(struct hl_model *m, enum hl_model_register reg, uint64_t value,
                                   const char *why)
{
    HL_MODEL_TELL(m, refused, , reg, value, why);
}

static inline void hl_model_set(struct hl_model *m, enum hl_model_register reg, uint64_t value)
{
    const uint64_t old = m->value[reg];

    m->value[reg] = value;
    HL_MODEL_TELL(m, wrote, , reg, old, value);
}

/* A bit of CR0 that is or may still be 1 (6.3.9: until its Update completes). */
static inline bool hl_model_is_on(const struct hl_model *m, uint64_t bits)
{
    return (m->value[HL_MREG_CR0] | m->value[HL_MREG_CR0ACK]) & bits;
}

/* 4.5.1, 3.5: what needs SMMUEN works from its Update to 1 on. */
static inline bool hl_model_smmu_enabled(const struct hl_model *m)
{
    return m->value[HL_MREG_CR0ACK] & HL_CR0_SMMUEN;
}

static inline struct hl_queue hl_model_queue(const struct hl_model *m, enum hl_model_queue queue)
{
    switch (queue) {
    case HL_MODEL_CMDQ:
        return hl_queue(m->value[HL_MREG_CMDQ_BASE], hl_reg_CMDQS(&m->regs), 16);
    case HL_MODEL_EVENTQ:
        return hl_queue(m->value[HL_MREG_EVENTQ_BASE], hl_reg_EVENTQS(&m->regs), 32);
    default:
        return hl_queue(m->value[HL_MREG_PRIQ_BASE], hl_reg_PRIQS(&m->regs), 16);
    }
}

/* Commands (model_commands.c): CMDQ_PROD is written; CMDQEN is 1 from now on; whether one could be
 * taken; take it, false: it fails. */
void hl_model_publish(struct hl_model *m, uint64_t prod);
void hl_model_start_commands(struct hl_model *m);
bool hl_model_can_consume(const struct hl_model *m);
bool hl_model_consume(struct hl_model *m);

#endif
