// SPDX-License-Identifier: MIT
/* How bad a finding about a driver is: a property of what was seen and of what it should have been,
 * by the rule that docs/driver.md states. */
#ifndef HITLESS_DRIVER_SEVERITY_H
#define HITLESS_DRIVER_SEVERITY_H

#include "device/joint.h"
#include "verdict/verdict.h"

enum hl_severity {
    HL_SEVERITY_ADVICE,
    HL_SEVERITY_FAULT_ONLY, /* a spurious fault or event, or none where one is due; nothing is lost
                             */
    HL_SEVERITY_LOST_DMA,   /* live DMA faults, or its data may be wrong */
    HL_SEVERITY_ISOLATION,  /* a device reaches what it must not */
    HL_SEVERITY_COUNT
};
extern const char *const hl_severity_names[HL_SEVERITY_COUNT];

/* Of traffic that was seen to mean `seen` where it may mean one of `due`; both are of one kind of
 * traffic, and seen is none of due. */
enum hl_severity hl_severity_of_view(const struct hl_joint *seen, const struct hl_joint *due,
                                     unsigned number);

/* The same for ATS traffic, which was seen under this EATS while ATS was on at the endpoint. */
enum hl_severity hl_severity_of_ats(const struct hl_joint *seen, const struct hl_joint *due,
                                    unsigned number);

/* Of a kind of finding that has no view. */
enum hl_severity hl_severity_of_kind(enum hl_finding_kind kind);

#endif
