// SPDX-License-Identifier: MIT
/* A smaller case with the same fault. */
#include "case/reduce.h"
#include "case/trial.h"

/* What a smaller case must keep. */
struct keep {
    const struct hl_sequencer *sequencer;
    struct hl_finding finding; /* its kind and rule */
    enum hl_outcome outcome;
    unsigned old_config, new_config;
    enum hl_state old_state, new_state;
    bool sanitised; /* a driver's precondition: only bits that it reports as used */
};

static const struct hl_finding *worst(const struct hl_verdict *v)
{
    for (unsigned i = 0; i < v->findings; i++)
        if (!hl_finding_is_advice(v->finding[i].kind))
            return &v->finding[i];
    return NULL;
}

static bool has_finding(const struct hl_verdict *v, const struct hl_finding *f)
{
    for (unsigned i = 0; i < v->findings; i++)
        if (v->finding[i].kind == f->kind && v->finding[i].rule == f->rule)
            return true;
    return false;
}

static bool judge(const struct hl_case *c, const struct hl_sequencer *s, struct hl_trial *t,
                  struct hl_verdict *v)
{
    if (hl_trial_init(t, c, s))
        return false;
    hl_judge(&t->question, v);
    return !v->too_many_views;
}

static bool is_kept(const struct keep *k, const struct hl_case *c)
{
    static _Thread_local struct hl_trial t;
    static _Thread_local struct hl_verdict v;
    struct hl_meaning old, target;

    if (!judge(c, k->sequencer, &t, &v) || v.outcome != k->outcome || !has_finding(&v, &k->finding))
        return false;
    hl_decode(&t.at.decoder, &c->old, &old);
    hl_decode(&t.at.decoder, &c->target, &target);
    return old.state == k->old_state && target.state == k->new_state &&
           old.config == k->old_config && target.config == k->new_config &&
           (!k->sanitised || (hl_sequencer_is_sanitised(k->sequencer, &t.at.decoder, &c->old) &&
                              hl_sequencer_is_sanitised(k->sequencer, &t.at.decoder, &c->target)));
}

static bool begin(struct keep *k, const struct hl_case *c, const struct hl_sequencer *s)
{
    static _Thread_local struct hl_trial t;
    static _Thread_local struct hl_verdict v;
    struct hl_meaning old, target;

    if (!judge(c, s, &t, &v) || !worst(&v))
        return false;
    hl_decode(&t.at.decoder, &c->old, &old);
    hl_decode(&t.at.decoder, &c->target, &target);
    *k = (struct keep){.sequencer = s,
                       .finding = *worst(&v),
                       .outcome = v.outcome,
                       .old_config = old.config,
                       .new_config = target.config,
                       .old_state = old.state,
                       .new_state = target.state,
                       .sanitised = hl_sequencer_is_sanitised(s, &t.at.decoder, &c->old) &&
                                    hl_sequencer_is_sanitised(s, &t.at.decoder, &c->target)};
    return true;
}

/* Fields that differ cost most, then fields that are there, then bits. */
static unsigned cost(const struct hl_case *c, const struct hl_layout *layout)
{
    unsigned n = hl_entry_count(&c->old) + hl_entry_count(&c->target) +
                 (c->has_ste ? hl_entry_count(&c->ste) : 0);

    for (size_t i = 0; i < layout->count; i++) {
        uint64_t old = hl_field_get(&layout->fields[i], &c->old);
        uint64_t target = hl_field_get(&layout->fields[i], &c->target);
        n += (old != target) * 4096u + (unsigned)((old != 0) + (target != 0)) * 1024u;
    }
    return n;
}

/* Take a candidate that keeps the fault and costs less. */
static bool take(const struct keep *k, const struct hl_layout *layout, struct hl_case *c,
                 const struct hl_case *candidate)
{
    if (cost(candidate, layout) >= cost(c, layout) || !is_kept(k, candidate))
        return false;
    *c = *candidate;
    return true;
}

static bool take_values(const struct keep *k, const struct hl_layout *layout,
                        const struct hl_field *f, struct hl_case *c, uint64_t old, uint64_t target)
{
    struct hl_case candidate = *c;

    hl_field_set(f, &candidate.old, old);
    hl_field_set(f, &candidate.target, target);
    return take(k, layout, c, &candidate);
}

static bool reduce_field(const struct keep *k, const struct hl_layout *layout,
                         const struct hl_field *f, struct hl_case *c)
{
    const uint64_t old = hl_field_get(f, &c->old), target = hl_field_get(f, &c->target);
    bool smaller = take_values(k, layout, f, c, 0, 0) || take_values(k, layout, f, c, old, old) ||
                   take_values(k, layout, f, c, target, target) ||
                   take_values(k, layout, f, c, 0, target) || take_values(k, layout, f, c, old, 0);

    for (unsigned bit = 0; bit < f->width; bit++) {
        const uint64_t rest = ~(UINT64_C(1) << bit);
        smaller |= take_values(k, layout, f, c, hl_field_get(f, &c->old) & rest,
                               hl_field_get(f, &c->target) & rest);
        smaller |= take_values(k, layout, f, c, hl_field_get(f, &c->old) & rest,
                               hl_field_get(f, &c->target));
        smaller |= take_values(k, layout, f, c, hl_field_get(f, &c->old),
                               hl_field_get(f, &c->target) & rest);
    }
    return smaller;
}

static bool reduce_ste(const struct keep *k, const struct hl_layout *layout, struct hl_case *c)
{
    bool smaller = false;

    for (size_t i = 0; c->has_ste && i < hl_ste_layout.count; i++) {
        struct hl_case candidate = *c;
        hl_field_set(&hl_ste_layout.fields[i], &candidate.ste, 0);
        smaller |= take(k, layout, c, &candidate);
    }
    return smaller;
}

/* Bits of no field, and what is given besides entries. */
static void reduce_rest(const struct keep *k, const struct hl_layout *layout, struct hl_case *c)
{
    const struct hl_entry defined = hl_layout_mask(layout);
    struct hl_case candidate = *c;

    candidate.old = hl_entry_and(c->old, defined);
    candidate.target = hl_entry_and(c->target, defined);
    if (is_kept(k, &candidate))
        *c = candidate;
    for (size_t i = 0; i < hl_option_count; i++) {
        candidate = *c;
        hl_option_put(&candidate.setting.options, i, hl_option_get(&hl_default_options, i));
        if (is_kept(k, &candidate))
            *c = candidate;
    }
    candidate = *c;
    candidate.has_safe = false;
    if (is_kept(k, &candidate))
        *c = candidate;
    if (k->sequencer->needs & HL_NEEDS_ATS_QUIESCED)
        return; /* without it, a right one has the same fault */
    candidate = *c;
    candidate.setting.assume = (struct hl_assumptions){0};
    if (is_kept(k, &candidate))
        *c = candidate;
}

bool hl_case_reduce(struct hl_case *c, const struct hl_sequencer *sequencer)
{
    const struct hl_layout *layout = c->kind == HL_KIND_CD ? &hl_cd_layout : &hl_ste_layout;
    struct keep k;
    bool smaller = true;

    if (!begin(&k, c, sequencer))
        return false;
    if (k.finding.kind == HL_SUBJECT_HANG)
        return true; /* each try that keeps it would take its whole time */
    reduce_rest(&k, layout, c);
    for (unsigned round = 0; smaller && round < 16; round++) {
        smaller = reduce_ste(&k, layout, c);
        for (size_t i = 0; i < layout->count; i++)
            smaller |= reduce_field(&k, layout, &layout->fields[i], c);
    }
    return true;
}
