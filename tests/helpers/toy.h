// SPDX-License-Identifier: MIT
/* A decoder of our own, so that the engine is shown to know no field of an STE, and a sequencer
 * that does what a text says.
 *
 * The toy entry, a letter a field, one field a qword but for the first:
 *   V valid, M mode (0 stop, 1 uses A, 2 uses B and D, 3 uses A and B), X always used
 *   C used, 3 behaves as 0; C=3 with E=3 stops; E used; F and G used, F=2 with G=1 is illegal
 *   A=1 with B=2 is illegal in mode 3 */
#ifndef HITLESS_TESTS_TOY_H
#define HITLESS_TESTS_TOY_H

#include "helpers.h"

#include "verdict/verdict.h"

enum { TOY_CLASH = 1, TOY_FG, TOY_OFF };

static const struct toy_field {
    char name;
    uint8_t lsb, width;
    uint8_t q;
} toy_fields[] = {{'V', 0, 1, 0}, {'M', 1, 2, 0}, {'X', 3, 1, 0}, {'A', 0, 2, 1}, {'B', 0, 2, 2},
                  {'C', 0, 2, 3}, {'D', 0, 1, 4}, {'E', 0, 2, 5}, {'F', 0, 2, 6}, {'G', 0, 1, 7}};

static inline void toy_set(struct hl_entry *e, char name, uint64_t value)
{
    for (size_t i = 0; i < LENGTH(toy_fields); i++)
        if (toy_fields[i].name == name)
            hl_bits_set(e, toy_fields[i].q * 64u + toy_fields[i].lsb, toy_fields[i].width, value);
}

/* "V1 M3 A1": the rest 0. */
static inline struct hl_entry toy(const char *text)
{
    struct hl_entry e = {{0}};

    for (; text[0]; text += text[2] ? 3 : 2)
        toy_set(&e, text[0], (uint64_t)(text[1] - '0'));
    return e;
}

static inline struct hl_entry toy_mask(const char *names)
{
    struct hl_entry e = {{0}};

    for (; *names; names++)
        toy_set(&e, *names, ~UINT64_C(0));
    return e;
}

static const char *const toy_uses[4] = {"VM", "VMXCEFGA", "VMXCEFGBD", "VMXCEFGAB"};

static inline void toy_end(struct hl_meaning *m, enum hl_state state, unsigned rule)
{
    m->state = state;
    m->rule = rule;
    m->regime = (struct hl_entry){{state == HL_STATE_STOP}};
}

static inline void toy_decode(const void *context, const struct hl_entry *e, struct hl_meaning *m)
{
    static struct hl_entry uses[4];

    (void)context;
    if (!uses[0].q[0])
        for (unsigned i = 0; i < 4; i++)
            uses[i] = toy_mask(toy_uses[i]);
    memset(m, 0, sizeof *m);
    if (!(e->q[0] & 1)) {
        m->used.q[0] = 1;
        toy_end(m, HL_STATE_OFF, TOY_OFF);
        return;
    }
    unsigned mode = e->q[0] >> 1 & 3;
    m->used = uses[mode];
    m->regime = hl_entry_and(*e, m->used);
    m->config = mode;
    m->state = HL_STATE_LIVE;
    if (mode == 0)
        toy_end(m, HL_STATE_STOP, 0);
    else if (mode == 3 && m->regime.q[1] == 1 && m->regime.q[2] == 2)
        toy_end(m, HL_STATE_ILLEGAL, TOY_CLASH);
    else if (m->regime.q[6] == 2 && m->regime.q[7] == 1)
        toy_end(m, HL_STATE_ILLEGAL, TOY_FG);
    else if (m->regime.q[3] == 3 && m->regime.q[5] == 3)
        toy_end(m, HL_STATE_STOP, 0);
    else if (m->regime.q[3] == 3)
        m->regime.q[3] = 0;
}

/* The engine asks for no names and looks at no layout; the built-ins take it for a CD. */
static const struct hl_decoder toy_decoder = {.kind = HL_KIND_CD,
                                              .layout = &(const struct hl_layout){"TOY", NULL, 0},
                                              .decode = toy_decode,
                                              .valid = {{1}}};

/* A sequencer that does what a text says: "A1 / M2 B0 /", a store a field, "/" a sync. */
struct scripted {
    struct hl_sequencer base;
    const char *script;
    struct hl_entry used, safe;
};

static inline void run_script(const struct hl_sequencer *self, const struct hl_update *u)
{
    struct hl_entry memory = u->current;

    for (const char *t = ((const struct scripted *)self)->script; *t; t++) {
        struct hl_entry before = memory;
        if (*t == '/')
            u->writer->sync(u->writer);
        if (*t == '/' || *t == ' ')
            continue;
        toy_set(&memory, t[0], (uint64_t)(t[1] - '0'));
        for (unsigned i = 0; i < HL_QWORDS; i++)
            if (memory.q[i] != before.q[i])
                hl_store64(u->writer, i, memory.q[i]);
        t++;
    }
}

static inline void scripted_used(const struct hl_sequencer *self, const struct hl_decoder *decoder,
                                 const struct hl_entry *e, struct hl_entry *used)
{
    struct hl_meaning m;

    hl_decode(decoder, e, &m);
    *used = hl_entry_and(m.used, ((const struct scripted *)self)->used);
}

static inline void scripted_safe(const struct hl_sequencer *self, const struct hl_decoder *decoder,
                                 const struct hl_entry *current, const struct hl_entry *target,
                                 struct hl_entry *safe)
{
    (void)decoder, (void)current, (void)target;
    *safe = ((const struct scripted *)self)->safe;
}

/* unused, safe: the fields that the sequencer calls so; NULL: it does not say. */
static inline struct scripted scripted(const char *script, const char *unused, const char *safe)
{
    struct scripted s = {.base = {.abi = HL_SEQUENCER_ABI,
                                  .kinds = HL_KIND_CD,
                                  .name = "scripted",
                                  .update = run_script,
                                  .used = unused ? scripted_used : NULL,
                                  .update_safe = safe ? scripted_safe : NULL},
                         .script = script};

    memset(&s.used, 0xff, sizeof s.used);
    if (unused)
        s.used = hl_entry_andnot(s.used, toy_mask(unused));
    if (safe)
        s.safe = toy_mask(safe);
    return s;
}

static inline struct hl_question ask(const char *old, const char *target)
{
    return (struct hl_question){
        .decoder = &toy_decoder, .old = toy(old), .target = toy(target), .checks = HL_CHECK_MASKS};
}

static inline void judge_script(struct hl_question *q, const char *script, struct hl_verdict *v)
{
    struct scripted s = scripted(script, NULL, NULL);

    q->sequencer = &s.base;
    hl_judge(q, v);
    q->sequencer = NULL;
}

static inline void judge_builtin(struct hl_question *q, const char *name, struct hl_verdict *v)
{
    q->sequencer = hl_builtin_sequencer_find(name);
    assert_non_null(q->sequencer);
    hl_judge(q, v);
}

static inline const struct hl_finding *first(const struct hl_verdict *v, enum hl_finding_kind kind)
{
    for (unsigned i = 0; i < v->findings; i++)
        if (v->finding[i].kind == kind)
            return &v->finding[i];
    fail_msg("no %s", hl_finding_names[kind]);
    return NULL;
}

static inline void assert_only(const struct hl_verdict *v, enum hl_outcome outcome, unsigned kinds)
{
    if (v->outcome != outcome)
        fail_msg("%s, not %s", hl_outcome_names[v->outcome], hl_outcome_names[outcome]);
    for (unsigned k = 0; k < HL_FINDING_COUNT; k++)
        if (!!v->found[k] != (kinds >> k & 1))
            fail_msg("%s: %u", hl_finding_names[k], (unsigned)v->found[k]);
    assert_int_equal(hl_verdict_is_bad(v), (kinds & ~(1u << HL_EXCESS_SYNC)) != 0);
}
#define ONE(kind) (1u << HL_##kind)

static inline struct hl_entry random_toy(uint64_t *seed)
{
    struct hl_entry e;

    for (unsigned i = 0; i < HL_QWORDS; i++)
        e.q[i] = next_random(seed) >> 32 & 3;
    e.q[0] |= (random_below(seed, 8) != 0) | (next_random(seed) >> 32 & 12);
    return e;
}

#endif
