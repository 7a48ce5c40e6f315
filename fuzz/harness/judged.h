// SPDX-License-Identifier: MIT
/* An update that was judged: the question, the verdict, and all that a report needs besides. */
#ifndef HITLESS_FUZZ_HARNESS_JUDGED_H
#define HITLESS_FUZZ_HARNESS_JUDGED_H

#include "case/case.h"
#include "case/cause.h"
#include "case/suppress.h"

struct hl_judged {
    const struct hl_setting *setting;
    const struct hl_entry *ste; /* of CDs: what leads to them; else NULL */
    const struct hl_question *q;
    const struct hl_verdict *v;
    bool made;           /* a driver's own make functions built both entries */
    bool innocent;       /* what is wrong is not the sequencer's fault */
    const char *context; /* where the update comes from, for reports; or NULL */
};

/* The cause of a finding in it, in words that are alike for alike findings. */
void hl_judged_sign(const struct hl_judged *j, const struct hl_finding *f,
                    char words[HL_CAUSE_TEXT]);

/* The cause of a finding, with that as its title. */
struct hl_cause hl_judged_cause(const struct hl_judged *j, const struct hl_finding *f,
                                char title[HL_CAUSE_TEXT]);

/* What else it may be named for, by number: hl_cause_other(). */
bool hl_judged_sign_other(const struct hl_judged *j, const struct hl_finding *f, unsigned number,
                          char words[HL_CAUSE_TEXT]);

/* As a case that expects this verdict. */
void hl_judged_case(const struct hl_judged *j, const char *title, struct hl_case *c);

#endif
