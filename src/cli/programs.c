// SPDX-License-Identifier: MIT
#include "cli/programs.h"

#include "case/file.h"
#include "case/names.h"
#include "harness/known.h"
#include "harness/run.h"
#include "harness/subjects.h"
#include "program/case_program.h"

#include <errno.h>
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

enum { TARGET = 0x200, HYPERVISOR, ATTACH, TOLERATE, SUPPRESSIONS }; /* no short options */

static const struct argp_option options[] = {
    {"target", TARGET, "NAME", 0, "The fuzz target; default: the file's, or that of its kind", 3},
    {"hypervisor", HYPERVISOR, "NAME", 0, "The hypervisor above the sequencer; default: the file's",
     3},
    {"attach", ATTACH, "NAME", 0, "Likewise, the attach layer", 3},
    {"tolerate", TOLERATE, "LIST", 0, "Kinds of findings at which to go on", 3},
    {"suppressions", SUPPRESSIONS, "FILE", 0, "Causes of findings at which to go on", 3},
    {0}};

static void keep(char *to, size_t size, const char *option, const char *arg)
{
    if ((size_t)snprintf(to, size, "%s", arg) >= size)
        cli_die("%s: too long", option);
}

void cli_run_sequencer(struct cli_run *run, const char *name)
{
    keep(run->about.sequencer, sizeof run->about.sequencer, "--sequencer", name);
}

struct cli_accepted *cli_run_accepted(void)
{
    static struct cli_accepted *accepted;

    if (accepted)
        return accepted;
    accepted =
        mmap(NULL, sizeof *accepted, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (accepted == MAP_FAILED)
        cli_die("%s", strerror(errno));
    return accepted;
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
    /* What only shared memory leads to is lost, as LeakSanitizer has it. */
    static struct cli_accepted given;
    struct cli_run *run = state->input;

    switch (key) {
    case TARGET:
        keep(run->about.target, sizeof run->about.target, "--target", arg);
        return 0;
    case HYPERVISOR:
        keep(run->about.hypervisor, sizeof run->about.hypervisor, "--hypervisor", arg);
        return 0;
    case ATTACH:
        keep(run->about.attach, sizeof run->about.attach, "--attach", arg);
        return 0;
    case TOLERATE:
        run->tolerate = arg;
        cli_accept_kinds(&given, arg);
        *cli_run_accepted() = given;
        return 0;
    case SUPPRESSIONS:
        run->suppressions = arg;
        cli_accept_file(&given, arg);
        *cli_run_accepted() = given;
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

const struct argp cli_run_argp = {options, parse, NULL, NULL, NULL, NULL, NULL};

static const struct hl_target_entry *find_target(const char *name)
{
    for (const struct hl_target_entry *t = hl_targets; t->name; t++)
        if (strcmp(t->name, name) == 0)
            return t;
    return NULL;
}

/* The target that runs it: the option's, the file's, or that of its kind. False: said why. */
static bool choose_target(const struct cli_run *run, struct cli_file *f)
{
    static const char *const by_kind[HL_PROGRAM_KINDS] = {"fuzz_case",      "fuzz_ste_update",
                                                          "fuzz_cd_update", "fuzz_nested",
                                                          "fuzz_attach",    "fuzz_driver"};
    const char *name = run->about.target[0] ? run->about.target
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
static void set(const char *variable, const char *option, const struct cli_file *f,
                const char *value)
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
static void set_subjects(const struct cli_run *run, const struct cli_file *f)
{
    const struct {
        const char *variable, *key, *option, *value;
    } subjects[] = {
        {"HITLESS_SEQUENCER", "sequencer", run->about.sequencer, f->about.sequencer},
        {"HITLESS_HYPERVISOR", "hypervisor", run->about.hypervisor, f->about.hypervisor},
        {"HITLESS_ATTACH", "attach", run->about.attach, f->about.attach},
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
    for (unsigned i = 0; unknown && i < SUBJECTS; i++) {
        if (strcmp(unknown, subjects[i].variable) != 0)
            continue;
        if (*subjects[i].option)
            cli_die("--%s: %s", subjects[i].key, why);
        if (*subjects[i].value) {
            hl_file_wrong(f->path, subjects[i].key, why, &error);
            cli_die("%s", error.text);
        }
    }
}

_Noreturn void cli_run_here(const struct cli_run *run, const struct cli_file *f, bool *ended)
{
    set_subjects(run, f);
    set("HITLESS_TOLERATE", run->tolerate ? run->tolerate : "", f, "");
    set("HITLESS_KNOWN", run->suppressions ? run->suppressions : "", f, "");
    unsetenv("HITLESS_STATS");
    unsetenv("HITLESS_FINDINGS");
    setenv("HITLESS_QUIET", "1", 1);
    hl_crash_exit(CLI_FOUND);
    hl_crash_tell(run->form, f->path);
    hl_crash_hand(run->take, run->context);
    hl_known_tell(cli_run_accepted()->known.needed);
    hl_run_begin(f->target->target, f->target->name, "hitless replay");
    if (f->program.kind == HL_PROGRAM_NONE)
        hl_run_bytes((const uint8_t *)f->bytes, f->size);
    else
        hl_run_program(&f->program);
    *ended = true;
    exit(CLI_NOTHING);
}

/* Where the target itself has told nothing: how it ended, and the status for that. */
static int tell_end(const struct cli_run *run, const struct cli_file *f, const char *end,
                    int status)
{
    struct json_object *object;

    if (status != CLI_NOTHING || run->form == HL_CRASH_FILE)
        cli_complain("%s: %s%s%s", f->path, f->target->name, *end ? " " : ": nothing found", end);
    if ((run->form == HL_CRASH_TEXT || run->take) && status == CLI_NOTHING)
        printf("%s: %s: nothing found\n", f->path, f->target->name);
    if (run->form == HL_CRASH_JSON && !run->take) {
        object = hl_json_object();
        hl_json_tag(object, "file", f->path);
        hl_json_tag(object, "target", f->target->name);
        hl_json_tag(object, "finding", NULL);
        hl_json_tag(object, "title", NULL);
        if (*end)
            hl_json_tag(object, "end", end);
        hl_json_print(stdout, object);
    }
    return run->form == HL_CRASH_FILE ? CLI_BAD : status;
}

int cli_run_apart(const struct cli_run *run, const struct cli_file *f)
{
    bool *ended =
        mmap(NULL, sizeof *ended, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    int status = 0;
    pid_t child = -1;
    char end[64] = "";
    bool whole;

    fflush(stdout);
    if (ended != MAP_FAILED)
        child = fork();
    if (child == 0)
        cli_run_here(run, f, ended);
    if (child < 0 || waitpid(child, &status, 0) != child) {
        cli_complain("%s: %s", f->path, strerror(errno));
        return CLI_BAD;
    }
    whole = *ended;
    munmap(ended, sizeof *ended);
    if (!WIFEXITED(status)) {
        snprintf(end, sizeof end, "ended by signal %d", WTERMSIG(status));
        return tell_end(run, f, end, CLI_FOUND);
    }
    if (WEXITSTATUS(status) != CLI_NOTHING)
        return WEXITSTATUS(status);
    if (!whole)
        return tell_end(run, f, "ended before its end: its subject called _exit()", CLI_FOUND);
    return tell_end(run, f, "", CLI_NOTHING);
}

/* An engine's input; its first byte begins no text. */
static bool is_input(const struct cli_file *f)
{
    return f->size >= 2 && f->bytes[0] == HL_PROGRAM_VERSION &&
           hl_program_kind_name((uint8_t)f->bytes[1]);
}

/* It begins as the inputs of a version before this one do, which would mean something else now. */
static bool is_older_input(const struct cli_file *f)
{
    return f->size >= 2 && f->bytes[0] > 0 && f->bytes[0] < HL_PROGRAM_VERSION &&
           hl_program_kind_name((uint8_t)f->bytes[1]);
}

/* Engines do not keep to an input's first bytes, and nor do targets: with one that is named, what
 * has bytes that no text has, or none at all, is its input. */
static bool has_input_bytes(const struct cli_file *f)
{
    for (size_t i = 0; i < f->size; i++)
        if ((unsigned char)f->bytes[i] < ' ' && !strchr("\t\n\r", f->bytes[i]))
            return true;
    return f->size == 0;
}

static bool is_input_of(const struct hl_target_entry *target, const struct cli_file *f)
{
    return target && !is_input(f) && !is_older_input(f) && has_input_bytes(f);
}

/* Whether it may be an input for the target: one that begins as those of another kind do is not. */
static bool may_run(const struct hl_target *target, const char *path)
{
    FILE *in = fopen(path, "rb");
    const int version = in ? fgetc(in) : EOF, kind = in ? fgetc(in) : EOF;

    if (in)
        fclose(in);
    return target->kind == HL_PROGRAM_NONE || version != HL_PROGRAM_VERSION || kind < 0 ||
           !hl_program_kind_name((unsigned)kind) || kind == (int)target->kind;
}

/* The longest name, as one begins like another. */
const char *cli_target_in(const char *path)
{
    const char *best = "";

    if (fnmatch("*.yaml", path, 0) == 0)
        return best;
    for (const struct hl_target_entry *t = hl_targets; t->name; t++)
        if (strlen(t->name) > strlen(best) && strstr(path, t->name) && may_run(t->target, path))
            best = t->name;
    return best;
}

/* False: error says why. */
static bool parse_file(const struct cli_run *run, struct cli_file *f, struct hl_error *error)
{
    const struct hl_target_entry *target = find_target(run->about.target);

    if (!run->about.target[0] && (is_input(f) || has_input_bytes(f))) {
        snprintf(f->about.target, sizeof f->about.target, "%s", cli_target_in(f->path));
        target = find_target(f->about.target);
    }
    if (target && target->target->kind == HL_PROGRAM_NONE) {
        f->program.kind = HL_PROGRAM_NONE;
        return true;
    }
    if (is_input_of(target, f)) {
        hl_program_read((const uint8_t *)f->bytes, f->size, target->target->kind, &f->program);
        f->program.version = HL_PROGRAM_VERSION;
        return true;
    }
    if (is_input(f)) {
        hl_program_read((const uint8_t *)f->bytes, f->size, (enum hl_program_kind)f->bytes[1],
                        &f->program);
        return true;
    }
    if (is_older_input(f))
        return hl_error_set(error, "%s: an input of version %d of the format: this is version %d",
                            f->path, f->bytes[0], HL_PROGRAM_VERSION);
    if (hl_is_program_file(f->path, f->bytes, f->size))
        return hl_program_parse(f->path, f->bytes, f->size, &f->program, &f->about, error);
    if (!hl_case_parse(f->path, f->bytes, f->size, &f->c, error))
        return false;
    f->is_case = !run->about.target[0];
    if (!f->is_case)
        hl_program_from_case(&f->c, &f->program);
    return true;
}

bool cli_read(const struct cli_run *run, const char *path, struct cli_file *f)
{
    struct hl_error error;

    *f = (struct cli_file){.path = path};
    f->bytes = hl_file_read(path, &f->size, &error);
    if (!f->bytes || !parse_file(run, f, &error)) {
        cli_complain("%s", error.text);
        return false;
    }
    return f->is_case || choose_target(run, f);
}
