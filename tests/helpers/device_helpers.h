// SPDX-License-Identifier: MIT
/* Devices and walks of the unit tests. */
#ifndef HITLESS_TESTS_DEVICE_HELPERS_H
#define HITLESS_TESTS_DEVICE_HELPERS_H

#include "helpers.h"

#include "device/device.h"

struct bench {
    struct hl_smmu smmu;
    struct hl_maker maker;
    struct hl_device device;
    struct hl_device_verdict verdict;
};

static inline void open_bench(struct bench *b, const char *profile, const char *sequencer,
                              const char *bug, struct hl_shape shape)
{
    const struct place place = {.profile = profile};
    const struct hl_sequencer *s = hl_builtin_sequencer_find(sequencer);
    const struct hl_attach_bug *a = bug ? hl_attach_bug_find(bug) : NULL;

    make_smmu(&b->smmu, &place);
    b->maker = hl_builtin_maker(&b->smmu);
    assert_non_null(s);
    if (bug)
        assert_non_null(a);
    assert_true(hl_device_init(&b->device, &b->maker, s, a, &shape));
}

static inline struct hl_action attach(enum hl_rid kind, uint8_t domain)
{
    return (struct hl_action){.kind = HL_ATTACH_RID, .attachment = {(uint8_t)kind, domain}};
}

static inline struct hl_action set_pasid(uint8_t pasid, enum hl_pasid kind, uint8_t domain)
{
    return (struct hl_action){
        .kind = HL_SET_PASID, .pasid = pasid, .attachment = {(uint8_t)kind, domain}};
}

static inline struct hl_action remove_pasid(uint8_t pasid)
{
    return (struct hl_action){.kind = HL_REMOVE_PASID, .pasid = pasid};
}

static inline struct hl_action exit_mm(uint8_t domain)
{
    return (struct hl_action){.kind = HL_EXIT_MM, .attachment = {0, domain}};
}

static inline struct hl_action set_ats(bool on)
{
    return (struct hl_action){.kind = HL_SET_ATS, .on = on};
}

static inline struct hl_action release(uint8_t streams)
{
    return (struct hl_action){.kind = HL_RELEASE, .shape = {.streams = streams, .ssid_bits = 3}};
}

static inline struct hl_shape random_shape(uint64_t *random)
{
    return (struct hl_shape){.streams = (uint8_t)(1 + random_below(random, HL_DEVICE_STREAMS)),
                             .ssid_bits = (uint8_t)random_below(random, 4),
                             .stall = random_below(random, 4) == 0, /* ats follows */
                             .ats_always_on = random_below(random, 4) == 0};
}

static inline struct hl_action random_action(uint64_t *random)
{
    struct hl_action a = {.kind = random_below(random, HL_ACTION_COUNT)};

    if (a.kind == HL_RELEASE && random_below(random, 4))
        a.kind = HL_ATTACH_RID;
    a.pasid = (uint8_t)random_below(random, HL_DEVICE_PASIDS);
    a.attachment.kind = (uint8_t)random_below(random, HL_RID_COUNT);
    if (a.kind == HL_SET_PASID)
        a.attachment.kind = (uint8_t)(HL_PASID_S1 + random_below(random, 2));
    /* Few processes, so that some have several PASIDs. */
    a.attachment.domain =
        (uint8_t)random_below(random, a.kind == HL_EXIT_MM ? 2 : HL_DEVICE_DOMAINS);
    if (a.kind == HL_SET_PASID && a.attachment.kind == HL_PASID_SVA)
        a.attachment.domain &= 1;
    a.on = a.kind == HL_SET_ATS && random_below(random, 2);
    a.shape = random_shape(random);
    return a;
}

static inline const char *kind_of(const struct hl_device_verdict *v)
{
    return v->findings ? hl_finding_names[v->finding[0].kind] : "none";
}

#endif
