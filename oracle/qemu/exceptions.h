// SPDX-License-Identifier: MIT
/* Where QEMU is known to differ from the architecture. */
#ifndef HITLESS_ORACLE_EXCEPTIONS_H
#define HITLESS_ORACLE_EXCEPTIONS_H

#include "compare.h"

enum hq_exception {
    HQ_UNEXPLAINED,
#define HQ_EXCEPTION(id, section, reason) HQ_EXCEPTION_##id,
#include "exceptions.def"
    HQ_EXCEPTION_COUNT
};

struct hq_exception_info {
    const char *id, *section, *reason;
};
extern const struct hq_exception_info hq_exceptions[HQ_EXCEPTION_COUNT];

/* What two answers that differ are compared by. */
struct hq_difference {
    const struct hl_smmu *smmu;
    unsigned char *ram;
    const struct hq_case *c;
    struct hq_expected expected;
    struct hq_answer qemu;
};

/* Put what QEMU takes the entries for into the view. False: nothing to change. */
#define HQ_VIEW(id, section, reason)                                                               \
    bool hq_view_##id(const struct hq_difference *d, struct hq_view *view);
/* Change what was expected into what QEMU makes of it. False: nothing to change. */
#define HQ_ANSWER(id, section, reason)                                                             \
    bool hq_answer_##id(const struct hq_difference *d, const struct hq_view *view,                 \
                        struct hq_expected *expected);
#include "exceptions.def"

/* The CD that QEMU reads for this view. False: not nested, or it does not get as far as that. */
bool hq_nested_cd(const struct hq_difference *d, const struct hq_view *view, struct hl_entry *cd);

/* The exception that makes QEMU's answer the expected one, alone or together with others that come
 * after it. */
enum hq_exception hq_explain(const struct hq_difference *difference);

#endif
