// SPDX-License-Identifier: MIT
/* The interface of a hypervisor that gives a stream to a guest: it merges the guest's virtual STE
 * with a stage 2 parent into the physical STE (3.3.3, 5.2: nested configuration). */
#ifndef HITLESS_NESTED_HYPERVISOR_H
#define HITLESS_NESTED_HYPERVISOR_H

#include "smmu/ste.h"

/* What merging reads: two SMMUs, and the stage 2 that confines the guest. */
struct hl_nesting {
    struct hl_smmu host;    /* the physical one */
    struct hl_smmu guest;   /* the virtual one, as hl_guest_registers() describes it */
    struct hl_entry parent; /* a legal STE of the host that translates at stage 2 only */
};

enum hl_merge {
    HL_MERGED,
    HL_REJECTED, /* the guest's command fails and the physical STE stays what it is: see refuses */
    HL_NO_ANSWER /* the hypervisor itself has failed (subject/guard.h): there is nothing to judge */
};

/* Mistakes of a trap handler, outside of merging; or-ed. A right one has none. */
enum hl_trap_mistake {
    HL_TRAP_STALE = 1 << 0,   /* takes the STE for unchanged unless V or Config change */
    HL_TRAP_QWORD_0 = 1 << 1, /* reads only qword 0 again */
    HL_TRAP_BREAKS = 1 << 2   /* installs through V=0, always */
};

/* A shared object offers one by exporting `const struct hl_hypervisor hitless_hypervisor`. */
enum { HL_HYPERVISOR_ABI = 1 };

struct hl_hypervisor {
    unsigned abi;      /* HL_HYPERVISOR_ABI */
    unsigned mistakes; /* enum hl_trap_mistake */
    const char *name;
    const char *description;
    /* Validate the virtual STE and merge it. *ste is the physical STE to install, unless the result
     * is HL_REJECTED. The result depends on the arguments only. */
    enum hl_merge (*merge)(const struct hl_hypervisor *self, const struct hl_nesting *nesting,
                           const struct hl_entry *vste, struct hl_entry *ste);
    /* Why the stream may stay what it is when a guest's STE is refused that is ILLEGAL on the
     * guest's SMMU, although an abort is due: a text that is printed where it is tolerated and
     * counted. NULL: it may not, and wrong-final says so, as it does of every other STE. */
    const char *refuses;
    unsigned data; /* the hypervisor's own */
    /* The STE that it makes is what the sequencer that installs it needs (HL_NEEDS_SANITISED). */
    bool sanitises;
};

/* The virtual SMMU's registers: a Non-secure, stage 1 only SMMU (6.3.1: S2P=0, so no Hyp, and STRW
 * is EL1) without the features that a stream table alone cannot give to a guest: attribute
 * overrides, PRI, MPAM, the Device Permission Table. */
void hl_guest_registers(const struct hl_registers *host, enum hl_security security,
                        struct hl_registers *guest);

/* The parent is kept without the bits that never count. False: it cannot be one on this SMMU. */
bool hl_nesting_init(struct hl_nesting *nesting, const struct hl_smmu *host,
                     const struct hl_entry *parent);

/* What the physical STE has to be, by the architecture. Never fails. */
void hl_nested_merge(const struct hl_nesting *nesting, const struct hl_entry *vste,
                     struct hl_entry *ste);

/* The built-in hypervisors: the right one, "nested", and seeded bugs, named "bug-nested-...". */
extern const struct hl_hypervisor hl_hypervisors[];
extern const size_t hl_hypervisor_count;

/* NULL: none of that name. */
const struct hl_hypervisor *hl_hypervisor_find(const char *name);

#endif
