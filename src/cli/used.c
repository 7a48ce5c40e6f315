// SPDX-License-Identifier: MIT
/* hitless used: the bits of an entry that matter. */
#include "cli/cli.h"
#include "cli/lines.h"
#include "entry/text.h"

struct used {
    struct hl_case settings;
    const struct hl_sequencer *sequencer;
    char *args[CLI_ENTRY_ARGUMENTS];
    unsigned count;
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
        if (u->count == CLI_ENTRY_ARGUMENTS)
            cli_die("ENTRY: more than 8 arguments: %s", arg);
        u->args[u->count++] = arg;
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static void show(const struct used *u, const struct hl_trial *trial, struct hl_buffer *out,
                 const struct hl_entry *entry)
{
    struct hl_meaning meaning;
    char text[HL_ENTRY_TEXT];

    if (u->sequencer) {
        u->sequencer->used(u->sequencer, &trial->decoder, entry, &meaning.used);
    } else {
        hl_decode(&trial->decoder, entry, &meaning);
    }
    hl_entry_format(&meaning.used, text);
    hl_buffer_put(out, text);
    hl_buffer_put(out, "\n");
}

static void idle(void *buffer)
{
    hl_buffer_flush(buffer);
    fflush(stdout);
}

static void used_lines(const struct used *u, const struct hl_trial *trial, struct hl_buffer *out)
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
        show(u, trial, out, &entry);
    }
}

int cli_used(int argc, char **argv)
{
    static const struct argp_child children[] = {{&cli_smmu_argp, 0, NULL, 0}, {0}};
    static const struct argp argp = {
        options,
        parse,
        "[ENTRY]",
        "Print the mask of the bits that can influence the SMMU, given the rest of the entry, as 8 "
        "hexadecimal qwords. Without ENTRY, entries are read from standard input, one a line.",
        children,
        NULL,
        NULL};
    static struct used u;
    static struct hl_trial trial;
    static struct hl_buffer out;
    struct hl_entry entry;

    cli_case_begin(&u.settings);
    cli_parse(&argp, argc, argv, &u);
    cli_trial(&trial, &u.settings, u.sequencer);
    if (u.sequencer && !u.sequencer->used)
        cli_die("--sequencer: %s does not say which bits are used", u.sequencer->name);
    out.out = stdout;
    if (u.count) {
        entry = cli_argument_entry(u.args, u.count);
        show(&u, &trial, &out, &entry);
    } else {
        used_lines(&u, &trial, &out);
    }
    hl_buffer_flush(&out);
    return CLI_NOTHING;
}
