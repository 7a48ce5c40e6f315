// SPDX-License-Identifier: MIT
#include "cli/crash_files.h"

#include "cli/cli.h"

#include <errno.h>
#include <fnmatch.h>
#include <ftw.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { OPEN_FOLDERS = 16 };

#define HASH4 "[0-9a-f][0-9a-f][0-9a-f][0-9a-f]"
#define HASH HASH4 HASH4 HASH4 HASH4
static const struct {
    const char *pattern, *named;
} names[] = {
    {"crash-*", "crash"}, /* libFuzzer */
    {"timeout-*", "timeout"},
    {"oom-*", "out-of-memory"},
    {"slow-unit-*", "slow"},
    {"leak-*", "leak"},
    {"minimized-from-*", "crash"},
    {"*-" HASH ".yaml", "found"}, /* HITLESS_FINDINGS and --out */
    {"*-" HASH ".bin", "found"},
    {"id[:_][0-9]*[:,_]sig[:_]*", "crash"}, /* AFL++ */
    {"id[:_][0-9]*", "found"},
    {"SIG*.PC.*", "crash"}, /* honggfuzz */
    {"clusterfuzz-testcase-*", "found"},
};

static const char *base_of(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash ? slash + 1 : path;
}

/* The name of the folder that it lies in begins like this. */
static bool lies_in(const char *path, const char *folder)
{
    const char *base = base_of(path), *begin;

    if (base == path)
        return false;
    for (begin = base - 1; begin > path && begin[-1] != '/';)
        begin--;
    return strncmp(begin, folder, strlen(folder)) == 0;
}

const char *cli_crash_named(const char *path)
{
    const char *base = base_of(path);

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (fnmatch(names[i].pattern, base, 0) != 0)
            continue;
        /* AFL++ calls what it keeps, and what hangs, alike. */
        if (strncmp(base, "id", 2) == 0 && lies_in(path, "queue"))
            return NULL;
        if (strncmp(base, "id", 2) == 0 && lies_in(path, "hangs"))
            return "timeout";
        return names[i].named;
    }
    return NULL;
}

static struct cli_crash_files *found; /* by the walk that is under way */
static bool every;

static void add(const char *path, size_t size)
{
    struct cli_crash_files *f = found;

    f->file = realloc(f->file, (f->count + 1) * sizeof *f->file);
    if (!f->file || !(f->file[f->count].path = strdup(path)))
        cli_die("out of memory");
    f->file[f->count].size = size;
    f->file[f->count++].named = cli_crash_named(path);
}

static int visit(const char *path, const struct stat *status, int type, struct FTW *where)
{
    const char *base = path + where->base;
    struct stat linked;

    if (type == FTW_DNR || type == FTW_NS)
        cli_die("%s: %s", path, strerror(EACCES));
    if (where->level > 0 && *base == '.')
        return type == FTW_D ? FTW_SKIP_SUBTREE : FTW_CONTINUE;
    if (type == FTW_SL && stat(path, &linked) == 0)
        status = &linked;
    if ((type != FTW_F && type != FTW_SL) || !S_ISREG(status->st_mode))
        return FTW_CONTINUE;
    if (every || cli_crash_named(path))
        add(path, (size_t)status->st_size);
    else
        found->passed_over++;
    return FTW_CONTINUE;
}

static void look_into(const char *path)
{
    const size_t before = found->count;

    if (nftw(path, visit, OPEN_FOLDERS, FTW_PHYS | FTW_ACTIONRETVAL) != 0)
        cli_die("%s: %s", path, strerror(errno));
    if (found->count == before)
        cli_die("%s: no file here has a fuzz engine's name (--all takes every file)", path);
}

static int by_path(const void *a, const void *b)
{
    return strcmp(((const struct cli_crash_file *)a)->path,
                  ((const struct cli_crash_file *)b)->path);
}

static void take_once(struct cli_crash_files *f)
{
    size_t kept = 0;

    qsort(f->file, f->count, sizeof *f->file, by_path);
    for (size_t i = 0; i < f->count; i++) {
        if (kept && strcmp(f->file[kept - 1].path, f->file[i].path) == 0)
            free(f->file[i].path);
        else
            f->file[kept++] = f->file[i];
    }
    f->count = kept;
}

void cli_crash_files(char **paths, unsigned count, bool all, struct cli_crash_files *files)
{
    struct stat status;

    *files = (struct cli_crash_files){NULL, 0, 0};
    found = files;
    every = all;
    for (unsigned i = 0; i < count; i++) {
        /* "DIR/" and "DIR" are one. */
        for (size_t n = strlen(paths[i]); n > 1 && paths[i][n - 1] == '/'; n--)
            paths[i][n - 1] = '\0';
        if (stat(paths[i], &status) != 0)
            cli_die("%s: %s", paths[i], strerror(errno));
        if (S_ISDIR(status.st_mode))
            look_into(paths[i]);
        else
            add(paths[i], (size_t)status.st_size);
    }
    take_once(files);
}
