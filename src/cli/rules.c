// SPDX-License-Identifier: MIT
/* hitless rules: what makes an entry illegal, and what is IGNORED. */
#include "cli/cli.h"

#include <string.h>

struct condition {
    const char *id, *section, *doc;
};

static const struct condition ste_ignored[] = {
#define HL_IGNORED(id, section, doc) {#id, section, doc},
#include "smmu/ste_ignored.def"
#undef HL_IGNORED
};
static const struct condition cd_ignored[] = {
#define HL_IGNORED(id, section, doc) {#id, section, doc},
#include "smmu/cd_ignored.def"
#undef HL_IGNORED
};

enum { KIND = 0x100 }; /* no short options */

static const struct argp_option options[] = {
    {"kind", KIND, "KIND", 0,
     "ste (default) or cd: what makes it illegal; ste-ignored or cd-ignored: what is IGNORED; all",
     0},
    {0}};

static error_t parse(int key, char *arg, struct argp_state *state)
{
    const char **kind = state->input;

    if (key == ARGP_KEY_ARG)
        cli_die("too many arguments: %s", arg);
    if (key != KIND)
        return ARGP_ERR_UNKNOWN;
    *kind = arg;
    return 0;
}

static void print(const char *id, const char *section, const char *doc)
{
    printf("%-24s %-7s %s\n", id, section, doc);
}

static void print_rules(const struct hl_rule_info *rules, size_t count)
{
    for (size_t i = 1; i < count; i++)
        print(rules[i].id, rules[i].section, rules[i].doc);
}

static void print_ignored(const struct condition *list, size_t count)
{
    for (size_t i = 0; i < count; i++)
        print(list[i].id, list[i].section, list[i].doc);
}

int cli_rules(int argc, char **argv)
{
    static const struct argp argp = {
        options,
        parse,
        NULL,
        "List the rules that make an entry illegal, or the conditions "
        "under which fields are IGNORED: identifier, section, meaning.",
        NULL,
        NULL,
        NULL};
    const char *kind = "ste";
    bool all, known;

    cli_parse(&argp, argc, argv, &kind);
    all = strcmp(kind, "all") == 0;
    known = all;
    if (all || strcmp(kind, "ste") == 0)
        print_rules(hl_ste_rules, HL_STE_RULE_COUNT), known = true;
    if (all || strcmp(kind, "cd") == 0)
        print_rules(hl_cd_rules, HL_CD_RULE_COUNT), known = true;
    if (all || strcmp(kind, "ste-ignored") == 0)
        print_ignored(ste_ignored, sizeof(ste_ignored) / sizeof(*ste_ignored)), known = true;
    if (all || strcmp(kind, "cd-ignored") == 0)
        print_ignored(cd_ignored, sizeof(cd_ignored) / sizeof(*cd_ignored)), known = true;
    if (!known)
        cli_die("--kind: neither ste, cd, ste-ignored, cd-ignored nor all: %s", kind);
    return CLI_NOTHING;
}
