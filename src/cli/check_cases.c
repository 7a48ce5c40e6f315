// SPDX-License-Identifier: MIT
/* hitless check CASE...: compare case files with what they expect. */
#include "cli/cli.h"

#include <string.h>

struct tally {
    unsigned good, different, skipped, wrong;
};

struct context {
    const char *path;
    const char *only; /* a sequencer's name, or NULL */
    bool json;
    struct tally *tally;
};

static unsigned found_kinds(const struct hl_verdict *v, unsigned expected)
{
    unsigned kinds = 0;

    for (unsigned kind = 0; kind < HL_FINDING_COUNT; kind++)
        if (v->found[kind])
            kinds |= 1U << kind;
    /* Advice counts only where a case asks for it. */
    return expected & (1U << HL_EXCESS_SYNC) ? kinds : kinds & ~(1U << HL_EXCESS_SYNC);
}

static void print_kinds(enum hl_outcome outcome, unsigned kinds)
{
    printf("%s", hl_outcome_names[outcome]);
    for (unsigned kind = 0; kind < HL_FINDING_COUNT; kind++)
        if (kinds & (1U << kind))
            printf(" %s", hl_finding_names[kind]);
}

static void print_result(const struct context *x, const struct hl_trial *trial,
                         const struct hl_verdict *v, const struct hl_expectation *e, bool same)
{
    if (x->json) {
        struct json_object *object = hl_json_verdict(trial, v);
        hl_json_tag(object, "case", x->path);
        hl_json_tag(object, "sequencer", e->sequencer);
        hl_json_tag(object, "expected", hl_outcome_names[e->outcome]);
        hl_json_tag(object, "status", same ? "ok" : "differs");
        hl_json_print(stdout, object);
        return;
    }
    printf("%-8s %s: %s: ", same ? "ok" : "DIFFERS", x->path, e->sequencer);
    if (!same) {
        printf("expected ");
        print_kinds(e->outcome, e->findings);
        printf(", found ");
    }
    print_kinds(v->outcome, found_kinds(v, e->findings));
    putchar('\n');
}

static void complain(const struct context *x, const char *sequencer, const char *why)
{
    cli_complain("%s: %s%s%s", x->path, sequencer, *sequencer ? ": " : "", why);
    x->tally->wrong++;
}

static void skip(const struct context *x, const char *sequencer, const char *why)
{
    if (!x->json)
        printf("%-8s %s: %s: %s\n", "skipped", x->path, sequencer, why);
    x->tally->skipped++;
}

static void check_expectation(const struct context *x, const struct hl_case *c,
                              const struct hl_expectation *e)
{
    static struct hl_trial trial;
    static struct hl_verdict verdict;
    const struct hl_sequencer *sequencer;
    struct hl_error error;
    const char *wrong;
    bool same;

    if (!cli_sequencer_present(e->sequencer)) {
        skip(x, e->sequencer, "this build has no such kernel tree");
        return;
    }
    sequencer = cli_sequencer_find(e->sequencer, &error);
    wrong = sequencer ? hl_trial_init(&trial, c, sequencer) : error.text;
    if (wrong) {
        complain(x, sequencer ? e->sequencer : "expect", wrong);
        return;
    }
    hl_judge(&trial.question, &verdict);
    if (verdict.too_many_views) {
        complain(x, e->sequencer, "more views in one epoch than are judged");
        return;
    }
    same = verdict.outcome == e->outcome && found_kinds(&verdict, e->findings) == e->findings;
    print_result(x, &trial, &verdict, e, same);
    if (same)
        x->tally->good++;
    else
        x->tally->different++;
}

/* --sequencer linux takes in what is expected of linux-7.3. */
static bool is_meant(const char *only, const char *sequencer)
{
    return !only || strcmp(only, sequencer) == 0 ||
           (strcmp(only, "linux") == 0 && strncmp(sequencer, "linux-", 6) == 0);
}

static void check_case(const struct context *x)
{
    static struct hl_case c;
    struct hl_error error;
    unsigned meant = 0;

    if (!hl_case_read(x->path, &c, &error)) {
        cli_complain("%s", error.text);
        x->tally->wrong++;
        return;
    }
    for (unsigned i = 0; i < c.expectations; i++)
        if (is_meant(x->only, c.expect[i].sequencer)) {
            check_expectation(x, &c, &c.expect[i]);
            meant++;
        }
    if (c.expectations == 0)
        complain(x, "expect", "the case expects nothing");
    else if (meant == 0)
        skip(x, x->only, "the case expects nothing of it");
}

int cli_check_cases(char **paths, unsigned count, const char *only, bool json)
{
    struct tally tally = {0};
    struct context x = {.only = only, .json = json, .tally = &tally};

    for (unsigned i = 0; i < count; i++) {
        x.path = paths[i];
        check_case(&x);
    }
    if (!json && tally.good + tally.different + tally.skipped)
        printf("%u as expected, %u different, %u skipped\n", tally.good, tally.different,
               tally.skipped);
    if (tally.wrong)
        return CLI_BAD;
    if (only && tally.good + tally.different == 0)
        cli_die("no case expects anything of %s", only);
    return tally.different ? CLI_FOUND : CLI_NOTHING;
}
