// SPDX-License-Identifier: MIT
/* Tiles are judged in processes of their own, which end with this one: what they tell comes through
 * a pipe for each. */
#include "cli/sweep.h"

#include <errno.h>
#include <inttypes.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { JOBS = 256 };

struct told {
    unsigned task;
    struct hl_tile_result result;
};

static double now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

/* What there is of a result: its causes come last. */
static size_t size_of(const struct told *t)
{
    return offsetof(struct told, result.cause) + t->result.causes * sizeof t->result.cause[0];
}

static bool pass(int file, void *data, size_t size, bool writes)
{
    for (size_t done = 0; done < size;) {
        char *at = (char *)data + done;
        const ssize_t n = writes ? write(file, at, size - done) : read(file, at, size - done);

        if (n == 0 || (n < 0 && errno != EINTR))
            return false;
        done += n > 0 ? (size_t)n : 0;
    }
    return true;
}

/* The tasks to be done, taken one by one by whoever is free. */
static _Noreturn void work(struct sweep *s, unsigned *next, int out)
{
    static struct told told;

    for (;;) {
        struct hl_tile tile;
        const struct sweep_smmu *m;

        told.task = __atomic_fetch_add(next, 1, __ATOMIC_RELAXED);
        if (told.task >= s->tasks)
            _exit(0);
        if (!sweep_is_mine(s, told.task) || s->done[told.task])
            continue;
        m = sweep_tile(s, told.task, &tile);
        hl_tile_judge(&m->space, &tile, &told.result);
        if (!pass(out, &told, size_of(&told), true))
            _exit(0); /* nobody listens any more */
    }
}

static bool hear(int in, struct told *told)
{
    return pass(in, told, offsetof(struct told, result.cause), false) &&
           pass(in, told->result.cause, told->result.causes * sizeof told->result.cause[0], false);
}

static void show_progress(const struct sweep *s, uint64_t before, uint64_t all, double since)
{
    static double last;
    uint64_t judged = 0;
    double rate;

    if (!isatty(STDERR_FILENO) || now() - last < 0.2)
        return;
    last = now();
    for (unsigned i = 0; i < s->smmus; i++)
        judged += s->smmu[i].judged;
    rate = (double)(judged - before) / (last - since + 1e-9);
    fprintf(stderr, "\r%.1f %%  %.1f of %.1f M pairs  %.2f M/s  %.0f s left  causes %u\033[K",
            100.0 * (double)judged / (double)all, (double)judged / 1e6, (double)all / 1e6,
            rate / 1e6, rate > 0 ? (double)(all - judged) / rate : 0.0, s->causes);
}

/* Pairs of this shard, and of them those that are done. */
static uint64_t pairs_of(struct sweep *s, uint64_t *done)
{
    uint64_t all = 0;

    *done = 0;
    for (unsigned task = 0; task < s->tasks; task++) {
        struct hl_tile tile;
        uint64_t pairs;

        if (!sweep_is_mine(s, task))
            continue;
        sweep_tile(s, task, &tile);
        pairs = (uint64_t)tile.olds * tile.targets;
        all += pairs;
        *done += s->done[task] ? pairs : 0;
    }
    return all;
}

void sweep_work(struct sweep *s)
{
    static struct told told;
    struct pollfd from[JOBS];
    unsigned *next, open = 0;
    uint64_t before;
    const uint64_t all = pairs_of(s, &before);
    const double since = now();

    next = mmap(NULL, sizeof *next, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (next == MAP_FAILED)
        cli_die("sweep: %s", strerror(errno));
    for (; before < all && open < s->jobs; open++) {
        int ends[2];
        pid_t child;

        if (pipe(ends) != 0 || (child = fork()) < 0)
            cli_die("sweep: %s", strerror(errno));
        if (child == 0) {
            close(ends[0]);
            work(s, next, ends[1]);
        }
        close(ends[1]);
        from[open] = (struct pollfd){.fd = ends[0], .events = POLLIN};
    }
    for (unsigned left = open; left;) {
        if (poll(from, open, 200) < 0 && errno != EINTR)
            cli_die("sweep: %s", strerror(errno));
        for (unsigned i = 0; i < open; i++) {
            if (from[i].fd < 0 || !from[i].revents)
                continue;
            if (hear(from[i].fd, &told)) {
                sweep_count(s, told.task, &told.result);
                sweep_journal_add(told.task, &told.result);
            } else {
                close(from[i].fd);
                from[i].fd = -1;
                left--;
            }
        }
        show_progress(s, before, all, since);
    }
    if (isatty(STDERR_FILENO))
        fputs("\r\033[K", stderr);
    while (wait(NULL) > 0)
        ;
    for (unsigned task = 0; task < s->tasks; task++)
        if (sweep_is_mine(s, task) && !s->done[task])
            cli_die("sweep: a process was ended%s", s->folder ? "; the next run goes on" : "");
}
