// SPDX-License-Identifier: MIT
/* The options of check and explain that describe one update. */
#include "cli/update_options.h"

enum { SEQUENCER = 0x100, ASSUME, SAFE, OLD, NEW, UNIT }; /* no short options */

static const struct argp_option options[] = {
    {"sequencer", SEQUENCER, "NAME", 0,
     "The sequencer: a name that `hitless sequencers' lists, or the path of a shared object", 2},
    {"old", OLD, "ENTRY", 0, "The entry in memory: 8 hexadecimal qwords, qword 0 first", 2},
    {"new", NEW, "ENTRY", 0, "The entry that it shall become", 2},
    {"safe", SAFE, "ENTRY", 0, "An update_safe mask instead of the sequencer's own", 2},
    {"assume", ASSUME, "LIST", 0, "Assumptions: ats-quiesced, or none", 2},
    {"unit", UNIT, "64|128", 0, "Bits that the SMMU reads at once (default 64)", 2},
    {0}};

static error_t parse(int key, char *arg, struct argp_state *state)
{
    struct cli_update *u = state->input;

    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = &u->settings;
        return 0;
    case SEQUENCER:
        u->sequencer = cli_sequencer(arg);
        u->sequencer_name = arg;
        return 0;
    case ASSUME:
        if (!hl_assumptions_parse(arg, &u->settings.setting.assume))
            cli_die("--assume: unknown assumption in: %s", arg);
        return 0;
    case SAFE:
        u->settings.safe = cli_option_entry("--safe", arg, state);
        u->settings.has_safe = true;
        return 0;
    case UNIT:
        if (!hl_unit_parse(arg, &u->settings.reads_128))
            cli_die("--unit: neither 64 nor 128: %s", arg);
        return 0;
    case OLD:
        u->settings.old = cli_option_entry("--old", arg, state);
        u->has_old = true;
        return 0;
    case NEW:
        u->settings.target = cli_option_entry("--new", arg, state);
        u->has_new = true;
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp_child children[] = {{&cli_smmu_argp, 0, NULL, 0}, {0}};
const struct argp cli_update_argp = {options, parse, NULL, NULL, children, NULL, NULL};

void cli_update_require(const struct cli_update *u)
{
    if (!u->sequencer)
        cli_die("no --sequencer");
    if (!u->has_old)
        cli_die("no --old");
    if (!u->has_new)
        cli_die("no --new");
}

static void read_case(struct cli_update *u)
{
    const char *path = u->path;
    struct hl_case *c = &u->settings;
    struct hl_error error;

    if (u->has_old || u->has_new)
        cli_die("--old or --new beside a case file");
    if (!hl_case_read(path, c, &error))
        cli_die("%s", error.text);
    for (unsigned i = 0; i < c->expectations && !u->sequencer; i++) {
        bool elsewhere;

        u->sequencer = cli_expected_here(c, i, path, &elsewhere, &error);
        if (!u->sequencer && !elsewhere)
            cli_die("%s", error.text);
    }
    if (!u->sequencer)
        cli_die("no --sequencer, and %s expects nothing of one that is here", path);
}

void cli_update_case(struct cli_update *u, const char *path)
{
    if (u->path)
        cli_die("more than one case: %s", path);
    u->path = path;
}

const char *cli_update_judge(struct cli_update *u, struct hl_trial *trial,
                             struct hl_verdict *verdict)
{
    const char *where = u->path ? u->path : "--old, --new";

    if (u->path)
        read_case(u);
    else
        cli_update_require(u);
    cli_trial(trial, &u->settings, u->sequencer);
    cli_judge(trial, where, verdict);
    return where;
}
