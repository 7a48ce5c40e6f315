// SPDX-License-Identifier: MIT
/* What a subject's shim is written with: an entry in memory on which foreign code works as it would
 * on a stream table, and what that code does besides storing. Its stores are seen by themselves
 * (hook/hook.h).
 */
#ifndef HITLESS_SUBJECTS_WIRE_H
#define HITLESS_SUBJECTS_WIRE_H

#include "update/sequencer.h"

/* Run one operation on the entry that an update begins with: body gets it as memory, and what the
 * update wants. */
typedef void (*hl_wire_body)(uint64_t entry[HL_QWORDS], const struct hl_update *u);
void hl_wire_run(const struct hl_update *u, hl_wire_body body);

/* The code orders its stores; a command that covers the entry, and a CMD_SYNC after it, are
 * complete. */
void hl_wire_barrier(void);
void hl_wire_sync(void);

/* An assertion of the code's own does not hold: it goes on, or ends there (BUG_ON, panic). */
void hl_wire_warn(void);
_Noreturn void hl_wire_bug(void);

/* Where these calls go instead, while body runs: to who drives more than an entry (owner.h). body
 * ends early where the code does. */
struct hl_wire_events {
    void (*barrier)(void);
    void (*warn)(void);
};
void hl_wire_guard(const struct hl_wire_events *events, void (*body)(void *context), void *context);

/* Changes of the entry that no hook told, since the program began: a mistake of ours. */
unsigned long hl_wire_unseen(void);

/* Commands are in order, so that a SYNC completes what was asked for before: the shim of a command
 * queue calls these. covers: whether the command drops a cached copy of the entry. */
void hl_wire_command(bool covers);
void hl_wire_command_sync(void);

#endif
