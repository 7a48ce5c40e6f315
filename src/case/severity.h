// SPDX-License-Identifier: MIT
/* How bad what a case shows is, by the rule of whole drivers (driver/severity.h). */
#ifndef HITLESS_CASE_SEVERITY_H
#define HITLESS_CASE_SEVERITY_H

#include "case/trial.h"
#include "driver/severity.h"

/* Of one finding: a view against old and new, for traffic without a PASID, with one, and ATS's; of
 * a CD for what uses it. The worst of these. Others: by their kind. */
enum hl_severity hl_finding_severity(const struct hl_trial *trial, const struct hl_finding *f);

/* The worst of those that a verdict keeps. False: it has none but advice. */
bool hl_verdict_severity(const struct hl_trial *trial, const struct hl_verdict *v,
                         enum hl_severity *severity);

#endif
