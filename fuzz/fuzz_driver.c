// SPDX-License-Identifier: MIT
/* A kernel tree's whole arm-smmu-v3 driver, unmodified, with the kernel's IOMMU core, in this
 * process: it is asked to attach, map, bind, release and so on, and all that it stores, commands
 * and gives back is judged. Aborts on a finding (see ledger.h), with the shortest program that
 * shows it and what happens in it. */
#include "harness/causes.h"
#include "harness/counts.h"
#include "harness/crash.h"
#include "harness/input.h"
#include "harness/known.h"
#include "harness/ledger.h"
#include "harness/settings.h"
#include "harness/subject.h"
#include "harness/target.h"
#include "oracles/driver_report.h"
#include "program/drive_reduce.h"
#include "smmu/registers.h"

#include <errno.h>
#include <string.h>

enum { REDUCTION_TRIES = 4000 };

static struct {
    struct hl_drive_case now; /* what runs */
    struct hl_operation operation[HL_DRIVE_OPERATIONS];
    struct hlk_machine machine;
    struct hl_setting setting;
    uint64_t done, absent, failed, refused; /* operations */
    uint64_t stuck, unprobed, unjudged;     /* programs */
    uint64_t ended, left;                   /* programs, and their operations that did not run */
} driver;

static uint32_t at_most(uint32_t idr, unsigned lsb, unsigned width, uint32_t most)
{
    const uint32_t mask = ((UINT32_C(1) << width) - 1) << lsb;

    return (idr & mask) >> lsb > most ? (idr & ~mask) | most << lsb : idr;
}

/* Queues and linear tables no larger than it takes to fill them: all of it is put back before the
 * next program. 6.3.2 */
static void make_small(struct hl_registers *regs)
{
    regs->idr1 = at_most(regs->idr1, 21, 5, 10); /* CMDQS */
    regs->idr1 = at_most(regs->idr1, 16, 5, 7);  /* EVENTQS */
    regs->idr1 = at_most(regs->idr1, 11, 5, 7);  /* PRIQS */
    if (hl_reg_ST_LEVEL(regs) == 0)
        regs->idr1 = at_most(regs->idr1, 0, 6, 11); /* SIDSIZE */
    if (!hl_reg_S1P(regs))
        regs->idr1 = at_most(regs->idr1, 6, 5, 0); /* SubstreamIDs are stage 1's (3.3.2) */
    if (!hl_reg_CD2L(regs))
        regs->idr1 = at_most(regs->idr1, 6, 5, 8); /* SSIDSIZE */
}

/* The machine's memory lies below 2^36; and where all clients must be able to be stalled, none is
 * PCI (3.12). */
static void make_consistent(struct hl_registers *regs, struct hlk_machine *machine)
{
    if (hl_reg_OAS(regs) == 0)
        hl_reg_set_OAS(regs, 1);
    if (hl_reg_STALL_MODEL(regs) != HL_STALL_FORCED)
        return;
    for (unsigned i = 0; i < machine->devices; i++) {
        struct hlk_device *d = &machine->device[i];
        d->pci = d->ats = d->pri = false;
        d->stall = true;
    }
}

/* What a case is as a machine and operations. */
static void take(const struct hl_drive_case *c)
{
    /* Whoever drives it drives the Non-secure interface. */
    driver.setting = hl_subject_setting_for(&c->program, HL_NEEDS_NONSECURE | HL_NEEDS_DEFAULTS);
    make_small(&driver.setting.regs);
    driver.machine = hl_drive_machine(&c->drive);
    make_consistent(&driver.setting.regs, &driver.machine);
    for (unsigned i = 0; i < c->drive.count; i++)
        driver.operation[i] = hl_drive_operation(&c->drive, i);
}

/* False: the driver does not take this SMMU. */
static bool run_case(const struct hl_drive_case *c)
{
    take(c);
    if (hl_scene_begin(&driver.machine, &driver.setting.regs, c->drive.address_bits, NULL) != 0)
        return false;
    hl_scene_run(driver.operation, c->drive.count);
    return true;
}

/* ---- A finding ---- */

/* A finding, and those that its program showed before it. */
struct search {
    struct hl_scene_finding wanted, before[HL_SCENE_FINDINGS];
    unsigned befores, tries;
};

static bool came_before(const struct search *search, const struct hl_scene_finding *f)
{
    for (unsigned i = 0; i < search->befores; i++)
        if (hl_scene_alike(&search->before[i], f))
            return true;
    return false;
}

/* What a case finds that is alike; or NULL. Nothing new may come before it: that is
 * what the smaller program would be told for. */
static const struct hl_scene_finding *find_in(const struct hl_drive_case *c,
                                              const struct search *search)
{
    const struct hl_scene *scene = hl_scene();

    run_case(c);
    for (unsigned i = 0; i < scene->findings; i++) {
        const struct hl_scene_finding *f = &scene->finding[i];

        if (hl_scene_alike(f, &search->wanted))
            return f;
        if (!came_before(search, f))
            return NULL;
    }
    return NULL;
}

static bool shows(void *context, const struct hl_drive_case *c)
{
    struct search *search = context;

    hl_crash_progress(++search->tries, c->drive.count);
    return find_in(c, search) != NULL;
}

/* As a machine and operations in it: what the last case that ran is. */
static struct hl_played played(const struct hl_drive_case *c)
{
    return (struct hl_played){&driver.machine, &driver.setting.regs, c->drive.address_bits,
                              driver.operation, c->drive.count};
}

static void report(const struct hl_scene_finding *found)
{
    static struct hl_drive_case smallest;
    static struct hl_scene_finding finding;
    static struct search search;
    const struct hl_scene_finding *again;
    struct hl_played show;

    finding = search.wanted = *found;
    search.befores = (unsigned)(found - hl_scene()->finding);
    search.tries = 0;
    memcpy(search.before, hl_scene()->finding, search.befores * sizeof *search.before);
    smallest = driver.now;
    hl_drive_reduce(&smallest, REDUCTION_TRIES, shows, &search);
    again = find_in(&smallest, &search);
    if (again)
        finding = *again; /* as the smallest program shows it */
    show = played(&smallest);
    if (hl_crash_json())
        hl_driver_report_json(hl_crash_json(), &finding, &show);
    else
        hl_driver_report(hl_crash_text(), &finding, &show);
    if (hl_drive_write(&smallest.drive, &smallest.program)) {
        smallest.program.version = HL_PROGRAM_VERSION;
        hl_input_replace(&smallest.program);
    }
    hl_crash_stop(hl_finding_names[finding.kind], finding.title);
}

/* ---- A program ---- */

static void count_operations(const struct hl_conduct *c)
{
    for (unsigned i = 0; i < c->count; i++) {
        if (!c->ran[i])
            driver.left += hl_scene()->ended && c->operation[i].kind != HL_DO_FAIL_ALLOCATION;
        else if (c->outcome[i].refused)
            driver.refused++;
        else if (c->outcome[i].result == HLK_ABSENT)
            driver.absent++;
        else if (c->outcome[i].result)
            driver.failed++;
        else
            driver.done++;
    }
    hl_count_operations(hl_scene()->begun);
}

static struct hl_cause cause_of(const struct hl_scene_finding *f)
{
    return (struct hl_cause){.kind = f->kind,
                             .title = f->title,
                             .severity = hl_severity_names[f->severity],
                             .within = f->within};
}

/* What it leaves behind is not worth to be judged. */
static bool is_last(const struct hl_scene_finding *f)
{
    const struct hl_cause cause = cause_of(f);

    return hl_known_ends(&cause);
}

static void note_findings(void)
{
    const struct hl_scene *scene = hl_scene();
    const struct hl_scene_finding *fatal = NULL;

    driver.stuck += scene->stuck;
    driver.ended += scene->ended;
    if (hl_driver_judge_gave_up(&scene->watched.judge)) {
        driver.unjudged++;
        hl_count(HL_COUNT_UNJUDGED);
    }
    for (unsigned i = 0; i < scene->findings; i++) {
        const struct hl_scene_finding *f = &scene->finding[i];
        const struct hl_cause cause = cause_of(f);
        const bool advice = f->severity == HL_SEVERITY_ADVICE || hl_finding_is_advice(f->kind);

        if (hl_ledger_note(&cause, true) || fatal)
            continue;
        if (advice)
            hl_causes_add(f->title, true);
        else
            fatal = f;
    }
    if (fatal)
        report(fatal);
}

static void run_program(const struct hl_program *given)
{
    driver.now.program = *given;
    hl_drive_read(given, &driver.now.drive);
    if (run_case(&driver.now))
        count_operations(&hl_scene()->watched.conduct);
    else
        driver.unprobed++;
    note_findings();
}

static void find(const struct hl_program *given, hl_told_fn *told, void *context)
{
    const struct hl_scene *scene = hl_scene();

    driver.now.program = *given;
    hl_drive_read(given, &driver.now.drive);
    run_case(&driver.now);
    for (unsigned i = 0; i < scene->findings; i++) {
        const struct hl_scene_finding *f = &scene->finding[i];

        told(context,
             &(struct hl_told){f->kind, f->title, hl_severity_names[f->severity], f->section});
    }
}

static void begin(void)
{
    if (!hl_scene_boot())
        hl_settings_refuse("memory at the kernel's place", strerror(errno));
    hl_scene_until(is_last);
    hl_machine_compare(hl_settings()->compare);
}

/* How the compiler's hook and WRITE_ONCE()'s own agree. */
static void sum_up_stores(FILE *out)
{
    const struct hl_machine_agreement a = hl_machine_agreement();

    if (!a.hooked)
        return;
    fprintf(out, "stores: WRITE_ONCE %llu", (unsigned long long)a.both);
    for (unsigned i = 0; i < HL_HOOK_HOWS; i++)
        if (a.alone[i])
            fprintf(out, "  %s %llu", hl_hook_how_names[i], (unsigned long long)a.alone[i]);
    fprintf(out, "  of these in queues %llu\n", (unsigned long long)a.queues);
    if (a.unhooked)
        fprintf(out, "WRITE_ONCE in code without the hook: %llu\n", (unsigned long long)a.unhooked);
}

static void summary(FILE *out)
{
    fprintf(out,
            "Linux %s, the whole driver\noperations: done %llu  refused by the driver %llu  not in "
            "it %llu  left out %llu\nprograms on an SMMU that the driver does not take: %llu, in "
            "which two CPUs waited for each other: %llu, not judged to their end: %llu\n",
            hlk_release(), (unsigned long long)driver.done, (unsigned long long)driver.failed,
            (unsigned long long)driver.absent, (unsigned long long)driver.refused,
            (unsigned long long)driver.unprobed, (unsigned long long)driver.stuck,
            (unsigned long long)driver.unjudged);
    if (driver.ended)
        fprintf(out, "programs that a suppression ended: %llu, with operations left: %llu\n",
                (unsigned long long)driver.ended, (unsigned long long)driver.left);
    sum_up_stores(out);
}

HL_TARGET(fuzz_driver) = {.kind = HL_PROGRAM_DRIVER,
                          .begin = begin,
                          .summary = summary,
                          .run = run_program,
                          .find = find};
