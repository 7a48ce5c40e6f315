// SPDX-License-Identifier: MIT
/* hitless decode: what an entry means to an SMMU. */
#include "cli/cli.h"

struct decode {
    struct hl_case settings;
    bool json;
    struct cli_arguments arguments;
    struct hl_trial trial;
};

enum { JSON = 0x100 }; /* no short options */

static const struct argp_option options[] = {{"json", JSON, NULL, 0, "One JSON object a line", 0},
                                             {0}};

static error_t parse(int key, char *arg, struct argp_state *state)
{
    struct decode *d = state->input;

    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = &d->settings;
        return 0;
    case JSON:
        d->json = true;
        return 0;
    case ARGP_KEY_ARG:
        cli_argument_add(&d->arguments, arg);
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static void show(const void *context, struct hl_buffer *out, const struct hl_entry *entry)
{
    const struct decode *d = context;
    struct hl_meaning meaning;

    hl_decode(&d->trial.at.decoder, entry, &meaning);
    if (d->json)
        hl_json_print(out->out, hl_json_meaning(&d->trial, entry, &meaning));
    else
        hl_text_meaning(out, &d->trial, entry, &meaning);
}

static void show_event(const void *context, struct hl_buffer *out, const uint64_t record[4])
{
    const struct decode *d = context;

    hl_buffer_flush(out);
    if (d->json)
        hl_json_print(out->out, hl_json_event(record));
    else
        hl_text_event(out->out, record);
}

int cli_decode(int argc, char **argv)
{
    static const struct argp_child children[] = {{&cli_smmu_argp, 0, NULL, 0}, {0}};
    static const struct argp argp = {
        options,
        parse,
        "[ENTRY]",
        "Say what an entry means to an SMMU: the rule that makes it illegal, or its "
        "configuration with every field that has an effect. ENTRY is 8 hexadecimal qwords, qword 0 "
        "first; without it, entries are read from standard input, one a line. A CD's STE stands "
        "before it, unless --ste gives one. Of a kernel log on standard input: its records of the "
        "Event queue, and its dumps of entries.",
        children,
        NULL,
        NULL};
    static struct decode d;

    cli_case_begin(&d.settings);
    cli_parse(&argp, argc, argv, &d);
    cli_trial_entries(&d.trial, &d.settings, NULL);
    cli_each_entry(&d.arguments, &d.trial, &(struct cli_show){&d, show, show_event});
    return CLI_NOTHING;
}
