// SPDX-License-Identifier: MIT
#include "cli/apart.h"

#include "cli/cli.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { MOST_PRINTED = 16 << 20, MOST_KEPT = 1 << 20, TICK = 2000000 /* ns */ };

struct slot {
    struct cli_task *task; /* NULL: free */
    pid_t child;
    int out, err;
    double since;
    struct cli_said *said;
};

static volatile sig_atomic_t interrupted;

static void note(int number)
{
    interrupted = number;
}

void cli_interrupts(void)
{
    const struct sigaction action = {.sa_handler = note};

    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    sigaction(SIGHUP, &action, NULL);
}

int cli_interrupted(void)
{
    return interrupted;
}

static double now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static _Noreturn void begin_work(const struct slot *s, const struct cli_task *task, pid_t parent)
{
    const struct rlimit printed = {MOST_PRINTED, MOST_PRINTED}, none = {0, 0};
    int null = open("/dev/null", O_RDONLY), status;

    setpgid(0, 0); /* Ctrl-C is the parent's */
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent)
        _exit(CLI_BAD);
    signal(SIGINT, SIG_DFL);
    signal(SIGTERM, SIG_DFL);
    signal(SIGHUP, SIG_DFL);
    setrlimit(RLIMIT_FSIZE, &printed);
    setrlimit(RLIMIT_CORE, &none);
    dup2(null, STDIN_FILENO);
    dup2(s->out, STDOUT_FILENO);
    dup2(s->err, STDERR_FILENO);
    status = task->work(task->about, s->said);
    s->said->ended = true;
    exit(status);
}

static void begin(struct slot *s, struct cli_task *task)
{
    const pid_t parent = getpid();

    s->task = task;
    s->out = memfd_create("out", MFD_CLOEXEC);
    s->err = memfd_create("err", MFD_CLOEXEC);
    if (s->out < 0 || s->err < 0)
        cli_die("no memory for what a process prints: %s", strerror(errno));
    *s->said = (struct cli_said){.ended = false};
    s->since = now();
    s->child = fork();
    if (s->child == 0)
        begin_work(s, task, parent);
    if (s->child < 0)
        cli_die("no process: %s", strerror(errno));
    setpgid(s->child, s->child);
}

static char *printed(int file)
{
    const off_t end = lseek(file, 0, SEEK_END);
    const size_t size = end < 0 ? 0 : end > MOST_KEPT ? MOST_KEPT : (size_t)end;
    char *text = calloc(1, size + 1);
    ssize_t got;

    if (!text)
        cli_die("out of memory");
    got = pread(file, text, size, 0);
    text[got > 0 ? got : 0] = '\0';
    close(file);
    return text;
}

static void end(struct slot *s, enum cli_end how, int status)
{
    struct cli_task *t = s->task;

    t->end = how;
    t->status = status;
    t->seconds = now() - s->since;
    t->out = printed(s->out);
    t->err = printed(s->err);
    t->said = *s->said;
    s->task = NULL;
}

/* Pages in memory, as the system counts them; of sanitizers' address space most is never there. */
static size_t megabytes_of(pid_t process)
{
    char path[64];
    unsigned long pages = 0;
    FILE *in;

    snprintf(path, sizeof path, "/proc/%ld/statm", (long)process);
    in = fopen(path, "r");
    if (in && fscanf(in, "%*u %lu", &pages) != 1)
        pages = 0;
    if (in)
        fclose(in);
    return (size_t)pages * (size_t)sysconf(_SC_PAGESIZE) >> 20;
}

static void stop(const struct slot *s)
{
    kill(-s->child, SIGKILL);
    kill(s->child, SIGKILL);
    while (waitpid(s->child, NULL, 0) < 0 && errno == EINTR)
        ;
}

/* Whether it has come to an end. */
static bool look_at(struct slot *s, const struct cli_limits *limits)
{
    int status;

    if (waitpid(s->child, &status, WNOHANG) == s->child) {
        kill(-s->child, SIGKILL); /* what it may have left behind */
        if (WIFSIGNALED(status))
            end(s, CLI_SIGNALLED, WTERMSIG(status));
        else
            end(s, CLI_EXITED, WEXITSTATUS(status));
    } else if (now() - s->since > limits->seconds) {
        stop(s);
        end(s, CLI_TOO_LONG, 0);
    } else if (megabytes_of(s->child) > limits->megabytes) {
        stop(s);
        end(s, CLI_TOO_LARGE, 0);
    }
    return !s->task;
}

static void drop(struct slot *s)
{
    stop(s);
    close(s->out);
    close(s->err);
    s->task = NULL;
}

static void tell(const char *what, size_t done, size_t count)
{
    static size_t last;

    if (!isatty(STDERR_FILENO) || (done == last && done))
        return;
    last = done;
    if (done == count)
        fputs("\r\033[K", stderr);
    else
        fprintf(stderr, "\r%s %zu of %zu\033[K", what, done, count);
}

void cli_apart(struct cli_task *tasks, size_t count, const struct cli_limits *limits,
               const char *progress)
{
    const struct timespec tick = {0, TICK};
    const unsigned jobs = limits->jobs;
    struct slot *slots = calloc(jobs, sizeof *slots);
    struct cli_said *said =
        mmap(NULL, jobs * sizeof *said, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    size_t next = 0, done = 0;

    if (!tasks || !slots || said == MAP_FAILED)
        cli_die("out of memory");
    fflush(NULL); /* or each process would write it as well */
    while (done < count && !interrupted) {
        size_t before = done;

        for (unsigned i = 0; i < jobs; i++) {
            slots[i].said = &said[i];
            if (slots[i].task && look_at(&slots[i], limits))
                done++;
            if (!slots[i].task && next < count)
                begin(&slots[i], &tasks[next++]);
        }
        if (done == before)
            nanosleep(&tick, NULL);
        tell(progress, done, count);
    }
    for (unsigned i = 0; i < jobs; i++)
        if (slots[i].task)
            drop(&slots[i]);
    if (done < count)
        tell(progress, count, count);
    munmap(said, jobs * sizeof *said);
    free(slots);
}
