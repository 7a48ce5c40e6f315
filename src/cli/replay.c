// SPDX-License-Identifier: MIT
/* hitless replay FILE...: what was found is shown again: the update of a case, or a program by the
 * fuzz target that it is for. A target ends its process at a finding, so that each has one. */
#include "case/file.h"
#include "cli/cli.h"
#include "harness/crash.h"
#include "harness/run.h"
#include "harness/subjects.h"
#include "harness/targets.h"
#include "program/case_program.h"
#include "program/text.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

enum { TARGET = 1, SEQUENCER, HYPERVISOR, ATTACH, TOLERATE };

struct arguments {
    struct hl_program_about about; /* what the options say */
    const char *tolerate;
    char **paths;
    unsigned count;
};

static const struct argp_option options[] = {
    {"target", TARGET, "NAME", 0, "the fuzz target; default: the file's, or that of its kind", 0},
    {"sequencer", SEQUENCER, "NAME", 0, "the sequencer under test; default: the file's", 0},
    {"hypervisor", HYPERVISOR, "NAME", 0, "likewise, of a target that has one", 0},
    {"attach", ATTACH, "NAME", 0, "likewise, the attach layer", 0},
    {"tolerate", TOLERATE, "LIST", 0, "kinds of findings at which to go on", 0},
    {NULL, 0, NULL, 0, NULL, 0},
};

static void keep(char *to, size_t size, const char *option, const char *arg)
{
    if ((size_t)snprintf(to, size, "%s", arg) >= size)
        cli_die("%s: too long", option);
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
    struct arguments *a = state->input;

    switch (key) {
    case TARGET:
        keep(a->about.target, sizeof a->about.target, "--target", arg);
        return 0;
    case SEQUENCER:
        keep(a->about.sequencer, sizeof a->about.sequencer, "--sequencer", arg);
        return 0;
    case HYPERVISOR:
        keep(a->about.hypervisor, sizeof a->about.hypervisor, "--hypervisor", arg);
        return 0;
    case ATTACH:
        keep(a->about.attach, sizeof a->about.attach, "--attach", arg);
        return 0;
    case TOLERATE:
        a->tolerate = arg;
        return 0;
    case ARGP_KEY_ARGS:
        a->paths = state->argv + state->next;
        a->count = (unsigned)(state->argc - state->next);
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

/* A file, and what it turned out to be. */
struct file {
    const char *path;
    char *bytes;
    size_t size;
    struct hl_program program;
    struct hl_program_about about;
    const struct hl_target_entry *target;
};

static const struct hl_target_entry *find_target(const char *name)
{
    for (const struct hl_target_entry *t = hl_targets; t->name; t++)
        if (strcmp(t->name, name) == 0)
            return t;
    return NULL;
}

/* The target that runs it: the option's, the file's, or that of its kind. False: said why. */
static bool choose_target(const struct arguments *a, struct file *f)
{
    static const char *const by_kind[HL_PROGRAM_KINDS] = {"fuzz_case",      "fuzz_ste_update",
                                                          "fuzz_cd_update", "fuzz_nested",
                                                          "fuzz_attach",    "fuzz_driver"};
    const char *name = a->about.target[0]   ? a->about.target
                       : f->about.target[0] ? f->about.target
                                            : by_kind[f->program.kind];

    f->target = find_target(name);
    if (!f->target)
        cli_complain("%s: no such target: %s", f->path, name);
    else if (f->target->target->kind != (enum hl_program_kind)f->program.kind)
        cli_complain("%s: %s runs no program of this kind", f->path, name);
    else
        return true;
    return false;
}

/* A variable of the target's environment: the option's value, or the file's, whose relative paths
 * begin in its folder; else it stays, so that the command that a report ends with does the same. */
static void set(const char *variable, const char *option, const struct file *f, const char *value)
{
    const char *slash = strrchr(f->path, '/');
    char path[2 * HL_CASE_TEXT];

    if (*option)
        setenv(variable, option, 1);
    else if (strchr(value, '/') && *value != '/' && slash) {
        snprintf(path, sizeof path, "%.*s/%s", (int)(slash - f->path), f->path, value);
        setenv(variable, path, 1);
    } else if (*value) {
        setenv(variable, value, 1);
    }
}

/* What is under test. That which the file names and nobody knows is wrong with the file. */
static void set_subjects(const struct arguments *a, const struct file *f)
{
    const struct {
        const char *variable, *key, *option, *value;
    } subjects[] = {
        {"HITLESS_SEQUENCER", "sequencer", a->about.sequencer, f->about.sequencer},
        {"HITLESS_HYPERVISOR", "hypervisor", a->about.hypervisor, f->about.hypervisor},
        {"HITLESS_ATTACH", "attach", a->about.attach, f->about.attach},
    };
    enum { SUBJECTS = sizeof subjects / sizeof subjects[0] };
    struct hl_subjects found;
    char why[HL_SUBJECT_WHY];
    struct hl_error error;
    const char *unknown;

    for (unsigned i = 0; i < SUBJECTS; i++)
        set(subjects[i].variable, subjects[i].option, f, subjects[i].value);
    hl_subject_isolate(HL_ISOLATE_HERE); /* as the target does */
    unknown = hl_subjects_pick(f->target->target->layer, &found, why);
    for (unsigned i = 0; unknown && i < SUBJECTS; i++)
        if (strcmp(unknown, subjects[i].variable) == 0 && !*subjects[i].option &&
            *subjects[i].value) {
            hl_file_wrong(f->path, subjects[i].key, why, &error);
            cli_die("%s", error.text);
        }
}

/* ended: set at the target's own end. */
static _Noreturn void run_target(const struct arguments *a, const struct file *f, bool *ended)
{
    set_subjects(a, f);
    set("HITLESS_TOLERATE", a->tolerate ? a->tolerate : "", f, "");
    unsetenv("HITLESS_STATS");
    unsetenv("HITLESS_FINDINGS");
    setenv("HITLESS_QUIET", "1", 1);
    hl_crash_exit(CLI_FOUND);
    hl_run_begin(f->target->target, f->target->name, "hitless replay");
    if (f->program.kind == HL_PROGRAM_NONE)
        hl_run_bytes((const uint8_t *)f->bytes, f->size);
    else
        hl_run_program(&f->program);
    *ended = true;
    exit(CLI_NOTHING);
}

/* In a process of its own; returns the status. */
static int run_apart(const struct arguments *a, const struct file *f)
{
    bool *ended =
        mmap(NULL, sizeof *ended, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    int status = 0;
    pid_t child = -1;
    bool whole;

    fflush(stdout);
    if (ended != MAP_FAILED)
        child = fork();
    if (child == 0)
        run_target(a, f, ended);
    if (child < 0 || waitpid(child, &status, 0) != child) {
        cli_complain("%s: %s", f->path, strerror(errno));
        return CLI_BAD;
    }
    if (!WIFEXITED(status)) {
        cli_complain("%s: %s ended by signal %d", f->path, f->target->name, WTERMSIG(status));
        return CLI_FOUND;
    }
    whole = *ended;
    munmap(ended, sizeof *ended);
    if (WEXITSTATUS(status) == CLI_NOTHING && !whole) {
        cli_complain("%s: %s ended before its end: its subject called _exit()", f->path,
                     f->target->name);
        return CLI_FOUND;
    }
    if (WEXITSTATUS(status) == CLI_NOTHING)
        printf("%s: %s: nothing found\n", f->path, f->target->name);
    return WEXITSTATUS(status);
}

static int judge(const struct hl_case *c, const struct hl_sequencer *sequencer, const char *path)
{
    static struct hl_trial trial;
    static struct hl_verdict v;
    const char *wrong = hl_trial_init(&trial, c, sequencer);

    if (wrong) {
        cli_complain("%s: %s", path, wrong);
        return CLI_BAD;
    }
    cli_judge(&trial, path, &v);
    printf("%s: ", path);
    hl_text_sequencer(stdout, sequencer);
    hl_text_verdict(stdout, &trial, &v);
    return hl_verdict_is_bad(&v) ? CLI_FOUND : CLI_NOTHING;
}

static int worse(int a, int b)
{
    return a == CLI_BAD || b == CLI_BAD ? CLI_BAD : a > b ? a : b;
}

/* By each sequencer of which the case expects something and which is there. */
static int judge_expected(const struct hl_case *c, const char *path)
{
    int status = CLI_NOTHING;
    unsigned judged = 0;
    struct hl_error error;

    for (unsigned i = 0; i < c->expectations; i++) {
        const struct hl_sequencer *s = cli_expected(c, i, path, &error);
        if (!s)
            continue;
        status = worse(status, judge(c, s, path));
        judged++;
    }
    if (judged)
        return status;
    cli_complain("%s: none of its sequencers is in this build (--sequencer names another)", path);
    return CLI_BAD;
}

static int replay_case(const struct arguments *a, const struct hl_case *c, const char *path)
{
    if (a->about.sequencer[0])
        return judge(c, cli_sequencer(a->about.sequencer), path);
    return c->expectations ? judge_expected(c, path) : judge(c, hl_default_sequencer(), path);
}

/* An engine's input; its first byte begins no text. */
static bool is_input(const struct file *f)
{
    return f->size >= 2 && f->bytes[0] == HL_PROGRAM_VERSION &&
           hl_program_kind_name((uint8_t)f->bytes[1]);
}

static bool is_text_target(const struct arguments *a)
{
    const struct hl_target_entry *t = find_target(a->about.target);

    return t && t->target->kind == HL_PROGRAM_NONE;
}

static int replay_bytes(const struct arguments *a, struct file *f)
{
    static struct hl_case c;
    struct hl_error error;

    if (is_text_target(a))
        f->program.kind = HL_PROGRAM_NONE;
    else if (is_input(f))
        hl_program_read((const uint8_t *)f->bytes, f->size, (enum hl_program_kind)f->bytes[1],
                        &f->program);
    else if (hl_is_program_file(f->path, f->bytes, f->size)) {
        if (!hl_program_parse(f->path, f->bytes, f->size, &f->program, &f->about, &error)) {
            cli_complain("%s", error.text);
            return CLI_BAD;
        }
    } else if (!hl_case_parse(f->path, f->bytes, f->size, &c, &error)) {
        cli_complain("%s", error.text);
        return CLI_BAD;
    } else if (a->about.target[0]) {
        hl_program_from_case(&c, &f->program);
    } else {
        return replay_case(a, &c, f->path);
    }
    return choose_target(a, f) ? run_apart(a, f) : CLI_BAD;
}

static int replay_file(const struct arguments *a, const char *path)
{
    static struct file f;
    struct hl_error error;
    int status;

    f = (struct file){.path = path};
    f.bytes = hl_file_read(path, &f.size, &error);
    if (!f.bytes) {
        cli_complain("%s", error.text);
        return CLI_BAD;
    }
    status = replay_bytes(a, &f);
    free(f.bytes);
    return status;
}

int cli_replay(int argc, char **argv)
{
    static const struct argp argp = {
        options,
        parse,
        "FILE...",
        "Run again what a file describes: the update of a case, or a program file or an engine's "
        "input by the fuzz target that it is for. Status 1: something was found.\v",
        NULL,
        NULL,
        NULL};
    static struct arguments a;
    int status = CLI_NOTHING;

    cli_parse(&argp, argc, argv, &a);
    if (!a.count)
        cli_die("replay: no file");
    for (unsigned i = 0; i < a.count; i++)
        status = worse(status, replay_file(&a, a.paths[i]));
    return status;
}
