// SPDX-License-Identifier: MIT
/* Reading the little-endian configuration structures. */
#ifndef HITLESS_TRANSLATE_READ_H
#define HITLESS_TRANSLATE_READ_H

#include "entry/entry.h"
#include "translate/memory.h"

/* An L1STD or L1CD. False: externally aborted. address is aligned down to 8 bytes. */
bool hl_read_pointer(const struct hl_memory *memory, enum hl_fetch what, enum hl_space space,
                     uint64_t address, uint64_t *value);

/* An STE or CD. False: externally aborted. address is aligned down to 64 bytes. */
bool hl_read_entry(const struct hl_memory *memory, enum hl_fetch what, enum hl_space space,
                   uint64_t address, struct hl_entry *entry);

#endif
