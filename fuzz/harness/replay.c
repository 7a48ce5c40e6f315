// SPDX-License-Identifier: MIT
/* Replay inputs through a target without an engine: files, and folders of files. Fails on no inputs
 * at all, an empty or unreadable one, and one of another version of the format or
 * of another kind. */
#include "harness/target.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { LARGEST_INPUT = 1 << 20 };

static unsigned long replayed;

static _Noreturn void die(const char *path, const char *why)
{
    fprintf(stderr, "replay: %s: %s\n", path, why);
    exit(2);
}

static void replay_file(const char *path)
{
    static uint8_t data[LARGEST_INPUT];
    FILE *in = fopen(path, "rb");
    size_t size;

    if (!in)
        die(path, strerror(errno));
    size = fread(data, 1, sizeof data, in);
    if (ferror(in))
        die(path, strerror(errno));
    fclose(in);
    if (size == 0)
        die(path, "empty");
    if (size == sizeof data)
        die(path, "too large for an input");
    if (hl_target->kind != HL_PROGRAM_NONE && data[0] != HL_PROGRAM_VERSION)
        die(path, "an input of another version of the format");
    if (hl_target->kind != HL_PROGRAM_NONE && (size < 2 || data[1] != hl_target->kind))
        die(path, "an input of another kind of target");
    LLVMFuzzerTestOneInput(data, size);
    replayed++;
}

static void replay_folder(const char *path)
{
    struct dirent **list;
    int n = scandir(path, &list, NULL, alphasort);
    unsigned long before = replayed;

    if (n < 0)
        die(path, strerror(errno));
    for (int i = 0; i < n; i++) {
        char child[4096];
        snprintf(child, sizeof child, "%s/%s", path, list[i]->d_name);
        if (list[i]->d_name[0] != '.')
            replay_file(child);
        free(list[i]);
    }
    free(list);
    if (replayed == before)
        die(path, "no inputs");
}

int main(int argc, char **argv)
{
    struct stat st;

    LLVMFuzzerInitialize(&argc, &argv);
    for (int i = 1; i < argc; i++) {
        if (stat(argv[i], &st) != 0)
            die(argv[i], strerror(errno));
        if (S_ISDIR(st.st_mode))
            replay_folder(argv[i]);
        else
            replay_file(argv[i]);
    }
    if (!replayed)
        die(argv[0], "no inputs");
    printf("replayed %lu inputs\n", replayed);
    return 0;
}
