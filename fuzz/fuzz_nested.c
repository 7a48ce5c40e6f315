// SPDX-License-Identifier: MIT
/* A guest's updates of its own STE: each of its syncs traps to a hypervisor, which merges the STE
 * with a stage 2 parent and installs it by the sequencer under test (src/nested). The guest updates
 * by update-safe, all at once, and by the sequencer under test. The hypervisor is the kernel
 * tree's, if it nests, the one that HITLESS_SEQUENCER names, or the built-in one. Aborts on a
 * finding (see ledger.h). */
#include "entry/text.h"
#include "harness/counts.h"
#include "harness/ledger.h"
#include "harness/settings.h"
#include "harness/subject.h"
#include "harness/updates.h"
#include "nested/nested.h"
#include "program/pool.h"
#include "harness/target.h"

#include <stdio.h>

struct run {
    struct hl_pool pool;
    struct hl_setting setting; /* of the host */
    struct hl_linux_vmm vmm;
    struct hl_nested nested;
    struct hl_nested_verdict v;
};

static uint64_t refused;    /* guests' legal entries that the hypervisor did not take */
static uint64_t kept;       /* streams that stay under a refused entry, for which another is due */
static const char *refuses; /* why that is tolerated */
static uint64_t unplanned;  /* breaks of updates that are hitless for the guest, without a plan */

static void summary(FILE *out)
{
    fprintf(out, "guests: %llu legal entries refused, %llu breaks that no known sequence avoids\n",
            (unsigned long long)refused, (unsigned long long)unplanned);
    if (kept)
        fprintf(
            out,
            "guests: %llu times a refused entry left a stream that was not due, tolerated: %s\n",
            (unsigned long long)kept, refuses);
}

/* The one that is asked for; else the one of a driver with entries of its own; else the right one.
 */
static const struct hl_hypervisor *pick_hypervisor(struct run *r)
{
    const struct hl_hypervisor *h = hl_settings()->subjects.hypervisor;

    if (!h && hl_subject_needs(HL_NEEDS_OWN_ENTRIES))
        h = hl_linux_hypervisor(&r->vmm, &r->pool.stream);
    return h ? h : hl_hypervisor_find("nested");
}

/* What a report needs besides the physical update: the guest's, and where in it that is. */
static const char *context(const struct run *r, const struct hl_entry *old,
                           const struct hl_entry *target)
{
    static char text[HL_CASE_TEXT];
    char parent[HL_ENTRY_TEXT], from[HL_ENTRY_TEXT], to[HL_ENTRY_TEXT], shown[HL_ENTRY_TEXT];

    hl_entry_format(&r->nested.nesting.parent, parent);
    hl_entry_format(old, from);
    hl_entry_format(target, to);
    hl_entry_format(&r->v.vste, shown);
    snprintf(text, sizeof text,
             "%strap %u of a guest's update by %s (%s without a hypervisor), hypervisor %s; "
             "parent %s; guest's old %s; new %s; shown %s",
             r->v.wrong_merge ? "merged wrongly: " : "", r->v.trap, r->nested.guest_sequencer->name,
             hl_outcome_names[r->v.guest.outcome], r->nested.hypervisor->name, parent, from, to,
             shown);
    return text;
}

static void count(struct run *r, unsigned from, unsigned to)
{
    const struct hl_nested_verdict *v = &r->v;
    struct hl_judged j = {.setting = &r->setting,
                          .q = &v->question,
                          .v = &v->host,
                          .made = r->pool.made[from] && r->pool.made[to],
                          .innocent = v->wrong_merge};

    refused += v->refused;
    if (r->nested.hypervisor->refuses) {
        kept += v->kept;
        refuses = r->nested.hypervisor->refuses;
    }
    unplanned += v->unplanned;
    if (v->too_many_views)
        hl_count(HL_COUNT_UNJUDGED);
    if (v->host.findings == 0) {
        if (!v->too_many_views)
            hl_count_update(v->outcome, v->views);
        return;
    }
    j.context = context(r, &r->pool.entry[from], &r->pool.entry[to]);
    hl_ledger_count(&j);
}

static bool writes(const struct run *r, unsigned n)
{
    return !hl_sequencer_needs(r->nested.guest_sequencer, HL_NEEDS_LEGAL) ||
           r->pool.meaning[n].state != HL_STATE_ILLEGAL;
}

static void run_guest(struct run *r, const struct hl_sequencer *guest)
{
    r->nested.guest_sequencer = guest;
    for (unsigned from = 0; from < r->pool.count; from++) {
        struct hl_entry physical;

        if (!writes(r, from))
            continue;
        hl_nested_install(&r->nested, &r->pool.entry[from], &r->v);
        physical = r->v.physical;
        count(r, from, from);
        for (unsigned to = 0; to < r->pool.count; to++) {
            if (from == to || !writes(r, to))
                continue;
            hl_nested_judge(&r->nested, &physical, &r->pool.entry[from], &r->pool.entry[to], &r->v);
            count(r, from, to);
        }
    }
}

/* False: on this SMMU it could have none with that table. */
static bool keep_own_parent(struct hl_nesting *nesting, const struct hl_reshadow *reshadow)
{
    const struct hl_smmu host = nesting->host;
    struct hl_entry own;

    reshadow->parent(&nesting->parent, &own);
    return hl_nesting_init(nesting, &host, &own);
}

static void run_program(const struct hl_program *program)
{
    static struct run r;
    const struct hl_reshadow *reshadow;
    const struct hl_sequencer *safe = hl_builtin_sequencer_find("update-safe");
    const struct hl_sequencer *naive = hl_builtin_sequencer_find("naive");

    r.setting = hl_subject_setting(program);
    hl_pool_build(&r.pool, program, &r.setting, hl_settings()->sequencer);
    if (!r.pool.count)
        return;

    reshadow = hl_settings()->subjects.reshadow;
    if (reshadow && !keep_own_parent(&r.pool.nesting, reshadow))
        return;
    hl_nested_init(&r.nested, &r.pool.nesting, &r.setting.assume,
                   reshadow ? reshadow->hypervisor : pick_hypervisor(&r));
    r.nested.reshadow = reshadow;
    r.nested.host_sequencer = hl_settings()->sequencer;
    r.nested.trims = hl_subject_needs(HL_NEEDS_SANITISED) && !r.nested.hypervisor->sanitises;
    run_guest(&r, safe);
    run_guest(&r, naive);
    if (!reshadow && hl_settings()->sequencer != safe && hl_settings()->sequencer != naive)
        run_guest(&r, hl_settings()->sequencer);
}

static void begin(void)
{
    hl_updates_require(HL_KIND_STE);
}

HL_TARGET(fuzz_nested) = {.kind = HL_PROGRAM_GUEST,
                          .layer = HL_LAYER_HYPERVISOR,
                          .begin = begin,
                          .summary = summary,
                          .run = run_program};
