// SPDX-License-Identifier: MIT
/* Memory of the tests of src/driver, and a model SMMU with a driver's few lines that set it up. */
#ifndef HITLESS_TESTS_MODEL_MEMORY_H
#define HITLESS_TESTS_MODEL_MEMORY_H

#include "driver/model.h"

#include "helpers.h"

enum {
    MEMORY_BASE = 0x40000000,
    MEMORY_BYTES = 0x100000,
    QUEUE_AT = MEMORY_BASE,             /* commands, of QUEUE_LOG2 */
    EVENTS_AT = MEMORY_BASE + 0x1000,   /* 8 events */
    REQUESTS_AT = MEMORY_BASE + 0x2000, /* 8 page requests */
    MSI_AT = MEMORY_BASE + 0x3000,
    TABLES_AT = MEMORY_BASE + 0x10000, /* and all behind it: for structures */
    QUEUE_LOG2 = 4,
    OUTPUT_LOG2 = 3
};

struct rig {
    uint64_t memory[MEMORY_BYTES / 8];
    struct hl_model model;
    unsigned interrupts[HL_IRQ_COUNT];
    bool deaf_endpoint;
    uint32_t prod; /* the driver's */
};

static inline uint64_t *rig_at(struct rig *r, uint64_t address)
{
    if (address < MEMORY_BASE || address >= MEMORY_BASE + MEMORY_BYTES)
        return NULL;
    return &r->memory[(address - MEMORY_BASE) / 8];
}

static inline bool rig_read(void *context, uint64_t address, unsigned qwords, uint64_t *q)
{
    const uint64_t *from = rig_at(context, address);

    if (!from)
        return false;
    memcpy(q, from, qwords * sizeof *q);
    return true;
}

static inline bool rig_write(void *context, uint64_t address, unsigned bytes, uint64_t value)
{
    uint64_t *to = rig_at(context, address);

    if (!to)
        return false;
    memcpy((char *)to + address % 8, &value, bytes);
    return true;
}

static inline void rig_interrupt(void *context, enum hl_interrupt interrupt)
{
    ((struct rig *)context)->interrupts[interrupt]++;
}

static inline bool rig_invalidate(void *context, const struct hl_command *command)
{
    (void)command;
    return !((struct rig *)context)->deaf_endpoint;
}

static inline void rig_init(struct rig *r, const char *profile)
{
    const struct hl_model_host host = {r, rig_read, rig_write, rig_interrupt, rig_invalidate};
    const struct hl_model_shape shape = {.cmdqs = 8, .eventqs = 7, .priqs = 7};

    memset(r, 0, sizeof *r);
    hl_model_init(&r->model, &hl_profile_find(profile)->regs, &shape, &host);
}

static inline uint32_t rig_get(struct rig *r, uint64_t offset)
{
    return (uint32_t)hl_model_read(&r->model, offset, 4);
}

static inline void rig_put(struct rig *r, uint64_t offset, uint64_t value)
{
    hl_model_write(&r->model, offset, 4, value);
}

/* Written and polled, as a driver does it: CR0 or IRQ_CTRL. */
static inline void rig_put_sync(struct rig *r, uint64_t offset, uint32_t value)
{
    rig_put(r, offset, value);
    while (rig_get(r, offset + 4) != value)
        hl_model_run(&r->model, 0);
}

/* The queues are there, CMDQEN and EVENTQEN are on (PRIQEN where there is PRI), SMMUEN is off. */
static inline void rig_start_queues(struct rig *r)
{
    hl_model_write(&r->model, 0x90, 8, QUEUE_AT | QUEUE_LOG2);
    rig_put(r, 0x98, 0);
    rig_put(r, 0x9c, 0);
    rig_put_sync(r, 0x20, HL_CR0_CMDQEN);
    hl_model_write(&r->model, 0xa0, 8, EVENTS_AT | OUTPUT_LOG2);
    rig_put(r, 0x100a8, 0);
    rig_put(r, 0x100ac, 0);
    rig_put_sync(r, 0x20, HL_CR0_CMDQEN | HL_CR0_EVENTQEN);
    if (!hl_reg_PRI(&r->model.regs))
        return;
    hl_model_write(&r->model, 0xc0, 8, REQUESTS_AT | OUTPUT_LOG2);
    rig_put(r, 0x100c8, 0);
    rig_put(r, 0x100cc, 0);
    rig_put_sync(r, 0x20, HL_CR0_CMDQEN | HL_CR0_EVENTQEN | HL_CR0_PRIQEN);
}

/* A command goes to the queue; rig_publish() rings the bell. */
static inline void rig_command(struct rig *r, uint64_t low, uint64_t high)
{
    uint64_t *slot = rig_at(r, QUEUE_AT + (r->prod & ((1u << QUEUE_LOG2) - 1)) * 16);

    slot[0] = low;
    slot[1] = high;
    r->prod = (r->prod + 1) & ((2u << QUEUE_LOG2) - 1);
}

static inline void rig_publish(struct rig *r)
{
    rig_put(r, 0x98, r->prod);
}

#endif
