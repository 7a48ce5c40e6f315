// SPDX-License-Identifier: MIT
/* hitless decode: what an entry means to an SMMU. */
#include "cli/cli.h"
#include "cli/lines.h"
#include "entry/text.h"

struct decode {
    struct hl_case settings;
    bool json, has_ste;
    char *args[CLI_ENTRY_ARGUMENTS];
    unsigned count;
};

enum { JSON = 0x100, STE }; /* no short options */

static const struct argp_option options[] = {
    {"ste", STE, "ENTRY", 0, "The STE that leads to the CD (with --kind cd)", 0},
    {"json", JSON, NULL, 0, "One JSON object a line", 0},
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
    case STE:
        cli_option_entry("--ste", arg, state);
        d->has_ste = true;
        return 0;
    case ARGP_KEY_ARG:
        if (d->count == CLI_ENTRY_ARGUMENTS)
            cli_die("ENTRY: more than 8 arguments: %s", arg);
        d->args[d->count++] = arg;
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static void show(struct decode *d, struct hl_buffer *out, const struct hl_trial *trial,
                 const struct hl_entry *entry)
{
    struct hl_meaning meaning;

    hl_decode(&trial->decoder, entry, &meaning);
    if (d->json)
        hl_json_print(out->out, hl_json_meaning(trial, &meaning));
    else
        hl_text_meaning(out, trial, &meaning);
}

static void idle(void *buffer)
{
    hl_buffer_flush(buffer);
    fflush(stdout);
}

static void decode_lines(struct decode *d, struct hl_buffer *out, const struct hl_trial *trial)
{
    static struct cli_lines lines;
    struct hl_entry entry;
    unsigned column;
    char *line;

    lines.idle = idle;
    lines.idle_argument = out;
    while ((line = cli_lines_next(&lines)) != NULL && !ferror(stdout)) {
        const char *why = hl_entry_parse(line, HL_QWORDS, &entry, &column);
        if (why) {
            hl_buffer_flush(out);
            cli_die("stdin:%lu:%u: %s", lines.number, column, why);
        }
        show(d, out, trial, &entry);
    }
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
        "first; without it, entries are read from standard input, one a line.",
        children,
        NULL,
        NULL};
    static struct decode d;
    static struct hl_trial trial;
    static struct hl_buffer out;
    struct hl_entry entry;

    cli_case_begin(&d.settings);
    cli_parse(&argp, argc, argv, &d);
    cli_trial(&trial, &d.settings, NULL);
    if (d.has_ste)
        cli_die("--ste: only with --kind cd");
    out.out = stdout;
    if (d.count) {
        entry = cli_argument_entry(d.args, d.count);
        show(&d, &out, &trial, &entry);
    } else {
        decode_lines(&d, &out, &trial);
    }
    hl_buffer_flush(&out);
    return CLI_NOTHING;
}
