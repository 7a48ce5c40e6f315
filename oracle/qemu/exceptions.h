// SPDX-License-Identifier: MIT
/* Where QEMU is known to differ from the architecture. */
#ifndef HITLESS_ORACLE_EXCEPTIONS_H
#define HITLESS_ORACLE_EXCEPTIONS_H

#include "compare.h"

enum hq_exception {
    HQ_UNEXPLAINED,
#define HQ_EXCEPTION(id, section, reason) HQ_EXCEPTION_##id,
#include "exceptions.def"
#undef HQ_EXCEPTION
    HQ_EXCEPTION_COUNT
};

struct hq_exception_info {
    const char *id, *section, *reason;
};
extern const struct hq_exception_info hq_exceptions[HQ_EXCEPTION_COUNT];

/* What two answers that differ are compared by. */
struct hq_difference {
    const struct hl_smmu *smmu;
    const struct hl_registers *regs;
    const struct hq_case *c;
    const struct hl_entry *cd; /* that the STE selects; NULL: none, or not in the RAM */
    struct hl_meaning ste;     /* of c->ste */
    struct hq_expected expected;
    struct hq_answer qemu;
};

/* The first exception whose condition holds. */
enum hq_exception hq_explain(const struct hq_difference *difference);

#endif
