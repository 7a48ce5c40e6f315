// SPDX-License-Identifier: MIT
/* Entries on the command line and on standard input. */
#include "cli/cli.h"
#include "cli/lines.h"
#include "cli/log_lines.h"
#include "entry/text.h"

#include <string.h>

/* Eight arguments as one text. */
static void join(char *const *args, unsigned count, char text[HL_CASE_TEXT], const char *name)
{
    size_t used = 0;

    text[0] = '\0';
    for (unsigned i = 0; i < count && used < HL_CASE_TEXT; i++)
        used += (size_t)snprintf(text + used, HL_CASE_TEXT - used, "%s%s", i ? " " : "", args[i]);
    if (used >= HL_CASE_TEXT)
        cli_die("%s: more text than 8 qwords have", name);
}

static struct hl_entry parse(const char *name, const char *text)
{
    struct hl_entry entry;
    unsigned column;
    const char *why = hl_entry_parse(text, HL_QWORDS, &entry, &column);

    if (why)
        cli_die("%s:%u: %s", name, column, why);
    return entry;
}

struct hl_entry cli_option_entry(const char *name, const char *value, struct argp_state *state)
{
    char text[HL_CASE_TEXT];
    int rest = state->argc - state->next;

    if (strpbrk(value, " \t,") || rest < HL_QWORDS - 1)
        return parse(name, value);
    for (int i = 0; i < HL_QWORDS - 1; i++)
        if (state->argv[state->next + i][0] == '-')
            return parse(name, value);
    join(state->argv + state->next - 1, HL_QWORDS, text, name);
    state->next += HL_QWORDS - 1;
    return parse(name, text);
}

void cli_argument_add(struct cli_arguments *arguments, char *arg)
{
    if (arguments->count == 2 * HL_QWORDS)
        cli_die("ENTRY: more than %d arguments: %s", 2 * HL_QWORDS, arg);
    arguments->args[arguments->count++] = arg;
}

static void idle(void *buffer)
{
    hl_buffer_flush(buffer);
    fflush(stdout);
}

/* The entry of a text, its STE made the trial's. Returns NULL, or why not; column: where. */
static const char *take_entry(struct hl_trial *trial, const char *text, struct hl_entry *entry,
                              unsigned *column)
{
    const bool with_ste = trial->source->kind == HL_KIND_CD && !trial->source->has_ste;
    struct hl_entry entries[2];
    const char *why = hl_entry_parse(text, with_ste ? 2 * HL_QWORDS : HL_QWORDS, entries, column);
    unsigned unused;

    if (why && with_ste && !hl_entry_parse(text, HL_QWORDS, entries, &unused))
        return "no STE before the CD, and no --ste";
    if (why)
        return why;
    *entry = entries[with_ste];
    *column = 1;
    return with_ste ? hl_reading_lead(&trial->at, &entries[0]) : NULL;
}

/* A line of a log. False: it is none, and may be an entry. */
static bool show_logged(struct cli_log *log, const char *line, const struct cli_show *show,
                        struct hl_buffer *out, const char **why)
{
    switch (cli_log_line(log, line, why)) {
    case CLI_LOG_EVENT:
        show->event(show->context, out, log->event);
        return true;
    case CLI_LOG_ENTRY:
        show->entry(show->context, out, &log->entry);
        return true;
    case CLI_LOG_OTHER:
    case CLI_LOG_PART:
    case CLI_LOG_WRONG:
        return true;
    case CLI_LOG_NOT:
        break;
    }
    return false;
}

void cli_each_entry(const struct cli_arguments *arguments, struct hl_trial *trial,
                    const struct cli_show *show)
{
    static struct cli_lines lines;
    static struct cli_log log;
    static struct hl_buffer out;
    char text[HL_CASE_TEXT], *line;
    struct hl_entry entry;
    unsigned column;
    const char *why;

    out.out = stdout;
    if (arguments->count) {
        join(arguments->args, arguments->count, text, "ENTRY");
        why = take_entry(trial, text, &entry, &column);
        if (why)
            cli_die("ENTRY:%u: %s", column, why);
        show->entry(show->context, &out, &entry);
        hl_buffer_flush(&out);
        return;
    }
    lines.idle = idle;
    lines.idle_argument = &out;
    while ((line = cli_lines_next(&lines)) != NULL && !ferror(stdout)) {
        why = NULL;
        column = 1;
        if (show->event && show_logged(&log, line, show, &out, &why) && !why)
            continue;
        if (!why)
            why = take_entry(trial, line, &entry, &column);
        if (why) {
            hl_buffer_flush(&out);
            cli_die("stdin:%lu:%u: %s", lines.number, column, why);
        }
        show->entry(show->context, &out, &entry);
    }
    hl_buffer_flush(&out);
    if (cli_log_is_open(&log))
        cli_die("stdin:%lu:1: the end, within what a log shows of an %s", lines.number,
                log.bytes ? "entry" : "event");
}
