// SPDX-License-Identifier: MIT
/* Across the border between legal and ILLEGAL: the smallest change of an entry that breaks just one
 * rule, or mends it. Nothing here knows a rule: the decoder is asked. */
#ifndef HITLESS_MUTATE_RULE_MOVES_H
#define HITLESS_MUTATE_RULE_MOVES_H

#include "entry/decoder.h"

/* Change one field so that this rule is the one that is broken; 0: so that the entry is legal.
 * False: a bounded search found none, and e is as it was. */
bool hl_reach_rule(const struct hl_decoder *decoder, struct hl_entry *e, unsigned rule,
                   uint64_t *random);

/* Change one field so that any rule is broken. False: as above. */
bool hl_break_any_rule(const struct hl_decoder *decoder, struct hl_entry *e, uint64_t *random);

#endif
