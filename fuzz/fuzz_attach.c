// SPDX-License-Identifier: MIT
/* Random walks over what a driver does to a device in its life. Each step is judged: what every
 * kind of the device's traffic could meet in STE and CD together, and each entry by itself; at its
 * end the device is as if freshly attached. Aborts on a finding (see ledger.h). */
#include "harness/counts.h"
#include "harness/crash.h"
#include "harness/input.h"
#include "harness/ledger.h"
#include "harness/probe.h"
#include "harness/settings.h"
#include "harness/subject.h"
#include "harness/updates.h"
#include "program/life.h"
#include "linux/linux.h"
#include "harness/target.h"

struct life {
    struct hl_program program;
    struct hl_setting setting;
    struct hl_smmu smmu;
    struct hl_linux_life driver;
    struct hl_maker maker;
    struct hl_device device;
    struct hl_device_verdict verdict;
    struct hl_walk walk;
    bool made; /* by the driver's own functions */
};

/* The shortest walk that leads there; what it finds is the title. */
static void report(const struct life *l, unsigned step, const struct hl_device_finding *f,
                   char title[HL_WORDS])
{
    static struct hl_program program;
    static struct hl_reduced r;

    if (!hl_walk_reduce(&l->walk, step, &l->device, f, &r)) {
        hl_life_report(hl_crash_text(), &l->walk, step, &l->device, f);
        hl_life_sign(&l->walk.action[step], &l->device, f, title);
        return;
    }
    hl_life_report(hl_crash_text(), &r.walk, r.walk.count - 1, &r.device, &r.finding);
    hl_life_sign(&r.walk.action[r.walk.count - 1], &r.device, &r.finding, title);
    program = l->program;
    if (hl_walk_write(&r.walk, &program))
        hl_input_replace(&program);
}

/* An entry by itself is judged once more, for a case that the hitless command takes. */
static void find_entry(struct life *l, unsigned step, const struct hl_device_finding *f)
{
    struct hl_setting setting = l->setting;
    struct hl_decoder decoder = l->device.decoder[!f->ats];
    struct hl_question q = {.decoder = &decoder,
                            .sequencer = l->device.sequencer,
                            .old = f->old,
                            .target = f->target,
                            .old_made = l->made,
                            .target_made = l->made,
                            .checks = l->device.checks};
    static struct hl_verdict v;
    struct hl_judged j = {.setting = &setting, .q = &q, .v = &v, .made = l->made};

    char title[HL_WORDS];

    setting.assume.ats_quiesced = f->entry == HL_KIND_CD || !f->ats;
    if (f->entry == HL_KIND_CD) {
        decoder = hl_cd_decoder(&l->device.context);
        j.ste = &l->device.table_ste;
    } else {
        q.overlook = l->device.overlook[!f->ats];
    }
    hl_judge(&q, &v);
    if (!hl_is_tolerated(f->kind) && !hl_is_probing())
        report(l, step, f, title);
    hl_ledger_find(&j);
}

static void find(struct life *l, unsigned step, const struct hl_device_finding *f)
{
    char signature[HL_WORDS];
    const struct hl_cause cause = {.kind = f->kind, .title = signature, .rule = hl_life_rule(f)};

    if (f->where == HL_IN_ENTRY) {
        find_entry(l, step, f);
        return;
    }
    hl_life_sign(&l->walk.action[step], &l->device, f, signature);
    if (hl_ledger_note(&cause, l->made))
        return;
    report(l, step, f, signature);
    hl_crash_stop(hl_finding_names[f->kind], signature);
}

static struct {
    uint64_t begun, left_out; /* walks */
} counted;

static void run_walk(struct life *l)
{
    for (unsigned i = 0; i < l->walk.count; i++) {
        l->walk.done[i] = hl_device_step(&l->device, &l->walk.action[i], &l->verdict);
        hl_subject_check();
        if (!l->walk.done[i])
            continue;
        for (unsigned n = 0; n < l->verdict.findings; n++)
            find(l, i, &l->verdict.finding[n]);
        if (l->verdict.too_many_views) {
            hl_count(HL_COUNT_UNJUDGED); /* nor is what follows, which begins with them */
            return;
        }
        hl_count_updates(l->verdict.updates, l->verdict.outcomes, l->verdict.views);
    }
}

static void run_program(const struct hl_program *given)
{
    static struct life l;
    l.program = *given;
    /* Whoever drives a device drives the Non-secure interface. */
    l.setting = hl_subject_setting_for(given, HL_NEEDS_NONSECURE | HL_NEEDS_DEFAULTS);
    hl_smmu_init(&l.smmu, &l.setting.regs, l.setting.security, &l.setting.options);
    hl_walk_read(&l.program, &l.walk);
    l.made = hl_subject_needs(HL_NEEDS_OWN_ENTRIES);
    l.maker = hl_builtin_maker(&l.smmu);
    if (l.made) {
        hl_linux_life(&l.smmu, l.program.derive_seed, &l.driver);
        l.maker = hl_linux_maker(&l.driver);
    }
    if (!hl_device_init(&l.device, &l.maker, hl_settings()->sequencer,
                        hl_settings()->subjects.attach, &l.walk.shape)) {
        counted.left_out++;
        return;
    }
    counted.begun++;
    l.device.layer = hl_settings()->subjects.layer;
    run_walk(&l);
}

static void begin(void)
{
    hl_updates_require(HL_KIND_STE);
    hl_updates_require(HL_KIND_CD);
}

static void summary(FILE *out)
{
    const struct hl_linux_info *tree = hl_linux_info();
    const bool unknown = hl_subject_needs(HL_NEEDS_OWN_ENTRIES) && tree && tree->makers_unknown;

    fprintf(out, "walks: judged %llu  left out, as nothing makes their entries %llu%s%s\n",
            (unsigned long long)counted.begun, (unsigned long long)counted.left_out,
            unknown ? ": this tree's makers are not known: " : "",
            unknown ? tree->makers_unknown : "");
}

HL_TARGET(fuzz_attach) = {.kind = HL_PROGRAM_LIFE,
                          .layer = HL_LAYER_ATTACH,
                          .begin = begin,
                          .summary = summary,
                          .run = run_program};
