// SPDX-License-Identifier: MIT
/* A finding of a driver's program, for people and for programs. */
#ifndef HITLESS_FUZZ_ORACLES_DRIVER_REPORT_H
#define HITLESS_FUZZ_ORACLES_DRIVER_REPORT_H

#include "oracles/driver_timeline.h"

void hl_driver_report(FILE *out, const struct hl_scene_finding *finding,
                      const struct hl_played *played);

/* Add it to an object: docs/formats.md. */
void hl_driver_report_json(struct json_object *object, const struct hl_scene_finding *finding,
                           const struct hl_played *played);

#endif
