// SPDX-License-Identifier: MIT
/* A memory of a few descriptors, and transactions through it. */
#ifndef HITLESS_TESTS_WALK_HELPERS_H
#define HITLESS_TESTS_WALK_HELPERS_H

#include "cd_helpers.h"

#include "translate/attributes.h"
#include "translate/translate.h"

enum { WORDS = 64 };

struct words {
    unsigned count;
    struct {
        uint64_t address, value;
        enum hl_space space;
    } word[WORDS];
    bool big_endian;
};

static inline void put(struct words *w, uint64_t address, uint64_t value)
{
    assert_true(w->count < WORDS);
    w->word[w->count].address = address;
    w->word[w->count].space = HL_SPACE_NONSECURE;
    w->word[w->count++].value = value;
}

static inline void put_in(struct words *w, enum hl_space space, uint64_t address, uint64_t value)
{
    put(w, address, value);
    w->word[w->count - 1].space = space;
}

/* Descriptors that are not there are invalid, but above 2^44 the read is aborted. */
static inline bool read_words(void *context, enum hl_fetch what, enum hl_space space,
                              uint64_t address, unsigned bytes, unsigned char *data)
{
    const struct words *w = context;

    assert_true(what == HL_FETCH_S1_TTD || what == HL_FETCH_S2_TTD);
    assert_int_equal(bytes, 8);
    assert_int_equal(address % 8, 0);
    memset(data, 0, bytes);
    for (unsigned i = 0; i < w->count; i++)
        for (unsigned b = 0; w->word[i].address == address && w->word[i].space == space && b < 8;
             b++)
            data[b] = (unsigned char)(w->word[i].value >> 8 * (w->big_endian ? 7 - b : b));
    return address >> 44 == 0;
}

/* A translation: the places of cd_helpers.h, and what is asked. */
struct journey {
    struct cd_place at; /* no CD text: stage 2 only */
    struct words *words;
    uint64_t address;
    bool write, instruction, privileged;
    enum hl_traffic traffic;
};

static inline struct hl_response travel(const struct journey *j)
{
    struct hl_memory memory = {j->words, read_words};
    struct hl_transaction t = {.traffic = j->traffic,
                               .address = j->address,
                               .write = j->write,
                               .instruction = j->instruction,
                               .privileged = j->privileged,
                               .attributes = hl_default_attributes};
    struct hl_entry ste = {{0}}, cd = make_cd(&j->at);
    struct hl_response r;
    struct hl_smmu smmu;

    make_smmu(&smmu, &j->at.place);
    for (unsigned i = 0; i < 3; i++)
        set_fields(&ste, j->at.ste[i]);
    if (j->at.cd[0])
        hl_translate_cd(&smmu, &ste, &cd, &memory, &t, NULL, &r);
    else
        hl_translate_ste(&smmu, &ste, &memory, &t, NULL, &r);
    return r;
}

static inline const char *response_text(const struct hl_response *r)
{
    static char text[200];
    const char *event = hl_event_name(r->event.type);

    snprintf(text, sizeof text, "%s %s %#llx (%s) class %d s2 %d ipa %#llx",
             hl_fate_name(r->outcome), event ? event : "-", (unsigned long long)r->address,
             hl_steps[r->step].id, (int)r->event.class, r->event.s2,
             (unsigned long long)r->event.ipa);
    return text;
}

static inline void expect_output(const struct journey *j, uint64_t address, unsigned page_bits,
                                 const char *what)
{
    struct hl_response r = travel(j);

    if (r.outcome != HL_OUTPUT || r.address != address || r.page_bits != page_bits)
        fail_msg("%s: %s, page of %u bits; expected %#llx, %u", what, response_text(&r),
                 r.page_bits, (unsigned long long)address, page_bits);
}

/* ipa: as the event has it, with s2. */
static inline void expect_fault(const struct journey *j, enum hl_event_type type, bool s2,
                                enum hl_class class, uint64_t ipa, const char *what)
{
    struct hl_response r = travel(j);

    if (r.outcome != HL_ABORTED || r.event.type != type || r.event.s2 != s2 ||
        r.event.class != class || r.event.ipa != ipa)
        fail_msg("%s: %s; expected %s class %d s2 %d ipa %#llx", what, response_text(&r),
                 hl_event_name(type), (int)class, s2, (unsigned long long)ipa);
}

#endif
