// SPDX-License-Identifier: MIT
/* hitless used: the bits of an entry that matter. */
#include "cli/cli.h"
#include "entry/text.h"

struct used {
    struct hl_case settings;
    const struct hl_sequencer *sequencer;
    struct cli_arguments arguments;
    struct hl_trial trial;
};

enum { SEQUENCER = 0x100 }; /* no short options */

static const struct argp_option options[] = {
    {"sequencer", SEQUENCER, "NAME", 0, "The bits that this sequencer takes to be used", 0}, {0}};

static error_t parse(int key, char *arg, struct argp_state *state)
{
    struct used *u = state->input;

    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = &u->settings;
        return 0;
    case SEQUENCER:
        u->sequencer = cli_sequencer(arg);
        return 0;
    case ARGP_KEY_ARG:
        cli_argument_add(&u->arguments, arg);
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static void show(const void *context, struct hl_buffer *out, const struct hl_entry *entry)
{
    const struct used *u = context;
    struct hl_meaning meaning;
    char text[HL_ENTRY_TEXT];
    struct hl_failure failure;

    if (u->sequencer)
        u->sequencer->used(u->sequencer, &u->trial.at.decoder, entry, &meaning.used);
    else
        hl_decode(&u->trial.at.decoder, entry, &meaning);
    if (u->sequencer && u->sequencer->failed && u->sequencer->failed(u->sequencer, &failure))
        cli_die("%s: %s: %s", u->sequencer->name,
                hl_finding_names[failure.hangs ? HL_SUBJECT_HANG : HL_SUBJECT_CRASH], failure.how);
    hl_entry_format(&meaning.used, text);
    hl_buffer_put(out, text);
    hl_buffer_put(out, "\n");
}

int cli_used(int argc, char **argv)
{
    static const struct argp_child children[] = {{&cli_smmu_argp, 0, NULL, 0}, {0}};
    static const struct argp argp = {
        options,
        parse,
        "[ENTRY]",
        "Print the mask of the bits that can influence the SMMU, given the rest of the entry, as 8 "
        "hexadecimal qwords. Without ENTRY, entries are read from standard input, one a line. A "
        "CD's "
        "STE stands before it, unless --ste gives one.",
        children,
        NULL,
        NULL};
    static struct used u;

    cli_case_begin(&u.settings);
    cli_parse(&argp, argc, argv, &u);
    cli_trial_entries(&u.trial, &u.settings, u.sequencer);
    if (u.sequencer && !u.sequencer->used)
        cli_die("--sequencer: %s does not say which bits are used", u.sequencer->name);
    cli_each_entry(&u.arguments, &u.trial, &(struct cli_show){&u, show, NULL});
    return CLI_NOTHING;
}
