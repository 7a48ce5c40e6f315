// SPDX-License-Identifier: MIT
#include "harness/summary.h"

#include "harness/against.h"
#include "harness/causes.h"
#include "harness/counts.h"
#include "harness/known.h"
#include "harness/settings.h"
#include "report/report.h"

#include <stdlib.h>

static void (*more_lines)(FILE *out);

static unsigned long long counted(enum hl_count what)
{
    return hl_counted(what);
}

static void print_mutations(void)
{
    if (counted(HL_COUNT_CUSTOM) || counted(HL_COUNT_PLAIN) || counted(HL_COUNT_CROSSOVERS))
        fprintf(stderr, "mutations: custom %llu plain %llu crossovers %llu\n",
                counted(HL_COUNT_CUSTOM), counted(HL_COUNT_PLAIN), counted(HL_COUNT_CROSSOVERS));
}

static void print_findings(void)
{
    bool any = false;

    fprintf(stderr, "findings:");
    for (unsigned k = 0; k < HL_FINDING_COUNT; k++) {
        const unsigned long long found = counted((enum hl_count)(HL_COUNT_FOUND + k));
        if (found)
            fprintf(stderr, " %s %llu", hl_finding_names[k], found);
        any |= found != 0;
    }
    fputs(any ? "\n" : " none\n", stderr);
    hl_causes_print(stderr);
    hl_against_print(stderr);
}

static void print_unjudged(void)
{
    if (counted(HL_COUNT_UNJUDGED))
        fprintf(stderr, "not judged: %llu, of more than %u views\n", counted(HL_COUNT_UNJUDGED),
                (unsigned)HL_MAX_VIEWS);
}

static void print_updates(void)
{
    const struct hl_settings *settings = hl_settings();

    hl_text_sequencer(stderr, settings->subjects.sequencer);
    if (hl_subjects_layer(&settings->subjects))
        fprintf(stderr, "under %s\n", hl_subjects_layer(&settings->subjects));
    fprintf(stderr,
            "executions %llu  updates %llu  views %llu\noutcomes:", counted(HL_COUNT_EXECUTIONS),
            counted(HL_COUNT_UPDATES), counted(HL_COUNT_VIEWS));
    for (unsigned i = 0; i < HL_OUTCOME_COUNT; i++)
        fprintf(stderr, "%s%s %llu", i ? "  " : " ", hl_outcome_names[i],
                counted((enum hl_count)(HL_COUNT_OUTCOME + i)));
    fputs("\n", stderr);
    print_unjudged();
    print_mutations();
    print_findings();
}

void hl_summary_print(void)
{
    if (hl_settings()->causes)
        hl_causes_save(hl_settings()->causes);
    if (!counted(HL_COUNT_EXECUTIONS) || hl_settings()->quiet)
        return;
    fflush(stdout);
    if (!counted(HL_COUNT_OPERATIONS) &&
        (counted(HL_COUNT_UPDATES) || counted(HL_COUNT_UNJUDGED))) {
        print_updates();
    } else {
        fprintf(stderr, "executions %llu", counted(HL_COUNT_EXECUTIONS));
        if (counted(HL_COUNT_OPERATIONS))
            fprintf(stderr, "  operations %llu", counted(HL_COUNT_OPERATIONS));
        fputc('\n', stderr);
        print_mutations();
        if (counted(HL_COUNT_OPERATIONS))
            print_findings();
    }
    if (more_lines)
        more_lines(stderr);
    hl_known_print(stderr);
}

void hl_summary_at_exit(void (*more)(FILE *out))
{
    more_lines = more;
    atexit(hl_summary_print);
}
