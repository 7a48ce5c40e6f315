// SPDX-License-Identifier: MIT
/* check CASE...: what became of a file that is no case but a program. */
#ifndef HITLESS_CLI_CHECK_CASES_H
#define HITLESS_CLI_CHECK_CASES_H

#include "cli/cli.h"

enum cli_checked {
    CLI_CHECKED_GOOD,
    CLI_CHECKED_DIFFERENT,
    CLI_CHECKED_SKIPPED, /* it is of other trees, or of a build with one */
    CLI_CHECKED_WRONG    /* with the file; said why */
};

/* Whether this build's kernel tree is in a range (case/wanted.h). */
bool cli_is_of_tree(const char *range);

/* A program file, as its bytes. */
enum cli_checked cli_check_program(const char *path, const char *bytes, size_t length, bool json);

#endif
