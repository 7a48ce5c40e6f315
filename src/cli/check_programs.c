// SPDX-License-Identifier: MIT
/* hitless check PROGRAM...: what a program file's target finds, against what the file expects of
 * this build's kernel tree: neither less nor more, with its severity and section. */
#include "case/file.h"
#include "cli/check_cases.h"
#include "harness/run.h"
#include "harness/targets.h"
#include "program/text.h"

#include <errno.h>
#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

enum { FOUND = HL_PROGRAM_EXPECTATIONS };

struct found {
    char title[HL_CASE_SUBJECT], severity[HL_CASE_NAME], section[HL_CASE_SUBJECT];
    enum hl_finding_kind kind;
};

/* Shared with the process that runs the target. */
struct run {
    bool ended;
    unsigned count;
    struct found found[FOUND];
};

static void hear(void *context, const struct hl_told *told)
{
    struct run *run = context;
    struct found *f = &run->found[run->count < FOUND ? run->count : FOUND - 1];

    run->count++;
    f->kind = told->kind;
    snprintf(f->title, sizeof f->title, "%s", told->title);
    snprintf(f->severity, sizeof f->severity, "%s", told->severity);
    snprintf(f->section, sizeof f->section, "%s", told->section ? told->section : "");
}

static const struct hl_target_entry *finder(unsigned kind)
{
    for (const struct hl_target_entry *t = hl_targets; t->name; t++)
        if (t->target->find && (unsigned)t->target->kind == kind)
            return t;
    return NULL;
}

/* A driver may crash or hang: in a process of its own. NULL: it did not get to its end; why is
 * said. */
static const struct run *run_apart(const char *path, const struct hl_program *program,
                                   const struct hl_target_entry *t)
{
    static struct run *run;
    int status = 0;
    pid_t child;

    if (!run)
        run = mmap(NULL, sizeof *run, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (run == MAP_FAILED)
        cli_die("%s", strerror(errno));
    memset(run, 0, sizeof *run);
    fflush(stdout);
    child = fork();
    if (child == 0) {
        setenv("HITLESS_QUIET", "1", 1);
        hl_run_begin(t->target, t->name, "hitless check");
        t->target->find(program, hear, run);
        run->ended = true;
        _exit(CLI_NOTHING);
    }
    if (child < 0 || waitpid(child, &status, 0) != child)
        cli_die("%s: %s", path, strerror(errno));
    if (run->ended)
        return run;
    cli_complain("%s: %s did not get to its end", path, t->name);
    return NULL;
}

/* Bit i: the expectation i is of this tree. */
static unsigned of_this_tree(const struct hl_program_about *about)
{
    unsigned set = 0;

    for (unsigned i = 0; i < about->expectations; i++)
        if (cli_is_of_tree(about->expect[i].tree))
            set |= 1u << i;
    return set;
}

/* A line of the kernel's source, ":1697", may be left out: it is another one in each release. */
static bool is_titled(const char *expected, const char *found)
{
    while (*found && *expected == *found)
        expected++, found++;
    if (*found == ':' && *expected == ' ')
        found += 1 + strspn(found + 1, "0123456789");
    return strcmp(expected, found) == 0;
}

static bool is(const struct hl_program_expectation *e, const struct found *f)
{
    return is_titled(e->finding, f->title) &&
           strcmp(hl_severity_names[e->severity], f->severity) == 0 &&
           strcmp(e->section, f->section) == 0;
}

/* Each finding is expected, and each expectation is found; none is there twice. */
static bool is_expected(const struct hl_program_about *about, unsigned set, const struct run *run)
{
    unsigned left = set;

    for (unsigned i = 0; i < about->expectations; i++)
        if (strcmp(about->expect[i].finding, HL_PROGRAM_NOTHING) == 0)
            left &= ~(1u << i);
    for (unsigned n = 0; n < run->count && n < FOUND; n++) {
        unsigned i = 0;

        while (i < about->expectations &&
               !((left >> i & 1) && is(&about->expect[i], &run->found[n])))
            i++;
        if (i == about->expectations)
            return false;
        left &= ~(1u << i);
    }
    return !left && run->count <= FOUND;
}

static void print_one(const char *between, const char *title, const char *severity,
                      const char *section)
{
    printf("%s%s (%s%s%s)", between, title, severity, *section ? "; " : "", section);
}

static void print_expected(const struct hl_program_about *about, unsigned set)
{
    const char *between = "";

    for (unsigned i = 0; i < about->expectations; i++) {
        const struct hl_program_expectation *e = &about->expect[i];

        if (!(set >> i & 1))
            continue;
        if (strcmp(e->finding, HL_PROGRAM_NOTHING) == 0)
            printf("%s%s", between, e->finding);
        else
            print_one(between, e->finding, hl_severity_names[e->severity], e->section);
        between = ", ";
    }
}

static void print_found(const struct run *run)
{
    for (unsigned n = 0; n < run->count && n < FOUND; n++)
        print_one(n ? ", " : "", run->found[n].title, run->found[n].severity,
                  run->found[n].section);
    fputs(run->count > FOUND ? ", and more" : run->count ? "" : "nothing", stdout);
}

static void print_json(const char *path, const struct run *run, bool same)
{
    struct json_object *object = json_object_new_object(), *list = json_object_new_array();

    hl_json_tag(object, "case", path);
    hl_json_tag(object, "sequencer", "linux");
    for (unsigned n = 0; n < run->count && n < FOUND; n++) {
        struct json_object *one = json_object_new_object();

        hl_json_tag(one, "kind", hl_finding_names[run->found[n].kind]);
        hl_json_tag(one, "title", run->found[n].title);
        hl_json_tag(one, "severity", run->found[n].severity);
        hl_json_tag(one, "section", run->found[n].section);
        json_object_array_add(list, one);
    }
    json_object_object_add(object, "findings", list);
    hl_json_tag(object, "status", same ? "ok" : "differs");
    hl_json_print(stdout, object);
}

static enum cli_checked judge(const char *path, const struct hl_program *program,
                              const struct hl_program_about *about, unsigned set, bool json)
{
    const struct run *run = run_apart(path, program, finder(program->kind));
    bool same;

    if (!run)
        return CLI_CHECKED_DIFFERENT;
    same = is_expected(about, set, run);
    if (json) {
        print_json(path, run, same);
        return same ? CLI_CHECKED_GOOD : CLI_CHECKED_DIFFERENT;
    }
    printf("%-8s %s: linux %s: ", same ? "ok" : "DIFFERS", path, hl_linux_info()->version);
    if (!same) {
        printf("expected ");
        print_expected(about, set);
        printf(", found ");
    }
    print_found(run);
    putchar('\n');
    return same ? CLI_CHECKED_GOOD : CLI_CHECKED_DIFFERENT;
}

static enum cli_checked skip(const char *path, bool json, const char *why, const char *what)
{
    if (!json)
        printf("%-8s %s: linux: %s%s\n", "skipped", path, why, what);
    return CLI_CHECKED_SKIPPED;
}

enum cli_checked cli_check_program(const char *path, const char *bytes, size_t length, bool json)
{
    static struct hl_program program;
    static struct hl_program_about about;
    struct hl_error error;
    unsigned set;

    if (!hl_program_parse(path, bytes, length, &program, &about, &error)) {
        cli_complain("%s", error.text);
        return CLI_CHECKED_WRONG;
    }
    if (!about.expectations) {
        cli_complain("%s: the program expects nothing", path);
        return CLI_CHECKED_WRONG;
    }
    if (!hl_linux_info())
        return skip(path, json, "this build has no kernel tree", "");
    set = of_this_tree(&about);
    if (!set)
        return skip(path, json, "the program expects nothing of Linux ", hl_linux_info()->version);
    if (!finder(program.kind))
        return skip(path, json, "this build has no whole driver", "");
    return judge(path, &program, &about, set, json);
}
