// SPDX-License-Identifier: MIT
/* A driver of a few lines, and what its SMMU may hold (driver/holds.h): it does it right, and then
 * makes each mistake. */
#ifndef HITLESS_TESTS_HOLDS_DRIVER_H
#define HITLESS_TESTS_HOLDS_DRIVER_H

#include "driver/holds.h"

#include "model_memory.h"

enum {
    STREAMS = TABLES_AT,          /* the stream table, or its first level */
    SECOND = TABLES_AT + 0x10000, /* a second level of 256 STEs */
    CDS = TABLES_AT + 0x20000,    /* CD tables */
    OTHER_CDS = TABLES_AT + 0x30000,
    LEAVES = TABLES_AT + 0x40000, /* CDs under L1CDs */
    SID = 0x12,
    SID2 = 0x13,
    CFGI_STE = 3,
    CFGI_RANGE = 4,
    CFGI_CD = 5,
    CFGI_CD_ALL = 6,
    LEAF = 1
};

#define PASSING "V=1 Config=bypass SHCFG=incoming"
#define LINEAR "V=1 Config=s1 S1ContextPtr=0x40030000 S1CDMax=4 S1DSS=2"
#define LINEAR2 "V=1 Config=s1 S1ContextPtr=0x40040000 S1CDMax=4 S1DSS=2"
#define LEVELS64 "V=1 Config=s1 S1ContextPtr=0x40030000 S1CDMax=8 S1Fmt=4k-l2 S1DSS=2"
#define A_CD "V=1 AA64=1 T0SZ=25 EPD1=1 TTB0=0x1000000 ASID=1 R=1 A=1 IPS=5"
#define OTHER_CD "V=1 AA64=1 T0SZ=25 EPD1=1 TTB0=0x2000000 ASID=2 R=1 A=1 IPS=5"

static struct rig rig;
static struct hl_holds holds;
static unsigned found[HL_FINDING_COUNT], looked;
static struct hl_holds_finding last;
static struct hl_views seen; /* of SID, when it was looked at last */

static inline void note_found(void *context, const struct hl_holds_finding *f)
{
    (void)context;
    found[f->kind]++;
    last = *f;
}

static inline void note_look(void *context, uint32_t sid)
{
    (void)context;
    looked++;
    if (sid == SID)
        hl_holds_stes(&holds, sid, &seen);
}

/* ---- The driver ---- */

static inline void store(uint64_t address, uint64_t value)
{
    uint64_t *q = rig_at(&rig, address);

    hl_holds_store(&holds, address, 8, *q, value);
    *q = value;
}

static inline struct hl_entry entry_of(const struct hl_layout *layout, const char *fields)
{
    struct hl_entry e = {{0}};

    set_layout_fields(layout, &e, fields);
    return e;
}

static inline void write_entry(uint64_t address, const char *fields, const struct hl_layout *layout)
{
    struct hl_entry e = entry_of(layout, fields);

    for (unsigned i = HL_QWORDS; i-- > 0;)
        store(address + 8 * i, e.q[i]);
}

static inline uint64_t ste_at(uint32_t sid)
{
    return STREAMS + UINT64_C(64) * sid;
}

static inline void write_ste(uint32_t sid, const char *fields)
{
    write_entry(ste_at(sid), fields, &hl_ste_layout);
}

static inline void write_cd(uint64_t table, unsigned index, const char *fields)
{
    write_entry(table + UINT64_C(64) * index, fields, &hl_cd_layout);
}

static inline void command(unsigned opcode, uint32_t sid, uint32_t ssid, uint64_t high)
{
    rig_command(&rig, (uint64_t)sid << 32 | ssid << 12 | opcode, high);
}

static inline void publish(void)
{
    hl_holds_barrier(&holds);
    rig_publish(&rig);
}

static inline void sync(void)
{
    rig_command(&rig, 0x46, 0);
    publish();
    hl_model_run(&rig.model, 99);
}

/* One command is taken; the SYNC after it comes with the next hl_model_run(). */
static inline void sync_later(void)
{
    rig_command(&rig, 0x46, 0);
    publish();
    assert_int_equal(hl_model_run(&rig.model, 1), 1);
}

static inline void start(unsigned fmt)
{
    static const struct hl_holds_listener listener = {NULL, note_look, note_found};

    rig_init(&rig, "mmu-700");
    assert_true(hl_holds_init(&holds, &rig.model, &listener));
    assert_true(hl_holds_stream(&holds, SID));
    assert_true(hl_holds_stream(&holds, SID2));
    memset(found, 0, sizeof found);
    looked = 0;
    rig_start_queues(&rig);
    hl_model_write(&rig.model, 0x80, 8, STREAMS);
    rig_put(&rig, 0x88, fmt << 16 | 8 << 6 | (fmt ? 16 : 8)); /* linear: 256 STEs */
    command(CFGI_RANGE, 0, 0, HL_RANGE_ALL);
    sync();
    rig_put_sync(&rig, 0x20, 0xf);
}

static inline void write_l1std(uint32_t sid, uint64_t table, unsigned span)
{
    store(STREAMS + (uint64_t)(sid >> 8) * 8, table | span);
}

/* A second level, in which SID has this STE; NULL: with what is there. */
static inline void install_second_level(const char *ste)
{
    if (ste)
        write_entry(SECOND + 64 * SID, ste, &hl_ste_layout);
    write_l1std(SID, SECOND, 9);
    command(CFGI_STE, SID, 0, 0);
    sync();
}

static inline void attach(uint32_t sid, const char *ste)
{
    write_ste(sid, ste);
    command(CFGI_STE, sid, 0, LEAF);
    sync();
}

/* SubstreamIDs 69 and 70 under an L1CD. */
static inline void attach_leaves(void)
{
    store(CDS + 8, LEAVES | 1);
    write_cd(LEAVES, 5, A_CD);
    write_cd(LEAVES, 6, A_CD);
    attach(SID, LEVELS64);
}

/* ---- What it is found to do ---- */

/* Nothing is stale, and nothing is kept. */
static inline void assert_clean(void)
{
    hl_holds_end(&holds);
    for (unsigned i = 0; i < HL_FINDING_COUNT; i++)
        assert_int_equal(found[i], 0);
    assert_int_equal(holds.copies, 0);
    assert_false(holds.incomplete);
}

static inline void assert_stale(enum hl_structure structure, uint32_t sid, uint32_t ssid)
{
    hl_holds_end(&holds);
    assert_int_equal(found[HL_STALE_ENTRY], 1);
    assert_int_equal(last.place.structure, structure);
    assert_int_equal(last.place.sid, sid);
    assert_int_equal(last.place.ssid, ssid);
    hl_holds_end(&holds); /* told once */
    assert_int_equal(found[HL_STALE_ENTRY], 1);
    assert_int_equal(holds.copies, 0);
    assert_int_equal(found[HL_FREED_REACHABLE] + found[HL_UNORDERED_STORE], 0);
}

#endif
