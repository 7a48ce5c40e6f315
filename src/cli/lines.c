// SPDX-License-Identifier: MIT
#include "cli/lines.h"
#include "cli/cli.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

/* More input behind what is there; at the end, a newline if the last line has none. */
static void refill(struct cli_lines *l)
{
    size_t room;
    ssize_t got;

    memmove(l->text, l->text + l->begin, l->filled - l->begin);
    l->filled -= l->begin;
    l->begin = 0;
    room = sizeof(l->text) - 1 - l->filled;
    if (room == 0)
        cli_die("stdin:%lu:1: longer than any line", l->number + 1);
    if (l->idle)
        l->idle(l->idle_argument);
    do
        got = read(STDIN_FILENO, l->text + l->filled, room);
    while (got < 0 && errno == EINTR);
    if (got < 0)
        cli_die("stdin: %s", strerror(errno));
    if (got > 0) {
        l->filled += (size_t)got;
        return;
    }
    l->end = true;
    if (l->filled)
        l->text[l->filled++] = '\n';
}

static char *raw_line(struct cli_lines *l)
{
    char *line, *newline;

    while ((newline = memchr(l->text + l->begin, '\n', l->filled - l->begin)) == NULL) {
        if (l->end)
            return NULL;
        refill(l);
    }
    line = l->text + l->begin;
    *newline = '\0';
    l->begin += (size_t)(newline - line) + 1;
    l->number++;
    if (memchr(line, '\0', (size_t)(newline - line)))
        cli_die("stdin:%lu:%zu: a NUL character", l->number, strlen(line) + 1);
    return line;
}

char *cli_lines_next(struct cli_lines *l)
{
    char *line;

    while ((line = raw_line(l)) != NULL) {
        char first = line[strspn(line, " \t\r")];
        if (first != '\0' && first != '#')
            return line;
    }
    return NULL;
}
