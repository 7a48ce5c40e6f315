// SPDX-License-Identifier: MIT
/* What a fuzz run is about; from the environment, so that a target needs no options of its own:
 *   HITLESS_SEQUENCER, HITLESS_HYPERVISOR, HITLESS_ATTACH  what is under test: subjects.h
 *   HITLESS_TOLERATE   finding kinds, comma-separated, that are counted and listed but do not abort
 *                      ("all": every kind)
 *   HITLESS_KNOWN      a file of suppressions, or of causes, one a line, of which the same is true
 *   HITLESS_FINDINGS   a folder for one case file per distinct finding, named by its cause
 *   HITLESS_OPTIONS    "any": judge a driver under any options of the decoder, too; else under the
 *                      defaults (built-in sequencers read the decoder, so they always are)
 *   HITLESS_MUTATOR    "off": mutations are the engine's own, see hooks_libfuzzer.c
 *   HITLESS_STATS      a file in which all processes of a run count together (stats.h)
 *   HITLESS_CAUSES     a file for the causes of what was found, one a line, at the end, under all
 *                      names that they may have
 *   HITLESS_AGAINST    the replay program of a base: what that does as well is none (against.h)
 *   HITLESS_AGAINST_KNOWN  a file of causes that the base is known for
 *   HITLESS_COMPARE    "on": a whole driver's memory is compared with a shadow (driver/machine.h)
 *   HITLESS_QUIET      print no summary */
#ifndef HITLESS_FUZZ_HARNESS_SETTINGS_H
#define HITLESS_FUZZ_HARNESS_SETTINGS_H

#include "harness/subjects.h"
#include "verdict/verdict.h"

struct hl_settings {
    const char *program; /* argv[0], for messages and the replay command */
    const struct hl_sequencer *sequencer;
    struct hl_subjects subjects;                  /* it, and what is above it */
    unsigned tolerated;                           /* bit (1 << enum hl_finding_kind) */
    const char *folder;                           /* HITLESS_FINDINGS, or NULL */
    const char *stats;                            /* HITLESS_STATS, or NULL */
    const char *causes, *against, *against_known; /* likewise */
    bool any_options, own_mutations, quiet, compare;
};

/* Read the environment; a wrong value ends the process with status 2 and one line. */
void hl_settings_read(const char *program, enum hl_layer layer);

/* As they were read. */
const struct hl_settings *hl_settings(void);

/* Whether findings of a kind are counted and listed only. */
bool hl_is_tolerated(enum hl_finding_kind kind);

/* End the process with status 2 and one line; why: NULL, if that says it already. */
_Noreturn void hl_settings_refuse(const char *what, const char *why);

#endif
