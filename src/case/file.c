// SPDX-License-Identifier: MIT
#include "case/file.h"
#include "case/load.h"
#include "case/names.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* What is wrong with an open file that is to be read into text; NULL: nothing. */
static const char *fill(FILE *file, char *text, size_t *length)
{
    struct stat status;

    if (!text || fstat(fileno(file), &status) != 0)
        return strerror(errno);
    if (S_ISDIR(status.st_mode))
        return "is a directory";
    *length = fread(text, 1, HL_TEXT_FILE_MAX + 1, file);
    if (ferror(file))
        return strerror(errno);
    return *length > HL_TEXT_FILE_MAX ? HL_TEXT_FILE_TOO_LONG : NULL;
}

char *hl_file_read(const char *path, size_t *length, struct hl_error *error)
{
    FILE *file = fopen(path, "re");
    char *text = file ? malloc(HL_TEXT_FILE_MAX + 1) : NULL;
    const char *why = file ? fill(file, text, length) : strerror(errno);

    if (file)
        fclose(file);
    if (!why)
        return text;
    hl_error_set(error, "%.300s: %s", path[0] ? path : "''", why);
    free(text);
    return NULL;
}

bool hl_file_wrong(const char *path, const char *where, const char *why, struct hl_error *error)
{
    struct hl_source source = {0};
    struct hl_error ignored;
    struct stat status;
    size_t length = 0;
    /* What is no file can be read but once. */
    const bool again = stat(path, &status) == 0 && S_ISREG(status.st_mode);
    char *bytes = again ? hl_file_read(path, &length, &ignored) : NULL;

    if (bytes && hl_source_scan(&source, path, bytes, length, &ignored))
        hl_source_error(&source, where, why, error);
    else
        hl_error_set(error, "%.200s: %s: %s", path, where, why);
    hl_source_free(&source);
    free(bytes);
    return false;
}
