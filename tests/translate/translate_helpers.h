// SPDX-License-Identifier: MIT
/* Transactions through a memory of a few words, and stages that find what a test says. */
#ifndef HITLESS_TESTS_TRANSLATE_HELPERS_H
#define HITLESS_TESTS_TRANSLATE_HELPERS_H

#include "helpers.h"

#include "translate/stages.h"
#include "translate/translate.h"

#define FULL "v3.4-full"
#define NS HL_NONSECURE
#define SEC HL_SECURE
#define RLM HL_REALM

/* Memory: 64-bit words at physical addresses. What is not there is externally aborted; that a read
 * is misaligned or of a strange size fails the test. */
struct word {
    enum hl_space space;
    uint64_t address, value;
};

struct words {
    unsigned count, reads;
    struct word list[256];
};

static inline void put(struct words *m, enum hl_space space, uint64_t address, uint64_t value)
{
    assert_true(m->count < LENGTH(m->list));
    m->list[m->count++] = (struct word){space, address, value};
}

static inline void put_entry(struct words *m, enum hl_space space, uint64_t address,
                             const struct hl_entry *e)
{
    for (unsigned i = 0; i < HL_QWORDS; i++)
        put(m, space, address + 8 * i, e->q[i]);
}

static inline bool get(const struct words *m, enum hl_space space, uint64_t address,
                       unsigned char *data)
{
    for (unsigned i = m->count; i-- > 0;) {
        if (m->list[i].space != space || m->list[i].address != address)
            continue;
        for (unsigned b = 0; b < 8; b++)
            data[b] = (unsigned char)(m->list[i].value >> (8 * b));
        return true;
    }
    return false;
}

static inline bool read_words(void *context, enum hl_fetch what, enum hl_space space,
                              uint64_t address, unsigned bytes, unsigned char *data)
{
    (void)what;
    struct words *m = context;

    assert_true(bytes == 8 || bytes == 64);
    assert_int_equal(address % bytes, 0);
    m->reads++;
    for (unsigned i = 0; i < bytes; i += 8)
        if (!get(m, space, address + i, data + i))
            return false;
    return true;
}

/* The stages: what they find, and what they were asked. fetch_offset: stage 2 of CD fetches. */
static struct {
    struct hl_stages_result result, fetch_result;
    uint64_t fetch_offset;
    unsigned calls, fetches;
    bool with_stage1;
    struct hl_access access;
    uint64_t fetched[4];
} stages;

void hl_stages(const struct hl_stages *s, const struct hl_access *access,
               struct hl_stages_result *result)
{
    bool stage2 = s->ste->config == HL_CONFIG_S2 || s->ste->config == HL_CONFIG_NESTED;

    assert_true(s->context || stage2);
    assert_int_equal(s->context != NULL, s->cd != NULL);
    stages.calls++;
    stages.with_stage1 = s->context != NULL;
    stages.access = *access;
    *result = stages.result;
}

void hl_stages_fetch(const struct hl_stages *s, uint64_t ipa, enum hl_class class,
                     struct hl_stages_result *result)
{
    assert_int_equal(s->ste->config, HL_CONFIG_NESTED);
    assert_int_equal(class, HL_CLASS_CD);
    assert_true(stages.fetches < LENGTH(stages.fetched));
    stages.fetched[stages.fetches++] = ipa;
    *result = stages.fetch_result;
    if (result->kind == HL_STAGES_DONE)
        result->address = ipa + stages.fetch_offset;
}

/* Attributes that tell who set them. */
#define BY_STE HL_DEVICE_GRE
#define BY_GBPA HL_DEVICE_nGRE
#define BY_STAGES HL_DEVICE_nGnRE

struct hl_attributes hl_attributes_override(const struct hl_smmu *smmu,
                                            const struct hl_meaning *ste,
                                            const struct hl_attributes *incoming);
struct hl_attributes hl_attributes_gbpa(uint32_t gbpa, const struct hl_attributes *incoming);

struct hl_attributes hl_attributes_override(const struct hl_smmu *smmu,
                                            const struct hl_meaning *ste,
                                            const struct hl_attributes *incoming)
{
    struct hl_attributes a = *incoming;

    (void)smmu;
    assert_int_equal(ste->state, HL_STATE_LIVE);
    a.type = BY_STE;
    return a;
}

struct hl_attributes hl_attributes_gbpa(uint32_t gbpa, const struct hl_attributes *incoming)
{
    struct hl_attributes a = *incoming;

    (void)gbpa;
    a.type = BY_GBPA;
    return a;
}

/* The stages succeed: everything is permitted in a page of 2MB, and the IPA is known. */
static inline void stages_reset(void)
{
    memset(&stages, 0, sizeof stages);
    stages.result.kind = HL_STAGES_DONE;
    stages.result.address = 0x77000abc;
    stages.result.ipa = 0x55000abc;
    stages.result.attributes.type = BY_STAGES;
    stages.result.page_bits = 21;
    stages.result.read = stages.result.write = stages.result.exec = true;
    stages.fetch_result.kind = HL_STAGES_DONE;
}

static inline void stages_fault(enum hl_event_type type, bool s2, enum hl_class class)
{
    stages.result = (struct hl_stages_result){.kind = HL_STAGES_FAULT};
    stages.result.type = type;
    stages.result.s2 = s2;
    stages.result.class = class;
    stages.result.ipa = s2 ? 0x123456789abc : 0;
    stages.result.fetch = type == HL_F_WALK_EABT ? 0x9998 : 0;
}

/* A CD that is legal in EL1 of every profile. The text goes on top. */
static inline struct hl_entry make_cd(const char *text)
{
    struct hl_entry e = {{0}};
    struct token t;
    const char *base = "V=1 AA64=1 T0SZ=25 TG0=4k EPD1=1 IPS=32-bit A=1 R=1 TTB0=0x50000000";

    for (unsigned i = 0; i < 2; i++) {
        const char *at = i ? text : base;
        while (at && (at = next_token(at, &t)) != NULL) {
            const struct hl_field *f = hl_field_find(&hl_cd_layout, t.name);
            uint64_t value = 0;
            if (!f || hl_field_parse(f, t.value, &value))
                fail_msg("CD: %s=%s", t.name, t.value);
            hl_field_set(f, &e, value);
        }
    }
    return e;
}

static inline struct hl_entry make_ste(const char *text, const char *more)
{
    struct hl_entry e = {{0}};

    set_fields(&e, text);
    set_fields(&e, more);
    return e;
}

static inline struct hl_smmu smmu_of(const char *profile, enum hl_security security,
                                     const char *regs, const char *options)
{
    struct place p = {profile, security, {regs, NULL}, {options, NULL}};
    struct hl_smmu smmu;

    make_smmu(&smmu, &p);
    return smmu;
}

/* 6.3.1 ATSRECERR and 6.3.12, 6.3.131 REC_CFG_ATS have no name in registers.h. */
static inline void record_errors(struct hl_smmu *smmu, bool on)
{
    smmu->regs.idr0 = (smmu->regs.idr0 & ~(UINT32_C(1) << 23)) | (uint32_t)on << 23;
    smmu->regs.cr2 = (smmu->regs.cr2 & ~8u) | (smmu->security == HL_REALM || !on ? 0u : 8u);
    smmu->regs.r_cr2 = (smmu->regs.r_cr2 & ~8u) | (smmu->security == HL_REALM && on ? 8u : 0u);
}

static inline const char *event_text(enum hl_event_type type)
{
    const char *name = hl_event_name(type);

    return name ? name : "none";
}

/* Outcome, and the event's name or "none". */
static inline void expect(const struct hl_response *r, const char *outcome, const char *event,
                          const char *what)
{
    if (strcmp(hl_fate_name(r->outcome), outcome) || strcmp(event_text(r->event.type), event))
        fail_msg("%s: %s %s, not %s %s (%s)", what, hl_fate_name(r->outcome),
                 event_text(r->event.type), outcome, event, hl_steps[r->step].id);
}

static inline void expect_step(const struct hl_response *r, enum hl_step step, const char *what)
{
    if (r->step != step)
        fail_msg("%s: step %s, not %s", what, hl_steps[r->step].id, hl_steps[step].id);
}

#endif
