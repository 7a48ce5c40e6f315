// SPDX-License-Identifier: MIT
/* hitless triage: many files replayed, and what they show by cause. */
#ifndef HITLESS_CLI_TRIAGE_H
#define HITLESS_CLI_TRIAGE_H

#include "cli/apart.h"
#include "cli/crash_files.h"
#include "cli/programs.h"

/* What a file does, worst first as they are listed. */
enum triage_class {
    TRIAGE_FINDING,
    TRIAGE_SANITIZER,
    TRIAGE_CRASH, /* of the process, for any other reason */
    TRIAGE_TIMEOUT,
    TRIAGE_OUT_OF_MEMORY,
    TRIAGE_UNREADABLE, /* and what cannot be run */
    TRIAGE_PASS,
    TRIAGE_CLASSES
};
extern const char *const triage_class_names[TRIAGE_CLASSES];

enum { TRIAGE_WORDS = 512 };

/* What one file has shown. */
struct triage_shown {
    bool ran; /* else interrupted before */
    enum triage_class class;
    char cause[TRIAGE_WORDS]; /* in words that are alike for alike ones; of a pass "" */
    char finding[64], sequencer[HL_CASE_TEXT], target[HL_CASE_NAME];
    char *reproducer; /* a file that shows the same, or NULL; to be freed */
    double seconds;
};

struct triage_group {
    const struct triage_shown *shown; /* of its smallest file */
    size_t smallest, *files, count;   /* indexes */
    double slowest;
    char name[128]; /* of the file that was written of it; or "" */
    bool minimised;
};

struct triage {
    struct cli_run run;
    struct cli_limits limits, to_minimise;
    struct cli_crash_files files;
    struct triage_shown *shown;  /* of each file */
    struct triage_group *groups; /* passes are none */
    size_t group_count, ran, tally[TRIAGE_CLASSES];
    const char *folder; /* for what is written; or NULL */
};

/* What a process does (struct cli_task): replay a file and print a line of JSON, or make it
 * smaller and print what is left. */
struct triage_work {
    const struct cli_run *run;
    const char *path;
};
int triage_replay(const void *work, struct cli_said *said);
int triage_minimise(const void *work, struct cli_said *said);

/* What a replay that has ended showed. */
void triage_read(const struct cli_task *task, const char *path, struct triage_shown *shown);

/* Whether it showed a finding of this cause, perhaps beside others. */
bool triage_shows(const struct cli_task *task, const char *cause);

/* Replay all files, and group them; until an interruption. */
void triage_all(struct triage *t);

/* Write a file of each cause into a folder, those of findings minimised. */
void triage_write(struct triage *t, const char *folder);

/* The table. A path in the text has no control characters. */
void triage_text(FILE *out, const struct triage *t);
void triage_json(FILE *out, const struct triage *t);
void triage_html(FILE *out, const struct triage *t);

#endif
