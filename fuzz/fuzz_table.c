// SPDX-License-Identifier: MIT
/* Drivers that make their stream table themselves (subjects/owner.h): the SMMU is enabled over it,
 * streams are attached to what the program's entries ask for, one after the other, and are taken
 * back, with the second-level tables that they were in. Judged are first-level descriptors, the
 * scope of commands, memory that is given back, and the views of each stream's STE. Aborts on a
 * finding (see ledger.h). */
#include "harness/counts.h"
#include "harness/crash.h"
#include "harness/ledger.h"
#include "harness/probe.h"
#include "harness/settings.h"
#include "harness/subject.h"
#include "harness/target.h"
#include "oracles/print.h"
#include "program/pool.h"
#include "subjects/table_judge.h"

#include <inttypes.h>

struct run {
    struct hl_pool pool;
    struct hl_setting setting;
    unsigned operation; /* from 1; 0: SMMUEN is set */
    struct hl_table_verdict v;
};

static uint64_t refused;

static void print_view(FILE *out, const char *what, const struct hl_table_view *v)
{
    if (v->reached)
        hl_print_fields(out, what, &hl_ste_layout, &v->ste);
    else
        fprintf(out, "%s: no STE is reached\n", what);
}

static void print_structure(FILE *out, const struct hl_holds_finding *f)
{
    char command[HL_COMMAND_TEXT];

    fprintf(out, "%s of StreamID 0x%x, at 0x%" PRIx64 "\n", hl_structure_names[f->place.structure],
            f->place.sid, f->place.address);
    if (f->kind == HL_STALE_ENTRY && f->place.structure != HL_STRUCTURE_ANY)
        fprintf(out, "  held 0x%016" PRIx64 " ..., memory has 0x%016" PRIx64 " ...\n", f->held.q[0],
                f->memory.q[0]);
    if (f->freed)
        fprintf(out, "  it leads to 0x%" PRIx64 "\n", f->freed);
    if (f->kind == HL_UNORDERED_STORE && f->command.kind != 0) {
        hl_command_format(&f->command, command);
        fprintf(out, "  published by %s\n", command);
    }
}

static void report(const struct run *r, const struct hl_table_finding *f, const char *title)
{
    FILE *out = hl_crash_text();

    fprintf(out,
            "==== hitless: a stream table\n%s, operation %u (%s), StreamID 0x%x\n  %s (%s); "
            "severity %s\n",
            title, r->operation, hl_table_operation_names[f->operation], f->sid, f->why,
            f->section ? f->section : "its own", hl_severity_names[f->severity]);
    if (f->has_view) {
        print_view(out, "before", &f->before);
        print_view(out, "seen", &f->seen);
        print_view(out, "after", &f->after);
    } else if (f->kind != HL_SUBJECT_WARNING) {
        print_structure(out, &f->structure);
    }
}

static void count(struct run *r)
{
    if (r->v.gave_up) {
        hl_count(HL_COUNT_UNJUDGED);
        return;
    }
    refused += r->v.refused;
    hl_count_update(r->v.outcome, r->v.views);
    for (unsigned i = 0; i < r->v.findings && i < HL_TABLE_FINDINGS; i++) {
        const struct hl_table_finding *f = &r->v.finding[i];
        char title[HL_TABLE_TITLE];
        const struct hl_cause cause = {.kind = f->kind, .title = hl_table_title(f, title)};

        if (hl_ledger_note(&cause, false))
            continue;
        report(r, f, title);
        hl_crash_stop(hl_finding_names[f->kind], title);
    }
}

static bool operate(struct run *r, unsigned stream, const struct hl_entry *wish)
{
    r->operation++;
    hl_table_do(stream, wish, &r->v);
    count(r);
    return !r->v.gave_up;
}

/* Each entry is asked for by the next stream; then all are taken back, and one comes again. */
static void walk(struct run *r)
{
    for (unsigned i = 0; i < r->pool.count; i++) {
        const bool live = r->pool.meaning[i].state == HL_STATE_LIVE;

        if (!operate(r, i % HL_TABLE_STREAMS, live ? &r->pool.entry[i] : NULL))
            return;
    }
    for (unsigned i = 0; i < HL_TABLE_STREAMS; i++)
        if (!operate(r, i, NULL))
            return;
    for (unsigned i = 0; i < r->pool.count; i++)
        if (r->pool.meaning[i].state == HL_STATE_LIVE) {
            operate(r, 0, &r->pool.entry[i]);
            return;
        }
}

static void run_program(const struct hl_program *program)
{
    static struct run r;
    const struct hl_owner *owner = hl_settings()->subjects.owner;

    r.setting = hl_subject_setting_for(program, owner->needs | HL_NEEDS_DEFAULTS);
    hl_pool_build(&r.pool, program, &r.setting, hl_settings()->sequencer);
    r.operation = 0;
    if (hl_table_begin(owner, &r.setting, &r.v)) {
        count(&r);
        if (!r.v.gave_up)
            walk(&r);
    }
    hl_subject_check();
}

static void summary(FILE *out)
{
    fprintf(out, "stream tables: of %s, %" PRIu64 " operations refused by it\n",
            hl_settings()->subjects.owner->name, refused);
}

HL_TARGET(fuzz_table) = {
    .kind = HL_PROGRAM_STE, .layer = HL_LAYER_TABLE, .summary = summary, .run = run_program};
