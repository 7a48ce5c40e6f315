// SPDX-License-Identifier: MIT
/* What the subject under test requires of what it is given. */
#ifndef HITLESS_FUZZ_HARNESS_SUBJECT_H
#define HITLESS_FUZZ_HARNESS_SUBJECT_H

#include "program/program.h"

/* Whether a kernel tree's driver is under test. */
bool hl_subject_is_driver(void);

/* A program's setting as the subject may meet it: a driver drives the Non-secure interface, and is
 * judged under the default options unless HITLESS_OPTIONS says otherwise; and a sequencer is judged
 * under what its own update_safe relies on. */
struct hl_setting hl_subject_setting(const struct hl_program *p);

/* The same as of a driver, whatever is under test. */
struct hl_setting hl_driver_setting(const struct hl_program *p);

#endif
