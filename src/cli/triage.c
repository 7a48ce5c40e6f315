// SPDX-License-Identifier: MIT
#include "cli/triage.h"

#include <errno.h>
#include <ftw.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SEQUENCER = 1, JSON, HTML, OUT, ALL, TIMEOUT, MEMORY, JOBS };

struct arguments {
    struct triage triage;
    char **paths;
    unsigned count;
    const char *html;
    bool json, all;
};

static const struct argp_option options[] = {
    {"sequencer", SEQUENCER, "NAME", 0, "The sequencer under test; default: the file's", 0},
    {"out", OUT, "DIR", 0, "Write a file of each cause, findings minimised, into this new folder",
     0},
    {"json", JSON, NULL, 0, "One JSON object a cause, and one with the counts", 0},
    {"html", HTML, "FILE", 0, "Write the table as a page, too", 0},
    {"all", ALL, NULL, 0, "Every file of a folder, whatever it is called", 0},
    {"timeout", TIMEOUT, "SECONDS", 0, "What a file may take (10); minimising it, 10 times that",
     0},
    {"memory", MEMORY, "MB", 0, "How much may be resident (2048)", 0},
    {"jobs", JOBS, "N", 0, "How many at a time; default: one a core", 0},
    {0}};

static unsigned number(const char *option, const char *arg, unsigned most)
{
    char *rest;
    const unsigned long value = strtoul(arg, &rest, 10);

    if (*arg < '0' || *arg > '9' || *rest || value < 1 || value > most)
        cli_die("%s: a number from 1 to %u, not %s", option, most, arg);
    return (unsigned)value;
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
    struct arguments *a = state->input;
    struct triage *t = &a->triage;

    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = &t->run;
        return 0;
    case SEQUENCER:
        cli_run_sequencer(&t->run, arg);
        return 0;
    case OUT:
        t->folder = arg;
        return 0;
    case JSON:
        a->json = true;
        return 0;
    case HTML:
        a->html = arg;
        return 0;
    case ALL:
        a->all = true;
        return 0;
    case TIMEOUT:
        t->limits.seconds = number("--timeout", arg, 3600);
        return 0;
    case MEMORY:
        t->limits.megabytes = number("--memory", arg, 1 << 20);
        return 0;
    case JOBS:
        t->limits.jobs = number("--jobs", arg, 256);
        return 0;
    case ARGP_KEY_ARGS:
        a->paths = state->argv + state->next;
        a->count = (unsigned)(state->argc - state->next);
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static char unfinished[4096]; /* a folder that goes if the process ends before it is whole */
static pid_t its_maker;       /* what it forks inherits its end, but not the folder */

static int remove_one(const char *path, const struct stat *status, int type, struct FTW *where)
{
    (void)status;
    (void)type;
    (void)where;
    return remove(path);
}

static void remove_unfinished(void)
{
    if (*unfinished && its_maker == getpid())
        nftw(unfinished, remove_one, 4, FTW_DEPTH | FTW_PHYS);
}

/* The folder is made at once, so that what cannot be is told before all is replayed. */
static void begin_folder(const char *path)
{
    struct stat status;

    if (lstat(path, &status) == 0)
        cli_die("--out: %s: %s", path, strerror(EEXIST));
    if (snprintf(unfinished, sizeof unfinished, "%s.%ld", path, (long)getpid()) >=
        (int)sizeof unfinished) {
        *unfinished = '\0';
        cli_die("--out: %s: %s", path, strerror(ENAMETOOLONG));
    }
    if (mkdir(unfinished, 0777) != 0) {
        const int why = errno;

        *unfinished = '\0';
        cli_die("--out: %s: %s", path, strerror(why));
    }
    its_maker = getpid();
    atexit(remove_unfinished);
}

static void end_folder(const char *path)
{
    if (rename(unfinished, path) != 0)
        cli_die("--out: %s: %s", path, strerror(errno));
    *unfinished = '\0';
}

static void write_html(FILE *out, const void *triage)
{
    triage_html(out, triage);
}

static unsigned cores(void)
{
    const long count = sysconf(_SC_NPROCESSORS_ONLN);

    return count > 0 ? (unsigned)count : 1;
}

static int status_of(const struct triage *t)
{
    size_t found = t->ran - t->tally[TRIAGE_PASS] - t->tally[TRIAGE_UNREADABLE];

    return found ? CLI_FOUND : t->tally[TRIAGE_UNREADABLE] ? CLI_BAD : CLI_NOTHING;
}

int cli_triage(int argc, char **argv)
{
    static const struct argp_child children[] = {{&cli_run_argp, 0, NULL, 0}, {0}};
    static const struct argp argp = {
        options,
        parse,
        "DIR|FILE...",
        "Replay the crashes that fuzz engines left, each in a process of its own, and group them "
        "by cause. Status 1: something was found; 2: nothing was, but some cannot be read.\v",
        children,
        NULL,
        NULL};
    static struct arguments a = {.triage.limits = {10, 2048, 0}};
    struct triage *t = &a.triage;

    cli_parse(&argp, argc, argv, &a);
    if (!a.count)
        cli_die("triage: no folder");
    if (!t->limits.jobs)
        t->limits.jobs = cores();
    t->to_minimise = t->limits;
    t->to_minimise.seconds *= 10;
    cli_crash_files(a.paths, a.count, a.all, &t->files);
    if (t->folder)
        begin_folder(t->folder);
    cli_interrupts();
    triage_all(t);
    if (t->folder) {
        triage_write(t, unfinished);
        end_folder(t->folder);
    }
    if (a.html)
        cli_write_file("--html", a.html, write_html, t);
    (a.json ? triage_json : triage_text)(stdout, t);
    fflush(stdout);
    if (cli_interrupted()) { /* and its caller is to know */
        signal(cli_interrupted(), SIG_DFL);
        raise(cli_interrupted());
    }
    return status_of(t);
}
