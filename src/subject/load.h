// SPDX-License-Identifier: MIT
/* Private to subject/: shared objects. */
#ifndef HITLESS_SUBJECT_LOAD_H
#define HITLESS_SUBJECT_LOAD_H

#include "subject/subject.h"

#include "subject/guard.h"

#include <limits.h>

/* The absolute path of a name with a slash. False: why says it. */
bool hl_subject_path(const char *name, const char *folder, char path[PATH_MAX],
                     char why[HL_SUBJECT_WHY]);

/* Whether a subject has all that it must have. False: why says what it lacks; name: for that. */
bool hl_sequencer_is_whole(const struct hl_sequencer *s, const char *name,
                           char why[HL_SUBJECT_WHY]);
bool hl_hypervisor_is_whole(const struct hl_hypervisor *h, const char *name,
                            char why[HL_SUBJECT_WHY]);

bool hl_attach_is_whole(const struct hl_attach_layer *a, const char *name,
                        char why[HL_SUBJECT_WHY]);

/* What an object exports, or NULL: why says it. Objects stay loaded; each is loaded once. */
const struct hl_sequencer *hl_load_sequencer(const char *path, char why[HL_SUBJECT_WHY]);
const struct hl_hypervisor *hl_load_hypervisor(const char *path, char why[HL_SUBJECT_WHY]);
const struct hl_attach_layer *hl_load_attach(const char *path, char why[HL_SUBJECT_WHY]);

#endif
