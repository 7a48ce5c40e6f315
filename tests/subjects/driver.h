// SPDX-License-Identifier: MIT
/* A driver of a few lines, compiled as a subject is. */
#ifndef HITLESS_TESTS_SUBJECTS_DRIVER_H
#define HITLESS_TESTS_SUBJECTS_DRIVER_H

#include "subjects/wire.h"

struct hl_sequencer hl_test_driver(hl_wire_body body);
void hl_test_plain(uint64_t entry[HL_QWORDS], const struct hl_update *u);
void hl_test_commands(uint64_t entry[HL_QWORDS], const struct hl_update *u);
void hl_test_bug(uint64_t entry[HL_QWORDS], const struct hl_update *u);

#endif
