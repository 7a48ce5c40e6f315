// SPDX-License-Identifier: MIT
#include "smmu.h"
#include "layout.h"
#include "process.h"

#include <string.h>

static const uint64_t base = 0x09050000, page1 = 0x09060000;
enum {
    IDR0 = 0x00,
    IDR1 = 0x04,
    IDR3 = 0x0c,
    IDR5 = 0x14,
    AIDR = 0x1c,
    CR0 = 0x20,
    CR0ACK = 0x24,
    STRTAB_BASE = 0x80,
    STRTAB_BASE_CFG = 0x88,
    CMDQ_BASE = 0x90,
    CMDQ_PROD = 0x98,
    CMDQ_CONS = 0x9c,
    EVENTQ_BASE = 0xa0,
    EVENTQ_PROD = 0xa8, /* of page 1 */
    EVENTQ_CONS = 0xac,
    QUEUE_BITS = 8,
    QUEUE = 1 << QUEUE_BITS,
    STREAM_BITS = 7,
    ENABLE = 0xd /* SMMUEN, EVENTQEN, CMDQEN */
};

const char *hq_smmu_differs(struct hq_qtest *q, const struct hl_registers *e, uint32_t *value)
{
    const struct {
        const char *name;
        unsigned offset;
        uint32_t expected;
    } list[] = {{"SMMU_IDR0", IDR0, e->idr0},
                {"SMMU_IDR1", IDR1, e->idr1},
                {"SMMU_IDR3", IDR3, e->idr3},
                {"SMMU_IDR5", IDR5, e->idr5},
                {"SMMU_AIDR", AIDR, e->aidr}};

    for (size_t i = 0; i < sizeof list / sizeof list[0]; i++) {
        *value = hq_read32(q, base + list[i].offset);
        if (*value != list[i].expected)
            return list[i].name;
    }
    return NULL;
}

struct hl_tables hq_smmu_tables(void)
{
    return (struct hl_tables){
        .strtab_base = HQ_STREAMS, .strtab_base_cfg = STREAM_BITS, .smmuen = true};
}

static void write64(struct hq_qtest *q, uint64_t address, uint64_t value)
{
    hq_write32(q, address, (uint32_t)value);
    hq_write32(q, address + 4, (uint32_t)(value >> 32));
}

bool hq_smmu_enable(struct hq_smmu *s, struct hq_qtest *q, unsigned char *ram)
{
    struct hl_tables tables = hq_smmu_tables();

    *s = (struct hq_smmu){.qtest = q, .ram = ram};
    write64(q, base + STRTAB_BASE, tables.strtab_base);
    hq_write32(q, base + STRTAB_BASE_CFG, tables.strtab_base_cfg);
    write64(q, base + CMDQ_BASE, HQ_COMMANDS | QUEUE_BITS);
    write64(q, base + EVENTQ_BASE, HQ_EVENTS | QUEUE_BITS);
    hq_write32(q, base + CR0, ENABLE);
    return hq_read32(q, base + CR0ACK) == ENABLE;
}

static void command(struct hq_smmu *s, uint64_t low, uint64_t high)
{
    const uint64_t entry[2] = {low, high};

    memcpy(s->ram + (HQ_COMMANDS - HQ_RAM_BASE) + s->command % QUEUE * sizeof entry, entry,
           sizeof entry);
    s->command = (s->command + 1) % (2 * QUEUE);
}

void hq_smmu_invalidate(struct hq_smmu *s)
{
    command(s, 0x04, 31); /* CMD_CFGI_ALL */
    command(s, 0x30, 0);  /* CMD_TLBI_NSNH_ALL */
    command(s, 0x46, 0);  /* CMD_SYNC */
    hq_write32(s->qtest, base + CMDQ_PROD, s->command);
}

unsigned hq_smmu_events(struct hq_smmu *s, struct hq_record *records, unsigned max)
{
    uint32_t produced = hq_read32(s->qtest, page1 + EVENTQ_PROD) % (2 * QUEUE);
    unsigned n = 0;

    for (; s->event != produced && n < max; n++) {
        memcpy(&records[n],
               s->ram + (HQ_EVENTS - HQ_RAM_BASE) + s->event % QUEUE * sizeof records[n],
               sizeof records[n]);
        s->event = (s->event + 1) % (2 * QUEUE);
    }
    if (n)
        hq_write32(s->qtest, page1 + EVENTQ_CONS, s->event);
    return n;
}

unsigned hq_smmu_error(struct hq_smmu *s)
{
    return hq_read32(s->qtest, base + CMDQ_CONS) >> 24 & 0x7f;
}
