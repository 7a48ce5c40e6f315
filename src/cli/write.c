// SPDX-License-Identifier: MIT
#include "cli/cli.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* What is half-written when the process ends early. */
static char *unfinished;

static void remove_unfinished(void)
{
    if (unfinished)
        unlink(unfinished);
}

/* A file beside the one at path, for writing, with the permissions that a new one gets. */
static FILE *open_beside(const char *path)
{
    const mode_t mask = umask(0);
    int file;

    umask(mask);
    unfinished = malloc(strlen(path) + sizeof(".XXXXXX"));
    if (!unfinished)
        return NULL;
    sprintf(unfinished, "%s.XXXXXX", path);
    file = mkstemp(unfinished);
    if (file < 0) {
        free(unfinished);
        unfinished = NULL;
        return NULL;
    }
    fchmod(file, 0666 & ~mask);
    return fdopen(file, "w");
}

void cli_write_file(const char *option, const char *path,
                    void (*write)(FILE *out, const void *context), const void *context)
{
    static bool armed;
    FILE *out;
    bool written;

    if (!armed)
        atexit(remove_unfinished);
    armed = true;
    out = open_beside(path);
    if (!out)
        cli_die("%s: %s: %s", option, path, strerror(errno));
    write(out, context);
    written = !ferror(out);
    if (fclose(out) != 0 || !written || rename(unfinished, path) != 0)
        cli_die("%s: %s: %s", option, path, strerror(errno ? errno : EIO));
    free(unfinished);
    unfinished = NULL;
}
