// SPDX-License-Identifier: MIT
/* One CD while it is being decoded. Private to cd.c, into which cd_ignored.h and cd_illegal.h are
 * inlined. */
#ifndef HITLESS_SMMU_CD_WORK_H
#define HITLESS_SMMU_CD_WORK_H

#include "smmu/cd.h"
#include "smmu/probe.h"
#include "smmu/stage2.h"

/* The region of one TTB. */
struct hl_cd_region {
    bool on;     /* walked: its effective EPD is 0 */
    unsigned tg; /* as CD.TG0 encodes it: 0 4KB, 1 64KB, 2 16KB, 3 reserved */
    unsigned tsz;
    unsigned skl;
};

struct hl_cd_work {
    const struct hl_cd_context *c;
    const struct hl_smmu *s;
    enum hl_format format;
    struct hl_entry e;    /* the CD, IGNORED bits zero */
    struct hl_entry used; /* the bits that are not IGNORED */
    struct hl_cd_region region[2];
    bool indirect;     /* stage 1 permission indirection */
    unsigned pa_range; /* bits, the effective stage 1 output size */
};

/* The condition by which a bit of the context's reserved is RES0; HL_CONDITION_COUNT: it is of no
 * field. */
enum hl_condition hl_cd_why_reserved(const struct hl_cd_context *c, unsigned bit);

#define W_GET(w, name) HL_GET(CD, &(w)->e, name)
#define W_SET(w, name, value) HL_SET(CD, &(w)->e, name, value)
/* The field is IGNORED after all. */
#define W_IGNORE(w, name) (HL_CLEAR(CD, &(w)->e, name), HL_CLEAR(CD, &(w)->used, name))

#endif
