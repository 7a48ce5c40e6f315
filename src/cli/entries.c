// SPDX-License-Identifier: MIT
/* Entries on the command line. */
#include "cli/cli.h"
#include "entry/text.h"

#include <string.h>

/* Eight arguments as one text. */
static void join(char **args, unsigned count, char text[HL_CASE_TEXT], const char *name)
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

struct hl_entry cli_argument_entry(char **args, unsigned count)
{
    char text[HL_CASE_TEXT];

    join(args, count, text, "ENTRY");
    return parse("ENTRY", text);
}
