// SPDX-License-Identifier: MIT
#include "program/life.h"

#include "program/pool.h"

#include <stdio.h>
#include <string.h>

static const char *const rid_words[HL_RID_COUNT] = {"blocked", "identity", "stage 1", "stage 2",
                                                    "nested"};
static const char *const pasid_words[] = {"nothing", "stage 1", "SVA",
                                          "SVA of a process that is gone"};

static struct hl_shape read_shape(const uint8_t *data)
{
    return (struct hl_shape){.streams = (uint8_t)(1 + data[4] % HL_DEVICE_STREAMS),
                             .ssid_bits = (uint8_t)(3 - data[5] % 4),
                             .stall = data[6] & 1};
}

static struct hl_action read_action(const uint8_t *data)
{
    struct hl_action a = {.kind = data[0] % HL_ACTION_COUNT};

    a.pasid = data[1] % HL_DEVICE_PASIDS;
    a.attachment.kind = data[2] % HL_RID_COUNT;
    if (a.kind == HL_SET_PASID)
        a.attachment.kind = (uint8_t)(HL_PASID_S1 + data[2] % 2);
    a.attachment.domain = data[3] % HL_DEVICE_DOMAINS;
    a.on = a.kind == HL_SET_ATS && data[6] & 2;
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
    *a = read_action(data);
}

void hl_walk_read(const struct hl_program *p, struct hl_walk *walk)
{
    static const uint8_t nothing[HL_LIFE_DATA];
    unsigned total = HL_PER_ENTRY * ((unsigned)HL_PROGRAM_ENTRIES - p->spare);
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
    step->data[0] = (uint8_t)a->kind;
    step->data[1] = a->pasid;
    step->data[2] =
        a->kind == HL_SET_PASID ? (uint8_t)(a->attachment.kind - HL_PASID_S1) : a->attachment.kind;
    step->data[3] = a->attachment.domain;
    step->data[4] = (uint8_t)(a->shape.streams ? a->shape.streams - 1 : 0);
    step->data[5] = (uint8_t)(3 - a->shape.ssid_bits);
    step->data[6] = (uint8_t)((a->shape.stall ? 1 : 0) | (a->on ? 2 : 0));
}

bool hl_walk_write(const struct hl_walk *walk, struct hl_program *p)
{
    if (walk->count > HL_PROGRAM_STEPS || walk->count == 0 || walk->action[0].kind == HL_RELEASE)
        return false;
    p->kind = HL_PROGRAM_LIFE;
    p->spare = HL_PROGRAM_ENTRIES;
    p->steps = walk->count;
    for (unsigned i = 0; i < walk->count; i++) {
        struct hl_action a = walk->action[i];
        if (i == 0)
            a.shape = walk->shape;
        hl_life_step(&a, &p->step[i]);
    }
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
    snprintf(words, HL_WORDS, "%u stream%s, %u bits of SubstreamIDs%s", s->streams,
             s->streams == 1 ? "" : "s", s->ssid_bits, s->stall ? ", may be stalled" : "");
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
