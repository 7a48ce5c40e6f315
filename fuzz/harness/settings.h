// SPDX-License-Identifier: MIT
/* What a fuzz run is about; from the environment, so that a target needs no options of its own:
 *   HITLESS_SEQUENCER  the sequencer under test; default: linux if the build has a tree, else
 *                      update-safe; or a seeded bug of what the target has above a sequencer, which
 *                      then is update-safe
 *   HITLESS_TOLERATE   finding kinds, comma-separated, that are counted and listed but do not abort
 *   HITLESS_FINDINGS   a folder for one case file per distinct finding, named by its cause
 *   HITLESS_OPTIONS    "any": judge a driver under any options of the decoder, too; else under the
 *                      defaults (built-in sequencers read the decoder, so they always are)
 *   HITLESS_MUTATOR    "off": mutations are the engine's own, see hooks_libfuzzer.c
 *   HITLESS_STATS      a file in which all processes of a run count together (stats.h)
 *   HITLESS_QUIET      print no summary */
#ifndef HITLESS_FUZZ_HARNESS_SETTINGS_H
#define HITLESS_FUZZ_HARNESS_SETTINGS_H

#include "verdict/verdict.h"

struct hl_settings {
    const char *program; /* argv[0], for messages and the replay command */
    const struct hl_sequencer *sequencer;
    const char *bug;    /* of the layer above it, or NULL */
    unsigned tolerated; /* bit (1 << enum hl_finding_kind) */
    const char *folder; /* HITLESS_FINDINGS, or NULL */
    const char *stats;  /* HITLESS_STATS, or NULL */
    bool any_options, own_mutations, quiet;
};

/* Read the environment; a wrong value ends the process with status 2 and one line. is_bug: whether
 * a name is a seeded bug of a layer above the sequencer, or NULL. */
void hl_settings_read(const char *program, bool (*is_bug)(const char *name));

/* As they were read. */
const struct hl_settings *hl_settings(void);

/* Whether findings of a kind are counted and listed only. */
bool hl_is_tolerated(enum hl_finding_kind kind);

/* What HITLESS_SEQUENCER says: the seeded bug, or the sequencer. */
const char *hl_settings_subject(void);

/* End the process with status 2 and one line. */
_Noreturn void hl_settings_refuse(const char *what, const char *why);

#endif
