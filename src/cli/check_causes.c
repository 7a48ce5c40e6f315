// SPDX-License-Identifier: MIT
/* hitless check --causes and --against: what a sequencer does with cases, whatever they expect, and
 * what of it another build's sequencer does not do. */
#include "case/cause.h"
#include "cli/cli.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

struct lines {
    char **line;
    size_t count;
};

static void add(struct lines *lines, const char *text)
{
    lines->line = realloc(lines->line, (lines->count + 1) * sizeof(*lines->line));
    if (!lines->line || !(lines->line[lines->count++] = strdup(text)))
        cli_die("out of memory");
}

static bool has(const struct lines *lines, const char *text)
{
    for (size_t i = 0; i < lines->count; i++)
        if (strcmp(lines->line[i], text) == 0)
            return true;
    return false;
}

static size_t without_field(const char *line)
{
    const char *field = strstr(line, HL_CAUSE_FIELD);

    return field ? (size_t)(field - line) : strlen(line);
}

/* Whether they are the same but for the field: of one update, another field is no other finding. */
static bool has_alike(const struct lines *lines, const char *text)
{
    const size_t length = without_field(text);

    for (size_t i = 0; i < lines->count; i++)
        if (without_field(lines->line[i]) == length && strncmp(lines->line[i], text, length) == 0)
            return true;
    return false;
}

static void drop(struct lines *lines)
{
    for (size_t i = 0; i < lines->count; i++)
        free(lines->line[i]);
    free(lines->line);
}

/* One line a cause: "case.yaml: mixed-view: s1 to s2". False: the case cannot be judged. */
static bool judge_case(const char *path, const struct hl_sequencer *sequencer, struct lines *lines)
{
    static struct hl_case c;
    static struct hl_trial trial;
    static struct hl_verdict v;
    char words[HL_CAUSE_TEXT], line[4096 + HL_CAUSE_TEXT];
    struct hl_error error;

    if (!hl_case_read(path, &c, &error)) {
        cli_complain("%s", error.text);
        return false;
    }
    if (!(sequencer->kinds & (unsigned)c.kind))
        return true;
    cli_trial(&trial, &c, sequencer);
    cli_judge(&trial, path, &v);
    for (unsigned i = 0; i < v.findings; i++) {
        if (hl_finding_is_advice(v.finding[i].kind))
            continue;
        hl_cause_words(&trial.question, &v.finding[i], "", false, words);
        snprintf(line, sizeof(line), "%.4000s: %s", path, words);
        if (!has(lines, line))
            add(lines, line);
    }
    return true;
}

static _Noreturn void become(const char *program, char **paths, unsigned count,
                             const char *sequencer, int out)
{
    char causes[] = "--causes", check[] = "check", option[] = "--sequencer", end[] = "--";
    char **argv = calloc(count + 7, sizeof(*argv));
    unsigned n = 0;

    if (!argv)
        _exit(CLI_BAD);
    argv[n++] = strdup(program);
    argv[n++] = check;
    argv[n++] = causes;
    argv[n++] = option;
    argv[n++] = strdup(sequencer);
    argv[n++] = end;
    memcpy(argv + n, paths, count * sizeof(*argv));
    dup2(out, STDOUT_FILENO);
    execv(program, argv);
    _exit(127);
}

/* What the base, a hitless of another build, says of the same cases. */
static void ask_base(const char *program, char **paths, unsigned count, const char *sequencer,
                     struct lines *lines)
{
    char *line = NULL;
    size_t size = 0;
    int ends[2], status;
    FILE *in;
    pid_t child;

    if (access(program, X_OK) != 0)
        cli_die("--against: %s: %s", program, strerror(errno));
    fflush(stdout);
    if (pipe(ends) != 0 || (child = fork()) < 0)
        cli_die("--against: %s", strerror(errno));
    if (child == 0)
        become(program, paths, count, sequencer, ends[1]);
    close(ends[1]);
    in = fdopen(ends[0], "r");
    while (in && getline(&line, &size, in) > 0) {
        line[strcspn(line, "\n")] = '\0';
        add(lines, line);
    }
    free(line);
    if (in)
        fclose(in);
    if (waitpid(child, &status, 0) != child || !WIFEXITED(status) ||
        WEXITSTATUS(status) > CLI_FOUND)
        cli_die("--against: %s check --causes --sequencer %s fails", program, sequencer);
}

int cli_check_causes(char **paths, unsigned count, const struct hl_sequencer *sequencer,
                     const char *name, const char *base)
{
    struct lines own = {NULL, 0}, others = {NULL, 0};
    unsigned shown = 0;
    bool good = true;

    for (unsigned i = 0; i < count; i++)
        good &= judge_case(paths[i], sequencer, &own);
    if (base)
        ask_base(base, paths, count, name, &others);
    for (size_t i = 0; i < own.count; i++)
        if (!has_alike(&others, own.line[i])) {
            printf("%s\n", own.line[i]);
            shown++;
        }
    drop(&own);
    drop(&others);
    return !good ? CLI_BAD : shown ? CLI_FOUND : CLI_NOTHING;
}
