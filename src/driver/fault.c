// SPDX-License-Identifier: MIT
#include "driver/fault.h"

#include "smmu/registers.h"

static const uint8_t events[HL_FAULT_COUNT] = {
#define HL_FAULT(id, event, name, word) event,
#include "driver/faults.def"
#undef HL_FAULT
};
enum { CLASS_IN = 2 };

static uint64_t bit(unsigned at)
{
    return UINT64_C(1) << at;
}

/* 3.12: only what a translation comes to, of stage 1: these drivers never set S2S. */
static bool may_stall(const struct hl_model *m, const struct hlk_device *device,
                      const struct hl_operation *o)
{
    return o->fault <= HL_FAULT_PERMISSION && !o->stage2 && device->stall &&
           hl_reg_STALL_MODEL(&m->regs) != HL_STALL_NEVER;
}

static bool post_event(struct hl_model *m, const struct hlk_device *device,
                       const struct hl_operation *o, uint16_t tag, bool stalls)
{
    const bool translates = o->fault <= HL_FAULT_PERMISSION;
    const uint64_t record[4] = {
        events[o->fault] | (o->ssv ? bit(11) | (uint64_t)o->pasid << 12 : 0) |
            (uint64_t)device->sid[0] << 32,
        (stalls ? bit(31) | tag : 0) | bit(35) /* a read */ |
            (translates ? (uint64_t)CLASS_IN << 40 : 0) | (o->stage2 && translates ? bit(39) : 0),
        o->iova, 0};

    return hl_model_post_event(m, record);
}

/* A group of one request, which reads. */
static bool post_request(struct hl_model *m, const struct hlk_device *device,
                         const struct hl_operation *o, uint16_t tag)
{
    const uint64_t record[2] = {device->sid[0] | (o->ssv ? (uint64_t)o->pasid << 32 | bit(63) : 0) |
                                    bit(60) | bit(62),
                                (o->iova & ~UINT64_C(0xfff)) | (tag & 0x1ff)};

    return hl_model_post_page_request(m, record);
}

bool hl_faults_post(struct hl_faults *f, struct hl_model *m, const struct hlk_device *device,
                    const struct hl_operation *o, enum hlk_interrupt *interrupt)
{
    const bool request = o->fault == HL_FAULT_PAGE_REQUEST;
    const bool stalls = o->stalls && may_stall(m, device, o);
    const struct hl_owed owed = {request, device->sid[0],
                                 (uint16_t)(request ? f->next & 0x1ff : f->next)};

    *interrupt = request ? HLK_PRIQ : HLK_EVTQ;
    if (f->count == HL_FAULTS_OWED || (request && !(device->pri && hl_reg_PRI(&m->regs))) ||
        !(request ? post_request(m, device, o, owed.tag)
                  : post_event(m, device, o, owed.tag, stalls)))
        return false;
    f->next++;
    if (request || stalls)
        f->owed[f->count++] = owed;
    return true;
}

static bool answers(const struct hl_command *c, const struct hl_owed *owed)
{
    if (c->sid != owed->sid)
        return false;
    switch (c->kind) {
    case HL_CMD_RESUME:
        return !owed->request && c->stag == owed->tag;
    case HL_CMD_STALL_TERM:
        return !owed->request;
    case HL_CMD_PRI_RESP:
        return owed->request && c->prgindex == owed->tag;
    default:
        return false;
    }
}

void hl_faults_command(struct hl_faults *f, const struct hl_command *c)
{
    for (unsigned i = f->count; i-- > 0;)
        if (answers(c, &f->owed[i]))
            f->owed[i] = f->owed[--f->count];
}

void hl_faults_forget(struct hl_faults *f)
{
    f->count = 0;
}
