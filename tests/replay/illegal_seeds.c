// SPDX-License-Identifier: MIT
/* illegal_seeds FILE...: program files whose steps each stand below a comment that names a rule.
 * The entry is ILLEGAL by that rule, and the files together have every rule of STEs. */
#include "case/file.h"
#include "program/pool.h"
#include "program/text.h"

#include <stdlib.h>
#include <string.h>

static unsigned failures, seen[HL_STE_RULE_COUNT];

static void check(const char *path, bool good, const char *what)
{
    if (good)
        return;
    printf("%s: %s\n", path, what);
    failures++;
}

/* The rule that the next comment of the text names; NULL: there is none. */
static const char *next_rule(char **text)
{
    char *line;

    while ((line = strsep(text, "\n")) != NULL)
        if (strncmp(line, "# STE_", 6) == 0)
            return line + 2;
    return NULL;
}

static void check_rules(const char *path, const struct hl_program *p, char *text)
{
    struct hl_setting setting = hl_program_setting(p);
    static struct hl_pool pool;
    const char *wanted;

    setting.assume = (struct hl_assumptions){0};
    hl_pool_build(&pool, p, &setting, hl_builtin_sequencer_find("naive"));
    check(path, pool.count == p->steps && pool.count > 0, "not an entry a step");
    for (unsigned n = 0; n < pool.count; n++) {
        const unsigned rule = pool.meaning[n].rule;
        wanted = next_rule(&text);
        check(path, wanted && rule && strcmp(wanted, hl_ste_rules[rule].id) == 0,
              wanted ? wanted : "a step without a rule");
        seen[rule]++;
    }
    check(path, !next_rule(&text), "a rule without a step");
}

static void check_file(const char *path)
{
    static struct hl_program p;
    struct hl_error error;
    size_t length;
    char *bytes = hl_file_read(path, &length, &error);
    char *text = bytes ? strndup(bytes, length) : NULL;

    if (!text || !hl_program_parse(path, text, length, &p, NULL, &error))
        check(path, false, error.text);
    else
        check_rules(path, &p, text);
    free(text);
    free(bytes);
}

int main(int argc, char **argv)
{
    for (int i = 1; i < argc; i++)
        check_file(argv[i]);
    for (unsigned rule = 1; rule < HL_STE_RULE_COUNT; rule++)
        check(hl_ste_rules[rule].id, seen[rule], "no seed");
    printf("%d files, %u failures\n", argc - 1, failures);
    return failures != 0;
}
