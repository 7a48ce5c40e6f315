// SPDX-License-Identifier: MIT
/* Files replayed, and grouped by what they show. */
#include "cli/triage.h"

#include <stdlib.h>
#include <string.h>

static void *need(void *memory)
{
    if (!memory)
        cli_die("out of memory");
    return memory;
}

/* A finding is the same whatever target came upon it; what has no words of its own is not. */
static bool is_alike(const struct triage_shown *a, const struct triage_shown *b)
{
    return a->class == b->class && strcmp(a->cause, b->cause) == 0 &&
           strcmp(a->sequencer, b->sequencer) == 0 &&
           (a->class == TRIAGE_FINDING || strcmp(a->target, b->target) == 0);
}

static struct triage_group *group_of(struct triage *t, size_t file)
{
    struct triage_group *g;

    for (size_t i = 0; i < t->group_count; i++)
        if (is_alike(t->groups[i].shown, &t->shown[file]))
            return &t->groups[i];
    t->groups = need(realloc(t->groups, (t->group_count + 1) * sizeof *t->groups));
    g = &t->groups[t->group_count++];
    *g = (struct triage_group){.shown = &t->shown[file], .smallest = file};
    return g;
}

static void join(struct triage *t, size_t file)
{
    struct triage_group *g = group_of(t, file);

    g->files = need(realloc(g->files, (g->count + 1) * sizeof *g->files));
    g->files[g->count++] = file;
    if (t->shown[file].seconds > g->slowest)
        g->slowest = t->shown[file].seconds;
    if (t->files.file[file].size < t->files.file[g->smallest].size) {
        g->smallest = file;
        g->shown = &t->shown[file];
    }
}

static int in_order(const void *a, const void *b)
{
    const struct triage_group *x = a, *y = b;

    if (x->shown->class != y->shown->class)
        return x->shown->class < y->shown->class ? -1 : 1;
    if (x->count != y->count)
        return x->count > y->count ? -1 : 1;
    return strcmp(x->shown->cause, y->shown->cause);
}

static void group(struct triage *t)
{
    for (size_t i = 0; i < t->files.count; i++) {
        if (!t->shown[i].ran)
            continue;
        t->ran++;
        t->tally[t->shown[i].class]++;
        if (t->shown[i].class != TRIAGE_PASS)
            join(t, i);
    }
    if (t->group_count)
        qsort(t->groups, t->group_count, sizeof *t->groups, in_order);
}

void triage_all(struct triage *t)
{
    const size_t count = t->files.count;
    struct cli_task *tasks = need(calloc(count, sizeof *tasks));
    struct triage_work *work = need(calloc(count, sizeof *work));

    t->shown = need(calloc(count, sizeof *t->shown));
    for (size_t i = 0; i < count; i++) {
        work[i] = (struct triage_work){&t->run, t->files.file[i].path};
        tasks[i] = (struct cli_task){.work = triage_replay, .about = &work[i]};
    }
    cli_apart(tasks, count, &t->limits, "replayed");
    for (size_t i = 0; i < count; i++) {
        triage_read(&tasks[i], work[i].path, &t->shown[i]);
        free(tasks[i].out);
        free(tasks[i].err);
    }
    free(tasks);
    free(work);
    group(t);
}
