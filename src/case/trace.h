// SPDX-License-Identifier: MIT
/* A recorded update: what some driver stored and synced, without the driver. docs/formats.md has
 * the lines. */
#ifndef HITLESS_CASE_TRACE_H
#define HITLESS_CASE_TRACE_H

#include "case/case.h"

enum { HL_TRACE_STEPS = HL_MAX_STORES + HL_MAX_SYNCS + HL_MAX_BARRIERS };

enum hl_trace_kind { HL_TRACE_STORE, HL_TRACE_BARRIER, HL_TRACE_SYNC };
struct hl_trace_step {
    enum hl_trace_kind kind;
    unsigned offset, bytes; /* of a store: in the entry */
    uint64_t value, high;   /* high: of 16 bytes */
};

/* Its sequencer points at it: it must stay in its place. */
struct hl_trace {
    struct hl_sequencer sequencer; /* does what was recorded, whatever it is asked for */
    unsigned steps;
    struct hl_trace_step step[HL_TRACE_STEPS];
};

/* Read a trace from a stream; name: the file, for errors. settings holds what the lines may change:
 * kind, SMMU, assumptions; afterwards old and target, too. Without a line `new', the target is what
 * memory holds in the end. False: error says where and why. */
bool hl_trace_read(FILE *in, const char *name, struct hl_case *settings, struct hl_trace *trace,
                   struct hl_error *error);
/* Whether a text begins with a word that a line of a trace begins with. */
bool hl_trace_has_word(const char *text);

#endif
