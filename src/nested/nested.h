// SPDX-License-Identifier: MIT
/* A guest updates its own STE under a hypervisor: is what the physical SMMU observes what the guest
 * means, is it confined by the parent, and is it hitless where the guest's own update is?
 *
 * The guest's sequencer writes to guest memory; each of its syncs traps. The hypervisor merges what
 * it then reads, and the host's sequencer takes the physical STE there. Each physical update is an
 * ordinary one, judged by hl_judge(). Its ends are judged here: every merged STE must mean what the
 * virtual one means under the parent. So by induction a live physical view is always the parent's
 * stage 2 under something that the guest has shown, or stage 2 alone. */
#ifndef HITLESS_NESTED_NESTED_H
#define HITLESS_NESTED_NESTED_H

#include "nested/hypervisor.h"
#include "verdict/verdict.h"

/* Findings are those of hl_judge(), but needless-break only where the guest's own update is hitless
 * on its own SMMU: refinement. */

/* A hypervisor that installs what it merges by stores of its own: from the physical STE that the
 * update begins with, when the guest shows vste. The update's target is what merge() makes of that.
 */
struct hl_reshadow {
    const struct hl_hypervisor *hypervisor;
    void (*install)(const struct hl_nesting *nesting, const struct hl_entry *vste,
                    const struct hl_update *u);
    /* The parent that it has itself, with the table of another one. */
    void (*parent)(const struct hl_entry *given, struct hl_entry *own);
};

/* Everything that does not change between the updates of a guest. Must stay in its place. */
struct hl_nested {
    const struct hl_hypervisor *hypervisor;
    const struct hl_sequencer *host_sequencer, *guest_sequencer;
    const struct hl_reshadow *reshadow; /* NULL: host_sequencer installs */
    struct hl_nesting nesting;
    bool trims; /* the host's sequencer wants no bit set that it does not call used: a driver's does
                 */
    struct hl_smmu host, guest; /* under the assumptions */
    struct hl_decoder host_decoder, guest_decoder;
    struct hl_entry overlook; /* on both */
};

/* Both sequencers are update-safe at first. The hypervisor must outlive it. */
void hl_nested_init(struct hl_nested *nested, const struct hl_nesting *nesting,
                    const struct hl_assumptions *assume, const struct hl_hypervisor *hypervisor);

struct hl_nested_verdict {
    struct hl_verdict guest; /* the same update on bare metal */
    unsigned traps;          /* judged */
    unsigned rejected;       /* of these, refused by the hypervisor */
    unsigned refused;        /* of the rejected, those that are legal on the guest's SMMU */
    unsigned kept;           /* of the rejected, those under which a stream stays that is not due */
    uint64_t views;          /* of the physical STE */
    enum hl_outcome outcome; /* the worst of its updates */
    bool too_many_views;     /* of one: no verdict */
    struct hl_entry physical;
    /* Physical breaks of an update that is hitless on bare metal for which the planner finds no
     * hitless sequence. */
    unsigned unplanned;
    /* The trap that has findings, and after which nothing more was judged, or the last one. */
    unsigned trap;               /* from 1 */
    struct hl_entry vste;        /* what the guest showed at it */
    bool wrong_merge;            /* the fault is in what was merged, not in how it was installed */
    struct hl_question question; /* the physical update, as an ordinary one, to what was due */
    struct hl_verdict host;      /* its verdict */
};

/* A guest's first trap: from a stream that is stopped to what vste means. verdict->physical is what
 * the stream has then. */
void hl_nested_install(const struct hl_nested *nested, const struct hl_entry *vste,
                       struct hl_nested_verdict *verdict);

/* The update of the virtual STE from old to target, when `physical` is installed for old; that may
 * be verdict->physical. */
void hl_nested_judge(const struct hl_nested *nested, const struct hl_entry *physical,
                     const struct hl_entry *old, const struct hl_entry *target,
                     struct hl_nested_verdict *verdict);

#endif
