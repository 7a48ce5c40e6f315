// SPDX-License-Identifier: MIT
/* The options that say what SMMU it is. */
#include "cli/cli.h"
#include "case/names.h"

#include <string.h>

static const char default_profile[] = "mmu-700";

enum { KIND = 0x100, SMMU, SECURITY, OPTION, STE }; /* no short options */

static const struct argp_option options[] = {
    {"kind", KIND, "ste|cd", 0, "The kind of entry (default ste)", 1},
    {"smmu", SMMU, "SMMU", 0, "A profile's name or idr0=VALUE,idr1=VALUE,... (default mmu-700)", 1},
    {"security", SECURITY, "ns|secure|realm", 0,
     "The Security state of the stream table (default ns)", 1},
    {"option", OPTION, "NAME=0|1", 0, "Set an option of the decoder; `hitless options' lists them",
     1},
    {"ste", STE, "ENTRY", 0, "The STE that leads to the CD (with --kind cd)", 1},
    {0}};

static error_t parse(int key, char *arg, struct argp_state *state)
{
    struct hl_case *c = state->input;
    struct hl_error error;

    switch (key) {
    case KIND:
        if (!hl_kind_parse(arg, &c->kind))
            cli_die("--kind: neither ste nor cd: %s", arg);
        return 0;
    case SMMU:
        if (!hl_smmu_parse(arg, &c->setting.regs, c->profile, &error))
            cli_die("--smmu: %s", error.text);
        return 0;
    case SECURITY:
        if (!hl_security_parse(arg, &c->setting.security))
            cli_die("--security: neither ns, secure nor realm: %s", arg);
        return 0;
    case OPTION:
        if (!hl_option_parse(arg, &c->setting.options, &error))
            cli_die("--option: %s", error.text);
        return 0;
    case STE:
        c->ste = cli_option_entry("--ste", arg, state);
        c->has_ste = true;
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

const struct argp cli_smmu_argp = {options, parse, NULL, NULL, NULL, NULL, NULL};

void cli_case_begin(struct hl_case *c)
{
    struct hl_error error;

    memset(c, 0, sizeof(*c));
    c->kind = HL_KIND_STE;
    c->setting.security = HL_NONSECURE;
    c->setting.options = hl_default_options;
    if (!hl_smmu_parse(default_profile, &c->setting.regs, c->profile, &error))
        cli_die("%s", error.text);
}

void cli_trial_entries(struct hl_trial *trial, const struct hl_case *c,
                       const struct hl_sequencer *sequencer)
{
    const char *wrong;

    if (c->has_ste && c->kind != HL_KIND_CD)
        cli_die("--ste: only with --kind cd");
    wrong = hl_trial_init(trial, c, sequencer);
    if (wrong)
        cli_die("%s", wrong);
}

void cli_trial(struct hl_trial *trial, const struct hl_case *c,
               const struct hl_sequencer *sequencer)
{
    if (c->kind == HL_KIND_CD && !c->has_ste)
        cli_die("no --ste: what a CD means depends on the STE that leads to it");
    cli_trial_entries(trial, c, sequencer);
}

void cli_judge(const struct hl_trial *trial, const char *where, struct hl_verdict *verdict)
{
    hl_judge(&trial->question, verdict);
    if (verdict->too_many_views)
        cli_die("%s: more than %d views in one epoch", where, HL_MAX_VIEWS);
}
