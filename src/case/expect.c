// SPDX-License-Identifier: MIT
#include "case/case.h"

void hl_case_expect(struct hl_case *c, const struct hl_sequencer *sequencer,
                    const struct hl_verdict *v)
{
    struct hl_expectation *e = &c->expect[0];

    c->expectations = 1;
    snprintf(e->sequencer, sizeof e->sequencer, "%s", sequencer->name);
    e->outcome = v->outcome;
    e->findings = 0;
    for (unsigned k = 0; k < HL_FINDING_COUNT; k++)
        if (v->found[k] && !hl_finding_is_advice(k))
            e->findings |= 1u << k;
}
