// SPDX-License-Identifier: MIT
/* The built-in hypervisors: the right one, and one realistic mistake each. */
#include "nested/hypervisor.h"

#include <string.h>

enum bug {
    BUG_V = 1 << 0,
    BUG_BYPASS = 1 << 1,
    BUG_S2VMID = 1 << 2,
    BUG_S2S = 1 << 3,
    BUG_S1DSS = 1 << 4,
    BUG_S1CDMAX = 1 << 5,
    BUG_EATS = 1 << 6,
    BUG_QWORD_1 = 1 << 7,
    BUG_REFUSED = 1 << 8
};

static enum hl_merge merge(const struct hl_hypervisor *self, const struct hl_nesting *n,
                           const struct hl_entry *vste, struct hl_entry *ste)
{
    (void)self;
    hl_nested_merge(n, vste, ste);
    return HL_MERGED;
}

static void spoil_nested(unsigned bugs, const struct hl_entry *vste, struct hl_entry *ste)
{
    if (bugs & BUG_S2VMID)
        HL_SET(STE, ste, S2VMID, HL_GET(STE, vste, S2VMID));
    if (bugs & BUG_S2S) {
        HL_SET(STE, ste, S2S, 0);
        HL_SET(STE, ste, S2R, 0);
    }
    if (bugs & BUG_S1DSS)
        HL_SET(STE, ste, S1DSS, 0);
    if (bugs & BUG_S1CDMAX)
        HL_SET(STE, ste, S1CDMax, 0);
    if (bugs & BUG_EATS)
        HL_SET(STE, ste, EATS, HL_GET(STE, vste, EATS));
    if (bugs & BUG_QWORD_1)
        ste->q[1] |= vste->q[1];
}

static enum hl_merge merge_badly(const struct hl_hypervisor *self, const struct hl_nesting *n,
                                 const struct hl_entry *vste, struct hl_entry *ste)
{
    unsigned bugs = self->data;
    struct hl_entry e = *vste;
    struct hl_meaning m;

    if (bugs & BUG_V)
        HL_SET(STE, &e, V, 1);
    hl_nested_merge(n, &e, ste);
    hl_ste_decode(&n->guest, &e, &m);
    if (m.state == HL_STATE_ILLEGAL && (bugs & BUG_REFUSED))
        return HL_REJECTED;
    if (m.config == HL_CONFIG_S1)
        spoil_nested(bugs, &e, ste);
    if (m.config == HL_CONFIG_BYPASS && (bugs & BUG_BYPASS)) {
        *ste = (struct hl_entry){{0}};
        HL_SET(STE, ste, V, 1);
        HL_SET(STE, ste, Config, HL_STE_CONFIG_BYPASS);
    }
    return HL_MERGED;
}

#define BUG(bug_name, bug_description, trap_mistakes, bugs)                                        \
    {                                                                                              \
        .abi = HL_HYPERVISOR_ABI, .name = "bug-nested-" bug_name,                                  \
        .description = (bug_description), .merge = merge_badly, .mistakes = (trap_mistakes),       \
        .data = (bugs)                                                                             \
    }

const struct hl_hypervisor hl_hypervisors[] = {
    {.abi = HL_HYPERVISOR_ABI,
     .name = "nested",
     .description = "merges by the architecture",
     .merge = merge},

    BUG("break", "every change is installed through V=0", HL_TRAP_BREAKS, 0),
    BUG("stale", "a change of neither V nor Config is not noticed", HL_TRAP_STALE, 0),
    BUG("qword-0", "only qword 0 is read again at a trap", HL_TRAP_QWORD_0, 0),
    BUG("v", "V is not looked at", 0, BUG_V),
    BUG("bypass", "a guest's bypass is installed without stage 2", 0, BUG_BYPASS),
    BUG("s2vmid", "S2VMID is taken from the guest", 0, BUG_S2VMID),
    BUG("s2s", "S2S and S2R of the parent are lost with stage 1", 0, BUG_S2S),
    BUG("s1dss", "S1DSS is dropped", 0, BUG_S1DSS),
    BUG("s1cdmax", "S1CDMax is dropped", 0, BUG_S1CDMAX),
    BUG("eats", "EATS is passed on whatever the parent's EATS and S2S are", 0, BUG_EATS),
    BUG("refused", "an ILLEGAL STE is refused, and the stream stays what it was", 0, BUG_REFUSED),
    BUG("qword-1", "qword 1 is passed on without validation", 0, BUG_QWORD_1),
};
const size_t hl_hypervisor_count = sizeof hl_hypervisors / sizeof hl_hypervisors[0];

const struct hl_hypervisor *hl_hypervisor_find(const char *name)
{
    for (size_t i = 0; i < hl_hypervisor_count; i++)
        if (strcmp(hl_hypervisors[i].name, name) == 0)
            return &hl_hypervisors[i];
    return NULL;
}
