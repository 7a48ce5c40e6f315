// SPDX-License-Identifier: MIT
/* Lines of standard input. Blank lines and those that begin with # are skipped. */
#ifndef HITLESS_CLI_LINES_H
#define HITLESS_CLI_LINES_H

#include <stdbool.h>
#include <stddef.h>

struct cli_lines {
    unsigned long number; /* of the line that cli_lines_next() gave, from 1 */
    void (*idle)(void *); /* called before waiting for input, to flush output; or NULL */
    void *idle_argument;
    bool end;
    size_t begin, filled;
    char text[65536 + 1];
};

/* The next line without its newline, valid until the next call; NULL at the end. Dies when standard
 * input cannot be read, or a line is too long or has a NUL character. */
char *cli_lines_next(struct cli_lines *lines);

#endif
