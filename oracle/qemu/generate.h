// SPDX-License-Identifier: MIT
/* The entries that are compared. Each depends on the seed and its number only. */
#ifndef HITLESS_ORACLE_GENERATE_H
#define HITLESS_ORACLE_GENERATE_H

#include "entry/decoder.h"
#include "layout.h"

/* Why an entry is never sent: QEMU would end with an assertion. */
enum hq_unsent {
    HQ_SENT,
    HQ_S2AA64, /* STE.S2AA64 = 0 with stage 2 */
    HQ_CD_IPS, /* CD.IPS of 6 or 7 */
    HQ_UNSENT_COUNT
};
extern const char *const hq_unsent_names[HQ_UNSENT_COUNT];

struct hq_case {
    enum hl_kind kind; /* of the entry that is varied */
    uint64_t seed, index;
    unsigned function; /* whose STE it is */
    struct hl_entry ste;
    struct hl_entry cd; /* with kind CD: at this function's place for CDs */
};

void hq_generate(enum hl_kind kind, uint64_t seed, uint64_t index, struct hq_case *c);

/* ram: as it is when the case is sent. */
enum hq_unsent hq_unsent(const struct hq_case *c, const unsigned char *ram);

/* The address of this function's CD, and of its STE. */
uint64_t hq_cd_address(unsigned function);
uint64_t hq_ste_address(unsigned function);

#endif
