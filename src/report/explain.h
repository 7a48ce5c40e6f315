// SPDX-License-Identifier: MIT
/* Private to report/: the parts of the timeline. */
#ifndef HITLESS_REPORT_EXPLAIN_H
#define HITLESS_REPORT_EXPLAIN_H

#include "report/wrap.h"

/* Terminal escapes, or empty texts. */
struct hl_style {
    const char *strong, *bad, *warning, *good, *off;
};

struct hl_story {
    FILE *out;
    const struct hl_trial *trial;
    const struct hl_verdict *verdict;
    struct hl_style style;
    struct hl_meaning old, target;
};

/* Old and new: what they mean, and the fields in which they differ. */
void hl_explain_sides(const struct hl_story *s);

/* "a transaction is ...", in a line or two. */
void hl_explain_effect(const struct hl_story *s, const struct hl_meaning *m, unsigned indent);

/* The bad views of an epoch (from 1), and those that stop the stream. */
void hl_explain_views(const struct hl_story *s, unsigned epoch, const struct hl_epoch *views);

#endif
