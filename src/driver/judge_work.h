// SPDX-License-Identifier: MIT
/* Private to driver/judge*.c. */
#ifndef HITLESS_DRIVER_JUDGE_WORK_H
#define HITLESS_DRIVER_JUDGE_WORK_H

#include "driver/judge.h"

/* What the contract makes due of a device's traffic, and whether it is that. */
struct hl_due hl_due_of(const struct hl_driver_judge *j, const struct hl_contract *contract,
                        unsigned device, int64_t pasid);
bool hl_due_is(const struct hl_due *due, const struct hl_joint *joint);
/* Of what is not due. */
enum hl_severity hl_due_severity(const struct hl_due *due, const struct hl_joint *joint);

/* The kinds of traffic that an operation names go to named, by device, and to j->all_named.
 * contract: before or after it. */
void hl_judge_name(struct hl_driver_judge *j, const struct hl_operation *operation,
                   const struct hl_contract *contract, uint32_t named[HLK_DEVICES]);

/* An operation begins within others: what traffic may mean until all of them have ended, besides
 * before and after. contract: before it. */
void hl_judge_note_between(struct hl_driver_judge *j, const struct hl_operation *operation,
                           const struct hl_contract *contract);
/* Whether a view is one of these. */
bool hl_judge_is_between(const struct hl_driver_judge *j, const struct hl_seen *seen);
/* The operation under way that binds this process; or NULL. */
const struct hl_operation *hl_judge_binds(const struct hl_driver_judge *j, unsigned mm);
struct hl_due hl_due_of_mm(const struct hl_driver_judge *j, const struct hl_contract *contract,
                           unsigned mm);

/* What an operation does to translations, before and after it. */
void hl_judge_leaving(struct hl_driver_judge *j, const struct hl_operation *operation,
                      const struct hl_contract *contract);
void hl_judge_left(struct hl_driver_judge *j, const struct hl_operation *operation, int result,
                   const struct hl_contract *contract);

/* All views of a stream under which its traffic passes or stops now; only new ones: but for those
 * that this was called with, for new ones, since hl_judge_look_anew(). */
typedef void hl_judge_each(struct hl_driver_judge *j, const struct hl_seen *seen);
void hl_judge_each_view(struct hl_driver_judge *j, unsigned stream, hl_judge_each *each);
void hl_judge_each_new_view(struct hl_driver_judge *j, unsigned stream, hl_judge_each *each);
void hl_judge_look_anew(struct hl_driver_judge *j);
/* Traffic that comes up while an operation runs: nothing was in its CD before. */
void hl_judge_new_kinds(struct hl_driver_judge *j);
/* How entries are decoded has changed. */
void hl_judge_forget_known(struct hl_driver_judge *j);
/* What memory means. */
void hl_judge_memory(struct hl_driver_judge *j, unsigned stream, struct hl_side *side);

/* Views that were kept against both sides; memory against what is due. */
void hl_judge_kept(struct hl_driver_judge *j);
void hl_judge_ends(struct hl_driver_judge *j, const struct hl_contract *contract);

bool hl_side_is(const struct hl_seen *seen, const struct hl_side *side);
void hl_judge_add(struct hl_driver_judge *j, const struct hl_driver_finding *finding);

#endif
