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

struct choice {
    const char *kind;
    bool json, known;
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
    struct choice *choice = state->input;

    if (key == ARGP_KEY_INIT)
        state->child_inputs[0] = &choice->json;
    if (key != KIND)
        return ARGP_ERR_UNKNOWN;
    choice->kind = arg;
    return 0;
}

static bool is_chosen(struct choice *choice, const char *kind)
{
    const bool chosen = strcmp(choice->kind, "all") == 0 || strcmp(choice->kind, kind) == 0;

    choice->known |= chosen;
    return chosen;
}

static void print(const struct choice *choice, const char *kind, const struct condition *c)
{
    if (choice->json)
        cli_print_object("name", c->id, "kind", kind, "section", c->section, "meaning", c->doc,
                         NULL);
    else
        printf("%-24s %-7s %s\n", c->id, c->section, c->doc);
}

static void print_rules(struct choice *choice, const char *kind, const struct hl_rule_info *rules,
                        size_t count)
{
    if (!is_chosen(choice, kind))
        return;
    for (size_t i = 1; i < count; i++)
        print(choice, kind, &(struct condition){rules[i].id, rules[i].section, rules[i].doc});
}

static void print_ignored(struct choice *choice, const char *kind, const struct condition *list,
                          size_t count)
{
    if (!is_chosen(choice, kind))
        return;
    for (size_t i = 0; i < count; i++)
        print(choice, kind, &list[i]);
}

int cli_rules(int argc, char **argv)
{
    static const struct argp_child children[] = {{&cli_list_argp, 0, NULL, 0}, {0}};
    static const struct argp argp = {
        options,
        parse,
        NULL,
        "List the rules that make an entry illegal, or the conditions "
        "under which fields are IGNORED: identifier, section, meaning.",
        children,
        NULL,
        NULL};
    struct choice choice = {.kind = "ste"};

    cli_parse(&argp, argc, argv, &choice);
    print_rules(&choice, "ste", hl_ste_rules, HL_STE_RULE_COUNT);
    print_rules(&choice, "cd", hl_cd_rules, HL_CD_RULE_COUNT);
    print_ignored(&choice, "ste-ignored", ste_ignored, sizeof(ste_ignored) / sizeof(*ste_ignored));
    print_ignored(&choice, "cd-ignored", cd_ignored, sizeof(cd_ignored) / sizeof(*cd_ignored));
    if (!choice.known)
        cli_die("--kind: neither ste, cd, ste-ignored, cd-ignored nor all: %s", choice.kind);
    return CLI_NOTHING;
}
