// SPDX-License-Identifier: MIT
/* The files that fuzz engines leave, by their names. */
#ifndef HITLESS_CLI_CRASH_FILES_H
#define HITLESS_CLI_CRASH_FILES_H

#include <stdbool.h>
#include <stddef.h>

struct cli_crash_file {
    char *path;
    size_t size;
    const char *named; /* what its name says that it does: "timeout"; or NULL */
};

struct cli_crash_files {
    struct cli_crash_file *file; /* by path, each once */
    size_t count, passed_over;
};

/* What a name says: "crash", "timeout", "out-of-memory", "slow", "leak" or, where it does not say
 * what, "found"; NULL: it is none of libFuzzer's, AFL++'s, honggfuzz's and ClusterFuzz's names, nor
 * one that a target gives. */
const char *cli_crash_named(const char *path);

/* Files as they are, and of folders and theirs the files that have such names; all: every file but
 * hidden ones. Dies of what cannot be read, and of a folder without any. */
void cli_crash_files(char **paths, unsigned count, bool all, struct cli_crash_files *files);

#endif
