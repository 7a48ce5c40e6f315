// SPDX-License-Identifier: MIT
/* Guarding in a process of its own, for the command: whatever the code does ends with that. It
 * begins each call in the state in which it was loaded. */
#include "subject/guard.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

void *hl_guard_shared(size_t size)
{
    void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

    return memory == MAP_FAILED ? NULL : memory;
}

static _Noreturn void run(void (*call)(void *shared), void *shared, volatile bool *returned)
{
    static const int raised[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGTRAP, SIGSYS};

    for (unsigned i = 0; i < sizeof raised / sizeof *raised; i++)
        signal(raised[i], SIG_DFL); /* a sanitizer's handler would say exit() */
    setpgid(0, 0);
    dup2(STDERR_FILENO, STDOUT_FILENO);
    call(shared);
    *returned = true;
    fflush(NULL);
    _exit(0);
}

static long now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* Until the process has closed its end, or the time is over. */
static bool is_over(int end)
{
    const long until = now() + (long)hl_guard_milliseconds(5000);
    struct pollfd wait = {.fd = end, .events = POLLIN};
    int ready;

    do
        ready = poll(&wait, 1, until > now() ? (int)(until - now()) : 0);
    while (ready < 0 && errno == EINTR);
    return ready != 0;
}

static bool judge(int status, bool in_time, bool returned, struct hl_failure *failure)
{
    *failure = (struct hl_failure){.hangs = !in_time};
    if (!in_time)
        failure->how = "no return";
    else if (WIFSIGNALED(status))
        failure->how = hl_guard_signal(WTERMSIG(status));
    else if (!returned)
        failure->how = "exit()";
    else
        return true;
    return false;
}

bool hl_guard_apart(void (*call)(void *shared), void *shared, struct hl_failure *failure)
{
    static volatile bool *returned;
    int ends[2], status = 0;
    bool in_time;
    pid_t child;

    if (!returned)
        returned = hl_guard_shared(sizeof *returned);
    *failure = (struct hl_failure){.how = "no process for it"};
    if (!returned || pipe(ends) != 0)
        return false;
    *returned = false;
    fflush(NULL); /* or both would write it */
    child = fork();
    if (child == 0)
        run(call, shared, returned);
    close(ends[1]);
    if (child > 0) {
        in_time = is_over(ends[0]);
        if (!in_time)
            kill(child, SIGKILL);
        while (waitpid(child, &status, 0) < 0 && errno == EINTR)
            ;
        kill(-child, SIGKILL); /* what it may have left behind */
    }
    close(ends[0]);
    return child > 0 && judge(status, in_time, *returned, failure);
}
