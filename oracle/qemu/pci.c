// SPDX-License-Identifier: MIT
#include "pci.h"
#include "layout.h"
#include "process.h"

static const uint64_t ecam = 0x3f000000, bars = 0x10000000, bar_size = 0x100000;
enum {
    FIRST_STREAM = 8, /* device 1, function 0 */
    ID = 0x00,
    COMMAND = 0x04,
    BAR0 = 0x10,
    MSI = 0x40,
    MSI_ADDRESS = 0x44,
    MSI_UPPER = 0x48,
    MSI_DATA = 0x4c,
    EDU_RAISE = 0x60
};
static const uint32_t edu = 0x11e81234, memory_and_master = 6, msi_enable = 0x10000;

uint32_t hq_stream(unsigned function)
{
    return FIRST_STREAM + function;
}

unsigned hq_function(uint32_t stream)
{
    if (stream < FIRST_STREAM || stream >= FIRST_STREAM + HQ_FUNCTIONS)
        return HQ_FUNCTIONS;
    return stream - FIRST_STREAM;
}

uint32_t hq_data(unsigned function)
{
    return 0xbe00 | function;
}

bool hq_pci_setup(struct hq_qtest *q)
{
    for (unsigned i = 0; i < HQ_FUNCTIONS; i++) {
        uint64_t config = ecam + ((uint64_t)hq_stream(i) << 12), iova = hq_iova(i);

        if (hq_read32(q, config + ID) != edu)
            return false;
        hq_write32(q, config + BAR0, (uint32_t)(bars + i * bar_size));
        hq_write32(q, config + COMMAND, memory_and_master);
        hq_write32(q, config + MSI_ADDRESS, (uint32_t)iova);
        hq_write32(q, config + MSI_UPPER, (uint32_t)(iova >> 32));
        hq_write32(q, config + MSI_DATA, hq_data(i));
        hq_write32(q, config + MSI, hq_read32(q, config + MSI) | msi_enable);
    }
    return hq_flush(q);
}

void hq_pci_send(struct hq_qtest *q, unsigned function)
{
    hq_write32(q, bars + function * bar_size + EDU_RAISE, 1);
}
