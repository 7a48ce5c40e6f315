// SPDX-License-Identifier: MIT
#include "harness/subject.h"

#include "harness/crash.h"
#include "harness/ledger.h"
#include "harness/settings.h"
#include "smmu/registers.h"

#include <stdio.h>

bool hl_subject_needs(enum hl_need need)
{
    return hl_sequencer_needs(hl_settings()->sequencer, need);
}

static void report(const char *name, const char *what, const struct hl_failure *failure)
{
    const enum hl_finding_kind kind = failure->hangs ? HL_SUBJECT_HANG : HL_SUBJECT_CRASH;
    char signature[HL_SUBJECT_NAME + 128];

    snprintf(signature, sizeof signature, "%s: %s of %s: %s", hl_finding_names[kind], what, name,
             failure->how);
    if (hl_ledger_note(&(struct hl_cause){.kind = kind, .title = signature}, false))
        return;
    fprintf(hl_crash_text(), "==== hitless: finding ====\n%s\n", signature);
    hl_crash_stop(hl_finding_names[kind], signature);
}

void hl_subject_check(void)
{
    const struct hl_sequencer *s = hl_settings()->sequencer;
    struct hl_failure failure;
    const char *layer = hl_subject_layer_failed(&failure);

    if (layer)
        report(layer, "a call", &failure);
    if (s->failed && s->failed(s, &failure))
        report(s->name, "a mask", &failure);
}

static bool has_state(const struct hl_registers *regs, enum hl_security security)
{
    return security == HL_SECURE  ? hl_reg_SECURE_IMPL(regs)
           : security == HL_REALM ? hl_reg_RME_IMPL(regs)
                                  : true;
}

/* On an SMMU without that Security state, another one's registers: that of the first profile that
 * has it. */
static void live_in(struct hl_setting *s, enum hl_security security)
{
    s->security = security;
    for (size_t i = 0; i < hl_profile_count && !has_state(&s->regs, security); i++)
        if (has_state(&hl_profiles[i].regs, security))
            s->regs = hl_profiles[i].regs;
}

struct hl_setting hl_subject_setting_for(const struct hl_program *p, unsigned more)
{
    const unsigned needs = hl_settings()->sequencer->needs | more;
    struct hl_setting s = hl_program_setting(p);
    enum hl_security security;

    if (hl_subject_security(needs, &security))
        live_in(&s, security);
    if ((needs & HL_NEEDS_DEFAULTS) && !hl_settings()->any_options)
        s.options = hl_default_options;
    if (needs & HL_NEEDS_ATS_QUIESCED)
        s.assume.ats_quiesced = true;
    return s;
}

struct hl_setting hl_subject_setting(const struct hl_program *p)
{
    return hl_subject_setting_for(p, 0);
}
