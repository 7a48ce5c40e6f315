// SPDX-License-Identifier: MIT
/* Private to subject/: the interface as it was in ABI 1, and never changes. A store was of one
 * qword, and the only need that could be stated was "ats-quiesced", in words. */
#ifndef HITLESS_SUBJECT_ABI1_H
#define HITLESS_SUBJECT_ABI1_H

#include "subject/subject.h"

struct hl_writer_1 {
    void (*store)(struct hl_writer_1 *w, unsigned index, uint64_t value);
    void (*sync)(struct hl_writer_1 *w);
};

struct hl_update_1 {
    struct hl_entry current, target;
    const struct hl_decoder *decoder;
    const struct hl_entry *safe;
    struct hl_writer_1 *writer;
};

struct hl_sequencer_1 {
    unsigned abi;
    unsigned kinds;
    const char *name;
    const char *description;
    void (*update)(const struct hl_sequencer_1 *self, const struct hl_update_1 *u);
    void (*used)(const struct hl_sequencer_1 *self, const struct hl_decoder *decoder,
                 const struct hl_entry *entry, struct hl_entry *used);
    void (*update_safe)(const struct hl_sequencer_1 *self, const struct hl_decoder *decoder,
                        const struct hl_entry *current, const struct hl_entry *target,
                        struct hl_entry *safe);
    unsigned data;
    const char *assumes;
};

/* One of ABI 1 as one of today. */
struct hl_adapted {
    struct hl_sequencer sequencer; /* first: its functions get this */
    const struct hl_sequencer_1 *old;
};
/* False: why says what it assumes that is not known. adapted must stay in its place. */
bool hl_adapt_1(struct hl_adapted *adapted, const struct hl_sequencer_1 *old,
                char why[HL_SUBJECT_WHY]);

#endif
