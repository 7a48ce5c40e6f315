// SPDX-License-Identifier: MIT
#include "case/severity.h"

void hl_case_expect(struct hl_case *c, const struct hl_sequencer *sequencer,
                    const struct hl_verdict *v)
{
    struct hl_expectation *e = &c->expect[0];
    struct hl_trial trial;

    c->expectations = 1;
    snprintf(e->sequencer, sizeof e->sequencer, "%s", sequencer->name);
    e->outcome = v->outcome;
    e->findings = 0;
    for (unsigned k = 0; k < HL_FINDING_COUNT; k++)
        if (v->found[k] && !hl_finding_is_advice(k))
            e->findings |= 1u << k;
    e->severity = HL_SEVERITY_ADVICE;
    if (!hl_trial_init(&trial, c, sequencer))
        hl_verdict_severity(&trial, v, &e->severity);
}
