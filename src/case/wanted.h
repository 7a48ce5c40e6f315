// SPDX-License-Identifier: MIT
/* Of which sequencer something is expected: the words behind `sequencer:` in a case file.
 *
 *   NAME                              a sequencer by its name or path
 *   linux [CONDITION...]              the driver of the kernel tree, where all conditions hold
 *   xen [CONDITION...]                likewise a subject of src/subjects; it has no features
 *
 *   -SERIES                           linux-7.3: 7.3, its -rc and its stable releases; linux-7.3.4,
 *                                     linux-7.4-rc1: that one alone
 *   >=VERSION, <VERSION               in the order of releases: 7.4-rc1 is after every 7.3.x and
 *                                     before 7.4
 *   with FEATURE, without FEATURE     of src/linux/features.def, as the tree shows it
 *
 * Of several expectations that match a tree the most specific one counts: that whose conditions
 * only hold where those of the others do. Two that may match one tree must be in that order; others
 * are refused when a case is read, so that what is expected of a tree never depends on their order.
 */
#ifndef HITLESS_CASE_WANTED_H
#define HITLESS_CASE_WANTED_H

#include "case/case.h"
#include "linux/linux.h"
#include "linux/version.h"
#include "subjects/subjects.h"

/* Trees: from <= version < below, with and without features: bit (1 << enum hl_linux_feature). */
struct hl_wanted {
    bool is_linux; /* else, without a subject either, a name, and the rest means nothing */
    const struct hl_wired *wired;
    struct hl_version from, below;
    unsigned with, without;
};

/* False: it begins like Linux, but is none of the above; error says why. */
bool hl_wanted_parse(const char *text, struct hl_wanted *wanted, struct hl_error *error);

/* Of trees, not a name. */
bool hl_wanted_is_range(const struct hl_wanted *w);

/* Both are of trees. Whether a tree can match both. */
bool hl_wanted_meet(const struct hl_wanted *a, const struct hl_wanted *b);

/* Both are of trees of one subject. Whether every tree that matches a matches b, too. */
bool hl_wanted_is_within(const struct hl_wanted *a, const struct hl_wanted *b);

/* Whether it is of Linux and a tree matches. tree: NULL never does. */
bool hl_wanted_matches(const struct hl_wanted *wanted, const struct hl_linux_info *tree);

/* What a case expects of a tree: the index of the most specific expectation that matches, or
 * c->expectations. tree: NULL for none. */
unsigned hl_case_expected(const struct hl_case *c, const struct hl_linux_info *tree);

/* The same of this build's tree of a subject. */
unsigned hl_case_expected_of(const struct hl_case *c, const struct hl_wired *wired);

#endif
