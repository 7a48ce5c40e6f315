// SPDX-License-Identifier: MIT
/* hitless check CASE...: compare case and program files with what they expect. */
#include "cli/check_cases.h"
#include "case/file.h"
#include "case/severity.h"
#include "case/wanted.h"
#include "program/text.h"

#include <stdlib.h>
#include <string.h>

struct tally {
    unsigned good, different, skipped, wrong;
    unsigned linux_asked, linux_judged; /* cases that expect something of Linux; of this tree */
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

    /* Advice counts only where a case asks for it. */
    for (unsigned kind = 0; kind < HL_FINDING_COUNT; kind++)
        if (v->found[kind] && (!hl_finding_is_advice(kind) || expected & (1U << kind)))
            kinds |= 1U << kind;
    return kinds;
}

static void print_kinds(enum hl_outcome outcome, unsigned kinds, enum hl_severity severity)
{
    printf("%s", hl_outcome_names[outcome]);
    for (unsigned kind = 0; kind < HL_FINDING_COUNT; kind++)
        if (kinds & (1U << kind))
            printf(" %s", hl_finding_names[kind]);
    if (severity != HL_SEVERITY_ADVICE)
        printf(" (%s)", hl_severity_names[severity]);
}

/* Where a case says how bad it is. */
static enum hl_severity severity_of(const struct hl_trial *trial, const struct hl_verdict *v,
                                    const struct hl_expectation *e)
{
    enum hl_severity found = HL_SEVERITY_ADVICE;

    if (e->severity != HL_SEVERITY_ADVICE)
        hl_verdict_severity(trial, v, &found);
    return found;
}

/* identity: NULL, or the entry, "old" or "new", that was to become itself. */
static void print_result(const struct context *x, const struct hl_trial *trial,
                         const struct hl_verdict *v, const struct hl_expectation *e,
                         const char *identity, bool same)
{
    if (x->json) {
        struct json_object *object = hl_json_verdict(trial, v);
        hl_json_tag(object, "case", x->path);
        hl_json_tag(object, "sequencer", e->sequencer);
        hl_json_tag(object, "expected", hl_outcome_names[e->outcome]);
        hl_json_tag(object, "status", same ? "ok" : "differs");
        if (identity)
            hl_json_tag(object, "identity", identity);
        hl_json_print(stdout, object);
        return;
    }
    printf("%-8s %s: %s: ", same ? "ok" : "DIFFERS", x->path, e->sequencer);
    if (identity)
        printf("the %s entry to itself: ", identity);
    if (!same) {
        printf("expected ");
        print_kinds(e->outcome, e->findings, e->severity);
        printf(", found ");
    }
    print_kinds(v->outcome, found_kinds(v, e->findings), severity_of(trial, v, e));
    putchar('\n');
}

static void complain(const struct context *x, const char *sequencer, const char *why)
{
    cli_complain("%s: %s%s%s", x->path, sequencer, *sequencer ? ": " : "", why);
    x->tally->wrong++;
}

static void skip(const struct context *x, const char *sequencer, const char *why, const char *what)
{
    if (!x->json)
        printf("%-8s %s: %s: %s%s\n", "skipped", x->path, sequencer, why, what);
    x->tally->skipped++;
}

/* An update from an entry to itself has nothing to do: what the judge itself would get wrong shows
 * here. which: "old" or "new". */
static bool is_identity(const struct context *x, const struct hl_trial *trial,
                        const struct hl_expectation *e, const char *which)
{
    static struct hl_trial alone;
    static struct hl_verdict verdict;
    struct hl_expectation unchanged = *e;

    alone = *trial;
    alone.question.old = alone.question.target =
        strcmp(which, "old") == 0 ? trial->question.old : trial->question.target;
    alone.question.old_meaning = alone.question.target_meaning = NULL;
    alone.question.checks = 0;
    hl_judge(&alone.question, &verdict);
    if (verdict.outcome == HL_UNCHANGED && verdict.findings == 0)
        return true;
    unchanged.outcome = HL_UNCHANGED;
    unchanged.findings = 0;
    unchanged.severity = HL_SEVERITY_ADVICE;
    print_result(x, &alone, &verdict, &unchanged, which, false);
    return false;
}

static void check_expectation(const struct context *x, const struct hl_case *c,
                              const struct hl_expectation *e, const struct hl_sequencer *sequencer)
{
    static struct hl_trial trial;
    static struct hl_verdict verdict;
    const char *wrong = hl_trial_init(&trial, c, sequencer);
    bool same;

    if (wrong) {
        complain(x, e->sequencer, wrong);
        return;
    }
    hl_judge(&trial.question, &verdict);
    if (verdict.too_many_views) {
        complain(x, e->sequencer, "more views in one epoch than are judged");
        return;
    }
    same = verdict.outcome == e->outcome && found_kinds(&verdict, e->findings) == e->findings &&
           severity_of(&trial, &verdict, e) == e->severity;
    print_result(x, &trial, &verdict, e, NULL, same);
    /* foreign code with a fault may have it with anything; a driver that is asked to attach may
     * detach first */
    if (!hl_sequencer_needs(sequencer, HL_NEEDS_FRESH) &&
        (!strchr(e->sequencer, '/') || (e->outcome <= HL_HITLESS && !e->findings))) {
        same &= is_identity(x, &trial, e, "old");
        same &= is_identity(x, &trial, e, "new");
    }
    if (same)
        x->tally->good++;
    else
        x->tally->different++;
}

static void check_named(const struct context *x, const struct hl_case *c,
                        const struct hl_expectation *e)
{
    struct hl_error error;
    const struct hl_sequencer *sequencer =
        cli_expected(c, (unsigned)(e - c->expect), x->path, &error);

    if (sequencer) {
        check_expectation(x, c, e, sequencer);
        return;
    }
    cli_complain("%s", error.text);
    x->tally->wrong++;
}

/* Of all that a case expects of Linux, what it expects of this build's tree. */
static void check_linux(const struct context *x, const struct hl_case *c)
{
    const struct hl_linux_info *tree = hl_linux_info();
    const unsigned i = hl_case_expected(c, tree);

    x->tally->linux_asked++;
    if (i < c->expectations) {
        x->tally->linux_judged++;
        check_expectation(x, c, &c->expect[i], hl_linux_sequencer());
    } else if (tree) {
        skip(x, "linux", "the case expects nothing of Linux ", tree->version);
    } else {
        skip(x, "linux", "this build has no kernel tree", "");
    }
}

/* The same of a subject's tree. */
static void check_wired(const struct context *x, const struct hl_case *c,
                        const struct hl_wired *wired)
{
    const unsigned i = hl_case_expected_of(c, wired);

    if (i < c->expectations)
        check_expectation(x, c, &c->expect[i], wired->sequencer);
    else if (wired->sequencer)
        skip(x, wired->name, "the case expects nothing of its version ", wired->version);
    else
        skip(x, wired->name, "this build has no tree of it", "");
}

static bool is_linux(const char *sequencer)
{
    struct hl_wanted wanted;
    struct hl_error ignored;

    return hl_wanted_parse(sequencer, &wanted, &ignored) && wanted.is_linux;
}

/* The subject whose trees an expectation is about; NULL: none. */
static const struct hl_wired *wired_of(const char *sequencer)
{
    struct hl_wanted wanted;
    struct hl_error ignored;

    return hl_wanted_parse(sequencer, &wanted, &ignored) ? wanted.wired : NULL;
}

/* Once for each subject, whichever of several expectations is met first. */
static bool is_first_of(const struct hl_case *c, unsigned at, const struct hl_wired *wired)
{
    for (unsigned i = 0; i < at; i++)
        if (wired_of(c->expect[i].sequencer) == wired)
            return false;
    return true;
}

bool cli_is_of_tree(const char *range)
{
    struct hl_wanted wanted;
    struct hl_error ignored;

    return hl_wanted_parse(range, &wanted, &ignored) && hl_wanted_matches(&wanted, hl_linux_info());
}

/* It is of Linux. */
static void check_program(const struct context *x, const char *bytes, size_t length)
{
    if (x->only && !is_linux(x->only)) {
        skip(x, x->only, "the program expects nothing of it", "");
        return;
    }
    x->tally->linux_asked++;
    switch (cli_check_program(x->path, bytes, length, x->json)) {
    case CLI_CHECKED_GOOD:
        x->tally->linux_judged++;
        x->tally->good++;
        break;
    case CLI_CHECKED_DIFFERENT:
        x->tally->linux_judged++;
        x->tally->different++;
        break;
    case CLI_CHECKED_SKIPPED:
        x->tally->skipped++;
        break;
    case CLI_CHECKED_WRONG:
        x->tally->wrong++;
        break;
    }
}

static void check_case(const struct context *x, const char *bytes, size_t length)
{
    static struct hl_case c;
    struct hl_error error;
    bool any_linux = false;
    unsigned meant = 0;

    if (!hl_case_parse(x->path, bytes, length, &c, &error)) {
        cli_complain("%s", error.text);
        x->tally->wrong++;
        return;
    }
    for (unsigned i = 0; i < c.expectations; i++) {
        const struct hl_wired *wired = wired_of(c.expect[i].sequencer);

        if (wired) {
            if ((!x->only || wired_of(x->only) == wired) && is_first_of(&c, i, wired)) {
                check_wired(x, &c, wired);
                meant++;
            }
        } else if (is_linux(c.expect[i].sequencer)) {
            any_linux = true;
        } else if (!x->only || cli_is_same(x->only, c.expect[i].sequencer, x->path)) {
            check_named(x, &c, &c.expect[i]);
            meant++;
        }
    }
    if (c.expectations == 0)
        complain(x, "expect", "the case expects nothing");
    else if (any_linux && (!x->only || is_linux(x->only)))
        check_linux(x, &c);
    else if (meant == 0)
        skip(x, x->only, "the case expects nothing of it", "");
}

static void check_file(const struct context *x)
{
    struct hl_error error;
    size_t length;
    char *bytes = hl_file_read(x->path, &length, &error);

    if (!bytes) {
        cli_complain("%s", error.text);
        x->tally->wrong++;
    } else if (hl_is_program_file(x->path, bytes, length)) {
        check_program(x, bytes, length);
    } else {
        check_case(x, bytes, length);
    }
    free(bytes);
}

/* Whether a kernel tree was to be judged, and was not by any case. In a build without one, Linux
 * may be skipped, but not if nothing else was judged either. */
static bool is_unjudged(const struct context *x)
{
    const struct tally *t = x->tally;

    if (t->linux_judged || (!t->linux_asked && !(x->only && is_linux(x->only))))
        return false;
    return hl_linux_info() || t->good == 0;
}

int cli_check_cases(char **paths, unsigned count, const char *only, bool json)
{
    struct tally tally = {0};
    struct context x = {.only = only, .json = json, .tally = &tally};

    for (unsigned i = 0; i < count; i++) {
        x.path = paths[i];
        check_file(&x);
    }
    if (!json && tally.good + tally.different + tally.skipped)
        printf("%u as expected, %u different, %u skipped\n", tally.good, tally.different,
               tally.skipped);
    if (tally.wrong)
        return CLI_BAD;
    if (tally.different)
        return CLI_FOUND;
    if (is_unjudged(&x)) {
        cli_complain("nothing is judged: no case expects anything of %s%s",
                     hl_linux_info() ? "Linux " : "a sequencer of this build",
                     hl_linux_info() ? hl_linux_info()->version : "");
        return CLI_UNJUDGED;
    }
    if (only && tally.good == 0)
        cli_die("no case expects anything of %s", only);
    return CLI_NOTHING;
}
