// SPDX-License-Identifier: MIT
/* What every target of STEs works on: the entries of a program, and a question about two of them.
 */
#ifndef HITLESS_FUZZ_SESSION_H
#define HITLESS_FUZZ_SESSION_H

#include "ledger.h"
#include "pool.h"

struct hl_session {
    struct hl_program program;
    struct hl_pool pool;
    struct hl_assumptions assume;
    bool driver; /* a kernel's sequencer: what its own code never meets is no question */
    struct hl_question q;
    struct hl_verdict v;
};

/* Build the entries of a program for the ledger's sequencer, under what its masks rely on. */
void hl_session_begin(struct hl_session *s, const struct hl_program *program);

/* Make the update between two entries of the pool the question. */
void hl_session_ask(struct hl_session *s, unsigned from, unsigned to);

/* The same for entries of any origin. */
void hl_session_ask_entries(struct hl_session *s, const struct hl_entry *old,
                            const struct hl_entry *target);

/* Whether the update is one that a driver could be asked for: it never has an ILLEGAL entry to
 * start from or to reach. Built-in sequencers take everything. */
bool hl_session_is_fair(const struct hl_session *s, unsigned from, unsigned to);

/* Whether an entry sets nothing but what the sequencer calls used: a driver's precondition. */
bool hl_session_is_sanitised(const struct hl_session *s, const struct hl_entry *e);

/* Count the verdict on the question. */
void hl_session_count(struct hl_session *s, bool made);

/* Report that two of our own oracles disagree on the question, and abort. */
_Noreturn void hl_session_disagree(const struct hl_session *s, const char *what);

/* Remove the findings of a kind from a verdict: they are another target's business. */
void hl_verdict_forget(struct hl_verdict *v, enum hl_finding_kind kind);

#endif
