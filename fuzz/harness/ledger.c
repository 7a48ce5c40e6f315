// SPDX-License-Identifier: MIT
#include "harness/ledger.h"

#include "case/reduce.h"
#include "harness/causes.h"
#include "linux/linux.h"
#include "harness/stats.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct hl_ledger hl_ledger;

enum { SIGNATURE = HL_CAUSE_TEXT };

static void die(const char *what, const char *value)
{
    fprintf(stderr, "%s: %s: %s\n", hl_ledger.program, what, value);
    exit(2);
}

static void print_mutations(const struct hl_ledger *l)
{
    if (l->mutations.custom || l->mutations.plain || l->mutations.crossovers)
        fprintf(stderr, "mutations: custom %llu plain %llu crossovers %llu\n",
                (unsigned long long)l->mutations.custom, (unsigned long long)l->mutations.plain,
                (unsigned long long)l->mutations.crossovers);
}

static void print_summary(void)
{
    const struct hl_ledger *l = &hl_ledger;

    if (!l->executions || getenv("HITLESS_QUIET"))
        return;
    fflush(stdout);
    if (!l->updates) {
        fprintf(stderr, "executions %llu\n", (unsigned long long)l->executions);
        print_mutations(l);
        if (l->summary)
            l->summary(stderr);
        return;
    }
    hl_text_sequencer(stderr, l->sequencer->name);
    if (l->bug)
        fprintf(stderr, "under %s\n", l->bug);
    fprintf(stderr, "executions %llu  updates %llu  views %llu\n",
            (unsigned long long)l->executions, (unsigned long long)l->updates,
            (unsigned long long)l->views);
    fprintf(stderr, "outcomes: unchanged %llu  hitless %llu  breaking %llu  torn %llu\n",
            (unsigned long long)l->outcomes[HL_UNCHANGED],
            (unsigned long long)l->outcomes[HL_HITLESS],
            (unsigned long long)l->outcomes[HL_BREAKING], (unsigned long long)l->outcomes[HL_TORN]);
    print_mutations(l);
    fprintf(stderr, "findings:");
    for (unsigned k = 0, any = 0; k < HL_FINDING_COUNT; k++) {
        if (l->found[k])
            fprintf(stderr, " %s %llu", hl_finding_names[k], (unsigned long long)l->found[k]);
        any |= l->found[k] != 0;
        if (k + 1 == HL_FINDING_COUNT)
            fputs(any ? "\n" : " none\n", stderr);
    }
    hl_causes_print(stderr);
    if (l->summary)
        l->summary(stderr);
}

static unsigned parse_kinds(const char *list)
{
    char copy[512], *save = NULL;
    unsigned kinds = 0;

    if ((size_t)snprintf(copy, sizeof copy, "%s", list) >= sizeof copy)
        die("HITLESS_TOLERATE", "too long");
    for (char *name = strtok_r(copy, ",", &save); name; name = strtok_r(NULL, ",", &save)) {
        unsigned k = 0;
        while (k < HL_FINDING_COUNT && strcmp(hl_finding_names[k], name) != 0)
            k++;
        if (k == HL_FINDING_COUNT)
            die("HITLESS_TOLERATE: no such finding", name);
        kinds |= 1u << k;
    }
    return kinds;
}

static const struct hl_sequencer *find_sequencer(const char *name)
{
    const struct hl_sequencer *linux_driver = hl_linux_sequencer(), *s;

    if (!name)
        return linux_driver ? linux_driver : hl_builtin_sequencer_find("update-safe");
    s = strcmp(name, "linux") == 0 ? linux_driver : hl_builtin_sequencer_find(name);
    if (!s)
        die("HITLESS_SEQUENCER: no such sequencer in this build", name);
    return s;
}

void hl_ledger_begin(const char *program, bool (*is_bug)(const char *name))
{
    const char *tolerate = getenv("HITLESS_TOLERATE"), *options = getenv("HITLESS_OPTIONS");
    const char *sequencer = getenv("HITLESS_SEQUENCER");

    hl_ledger.program = program;
    if (sequencer && is_bug && is_bug(sequencer)) {
        hl_ledger.bug = sequencer;
        sequencer = "update-safe";
    }
    hl_ledger.sequencer = find_sequencer(sequencer);
    hl_ledger.tolerated = tolerate ? parse_kinds(tolerate) : 0;
    hl_ledger.any_options = options && strcmp(options, "any") == 0;
    hl_ledger.folder = getenv("HITLESS_FINDINGS");
    if (hl_ledger.folder && !*hl_ledger.folder)
        hl_ledger.folder = NULL;
    if (hl_ledger.folder && mkdir(hl_ledger.folder, 0777) != 0 && errno != EEXIST)
        die(hl_ledger.folder, strerror(errno));
    atexit(print_summary);
}

static void make_case(const struct hl_smmu *smmu, const struct hl_assumptions *assume,
                      const struct hl_question *q, const char *title, struct hl_case *c)
{
    memset(c, 0, sizeof *c);
    snprintf(c->title, sizeof c->title, "%s", title);
    if (strcmp(q->sequencer->name, "linux") == 0)
        snprintf(c->origin, sizeof c->origin, "Linux %s, functions %s%s%s",
                 hl_linux_info()->version, hl_linux_info()->hash, hl_ledger.context ? "; " : "",
                 hl_ledger.context ? hl_ledger.context : "");
    else if (hl_ledger.context)
        snprintf(c->origin, sizeof c->origin, "%s", hl_ledger.context);
    c->kind = q->decoder->kind;
    for (size_t i = 0; i < hl_profile_count; i++)
        if (memcmp(&hl_profiles[i].regs, &smmu->regs, sizeof smmu->regs) == 0)
            snprintf(c->profile, sizeof c->profile, "%s", hl_profiles[i].name);
    c->regs = smmu->regs;
    c->security = smmu->security;
    c->options = smmu->options;
    c->assume = *assume;
    c->has_ste = hl_ledger.ste != NULL;
    if (hl_ledger.ste)
        c->ste = *hl_ledger.ste;
    c->old = q->old;
    c->target = q->target;
    c->has_safe = q->safe != NULL;
    if (q->safe)
        c->safe = *q->safe;
}

static void expect(struct hl_case *c, const struct hl_question *q, const struct hl_verdict *v)
{
    struct hl_expectation *e = &c->expect[c->expectations];

    if (hl_ledger.innocent)
        return;
    c->expectations++;
    snprintf(e->sequencer, sizeof e->sequencer, "%s", q->sequencer->name);
    e->outcome = v->outcome;
    for (unsigned k = 0; k < HL_FINDING_COUNT; k++)
        if (v->found[k] && k != HL_EXCESS_SYNC)
            e->findings |= 1u << k;
}

/* What HITLESS_SEQUENCER says. */
static const char *tested(const struct hl_ledger *l)
{
    return l->bug ? l->bug : l->sequencer->name;
}

static void print_replay(const struct hl_ledger *l, char *text, size_t size)
{
    int used = snprintf(text, size, "HITLESS_SEQUENCER=%s %s CRASH-FILE", tested(l), l->program);

    if (!l->innocent && used > 0 && (size_t)used < size)
        snprintf(text + used, size - (size_t)used,
                 "   (or save the case above and run: hitless explain --sequencer %s CASE)",
                 l->sequencer->name);
}

static void save_case(const struct hl_case *c, const char *name)
{
    char path[1024], temporary[1056];
    FILE *out;

    if (!hl_ledger.folder)
        return;
    snprintf(path, sizeof path, "%s/%s.yaml", hl_ledger.folder, name);
    /* Several processes may save one cause at once. */
    snprintf(temporary, sizeof temporary, "%s.%ld", path, (long)getpid());
    out = fopen(temporary, "w");
    if (!out)
        die(temporary, strerror(errno));
    bool written = hl_case_write(out, c);
    if (fclose(out) != 0 || !written || rename(temporary, path) != 0)
        die(path, strerror(errno));
}

/* The name of a case file follows from what is wrong: several processes save one cause once. */
static void save_named(const struct hl_case *c, const char *kind)
{
    char name[48];

    snprintf(name, sizeof name, "%s-%016llx", kind, (unsigned long long)hl_cause_hash(c->title));
    save_case(c, name);
}

/* What a person reads is the smallest such case, with its own verdict; a driver's own entries stay
 * what it makes. */
static const struct hl_verdict *reduce(struct hl_case *c, const struct hl_verdict *v)
{
    static struct hl_trial trial;
    static struct hl_verdict reduced;

    if (!hl_case_reduce(c, hl_ledger.sequencer) || hl_trial_init(&trial, c, hl_ledger.sequencer))
        return v;
    hl_judge(&trial.question, &reduced);
    c->expectations = 0;
    expect(c, &trial.question, &reduced);
    return &reduced;
}

static _Noreturn void report_and_abort(struct hl_case *c, const struct hl_verdict *v)
{
    char replay[512];

    print_replay(&hl_ledger, replay, sizeof replay);
    hl_report_crash(stderr, c, hl_ledger.sequencer->name, v, replay);
    save_named(c, "crash");
    hl_stats_flush();
    print_summary();
    abort();
}

void hl_ledger_disagree(const struct hl_smmu *smmu, const struct hl_assumptions *assume,
                        const struct hl_question *q, const struct hl_verdict *v, const char *what)
{
    struct hl_case c;

    fprintf(stderr, "hitless: not the sequencer's fault: %s\n", what);
    make_case(smmu, assume, q, what, &c);
    report_and_abort(&c, v);
}

/* The fields that the sequencer took to differ in bits that both sides use, while the decoder does
 * not: not used after all, the same regime, or overlooked. Not all: only the first of them, as of
 * entries that no driver makes, whose combinations have no end. */
static void fields_at_fault(const struct hl_question *q, const struct hl_meaning *old,
                            const struct hl_meaning *target, bool all, char *text, size_t size)
{
    struct hl_entry bits = hl_entry_xor(q->old, q->target), real, used;
    size_t n = 0;

    real = hl_entry_and(hl_entry_xor(old->regime, target->regime),
                        hl_entry_and(old->used, target->used));
    real = hl_entry_andnot(real, q->overlook);
    if (q->sequencer->used) {
        q->sequencer->used(q->sequencer, q->decoder, &q->old, &used);
        bits = hl_entry_and(bits, used);
        q->sequencer->used(q->sequencer, q->decoder, &q->target, &used);
        bits = hl_entry_and(bits, used);
    }
    text[0] = '\0';
    for (size_t i = 0; i < q->decoder->layout->count && n + 1 < size; i++) {
        const struct hl_field *f = &q->decoder->layout->fields[i];
        if (!hl_field_get(f, &bits) || hl_field_get(f, &real))
            continue;
        if (n && !all) {
            snprintf(text + n, size - n, " ...");
            return;
        }
        n += (size_t)snprintf(text + n, size - n, " %s", f->name);
    }
}

static void sign(const struct hl_question *q, const struct hl_finding *f, bool made,
                 char *signature)
{
    struct hl_meaning old, target;
    char fields[SIGNATURE / 2];

    hl_decode(q->decoder, &q->old, &old);
    hl_decode(q->decoder, &q->target, &target);
    fields_at_fault(q, &old, &target, made, fields, sizeof fields);
    if (hl_ledger.innocent)
        fields[0] = '\0'; /* they would be the sequencer's */
    snprintf(signature, SIGNATURE, "%s%s%s: %s to %s%s%s%s%s", hl_finding_names[f->kind],
             f->rule ? " " : "", f->rule ? q->decoder->rule_name(f->rule) : "",
             q->decoder->config_name(old.config), q->decoder->config_name(target.config),
             made ? ", both as the driver makes them" : "",
             hl_ledger.innocent ? ", a wrong target" : "", fields[0] ? "; without cause:" : "",
             fields);
}

static void note_distinct(const struct hl_smmu *smmu, const struct hl_assumptions *assume,
                          const struct hl_question *q, const struct hl_verdict *v,
                          const struct hl_finding *f, bool made)
{
    char signature[SIGNATURE];
    struct hl_case c;

    sign(q, f, made, signature);
    if (!hl_causes_add(signature, made))
        return;
    make_case(smmu, assume, q, signature, &c);
    expect(&c, q, v);
    save_named(&c, "finding");
}

void hl_ledger_count(const struct hl_smmu *smmu, const struct hl_assumptions *assume,
                     const struct hl_question *q, const struct hl_verdict *v, bool made)
{
    hl_ledger.updates++;
    hl_ledger.views += v->views;
    hl_ledger.outcomes[v->outcome]++;
    if (v->findings)
        hl_ledger_find(smmu, assume, q, v, made);
}

void hl_ledger_find(const struct hl_smmu *smmu, const struct hl_assumptions *assume,
                    const struct hl_question *q, const struct hl_verdict *v, bool made)
{
    const struct hl_finding *fatal = NULL;
    char title[SIGNATURE];
    unsigned noted = 0;
    struct hl_case c;

    for (unsigned i = 0; i < v->findings; i++) {
        unsigned kind = 1u << v->finding[i].kind;
        if (v->finding[i].kind == HL_EXCESS_SYNC || (noted & kind))
            continue;
        noted |= kind;
        hl_ledger.found[v->finding[i].kind]++;
        if (hl_ledger.tolerated & kind)
            note_distinct(smmu, assume, q, v, &v->finding[i], made);
        else if (!fatal)
            fatal = &v->finding[i];
    }
    if (!fatal)
        return;
    sign(q, fatal, made, title);
    make_case(smmu, assume, q, title, &c);
    expect(&c, q, v);
    if (!made)
        v = reduce(&c, v);
    report_and_abort(&c, v);
}

bool hl_ledger_note(enum hl_finding_kind kind, const char *signature, bool made)
{
    hl_ledger.found[kind]++;
    if (!(hl_ledger.tolerated >> kind & 1))
        return false;
    hl_causes_add(signature, made);
    return true;
}

void hl_ledger_stop(void)
{
    fprintf(stderr, "---- replay\nHITLESS_SEQUENCER=%s %s CRASH-FILE\n==========================\n",
            tested(&hl_ledger), hl_ledger.program);
    hl_stats_flush();
    print_summary();
    abort();
}
