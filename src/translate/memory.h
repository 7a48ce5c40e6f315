// SPDX-License-Identifier: MIT
/* The memory that the SMMU reads: tables, STEs and CDs, supplied by the caller. */
#ifndef HITLESS_TRANSLATE_MEMORY_H
#define HITLESS_TRANSLATE_MEMORY_H

#include <stdbool.h>
#include <stdint.h>

/* Physical address spaces. */
enum hl_space { HL_SPACE_NONSECURE, HL_SPACE_SECURE, HL_SPACE_REALM, HL_SPACE_ROOT };

/* What the SMMU reads. */
enum hl_fetch {
    HL_FETCH_L1STD,
    HL_FETCH_STE,
    HL_FETCH_L1CD,
    HL_FETCH_CD,
    HL_FETCH_S1_TTD,
    HL_FETCH_S2_TTD
};

struct hl_memory {
    void *context;
    /* Read 8 bytes (a TTD, an L1STD or L1CD) or 64 (an STE or CD) at a physical address that is a
     * multiple of that, in memory's byte order. False: the read is externally aborted. */
    bool (*read)(void *context, enum hl_fetch what, enum hl_space space, uint64_t address,
                 unsigned bytes, unsigned char *data);
};

#endif
