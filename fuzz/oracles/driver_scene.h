// SPDX-License-Identifier: MIT
/* A whole driver in its machine, with all who watch it: programs of operations run in it, and what
 * was found in them is listed. There is one, as there is one machine. */
#ifndef HITLESS_FUZZ_ORACLES_DRIVER_SCENE_H
#define HITLESS_FUZZ_ORACLES_DRIVER_SCENE_H

#include "driver/by_page.h"
#include "driver/watched.h"

#include <stdio.h>

enum { HL_SCENE_FINDINGS = 16, HL_SCENE_TITLE = 160, HL_SCENE_WORDS = 300, HL_SCENE_WAITS = 3000 };

struct hl_scene_finding {
    enum hl_finding_kind kind;
    enum hl_severity severity;
    const char *operation;      /* in which: "attach" */
    const char *within;         /* the operation in which that came, of another CPU; or NULL */
    char title[HL_SCENE_TITLE]; /* alike for alike findings: without addresses and numbers */
    char words[HL_SCENE_WORDS]; /* with them */
    const char *section;        /* or NULL */
    bool judged;                /* `by' is what the judge says */
    struct hl_driver_finding by;
};

/* Who is told, for a report; members may be NULL. */
struct hl_scene_log {
    void *context;
    void (*begin)(void *context, const struct hl_operation *operation);
    void (*end)(void *context, const struct hl_operation *operation, int result);
    void (*found)(void *context, const struct hl_scene_finding *finding);
    struct hl_machine_listener machine; /* its context is set */
    struct hl_model_listener model;     /* likewise */
};

struct hl_scene {
    struct hl_watched watched;
    unsigned begun; /* operations */
    unsigned depth; /* of those under way */
    enum hl_operation_kind under_way[HL_JUDGE_DEPTH];
    enum hl_operation_kind last; /* the innermost of them, or the one that ended last */
    unsigned waits;
    struct hl_by_page by_page; /* of an INVALIDATE alone */
    /* An operation within another one waited for it, which it cannot: the one that it is in goes on
     * when it has ended. No verdict on what followed. */
    bool stuck;
    bool ended; /* nothing is judged after the operation that was the last: hl_scene_until() */
    unsigned findings; /* the first of each title, severity and `within' */
    struct hl_scene_finding finding[HL_SCENE_FINDINGS];
};

/* Once a process; false: errno says why there is no memory at the kernel's place. */
bool hl_scene_boot(void);

/* A machine that has just been probed, with its devices. log: NULL, or who is told from now on to
 * the next call. 0, or what the driver's probe said. */
int hl_scene_begin(const struct hlk_machine *machine, const struct hl_registers *regs,
                   unsigned address_bits, const struct hl_scene_log *log);

/* From now on: after an operation with a finding of which this is true, nothing more is run. */
void hl_scene_until(bool (*ends)(const struct hl_scene_finding *finding));

/* Whether two findings are of the same cause. */
bool hl_scene_alike(const struct hl_scene_finding *a, const struct hl_scene_finding *b);

/* Run operations in it; they stay the caller's. */
void hl_scene_run(const struct hl_operation *operation, unsigned count);

const struct hl_scene *hl_scene(void);

#endif
