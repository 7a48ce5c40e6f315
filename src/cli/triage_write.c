// SPDX-License-Identifier: MIT
/* A file of each cause: of findings the smallest that shows the same, else the input as it is. */
#include "case/cause.h"
#include "case/file.h"
#include "cli/triage.h"

#include <errno.h>
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

static void save(const char *folder, const char *name, const char *bytes, size_t size)
{
    char path[4096];
    FILE *out;

    snprintf(path, sizeof path, "%s/%s", folder, name);
    out = fopen(path, "wb");
    if (!out || fwrite(bytes, 1, size, out) != size || fclose(out) != 0)
        cli_die("%s: %s", path, strerror(errno));
}

static const char *path_of(const struct triage *t, const struct triage_group *g)
{
    return t->files.file[g->smallest].path;
}

/* A name that follows from the cause, as those of HITLESS_FINDINGS do. */
static void name_of(const struct triage *t, const struct triage_group *g, bool is_text,
                    char name[128])
{
    const struct triage_shown *s = g->shown;
    char words[TRIAGE_WORDS + HL_CASE_TEXT + HL_CASE_NAME + 8];

    snprintf(words, sizeof words, "%s\n%s\n%s", s->cause, s->sequencer,
             s->class == TRIAGE_FINDING ? "" : s->target);
    snprintf(name, 128, "%s-%016llx.%s", *s->finding ? s->finding : triage_class_names[s->class],
             (unsigned long long)hl_cause_hash(words),
             is_text || fnmatch("*.yaml", path_of(t, g), 0) == 0 ? "yaml" : "bin");
}

static void copy_input(const struct triage *t, struct triage_group *g, const char *folder)
{
    struct hl_error error;
    size_t size;
    char *bytes = hl_file_read(path_of(t, g), &size, &error);

    if (!bytes)
        return; /* it is too long, or gone */
    name_of(t, g, false, g->name);
    save(folder, g->name, bytes, size);
    free(bytes);
}

static void save_text(const struct triage *t, struct triage_group *g, const char *folder,
                      const char *text)
{
    name_of(t, g, true, g->name);
    save(folder, g->name, text, strlen(text));
}

/* Tasks of all findings: to minimise the smallest file, or to replay what was written. */
struct again {
    struct triage_group **groups;
    struct cli_task *tasks;
    struct triage_work *work;
    char (*paths)[4096];
    size_t count;
};

static void *some(size_t count, size_t size)
{
    void *memory = calloc(count + 1, size);

    if (!memory)
        cli_die("out of memory");
    return memory;
}

static void begin(const struct triage *t, struct again *a)
{
    *a = (struct again){
        some(t->group_count, sizeof(struct triage_group *)), some(t->group_count, sizeof *a->tasks),
        some(t->group_count, sizeof *a->work), some(t->group_count, sizeof *a->paths), 0};
    for (size_t i = 0; i < t->group_count; i++)
        if (t->groups[i].shown->class == TRIAGE_FINDING)
            a->groups[a->count++] = &t->groups[i];
}

static void run(struct again *a, int (*work)(const void *, struct cli_said *),
                const struct triage *t, const struct cli_limits *limits, const char *progress)
{
    for (size_t i = 0; i < a->count; i++) {
        a->work[i] = (struct triage_work){&t->run, a->paths[i]};
        a->tasks[i] = (struct cli_task){.work = work, .about = &a->work[i]};
    }
    cli_apart(a->tasks, a->count, limits, progress);
}

static void forget_output(struct again *a)
{
    for (size_t i = 0; i < a->count; i++) {
        free(a->tasks[i].out);
        free(a->tasks[i].err);
    }
}

static void end(struct again *a)
{
    free(a->groups);
    free(a->tasks);
    free(a->work);
    free(a->paths);
}

/* What minimising left, if it still shows the same when it is replayed. */
static void write_minimised(struct triage *t, const char *folder)
{
    struct again a;

    begin(t, &a);
    for (size_t i = 0; i < a.count; i++)
        snprintf(a.paths[i], sizeof a.paths[i], "%s", path_of(t, a.groups[i]));
    run(&a, triage_minimise, t, &t->to_minimise, "minimised");
    for (size_t i = 0; i < a.count; i++) {
        if (a.tasks[i].end == CLI_EXITED && a.tasks[i].out[0])
            save_text(t, a.groups[i], folder, a.tasks[i].out);
        snprintf(a.paths[i], sizeof a.paths[i], "%s/%s", folder, a.groups[i]->name);
    }
    forget_output(&a);
    run(&a, triage_replay, t, &t->limits, "replayed");
    for (size_t i = 0; i < a.count; i++)
        a.groups[i]->minimised =
            *a.groups[i]->name && triage_shows(&a.tasks[i], a.groups[i]->shown->cause);
    forget_output(&a);
    end(&a);
}

static void forget_file(struct triage_group *g, const char *folder)
{
    char path[4096];

    snprintf(path, sizeof path, "%s/%s", folder, g->name);
    if (*g->name)
        remove(path);
    g->name[0] = '\0';
}

void triage_write(struct triage *t, const char *folder)
{
    write_minimised(t, folder);
    for (size_t i = 0; i < t->group_count; i++) {
        struct triage_group *g = &t->groups[i];

        if (g->minimised)
            continue;
        forget_file(g, folder);
        if (g->shown->reproducer)
            save_text(t, g, folder, g->shown->reproducer);
        else
            copy_input(t, g, folder);
    }
}
