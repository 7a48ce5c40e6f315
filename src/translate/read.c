// SPDX-License-Identifier: MIT
#include "translate/read.h"

static uint64_t little_endian(const unsigned char *data)
{
    uint64_t value = 0;

    for (unsigned i = 8; i-- > 0;)
        value = value << 8 | data[i];
    return value;
}

bool hl_read_pointer(const struct hl_memory *memory, enum hl_fetch what, enum hl_space space,
                     uint64_t address, uint64_t *value)
{
    unsigned char data[8];

    if (!memory->read(memory->context, what, space, address & ~UINT64_C(7), sizeof data, data))
        return false;
    *value = little_endian(data);
    return true;
}

bool hl_read_entry(const struct hl_memory *memory, enum hl_fetch what, enum hl_space space,
                   uint64_t address, struct hl_entry *entry)
{
    unsigned char data[8 * HL_QWORDS];

    if (!memory->read(memory->context, what, space, address & ~UINT64_C(63), sizeof data, data))
        return false;
    for (unsigned i = 0; i < HL_QWORDS; i++)
        entry->q[i] = little_endian(data + 8 * i);
    return true;
}
