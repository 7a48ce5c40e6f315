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

/* One stream at two times: the kernel, the device and its firmware stay as they are. */
static struct hl_linux_stream before_stream, after_stream;

static inline struct hl_linux_stream as_ever(struct hl_linux_stream stream,
                                             const struct hl_linux_stream *fixed)
{
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

static inline void any_streams(void)
{
    const struct hl_linux_stream fixed = nondet_stream();

    before_stream = as_ever(nondet_stream(), &fixed);
    after_stream = as_ever(nondet_stream(), &fixed);
    /* A kernel at EL2 with E2H sets CR2.E2H where the SMMU has EL2. */
    ASSUME(!hl_reg_HYP(&smmu.regs) || fixed.vhe == hl_reg_E2H(&smmu.regs));
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
