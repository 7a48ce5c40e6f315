// SPDX-License-Identifier: MIT
#ifndef HITLESS_CASE_FILE_H
#define HITLESS_CASE_FILE_H

#include "case/case.h"

#include <stddef.h>

enum { HL_TEXT_FILE_MAX = 64 * 1024 }; /* bytes; no case is as long */

#define HL_TEXT_FILE_TOO_LONG "larger than 64 KiB, not a case file"

/* A whole file, to be freed. NULL: error says why; never reads much more than the bound. */
char *hl_file_read(const char *path, size_t *length, struct hl_error *error);

/* Say what turned out to be wrong with a value of a case or program file ("expect.1.sequencer")
 * after it had been read, with its position. Returns false. */
bool hl_file_wrong(const char *path, const char *where, const char *why, struct hl_error *error);

#endif
