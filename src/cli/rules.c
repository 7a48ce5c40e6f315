// SPDX-License-Identifier: MIT
/* hitless rules: what makes an entry illegal, and what is IGNORED. */
#include "cli/cli.h"
#include "smmu/conditions.h"

#include <string.h>

enum { KIND = 0x100 }; /* no short options */

static const struct argp_option options[] = {
    {"kind", KIND, "KIND", 0,
     "ste (default) or cd: what makes it illegal; ste-ignored or cd-ignored: what is IGNORED or "
     "RES0; ste-res0 or cd-res0: what is RES0; all",
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

static void print(const struct choice *choice, const char *kind, const struct hl_condition_info *c)
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
        print(choice, kind,
              &(struct hl_condition_info){rules[i].id, rules[i].section, rules[i].doc, false});
}

/* Those of STEs or of CDs; only_res0: without what is IGNORED, or behaves as another value. */
static void print_conditions(struct choice *choice, const char *kind, bool cd, bool only_res0)
{
    const size_t from = cd ? hl_ste_condition_count : 0;
    const size_t to = cd ? hl_condition_count : hl_ste_condition_count;

    if (!is_chosen(choice, kind))
        return;
    for (size_t i = from; i < to; i++) {
        const struct hl_condition_info *c = &hl_conditions[i];
        if (c->res0 || !only_res0)
            print(choice, kind, c);
    }
}

int cli_rules(int argc, char **argv)
{
    static const struct argp_child children[] = {{&cli_list_argp, 0, NULL, 0}, {0}};
    static const struct argp argp = {
        options,
        parse,
        NULL,
        "List the rules that make an entry illegal, or the conditions "
        "under which fields are IGNORED or RES0: identifier, section, meaning.",
        children,
        NULL,
        NULL};
    struct choice choice = {.kind = "ste"};

    cli_parse(&argp, argc, argv, &choice);
    print_rules(&choice, "ste", hl_ste_rules, HL_STE_RULE_COUNT);
    print_rules(&choice, "cd", hl_cd_rules, HL_CD_RULE_COUNT);
    print_conditions(&choice, "ste-ignored", false, false);
    print_conditions(&choice, "cd-ignored", true, false);
    if (strcmp(choice.kind, "all") != 0) { /* they are among these */
        print_conditions(&choice, "ste-res0", false, true);
        print_conditions(&choice, "cd-res0", true, true);
    }
    if (!choice.known)
        cli_die("--kind: neither ste, cd, ste-ignored, cd-ignored, ste-res0, cd-res0 nor all: %s",
                choice.kind);
    return CLI_NOTHING;
}
