// SPDX-License-Identifier: MIT
/* The arm-smmu-v3 driver of a Linux kernel tree as a sequencer, and its own make functions as a
 * generator of the entries that it really builds. Absent (NULL) in a build without a tree. */
#ifndef HITLESS_LINUX_LINUX_H
#define HITLESS_LINUX_LINUX_H

#include "nested/hypervisor.h"
#include "smmu/smmu.h"
#include "update/sequencer.h"

/* What trees differ in, as the tree itself shows it. */
enum hl_linux_feature {
#define HL_LINUX_FEATURE(id, name, symbol, doc) HL_FEATURE_##id,
#include "linux/features.def"
#undef HL_LINUX_FEATURE
    HL_FEATURE_COUNT
};
struct hl_linux_feature_info {
    const char *name; /* in case files */
    const char *doc;
};
/* By enum hl_linux_feature; in a build without a tree, too. */
extern const struct hl_linux_feature_info hl_linux_features[];

struct hl_linux_info {
    const char *version;   /* "7.3.4", from the tree's Makefile */
    const char *hash;      /* sha256 of the functions that were taken, in hexadecimal */
    const char *functions; /* their names, separated by spaces */
    unsigned features;     /* bit (1 << enum hl_linux_feature) */
    /* NULL: the driver's make functions are known. Else why not, in one line: no entry is made
     * then, and nobody nests. */
    const char *makers_unknown;
};

static inline bool hl_linux_has(const struct hl_linux_info *info, enum hl_linux_feature feature)
{
    return info->features >> feature & 1;
}

/* NULL: this build has no kernel tree. */
const struct hl_linux_info *hl_linux_info(void);
const struct hl_sequencer *hl_linux_sequencer(void);

/* How many of the driver's WARN_ON()s fired in this thread since the last call: most of all, that a
 * target sets a bit that the driver's own used function does not report. */
unsigned hl_linux_warnings(void);

enum hl_linux_make {
    HL_LINUX_ABORT,
    HL_LINUX_BYPASS,
    HL_LINUX_CDTABLE,
    HL_LINUX_S2,
    HL_LINUX_NESTED,
    HL_LINUX_MAKE_COUNT
};

enum hl_linux_make_cd {
    HL_LINUX_CD_S1,           /* of a stage 1 domain */
    HL_LINUX_CD_SVA,          /* of a process: shared virtual addressing */
    HL_LINUX_CD_SVA_RELEASED, /* the same after the process has gone */
    HL_LINUX_MAKE_CD_COUNT
};

/* What varies between devices, domains, guests and kernels on one SMMU. Every value is reduced to
 * one that the driver could have on the given SMMU, so that any filling is a possible stream. */
struct hl_linux_stream {
    uint64_t cdtab;    /* CD table address; reduced to the OAS and aligned */
    uint64_t pgd;      /* translation table address of the stage that is made; likewise */
    uint16_t vmid;     /* never 0: that is the VMID of streams without stage 2 */
    uint16_t asid;     /* never 0 */
    uint8_t ssid_bits; /* of the device; the CD table's size follows from it */
    uint8_t s1dss;   /* modulo 3; other than 2 (SSID0) only if the device has substreams, 1 (bypass)
                      * also if its ATS is always on */
    uint8_t granule; /* picks one of the supported, as the kernel's page size does */
    uint8_t va_bits; /* modulo 4, 0: 48 bits; picks one that a kernel of that page size can have */
    uint8_t parange; /* of the processors, as encoded there, modulo 7; at most the OAS */
    bool haft;       /* the processors have FEAT_HAFT; only where the SMMU has HAFT */
    bool dirty;      /* the stage 1 domain tracks dirty pages; only where the driver can */
    bool vhe;        /* the kernel runs at EL2 with E2H; CR2.E2H is then 1 if the SMMU has HYP */
    bool ats;        /* not where stalls are forced */
    bool stall;      /* the device may be stalled: not together with ATS */
    bool ats_always_on; /* the device needs ATS also while it bypasses: HL_LINUX_BYPASS is then a CD
                         * table; only where the tree has the feature, and the SMMU ATS, stage 1
                         * and SubstreamIDs */
    uint64_t vste[2];   /* a guest's STE for nesting, as it comes */
};

enum hl_linux_made {
    HL_LINUX_MADE,
    HL_LINUX_UNSUPPORTED, /* the tree has no such function, or the SMMU not what it needs */
    HL_LINUX_REJECTED     /* the tree's own validation refuses the guest's STE */
};

/* Build an STE as the driver does on this SMMU, by the driver's own probe, page table and make
 * code. An illegal result is the driver's fault, except that HL_LINUX_NESTED passes on what is the
 * guest's to get right: S1ContextPtr, S1CDMax, S1Fmt, S1DSS, S1STALLD. */
enum hl_linux_made hl_linux_make(enum hl_linux_make what, const struct hl_registers *regs,
                                 const struct hl_linux_stream *stream, struct hl_entry *ste);

/* Build a CD likewise. A process's needs PASIDs. Make the STE that leads to it of the same stream:
 * the driver gives both the same stall setting. An illegal result is the driver's fault. */
enum hl_linux_made hl_linux_make_cd(enum hl_linux_make_cd what, const struct hl_registers *regs,
                                    const struct hl_linux_stream *stream, struct hl_entry *cd);

/* The driver's nesting and a VMM above it as a hypervisor of one stream, whose stage 2 parent is
 * what HL_LINUX_S2 makes of the same stream. */
struct hl_linux_vmm {
    struct hl_hypervisor hypervisor; /* first: merging gets this */
    struct hl_linux_stream stream;   /* vste is not read */
};

/* NULL: no kernel tree, or one without nesting. The result is in *vmm. */
const struct hl_hypervisor *hl_linux_hypervisor(struct hl_linux_vmm *vmm,
                                                const struct hl_linux_stream *stream);

#endif
