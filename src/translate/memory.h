// SPDX-License-Identifier: MIT
/* The memory that the SMMU reads: tables, STEs and CDs, supplied by the caller. */
#ifndef HITLESS_TRANSLATE_MEMORY_H
#define HITLESS_TRANSLATE_MEMORY_H

#include <stdbool.h>
#include <stdint.h>

/* Physical address spaces. */
enum hl_space { HL_SPACE_NONSECURE, HL_SPACE_SECURE, HL_SPACE_REALM, HL_SPACE_ROOT };

struct hl_memory {
    void *context;
    /* Read 4, 8 or 64 bytes (a TTD, an L1STD or L1CD, an STE or CD) at a physical address that is a
     * multiple of that, in memory's byte order. False: the read is externally aborted. */
    bool (*read)(void *context, enum hl_space space, uint64_t address, unsigned bytes,
                 unsigned char *data);
};

#endif
