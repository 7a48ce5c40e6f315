// SPDX-License-Identifier: MIT
/* A case as libcyaml reads and writes it: all values still text. */
#ifndef HITLESS_CASE_SCHEMA_H
#define HITLESS_CASE_SCHEMA_H

#include "case/entry_form.h"
#include "entry/decoder.h"

struct hl_expect_text {
    char *sequencer;
    char *outcome;
    char *severity;
    char **findings;
    unsigned findings_count;
};

struct hl_case_text {
    char *title;
    char *origin;
    char *reach;
    char *mend;
    char *entry;
    char *smmu;
    char *security;
    char *unit;
    char **options;
    unsigned options_count;
    char **assume;
    unsigned assume_count;
    struct hl_entry_text *ste; /* of a CD */
    struct hl_entry_text *old;
    struct hl_entry_text *target;
    char **made;
    unsigned made_count;
    struct hl_entry_text *safe;
    struct hl_expect_text *expect;
    unsigned expect_count;
};

/* The form of a case file about entries of this kind; its text is a struct hl_case_text. */
const struct hl_form *hl_case_form(enum hl_kind kind);

#endif
