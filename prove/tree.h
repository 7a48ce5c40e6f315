// SPDX-License-Identifier: MIT
/* A kernel tree's driver as a subject, through the shim with which it is fuzzed (src/linux/). */
#ifndef HITLESS_PROVE_TREE_H
#define HITLESS_PROVE_TREE_H

#include "prove.h"

#include "linux/linux.h"
#include "smmu/registers.h"

#define RUN(u) hl_linux_sequencer()->update(hl_linux_sequencer(), (u))

struct hl_linux_stream nondet_stream(void);

/* No bit but those that its own used function reports. */
static inline bool is_sanitised(const struct hl_decoder *d, const struct hl_entry *e)
{
    struct hl_entry used, more;

    hl_linux_sequencer()->used(hl_linux_sequencer(), d, e, &used);
    more = hl_entry_andnot(*e, used);
    return hl_entry_is_zero(&more);
}

/* What the driver says of the entries that it takes (HL_NEEDS_SANITISED, HL_NEEDS_CONFIGS): all
 * that its makers build are such (the proof `made`). */
static inline void admit(const struct hl_decoder *d, const struct hl_entry *e)
{
    ASSUME(is_sanitised(d, e));
    ASSUME(HL_GET(STE, e, Config) == 0 || HL_GET(STE, e, Config) >= 4);
}

/* What STEs of the driver's makers have in common, on an SMMU with stage 1 and stage 2; that they
 * all have it is the proof `made`. Of a nested STE, qwords 0 and 1 are the guest's. m: its meaning.
 */
static inline bool is_as_made(const struct hl_entry *e, const struct hl_meaning *m)
{
    const unsigned config = (unsigned)HL_GET(STE, e, Config);
    const bool bypasses = config == 4 || (config == 5 && HL_GET(STE, e, S1DSS) == 1);
    const unsigned incoming = hl_reg_ATTR_TYPES_OVR(&smmu.regs) ? 1 : 0;

    if (config == 5 &&
        !(HL_GET(STE, e, STRW) == 2 * hl_reg_E2H(&smmu.regs) && e->q[2] == 0 &&
          HL_GET(STE, e, MEV) == 0 && HL_GET(STE, e, S1DSS) < 3 && HL_GET(STE, e, S1CIR) == 1 &&
          HL_GET(STE, e, S1COR) == 1 && HL_GET(STE, e, S1CSH) == 3))
        return false;
    if (config == 7 && !(HL_GET(STE, e, STRW) == 0 && HL_GET(STE, e, MEV) == 1))
        return false;
    if ((config & 2) &&
        !(HL_GET(STE, e, S2AA64) == 1 && HL_GET(STE, e, S2R) == 1 && HL_GET(STE, e, S2PTW) == 1 &&
          HL_GET(STE, e, S2ENDI) == 0 && HL_GET(STE, e, S2VMID) != 0))
        return false;
    if ((config & 2) && HL_GET(STE, e, S2TTB) != HL_GET(STE, &m->regime, S2TTB))
        return false;
    if (config == 6 && HL_GET(STE, e, MEV) == 1)
        return false;
    if (HL_GET(STE, e, EATS) > 1)
        return false;
    return HL_GET(STE, e, SHCFG) == (bypasses || (config & 2) ? incoming : 0);
}

/* And what two of one stream have: one kernel, one device, which keeps its CD table and the table's
 * size, and which does not stall if it has ATS. */
static inline bool are_of_one_stream(const struct hl_entry *a, const struct hl_entry *b)
{
    const bool tables = HL_GET(STE, a, Config) == 5 && HL_GET(STE, b, Config) == 5;
    const bool stage2 = (HL_GET(STE, a, Config) & 2) && (HL_GET(STE, b, Config) & 2);
    const bool ats = HL_GET(STE, a, EATS) != 0 || HL_GET(STE, b, EATS) != 0;

    /* All of qword 2 but the VMID. */
    if (stage2 && (a->q[2] ^ b->q[2]) >> 16)
        return false;
    if (stage2 && HL_GET(STE, a, S2FWB) != HL_GET(STE, b, S2FWB))
        return false;
    if (ats && (HL_GET(STE, a, S2S) != 0 || HL_GET(STE, b, S2S) != 0))
        return false;
    return !tables || (a->q[0] == b->q[0] && HL_GET(STE, a, S1STALLD) == HL_GET(STE, b, S1STALLD));
}

/* One stream at two times: the kernel, the device, its firmware and its CD table stay as they are.
 */
static inline struct hl_linux_stream as_ever(struct hl_linux_stream stream,
                                             const struct hl_linux_stream *fixed)
{
    stream.cdtab = fixed->cdtab;
    stream.ssid_bits = fixed->ssid_bits;
    stream.granule = fixed->granule;
    stream.va_bits = fixed->va_bits;
    stream.parange = fixed->parange;
    stream.haft = fixed->haft;
    stream.vhe = fixed->vhe;
    stream.stall = fixed->stall;
    stream.ats_always_on = fixed->ats_always_on;
    return stream;
}

static inline void any_streams(struct hl_linux_stream *before, struct hl_linux_stream *after)
{
    const struct hl_linux_stream fixed = nondet_stream();

    *before = as_ever(nondet_stream(), &fixed);
    *after = as_ever(nondet_stream(), &fixed);
    /* A kernel at EL2 with E2H sets CR2.E2H where the SMMU has EL2. */
    ASSUME(!hl_reg_HYP(&smmu.regs) || fixed.vhe == hl_reg_E2H(&smmu.regs));
    /* PCI functions, which is what has ATS, do not stall. */
    ASSUME(!fixed.stall || !(before->ats || after->ats || fixed.ats_always_on));
}

/* What the driver makes, by its own probe, page table and make functions. */
static inline struct hl_entry made(enum hl_linux_make what, const struct hl_linux_stream *stream)
{
    struct hl_entry e = {{0}};
    const enum hl_linux_made result = hl_linux_make(what, &smmu.regs, stream, &e);

    ASSUME(result == HL_LINUX_MADE);
    return e;
}

#endif
