// SPDX-License-Identifier: MIT
/* Causes of findings that are known and accepted: files of suppressions (docs/formats.md), and the
 * lists of titles that a run writes. */
#ifndef HITLESS_CASE_SUPPRESS_H
#define HITLESS_CASE_SUPPRESS_H

#include "case/case.h"

enum { HL_SUPPRESSIONS = 4096 };

/* What is known of a finding's cause; NULL: it has none. */
struct hl_cause {
    enum hl_finding_kind kind;
    const char *title;
    const char *rule;      /* of what is ILLEGAL */
    const char *from, *to; /* the configurations of an update */
    const char *severity;  /* of a whole driver's */
    const char *within;    /* the operation in which that at fault came, of another CPU */
};

/* Which causes one accepts: those that are all of what it says. Words are held as hl_cause_hash()
 * makes them, as engines look into comparisons of strings; 0: any. */
struct hl_suppression {
    enum hl_finding_kind kind; /* HL_FINDING_COUNT: any */
    uint64_t title, rule, from, to, severity, within;
    const char *pattern; /* a title in which '*' stands for anything; or NULL */
    const char *words;   /* it, in one line */
    bool stated;         /* with a reason: one that nothing needs is to be told */
    bool ends;           /* nothing that follows in the same program is judged */
};

struct hl_suppressions {
    unsigned count;
    struct hl_suppression list[HL_SUPPRESSIONS];
    uint64_t needed[HL_SUPPRESSIONS]; /* how often */
};

/* Add those of a file: one of suppressions, or a list of titles, one a line, in which empty lines
 * and those that begin with '#' are none. Their words are never freed. False: error says why. */
bool hl_suppressions_read(struct hl_suppressions *s, const char *path, struct hl_error *error);

/* The form of such a file. */
struct hl_form;
const struct hl_form *hl_suppressions_form(void);

/* One more, to be filled; NULL: there is no room. */
struct hl_suppression *hl_suppressions_more(struct hl_suppressions *s);

/* Whether a cause is accepted; counts for all that accept it. */
bool hl_suppresses(struct hl_suppressions *s, const struct hl_cause *cause);

/* Whether one of those that accept a cause ends its program. Counts nothing. */
bool hl_suppression_ends(const struct hl_suppressions *s, const struct hl_cause *cause);

#endif
