// SPDX-License-Identifier: MIT
/* Work in processes of their own, several at a time, bounded in time and memory. */
#ifndef HITLESS_CLI_APART_H
#define HITLESS_CLI_APART_H

#include "case/case.h"

#include <stddef.h>
#include <sys/types.h>

enum cli_end {
    CLI_NOT_BEGUN, /* interrupted before it was */
    CLI_EXITED,
    CLI_SIGNALLED,
    CLI_TOO_LONG,
    CLI_TOO_LARGE
};

/* What the work says while it runs, which remains whatever becomes of it. */
struct cli_said {
    bool ended; /* it has come to its own end */
    char target[HL_CASE_NAME];
};

struct cli_task {
    /* Returns the exit status, or exits; its standard output and error are kept. */
    int (*work)(const void *about, struct cli_said *said);
    const void *about;
    enum cli_end end;
    int status; /* of exit(), or the signal */
    double seconds;
    char *out, *err; /* what it printed, with a 0 behind it; to be freed */
    struct cli_said said;
};

struct cli_limits {
    double seconds;
    size_t megabytes; /* resident */
    unsigned jobs;    /* at a time */
};

/* Do them; progress: what to count on a terminal. After an interruption (cli_interrupts()) what had
 * begun was ended, and is as if it had not. */
void cli_apart(struct cli_task *tasks, size_t count, const struct cli_limits *limits,
               const char *progress);

/* From now on Ctrl-C, SIGTERM and SIGHUP end cli_apart() and not the process. */
void cli_interrupts(void);
/* The signal that came, or 0. */
int cli_interrupted(void);

#endif
