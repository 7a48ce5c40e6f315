// SPDX-License-Identifier: MIT
/* Private to subject/: foreign code, run so that it takes nothing down. */
#ifndef HITLESS_SUBJECT_GUARD_H
#define HITLESS_SUBJECT_GUARD_H

#include "subject/subject.h"

/* A sequencer that runs another one behind a guard. Until a failure has been asked for, it does
 * nothing more. */
struct hl_guarded {
    struct hl_sequencer sequencer; /* first: its functions get this */
    const struct hl_sequencer *inner;
    struct hl_failure failure;
    bool has_failed;
};
/* It must stay in its place, and inner outlive it. */
void hl_guard_sequencer(struct hl_guarded *guarded, const struct hl_sequencer *inner);

struct hl_guarded_hypervisor {
    struct hl_hypervisor hypervisor; /* likewise */
    const struct hl_hypervisor *inner;
};
void hl_guard_hypervisor(struct hl_guarded_hypervisor *guarded, const struct hl_hypervisor *inner);

struct hl_guarded_attach {
    struct hl_attach_layer layer; /* likewise */
    const struct hl_attach_layer *inner;
};
void hl_guard_attach(struct hl_guarded_attach *guarded, const struct hl_attach_layer *inner);

/* How calls are bounded: HITLESS_SUBJECT_TIMEOUT in milliseconds, or `preset`. */
unsigned hl_guard_milliseconds(unsigned preset);

/* In this process: catch what it raises. False: it failed. */
bool hl_guard_here(void (*call)(void *argument), void *argument, struct hl_failure *failure);
/* The guarded code calls back: what happens until hl_guard_reenter() is not its doing, even where
 * that is never called. */
void *hl_guard_leave(void);
void hl_guard_reenter(void *left);

/* In a process of its own, which has what `call` writes to `shared`, of size bytes, in common with
 * this one; standard output is its standard error. False: it failed. */
bool hl_guard_apart(void (*call)(void *shared), void *shared, struct hl_failure *failure);
/* Memory for that; NULL: there is none. */
void *hl_guard_shared(size_t size);

/* In the way that was chosen. */
bool hl_guard_call(void (*call)(void *argument), void *argument, struct hl_failure *failure);

/* What a signal is called here. */
const char *hl_guard_signal(int number);

#endif
