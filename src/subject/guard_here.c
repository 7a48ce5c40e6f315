// SPDX-License-Identifier: MIT
/* Guarding in this process, for fuzz targets: a call costs nanoseconds. What the code raises, and a
 * timer that finds it in the same call for too long, jump out of it. The process may be in any
 * state then: the finding is reported and the process ends, unless it is tolerated. */
#include "subject/guard.h"

#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdlib.h>
#include <time.h>

enum { TICKS = 4, STACK = 65536 }; /* a hang: as many ticks of the timer in one call */

struct frame {
    sigjmp_buf jump;
    const char *how;
    bool hangs;
};

static struct frame *volatile current; /* the code in it runs; NULL: none */
static volatile unsigned calls;
static bool is_set_up, has_timer;

static const int caught[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGTRAP, SIGSYS};
enum { CAUGHT = sizeof caught / sizeof *caught };
static struct sigaction others[CAUGHT]; /* the engine's own, for what is not the code's doing */

static _Noreturn void leave(const char *how, bool hangs)
{
    struct frame *f = current;

    current = NULL;
    f->how = how;
    f->hangs = hangs;
    siglongjmp(f->jump, 1);
}

static void pass_on(int number, siginfo_t *info, void *context)
{
    unsigned i = 0;

    while (caught[i] != number)
        i++;
    if (others[i].sa_flags & SA_SIGINFO) {
        others[i].sa_sigaction(number, info, context);
    } else if (others[i].sa_handler != SIG_DFL && others[i].sa_handler != SIG_IGN) {
        others[i].sa_handler(number);
    } else {
        signal(number, SIG_DFL);
        raise(number);
    }
}

static void on_signal(int number, siginfo_t *info, void *context)
{
    if (current)
        leave(hl_guard_signal(number), false);
    pass_on(number, info, context);
}

static void on_tick(int number)
{
    static volatile unsigned last, ticks;

    (void)number;
    ticks = current && last == calls ? ticks + 1 : 0;
    last = calls;
    if (current && ticks >= TICKS)
        leave("no return", true);
}

/* exit() runs this in the code's own frames: leaving them is what a handler does, too. */
static void on_exit_called(void)
{
    is_set_up = false; /* to be registered again */
    if (current)
        leave("exit()", false);
}

static void forget_timer(void)
{
    has_timer = false; /* a forked process has none */
}

static void set_stack(void)
{
    static uint8_t memory[STACK];
    stack_t stack;

    if (sigaltstack(NULL, &stack) == 0 && !(stack.ss_flags & SS_DISABLE))
        return;
    stack = (stack_t){.ss_sp = memory, .ss_size = sizeof memory};
    sigaltstack(&stack, NULL);
}

/* At the first call: then an engine has its own handlers already. */
static void set_up(void)
{
    static bool has_handlers;
    struct sigaction action = {.sa_sigaction = on_signal,
                               .sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER};

    is_set_up = true;
    atexit(on_exit_called);
    if (has_handlers)
        return;
    has_handlers = true;
    pthread_atfork(NULL, NULL, forget_timer);
    set_stack();
    for (unsigned i = 0; i < CAUGHT; i++)
        sigaction(caught[i], &action, &others[i]);
}

static void set_timer(void)
{
    const long tick = (long)hl_guard_milliseconds(1000) * (1000000 / TICKS);
    const struct itimerspec every = {{tick / 1000000000, tick % 1000000000},
                                     {tick / 1000000000, tick % 1000000000}};
    struct sigaction action = {.sa_handler = on_tick,
                               .sa_flags = SA_ONSTACK | SA_RESTART | SA_NODEFER};
    struct sigevent event = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGRTMAX - 3};
    timer_t timer;

    has_timer = true;
    sigaction(event.sigev_signo, &action, NULL);
    if (timer_create(CLOCK_MONOTONIC, &event, &timer) == 0)
        timer_settime(timer, 0, &every, NULL);
}

bool hl_guard_here(void (*call)(void *argument), void *argument, struct hl_failure *failure)
{
    struct frame *volatile before = current, frame;

    if (!is_set_up)
        set_up();
    if (!has_timer)
        set_timer();
    calls++;
    if (sigsetjmp(frame.jump, 0) != 0) {
        current = before;
        *failure = (struct hl_failure){.hangs = frame.hangs, .how = frame.how};
        return false;
    }
    current = &frame;
    call(argument);
    current = before;
    return true;
}

void *hl_guard_leave(void)
{
    struct frame *left = current;

    current = NULL;
    return left;
}

void hl_guard_reenter(void *left)
{
    calls++;
    current = left;
}
