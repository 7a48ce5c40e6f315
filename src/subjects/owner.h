// SPDX-License-Identifier: MIT
/* A driver with the stream table that it makes by itself: first-level descriptors, the SMMU that is
 * enabled over it, commands with their scope, and memory that comes and goes (IHI 0070 3.21.3,
 * 3.21.3.1, 5.1). wire.h is for one entry; what a shim calls here goes to a model SMMU
 * (driver/model.h), and what that may hold is known (driver/holds.h).
 *
 * There is one such machine in a process, as there is one hook. */
#ifndef HITLESS_SUBJECTS_OWNER_H
#define HITLESS_SUBJECTS_OWNER_H

#include "smmu/smmu.h"
#include "update/sequencer.h"

struct hl_owner {
    const char *name;
    const char *description;
    enum hl_security security; /* of the programming interface that it drives: as it needs */
    unsigned needs;            /* enum hl_need, or-ed */
    unsigned data;             /* its own */
    const struct hl_origin *origin;
    /* Out of reset: make the table, and set SMMUEN over it. All: 0, or it refuses. */
    int (*begin)(const struct hl_owner *self, const struct hl_registers *regs);
    /* A stream is to mean what the wish asks for (subjects/wants.h), whatever it means now. */
    int (*attach)(const struct hl_owner *self, uint32_t sid, const struct hl_entry *wish);
    /* It is nobody's any more. */
    int (*detach)(const struct hl_owner *self, uint32_t sid);
};

/* StreamIDs are of so many bits. */
enum { HL_OWNER_SID_BITS = 10 };

/* ---- What a shim calls ---- */

/* Whether it is such a driver that runs, and not an update of one entry. */
bool hl_owner_runs(void);

/* Memory that the SMMU can read, aligned to its size; NULL: there is no more. What was there before
 * is not a driver's to know: unless it is zeroed, it looks like what it must not be taken for. */
void *hl_owner_memory(size_t bytes, bool zeroed);
/* It is given back. NULL: nothing is. */
void hl_owner_release(void *memory);
/* Physical addresses, and back; of anything else: 0, NULL. */
uint64_t hl_owner_address(const void *memory);
void *hl_owner_pointer(uint64_t address);

/* A register is written (its offset in page 0), of 4 or 8 bytes: STRTAB_BASE, STRTAB_BASE_CFG or
 * CR0, which has been acknowledged then; others change nothing. The queues are the machine's. */
void hl_owner_register(uint32_t offset, unsigned bytes, uint64_t value);
/* A command goes into the queue, and CMDQ_PROD is written. What orders the driver's stores before
 * that is a barrier of its own (hl_wire_barrier()). */
void hl_owner_command(uint64_t low, uint64_t high);
/* The driver waits until the queue is empty, and its SYNCs are complete. */
void hl_owner_wait(void);

/* The built-in ones: the right one, "tables", and one realistic mistake each, "bug-table-...". The
 * last one has no name. */
extern const struct hl_owner hl_owners[];
/* NULL: none of that name. */
const struct hl_owner *hl_owner_find(const char *name);

#endif
