// SPDX-License-Identifier: MIT
#include "program/life.h"

#include "program/parts.h"
#include "entry/random.h"

#include <stdio.h>
#include <string.h>

static const char *const rid_words[HL_RID_COUNT] = {"blocked", "identity", "stage 1", "stage 2",
                                                    "nested"};
static const char *const pasid_words[] = {"nothing", "stage 1", "SVA",
                                          "SVA of a process that is gone"};

static struct hl_shape read_shape(const uint8_t *data)
{
    return (struct hl_shape){.streams = (uint8_t)(1 + hl_part_get(HL_PART_STREAMS, data)),
                             .ssid_bits = (uint8_t)(3 - hl_part_get(HL_PART_SUBSTREAMS, data)),
                             .stall = hl_part_get(HL_PART_STALLS, data),
                             .ats_always_on = hl_part_get(HL_PART_KEEPS_ATS, data)};
}

static struct hl_action read_action(const uint8_t *data)
{
    struct hl_action a = {.kind = (enum hl_action_kind)hl_part_get(HL_PART_ACTION, data)};

    a.pasid = (uint8_t)hl_part_get(HL_PART_PASID, data);
    a.attachment.kind = (uint8_t)hl_part_get(HL_PART_RID_WHAT, data);
    if (a.kind == HL_SET_PASID)
        a.attachment.kind = (uint8_t)(HL_PASID_S1 + hl_part_get(HL_PART_PASID_WHAT, data));
    a.attachment.domain = (uint8_t)hl_part_get(HL_PART_DOMAIN, data);
    a.on = a.kind == HL_SET_ATS && hl_part_get(HL_PART_ENABLE, data);
    a.shape = read_shape(data);
    return a;
}

/* Few processes, so that some have several PASIDs; few releases. */
static void derive(uint64_t *seed, struct hl_action *a)
{
    uint8_t data[HL_LIFE_DATA];

    for (unsigned i = 0; i < sizeof data; i++)
        data[i] = (uint8_t)(hl_next_random(seed) >> 32);
    if (data[0] % HL_ACTION_COUNT == HL_RELEASE && data[7] & 7)
        data[0] = HL_ATTACH_RID;
    if (data[7] & 8)
        data[3] &= 1;
    /* Came later: what was kept stays the walk that it was. */
    hl_part_put(HL_PART_KEEPS_ATS, data, 0);
    *a = read_action(data);
}

void hl_walk_read(const struct hl_program *p, struct hl_walk *walk)
{
    static const uint8_t nothing[HL_LIFE_DATA];
    unsigned total = HL_PER_ENTRY * (unsigned)p->entries;
    uint64_t seed = p->derive_seed * UINT64_C(0x9e3779b97f4a7c15) + 1;

    walk->shape = read_shape(p->steps ? p->step[0].data : nothing);
    for (walk->count = 0; walk->count < p->steps; walk->count++)
        walk->action[walk->count] = read_action(p->step[walk->count].data);
    for (; walk->count < total; walk->count++)
        derive(&seed, &walk->action[walk->count]);
}

void hl_life_step(const struct hl_action *a, struct hl_program_step *step)
{
    *step = (struct hl_program_step){.op = HL_OP_LIFE, .size = HL_LIFE_DATA};
    hl_part_put(HL_PART_ACTION, step->data, (uint64_t)a->kind);
    hl_part_put(HL_PART_PASID, step->data, a->pasid);
    if (a->kind == HL_SET_PASID)
        hl_part_put(HL_PART_PASID_WHAT, step->data, a->attachment.kind - (uint64_t)HL_PASID_S1);
    else
        hl_part_put(HL_PART_RID_WHAT, step->data, a->attachment.kind);
    hl_part_put(HL_PART_DOMAIN, step->data, a->attachment.domain);
    hl_part_put(HL_PART_STREAMS, step->data, a->shape.streams ? a->shape.streams - 1u : 0);
    hl_part_put(HL_PART_SUBSTREAMS, step->data, 3u - a->shape.ssid_bits);
    hl_part_put(HL_PART_STALLS, step->data, a->shape.stall);
    hl_part_put(HL_PART_KEEPS_ATS, step->data, a->shape.ats_always_on);
    hl_part_put(HL_PART_ENABLE, step->data, a->on);
}

bool hl_walk_write(const struct hl_walk *walk, struct hl_program *p)
{
    if (walk->count > HL_PROGRAM_STEPS || walk->count == 0 || walk->action[0].kind == HL_RELEASE)
        return false;
    p->kind = HL_PROGRAM_LIFE;
    p->entries = 0;
    p->steps = walk->count;
    for (unsigned i = 0; i < walk->count; i++) {
        struct hl_action a = walk->action[i];
        if (i == 0)
            a.shape = walk->shape;
        hl_life_step(&a, &p->step[i]);
    }
    hl_program_reduce(p);
    return true;
}

static void domain_words(const char *kind, bool counted, unsigned domain, char *text, size_t size)
{
    if (counted)
        snprintf(text, size, "%s domain %u", kind, domain);
    else
        snprintf(text, size, "%s", kind);
}

void hl_shape_words(const struct hl_shape *s, char words[HL_WORDS])
{
    snprintf(words, HL_WORDS, "%u stream%s, %u bits of SubstreamIDs%s%s", s->streams,
             s->streams == 1 ? "" : "s", s->ssid_bits, s->stall ? ", may be stalled" : "",
             s->ats_always_on ? ", ATS always on" : "");
}

void hl_action_words(const struct hl_action *a, char words[HL_WORDS])
{
    const struct hl_attachment *at = &a->attachment;
    char domain[48], shape[HL_WORDS];

    switch (a->kind) {
    case HL_ATTACH_RID:
        domain_words(rid_words[at->kind], at->kind >= HL_RID_S1, at->domain, domain, sizeof domain);
        snprintf(words, HL_WORDS, "attach %s to the RID", domain);
        break;
    case HL_SET_PASID:
        domain_words(pasid_words[at->kind], true, at->domain, domain, sizeof domain);
        snprintf(words, HL_WORDS, "attach %s to PASID %u", domain, a->pasid);
        break;
    case HL_REMOVE_PASID:
        snprintf(words, HL_WORDS, "remove PASID %u", a->pasid);
        break;
    case HL_EXIT_MM:
        snprintf(words, HL_WORDS, "the process of SVA domain %u exits", at->domain);
        break;
    case HL_SET_ATS:
        snprintf(words, HL_WORDS, "ATS %s", a->on ? "on" : "off");
        break;
    default:
        hl_shape_words(&a->shape, shape);
        snprintf(words, HL_WORDS, "release the device; probe one with %.100s", shape);
        break;
    }
}

void hl_wanted_words(const struct hl_wanted *w, char words[HL_WORDS])
{
    char domain[48];
    size_t n;

    domain_words(rid_words[w->rid.kind], w->rid.kind >= HL_RID_S1, w->rid.domain, domain,
                 sizeof domain);
    n = (size_t)snprintf(words, HL_WORDS, "RID %s", domain);
    for (unsigned p = 1; p < HL_DEVICE_PASIDS && n < HL_WORDS; p++)
        if (w->pasid[p].kind != HL_PASID_NONE)
            n += (size_t)snprintf(words + n, HL_WORDS - n, ", PASID %u %s %u", p,
                                  pasid_words[w->pasid[p].kind], w->pasid[p].domain);
    if (w->ats && n < HL_WORDS)
        snprintf(words + n, HL_WORDS - n, ", ATS");
}
