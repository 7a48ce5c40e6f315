// SPDX-License-Identifier: MIT
/* A line for each tile that is done, each with a check of itself: a process may be killed while it
 * writes one. */
#include "cli/sweep.h"
#include "entry/random.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int journal = -1;
static char path[4096];

static uint64_t check_of(const char *text, size_t length)
{
    uint64_t hash = HL_MIX_BEGIN;

    for (size_t i = 0; i < length; i++)
        hash = hl_mix(hash, (unsigned char)text[i]);
    return hash;
}

static _Noreturn void refuse(int error)
{
    cli_die("sweep: %s: %s", path, strerror(error));
}

/* One line and its check, whole or not at all. */
static void append(const char *text, size_t length)
{
    const off_t before = lseek(journal, 0, SEEK_END);
    char check[32];
    const int n = snprintf(check, sizeof check, " #%016" PRIx64 "\n", check_of(text, length));
    char *line = malloc(length + (size_t)n);

    if (!line)
        refuse(ENOMEM);
    memcpy(line, text, length);
    memcpy(line + length, check, (size_t)n);
    errno = ENOSPC;
    if (write(journal, line, length + (size_t)n) != (ssize_t)length + n) {
        const int why = errno;

        if (ftruncate(journal, before) != 0)
            cli_complain("sweep: %s: %s", path, strerror(errno));
        refuse(why);
    }
    free(line);
}

/* What all of this is about: another question has another number. */
static uint64_t question_of(const struct sweep *s)
{
    const struct hl_origin *origin = s->sequencer->origin;
    uint64_t hash = check_of(s->name, strlen(s->name));

    hash = hl_mix(hash, origin ? check_of(origin->hash, strlen(origin->hash)) : 0);
    hash = hl_mix(hash, s->shard);
    hash = hl_mix(hash, s->shards);
    for (unsigned i = 0; i < s->smmus; i++) {
        const struct sweep_smmu *m = &s->smmu[i];

        hash = hl_mix(hash, m->tiles);
        hash = hl_mix(hash, s->settings.reads_128);
        hash = hl_mix(hash, check_of((const char *)&m->space.trial.question.overlook,
                                     sizeof m->space.trial.question.overlook));
        hash = hl_mix(
            hash, check_of((const char *)m->space.entry, m->space.count * sizeof *m->space.entry));
        for (unsigned e = 0; e < m->space.count; e++)
            hash = hl_mix(hash, check_of((const char *)&m->space.meaning[e].regime,
                                         sizeof m->space.meaning[e].regime));
    }
    return hash;
}

/* Returns false at a line that is none. */
static bool read_task(struct sweep *s, const char *line)
{
    static struct hl_tile_result r;
    unsigned task;
    int used;

    memset(&r, 0, sizeof r);
    if (sscanf(line, "tile %u pairs %" SCNu64 " unjudged %" SCNu64 " outcomes%n", &task, &r.pairs,
               &r.unjudged, &used) != 3)
        return false;
    line += used;
    for (unsigned i = 0; i < HL_OUTCOME_COUNT; i++, line += used)
        if (sscanf(line, " %" SCNu64 "%n", &r.outcome[i], &used) != 1)
            return false;
    if (sscanf(line, " more %" SCNu64 "%n", &r.more, &used) != 1)
        return false;
    for (line += used; r.causes < HL_TILE_CAUSES; line += used) {
        struct hl_tile_cause *c = &r.cause[r.causes];
        unsigned kind;

        if (sscanf(line, " %" SCNx64 ":%" SCNu64 ":%" SCNu32 ":%u%n", &c->hash, &c->count,
                   &c->first, &kind, &used) != 4)
            break;
        c->kind = (enum hl_finding_kind)kind;
        r.causes++;
    }
    if (task >= s->tasks || s->done[task] || !sweep_is_mine(s, task))
        return false;
    sweep_count(s, task, &r);
    return true;
}

/* A line without its check and its end; false: it is not whole. */
static bool uncheck(char *line)
{
    char *mark = strrchr(line, '#');
    char check[32];

    if (!mark || mark == line || !strchr(mark, '\n'))
        return false;
    snprintf(check, sizeof check, "#%016" PRIx64 "\n", check_of(line, (size_t)(mark - 1 - line)));
    if (strcmp(mark, check) != 0)
        return false;
    mark[-1] = '\0';
    return true;
}

/* Count what is there; what follows a line that is not whole is cut off. */
static void read_journal(struct sweep *s, const char *head)
{
    FILE *in = fdopen(dup(journal), "r");
    char *line = NULL;
    size_t size = 0;
    off_t good = 0;
    bool first = true;

    if (!in)
        refuse(errno);
    while (getline(&line, &size, in) > 0 && uncheck(line)) {
        if (first && strcmp(line, head) != 0)
            cli_die("sweep: %s: of another sweep; --out names another folder", path);
        if (!first && !read_task(s, line))
            break;
        first = false;
        good = ftello(in);
    }
    free(line);
    fclose(in);
    if (ftruncate(journal, good) != 0)
        refuse(errno);
    if (first)
        append(head, strlen(head));
}

void sweep_journal_open(struct sweep *s)
{
    char head[128];

    if (snprintf(path, sizeof path, "%s/journal", s->folder) >= (int)sizeof path)
        refuse(ENAMETOOLONG);
    if (mkdir(s->folder, 0777) != 0 && errno != EEXIST)
        cli_die("sweep: %s: %s", s->folder, strerror(errno));
    journal = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
    if (journal < 0)
        refuse(errno);
    if (lockf(journal, F_TLOCK, 0) != 0)
        cli_die("sweep: %s: another sweep is at work there", path);
    snprintf(head, sizeof head, "hitless sweep 1 %016" PRIx64 " shard %u/%u tiles %u",
             question_of(s), s->shard, s->shards, s->tasks);
    read_journal(s, head);
}

void sweep_journal_add(unsigned task, const struct hl_tile_result *r)
{
    char *text = NULL;
    size_t size;
    FILE *out;

    if (journal < 0)
        return;
    out = open_memstream(&text, &size);
    if (!out)
        refuse(errno);
    fprintf(out, "tile %u pairs %" PRIu64 " unjudged %" PRIu64 " outcomes", task, r->pairs,
            r->unjudged);
    for (unsigned i = 0; i < HL_OUTCOME_COUNT; i++)
        fprintf(out, " %" PRIu64, r->outcome[i]);
    fprintf(out, " more %" PRIu64, r->more);
    for (unsigned i = 0; i < r->causes; i++)
        fprintf(out, " %" PRIx64 ":%" PRIu64 ":%" PRIu32 ":%u", r->cause[i].hash, r->cause[i].count,
                r->cause[i].first, r->cause[i].kind);
    if (fclose(out) != 0)
        refuse(ENOMEM);
    append(text, size);
    free(text);
}
