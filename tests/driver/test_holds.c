// SPDX-License-Identifier: MIT
/* What an SMMU may hold: a driver of a few lines does it right, and then makes each mistake. */
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

static struct rig rig;
static struct hl_holds holds;
static unsigned found[HL_FINDING_COUNT], looked;
static struct hl_holds_finding last;
static struct hl_views seen; /* of SID, when it was looked at last */

static void note_found(void *context, const struct hl_holds_finding *f)
{
    (void)context;
    found[f->kind]++;
    last = *f;
}

static void note_look(void *context, uint32_t sid)
{
    (void)context;
    looked++;
    if (sid == SID)
        hl_holds_stes(&holds, sid, &seen);
}

/* ---- The driver ---- */

static void store(uint64_t address, uint64_t value)
{
    uint64_t *q = rig_at(&rig, address);

    hl_holds_store(&holds, address, 8, *q, value);
    *q = value;
}

static struct hl_entry entry_of(const struct hl_layout *layout, const char *fields)
{
    struct hl_entry e = {{0}};

    set_layout_fields(layout, &e, fields);
    return e;
}

static void write_entry(uint64_t address, const char *fields, const struct hl_layout *layout)
{
    struct hl_entry e = entry_of(layout, fields);

    for (unsigned i = HL_QWORDS; i-- > 0;)
        store(address + 8 * i, e.q[i]);
}

static uint64_t ste_at(uint32_t sid)
{
    return STREAMS + UINT64_C(64) * sid;
}

static void write_ste(uint32_t sid, const char *fields)
{
    write_entry(ste_at(sid), fields, &hl_ste_layout);
}

static void write_cd(uint64_t table, unsigned index, const char *fields)
{
    write_entry(table + UINT64_C(64) * index, fields, &hl_cd_layout);
}

static void command(unsigned opcode, uint32_t sid, uint32_t ssid, uint64_t high)
{
    rig_command(&rig, (uint64_t)sid << 32 | ssid << 12 | opcode, high);
}

static void sync(void)
{
    rig_command(&rig, 0x46, 0);
    hl_holds_barrier(&holds);
    rig_publish(&rig);
    hl_model_run(&rig.model, 99);
}

static void start(unsigned fmt)
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

/* Nothing is stale, and nothing is kept. */
static void assert_clean(void)
{
    hl_holds_end(&holds);
    for (unsigned i = 0; i < HL_FINDING_COUNT; i++)
        assert_int_equal(found[i], 0);
    assert_int_equal(holds.copies, 0);
    assert_false(holds.incomplete);
}

static void assert_stale(enum hl_structure structure, uint32_t sid, uint32_t ssid)
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

#define PASSING "V=1 Config=bypass SHCFG=incoming"
#define LINEAR "V=1 Config=s1 S1ContextPtr=0x40030000 S1CDMax=4 S1DSS=2"
#define LINEAR2 "V=1 Config=s1 S1ContextPtr=0x40040000 S1CDMax=4 S1DSS=2"
#define LEVELS64 "V=1 Config=s1 S1ContextPtr=0x40030000 S1CDMax=8 S1Fmt=4k-l2 S1DSS=2"
#define A_CD "V=1 AA64=1 T0SZ=25 EPD1=1 TTB0=0x1000000 ASID=1 R=1 A=1 IPS=5"
#define OTHER_CD "V=1 AA64=1 T0SZ=25 EPD1=1 TTB0=0x2000000 ASID=2 R=1 A=1 IPS=5"

/* ---- STEs: 4.3.1, 4.3.2, 4.3.6 ---- */

static void an_ste_and_its_invalidation(void **state)
{
    static const struct {
        unsigned opcode;
        uint32_t sid;
        uint64_t high;
        bool covers;
    } list[] = {
        {CFGI_STE, SID, LEAF, true},
        {CFGI_STE, SID, 0, true},
        {CFGI_STE, SID2, LEAF, false},
        {CFGI_RANGE, SID2, 0, true}, /* 0x12 and 0x13 */
        {CFGI_RANGE, SID + 2, 0, false},
        {CFGI_RANGE, SID + 2, 2, true},
        {CFGI_RANGE, 0xff00, HL_RANGE_ALL, true},
        {CFGI_CD_ALL, SID, 0, false},
        {CFGI_CD, SID, 0, false},
        {CFGI_STE, SID | 0x10000, LEAF, false}, /* 4.1.7 */
        {0x30, 0, 0, false},                    /* TLBI_NSNH_ALL */
    };

    (void)state;
    for (size_t i = 0; i < LENGTH(list); i++) {
        start(0);
        write_ste(SID, PASSING);
        command(list[i].opcode, list[i].sid, 0, list[i].high);
        sync();
        if (list[i].covers)
            assert_clean();
        else
            assert_stale(HL_STRUCTURE_STE, SID, 0);
    }
}

static void no_invalidation_at_all(void **state)
{
    (void)state;
    start(0);
    write_ste(SID, PASSING);
    assert_stale(HL_STRUCTURE_STE, SID, 0);
    assert_int_equal(last.held.q[0], 0);
    assert_int_equal(last.memory.q[0], 9);
}

/* 4.8: consumption of a CFGI means nothing. */
static void no_sync(void **state)
{
    (void)state;
    start(0);
    write_ste(SID, PASSING);
    command(CFGI_STE, SID, 0, LEAF);
    hl_holds_barrier(&holds);
    rig_publish(&rig);
    hl_model_run(&rig.model, 9);
    assert_stale(HL_STRUCTURE_STE, SID, 0);
    assert_non_null(strstr(last.why, "complete"));
}

static void invalidated_before_the_store(void **state)
{
    (void)state;
    start(0);
    command(CFGI_STE, SID, 0, LEAF);
    sync();
    write_ste(SID, PASSING);
    sync();
    assert_stale(HL_STRUCTURE_STE, SID, 0);
}

/* It may have had its effect as soon as it was taken: what is stored then stays. */
static void a_store_between_consumption_and_completion(void **state)
{
    start(0);
    write_ste(SID, PASSING);
    command(CFGI_STE, SID, 0, LEAF);
    rig_command(&rig, 0x46, 0);
    hl_holds_barrier(&holds);
    rig_publish(&rig);
    assert_int_equal(hl_model_run(&rig.model, 1), 1);
    write_ste(SID, "V=1 Config=abort");
    assert_int_equal(hl_model_run(&rig.model, 1), 1);
    hl_holds_stes(&holds, SID, &seen); /* 0 is gone; what memory had since the command is not */
    assert_int_equal(seen.views, 4);   /* qword 0 and qword 1 */
    if (*state) {
        assert_stale(HL_STRUCTURE_STE, SID, 0);
        return;
    }
    command(CFGI_STE, SID, 0, LEAF);
    sync();
    assert_clean();
    *state = "once more, without the second command";
    a_store_between_consumption_and_completion(state);
}

/* The same of an entry that was not changed before the command. */
static void the_first_store_comes_after_the_command(void **state)
{
    (void)state;
    start(0);
    command(CFGI_STE, SID, 0, LEAF);
    rig_command(&rig, 0x46, 0);
    hl_holds_barrier(&holds);
    rig_publish(&rig);
    hl_model_run(&rig.model, 1);
    write_ste(SID, PASSING);
    hl_model_run(&rig.model, 1);
    assert_stale(HL_STRUCTURE_STE, SID, 0);
}

static void a_value_that_comes_back(void **state)
{
    (void)state;
    start(0);
    store(ste_at(SID), 9);
    store(ste_at(SID), 0);
    hl_holds_stes(&holds, SID, &seen);
    assert_int_equal(seen.views, 2);
    assert_int_equal(holds.copies, 1);
    command(CFGI_STE, SID, 0, LEAF);
    sync();
    assert_clean();
    store(ste_at(SID), 0); /* no change */
    assert_clean();
    store(ste_at(SID), 9);
    store(ste_at(SID), 0);
    assert_stale(HL_STRUCTURE_STE, SID, 0);
}

static void half_a_qword(void **state)
{
    (void)state;
    start(0);
    hl_holds_store(&holds, ste_at(SID) + 4, 4, 0, 7);
    *rig_at(&rig, ste_at(SID)) = UINT64_C(7) << 32;
    hl_holds_stes(&holds, SID, &seen);
    assert_int_equal(seen.views, 2);
    assert_true(seen.source[0].window->value[0][1] == UINT64_C(7) << 32);
    hl_holds_store(&holds, ste_at(SID), 2, 0, 1);
    *rig_at(&rig, ste_at(SID)) |= 1;
    hl_holds_stes(&holds, SID, &seen);
    assert_true(seen.source[0].window->value[0][2] == (UINT64_C(7) << 32 | 1));
}

static void told_after_it_was_done(void **state)
{
    (void)state;
    start(0);
    *rig_at(&rig, ste_at(SID)) = 9;
    hl_holds_store(&holds, ste_at(SID), 8, 0, 9);
    assert_stale(HL_STRUCTURE_STE, SID, 0);
}

/* ---- First-level stream tables: 5.1.1 ---- */

static void write_l1std(uint32_t sid, uint64_t table, unsigned span)
{
    store(STREAMS + (uint64_t)(sid >> 8) * 8, table | span);
}

static void an_l1std_and_its_invalidation(void **state)
{
    static const struct {
        unsigned opcode;
        uint32_t sid;
        uint64_t high;
        bool covers;
    } list[] = {
        {CFGI_STE, SID, 0, true},     {CFGI_STE, 0xff, 0, true}, /* any StreamID of its span */
        {CFGI_STE, SID, LEAF, false}, {CFGI_STE, 0x100, 0, false},
        {CFGI_RANGE, SID, 0, true},   {CFGI_RANGE, 0x100, 7, false},
        {CFGI_RANGE, 0x100, 8, true}, {CFGI_RANGE, 0, HL_RANGE_ALL, true},
        {CFGI_CD, SID, 0, false},
    };

    (void)state;
    for (size_t i = 0; i < LENGTH(list); i++) {
        start(1);
        write_l1std(SID, SECOND, 9);
        command(list[i].opcode, list[i].sid, 0, list[i].high);
        sync();
        if (list[i].covers)
            assert_clean();
        else
            assert_stale(HL_STRUCTURE_L1STD, 0, 0);
    }
}

/* 3.21.3: what is there before a pointer leads to it needs no invalidation. */
static void stes_of_a_table_that_nothing_leads_to(void **state)
{
    (void)state;
    start(1);
    write_entry(SECOND + 64 * SID, "V=1 Config=abort", &hl_ste_layout);
    assert_clean();
    write_l1std(SID, SECOND, 9);
    command(CFGI_STE, SID, 0, 0);
    sync();
    assert_clean();
    write_entry(SECOND + 64 * SID, PASSING, &hl_ste_layout);
    assert_stale(HL_STRUCTURE_STE, SID, 0);
}

/* Its span ends before the StreamID: nothing leads there. */
static void a_span_that_is_too_short(void **state)
{
    (void)state;
    start(1);
    write_l1std(SID, SECOND, 5); /* 16 STEs, up to 0x0f */
    command(CFGI_STE, SID, 0, 0);
    sync();
    write_entry(SECOND + 64 * SID, PASSING, &hl_ste_layout);
    assert_clean();
    hl_holds_stes(&holds, SID, &seen);
    assert_int_equal(seen.views, 1);
    assert_int_equal(seen.source[0].held, HL_UNREACHED);
}

/* 5.1.1: the STEs of a table that is taken away stay cached, each by itself. */
static void a_second_level_is_taken_away(void **state)
{
    start(1);
    write_entry(SECOND + 64 * SID, PASSING, &hl_ste_layout);
    write_entry(SECOND + 64 * SID2, PASSING, &hl_ste_layout);
    write_l1std(SID, SECOND, 9);
    command(CFGI_STE, SID, 0, 0);
    sync();
    assert_clean();
    write_l1std(SID, 0, 0);
    command(CFGI_STE, SID2, 0, 0);
    sync();
    hl_holds_stes(&holds, SID, &seen);
    assert_int_equal(seen.sources, 2);     /* C_BAD_STREAMID, or what is cached */
    hl_holds_free(&holds, SECOND, 0x4000); /* no pointer leads to it */
    if (*state) {
        assert_stale(HL_STRUCTURE_STE, SID, 0);
        return;
    }
    command(CFGI_STE, SID, 0, LEAF);
    sync();
    assert_clean();
    hl_holds_stes(&holds, SID, &seen);
    assert_int_equal(seen.sources, 1);
    *state = "once more, without the last command";
    a_second_level_is_taken_away(state);
}

/* 4.7.3: the leaf form may have its effect first; then the STE is fetched again. */
static void a_second_level_is_taken_away_by_leaf_forms(void **state)
{
    (void)state;
    for (unsigned changed = 0; changed < 2; changed++) {
        start(1);
        write_entry(SECOND + 64 * SID, PASSING, &hl_ste_layout);
        write_l1std(SID, SECOND, 9);
        command(CFGI_STE, SID, 0, 0);
        sync();
        if (changed)
            write_entry(SECOND + 64 * SID, "V=1 Config=abort", &hl_ste_layout);
        write_l1std(SID, 0, 0);
        command(CFGI_STE, SID, 0, LEAF);
        command(CFGI_STE, SID2, 0, 0);
        sync();
        assert_stale(HL_STRUCTURE_STE, SID, 0);
    }
}

static void a_second_level_comes_back(void **state)
{
    (void)state;
    start(1);
    write_entry(SECOND + 64 * SID, PASSING, &hl_ste_layout);
    write_l1std(SID, SECOND, 9);
    command(CFGI_STE, SID, 0, 0);
    sync();
    write_l1std(SID, 0, 0);
    command(CFGI_STE, SID2, 0, 0);
    sync();
    assert_int_equal(holds.copies, 1);
    write_l1std(SID, SECOND, 9);
    command(CFGI_STE, SID2, 0, 0);
    sync();
    assert_clean(); /* what is cached is what is there */
}

/* With one range command for all there is nothing left. */
static void a_second_level_is_taken_away_rightly(void **state)
{
    (void)state;
    start(1);
    write_entry(SECOND + 64 * SID, PASSING, &hl_ste_layout);
    write_l1std(SID, SECOND, 9);
    command(CFGI_STE, SID, 0, 0);
    sync();
    write_l1std(SID, 0, 0);
    command(CFGI_RANGE, SID, 0, 7);
    sync();
    hl_holds_free(&holds, SECOND, 0x4000);
    assert_clean();
}

/* ---- CDs: 4.3.3, 4.3.4 ---- */

static void attach(uint32_t sid, const char *ste)
{
    write_ste(sid, ste);
    command(CFGI_STE, sid, 0, LEAF);
    sync();
}

static void a_cd_and_its_invalidation(void **state)
{
    static const struct {
        unsigned opcode;
        uint32_t sid, ssid;
        uint64_t high;
        bool covers;
    } list[] = {
        {CFGI_CD, SID, 3, LEAF, true},          {CFGI_CD, SID, 3, 0, true},
        {CFGI_CD, SID, 2, LEAF, false},         {CFGI_CD, SID2, 3, LEAF, false},
        {CFGI_CD_ALL, SID, 0, 0, true},         {CFGI_CD_ALL, SID2, 0, 0, false},
        {CFGI_STE, SID, 0, LEAF, true}, /* and all CDs cached through it */
        {CFGI_STE, SID2, 0, LEAF, false},       {CFGI_RANGE, SID, 0, 0, true},
        {CFGI_RANGE, 0, 0, HL_RANGE_ALL, true},
    };

    (void)state;
    for (size_t i = 0; i < LENGTH(list); i++) {
        start(0);
        attach(SID, LINEAR);
        write_cd(CDS, 3, A_CD);
        command(list[i].opcode, list[i].sid, list[i].ssid, list[i].high);
        sync();
        if (list[i].covers)
            assert_clean();
        else
            assert_stale(HL_STRUCTURE_CD, SID, 3);
    }
}

/* 4.3.3: a cached CD is its StreamID's own. */
static void one_table_of_two_streams(void **state)
{
    (void)state;
    start(0);
    attach(SID, LINEAR);
    attach(SID2, LINEAR);
    write_cd(CDS, 3, A_CD);
    command(CFGI_CD, SID, 3, LEAF);
    command(CFGI_CD, SID2, 3, LEAF);
    sync();
    assert_clean();
    write_cd(CDS, 4, A_CD);
    command(CFGI_CD, SID, 4, LEAF);
    sync();
    assert_stale(HL_STRUCTURE_CD, SID2, 4);
}

static void a_cd_that_no_ste_leads_to(void **state)
{
    (void)state;
    start(0);
    write_cd(CDS, 3, A_CD);
    assert_clean();
    attach(SID, LINEAR);
    assert_clean();
    write_cd(CDS, 16, A_CD); /* behind S1CDMax */
    assert_clean();
}

static void an_l1cd_and_its_invalidation(void **state)
{
    static const struct {
        unsigned opcode;
        uint32_t ssid;
        uint64_t high;
        bool covers;
    } list[] = {
        {CFGI_CD, 64, 0, true},    {CFGI_CD, 127, 0, true}, {CFGI_CD, 64, LEAF, false},
        {CFGI_CD, 128, 0, false},  {CFGI_CD, 63, 0, false}, {CFGI_CD_ALL, 0, 0, true},
        {CFGI_STE, 0, LEAF, true},
    };

    (void)state;
    for (size_t i = 0; i < LENGTH(list); i++) {
        start(0);
        attach(SID, LEVELS64);
        store(CDS + 8, LEAVES | 1);
        command(list[i].opcode, SID, list[i].ssid, list[i].high);
        sync();
        if (list[i].covers)
            assert_clean();
        else
            assert_stale(HL_STRUCTURE_L1CD, SID, 64);
    }
}

static void cds_under_an_l1cd(void **state)
{
    (void)state;
    start(0);
    store(CDS + 8, LEAVES | 1);
    attach(SID, LEVELS64);
    write_cd(LEAVES, 5, A_CD); /* SubstreamID 69 */
    command(CFGI_CD, SID, 69, LEAF);
    sync();
    assert_clean();
    write_cd(LEAVES, 64, A_CD); /* behind its 64 CDs */
    assert_clean();
    write_cd(LEAVES, 6, A_CD);
    command(CFGI_CD, SID, 6, LEAF);
    sync();
    assert_stale(HL_STRUCTURE_CD, SID, 70);
}

/* 5.3.1: a leaf that is taken away needs the non-leaf form for each of its CDs that is in use,
 * whether they were just changed or not. */
static void a_leaf_of_cds_is_taken_away(void **state)
{
    (void)state;
    for (unsigned n = 0; n < 4; n++) {
        const bool right = n & 1, changed = n & 2;

        start(0);
        store(CDS + 8, LEAVES | 1);
        write_cd(LEAVES, 5, A_CD);
        write_cd(LEAVES, 6, A_CD);
        attach(SID, LEVELS64);
        if (changed) {
            write_cd(LEAVES, 5, OTHER_CD);
            write_cd(LEAVES, 6, OTHER_CD);
        }
        store(CDS + 8, 0);
        command(CFGI_CD, SID, 69, 0);
        command(CFGI_CD, SID, 70, right ? 0 : LEAF);
        sync();
        if (right)
            assert_clean();
        else
            assert_stale(HL_STRUCTURE_CD, SID, 70);
    }
}

/* A command that was taken while the pointer was still there. */
static void a_leaf_of_cds_is_taken_away_too_late(void **state)
{
    (void)state;
    start(0);
    store(CDS + 8, LEAVES | 1);
    write_cd(LEAVES, 5, A_CD);
    write_cd(LEAVES, 6, A_CD);
    attach(SID, LEVELS64);
    command(CFGI_CD, SID, 69, 0);
    hl_holds_barrier(&holds);
    rig_publish(&rig);
    hl_model_run(&rig.model, 9);
    store(CDS + 8, 0);
    command(CFGI_CD, SID, 70, 0);
    sync();
    assert_stale(HL_STRUCTURE_CD, SID, 69);
}

/* A CD is stored while the old STE may still lead to it, after the command for that was taken. */
static void a_cd_under_an_ste_that_goes(void **state)
{
    (void)state;
    start(0);
    attach(SID, LINEAR);
    write_ste(SID, PASSING);
    command(CFGI_STE, SID, 0, LEAF);
    rig_command(&rig, 0x46, 0);
    hl_holds_barrier(&holds);
    rig_publish(&rig);
    hl_model_run(&rig.model, 1);
    write_cd(CDS, 3, A_CD);
    assert_int_equal(holds.copies, 2);
    hl_model_run(&rig.model, 1);
    assert_clean();
}

/* ---- What is given back ---- */

static void a_cd_table_is_given_back(void **state)
{
    (void)state;
    start(0);
    attach(SID, LINEAR);
    hl_holds_free(&holds, CDS, 0x1000); /* live */
    assert_int_equal(found[HL_FREED_REACHABLE], 1);
    assert_int_equal(last.place.structure, HL_STRUCTURE_STE);
    assert_int_equal(last.place.sid, SID);
    assert_int_equal(last.freed, CDS);

    start(0);
    attach(SID, LINEAR);
    write_ste(SID, PASSING);
    command(CFGI_STE, SID, 0, LEAF);
    hl_holds_barrier(&holds);
    rig_publish(&rig);
    hl_model_run(&rig.model, 9);
    hl_holds_free(&holds, CDS, 0x1000); /* cached */
    assert_int_equal(found[HL_FREED_REACHABLE], 1);

    start(0);
    attach(SID, LINEAR);
    attach(SID, PASSING);
    hl_holds_free(&holds, CDS, 0x1000);
    assert_clean();
}

/* A wrong StreamID is invalidated: the old STE leads to the table still. */
static void given_back_while_another_stream_leads_there(void **state)
{
    (void)state;
    start(0);
    attach(SID, LINEAR);
    attach(SID2, LINEAR);
    attach(SID, PASSING);
    hl_holds_free(&holds, CDS, 0x1000);
    assert_int_equal(found[HL_FREED_REACHABLE], 1);
    assert_int_equal(last.place.sid, SID2);
}

/* Stream tables and queues. */
static void what_registers_lead_to(void **state)
{
    (void)state;
    start(1);
    write_l1std(SID, SECOND, 9);
    command(CFGI_STE, SID, 0, 0);
    sync();
    hl_holds_free(&holds, SECOND + 0x1000, 0x100);
    assert_int_equal(found[HL_FREED_REACHABLE], 1);
    assert_int_equal(last.place.structure, HL_STRUCTURE_L1STD);
    hl_holds_free(&holds, STREAMS, 0x800);
    assert_int_equal(found[HL_FREED_REACHABLE], 2);
    assert_int_equal(last.place.structure, HL_STRUCTURE_ROOT);
    hl_holds_free(&holds, QUEUE_AT, 0x100);
    assert_int_equal(found[HL_FREED_REACHABLE], 3);
    assert_int_equal(last.place.structure, HL_STRUCTURE_QUEUE);
    rig_put_sync(&rig, 0x20, 0); /* disabled: nothing is reachable */
    start(1);
    rig_put_sync(&rig, 0x20, 0);
    hl_holds_free(&holds, STREAMS, 0x800);
    hl_holds_free(&holds, QUEUE_AT, 0x100);
    assert_clean();
}

/* 3.3.2: S1ContextPtr of a nested STE is the guest's address. */
static void a_guests_cds(void **state)
{
    (void)state;
    start(0);
    attach(SID, "V=1 Config=nested S1ContextPtr=0x40030000 S1CDMax=4 S1DSS=2 S2AA64=1 S2T0SZ=25 "
                "S2SL0=1 S2TG=4k S2PS=48-bit S2TTB=0x40000000 S2VMID=1 S2R=1");
    write_cd(CDS, 3, A_CD);
    hl_holds_free(&holds, CDS, 0x1000);
    assert_clean();
}

/* 3.21.3: pointers of what is ILLEGAL are not followed. */
static void an_illegal_ste(void **state)
{
    (void)state;
    start(0);
    attach(SID, LINEAR " S2S=1 EATS=2 S1CIR=0 STRW=3"); /* STRW is reserved */
    write_cd(CDS, 3, A_CD);
    hl_holds_free(&holds, CDS, 0x1000);
    assert_clean();
}

/* A mixture of qwords that is legal leads there, though neither entry does. */
static void a_legal_mixture(void **state)
{
    (void)state;
    start(0);
    attach(SID, LINEAR " STRW=3");
    store(ste_at(SID) + 8, 2); /* STRW 0, S1DSS 2: legal now */
    hl_holds_free(&holds, CDS, 0x1000);
    assert_int_equal(found[HL_FREED_REACHABLE], 1);
}

/* ---- Order: 4.1.2 ---- */

static void a_barrier_before_the_command(void **state)
{
    (void)state;
    for (unsigned right = 0; right < 2; right++) {
        start(0);
        write_ste(SID, PASSING);
        command(CFGI_STE, SID, 0, LEAF);
        rig_command(&rig, 0x46, 0);
        if (right)
            hl_holds_barrier(&holds);
        rig_publish(&rig);
        hl_model_run(&rig.model, 9);
        hl_holds_end(&holds);
        assert_int_equal(found[HL_UNORDERED_STORE], right ? 0 : 1);
        assert_int_equal(found[HL_STALE_ENTRY], 0);
    }
    assert_int_equal(last.place.sid, SID);
    assert_int_equal(last.command.kind, HL_CMD_CFGI_STE);
}

/* 3.21.3.1: what a table has in it comes before the pointer to it. Blank memory needs nothing, nor
 * does memory that was there before the last barrier. */
static void a_barrier_before_the_pointer(void **state)
{
    (void)state;
    for (unsigned i = 0; i < 5; i++) {
        const bool wrong = i == 0 || i == 4;

        start(1);
        hl_holds_give(&holds, SECOND, 0x4000);
        if (i == 1)
            hl_holds_barrier(&holds);
        if (i != 2) /* without a store that is told: plain ones are not */
            *(uint64_t *)rig_at(&rig, SECOND + 64 * SID2) = 1;
        if (i == 3)
            hl_holds_barrier(&holds);
        if (i == 4)
            hl_holds_give(&holds, CDS, 0x1000);
        write_l1std(SID, SECOND, 9);
        command(CFGI_STE, SID, 0, 0);
        sync();
        hl_holds_end(&holds);
        assert_int_equal(found[HL_UNORDERED_STORE], wrong);
        assert_int_equal(found[HL_STALE_ENTRY], 0);
        if (!wrong)
            continue;
        assert_int_equal(last.place.structure, HL_STRUCTURE_STE);
        assert_int_equal(last.place.sid, SID2);
        assert_int_equal(last.command.kind, 0);
    }
}

/* Commands for others, or published before it, say nothing of a store. */
static void commands_that_do_not_publish_it(void **state)
{
    (void)state;
    start(0);
    command(CFGI_STE, SID, 0, LEAF);
    hl_holds_barrier(&holds);
    rig_publish(&rig);
    write_ste(SID, PASSING);
    command(CFGI_STE, SID2, 0, LEAF);
    rig_publish(&rig);
    hl_model_run(&rig.model, 9);
    command(CFGI_STE, SID, 0, LEAF);
    sync();
    assert_clean();
}

/* ---- Enabling: 3.11, 6.3.9.6 ---- */

static void enabled_without_invalidation(void **state)
{
    static const struct hl_holds_listener listener = {NULL, note_look, note_found};

    (void)state;
    for (unsigned n = 0; n < 3; n++) { /* nothing; taken; completed */
        rig_init(&rig, "mmu-700");
        assert_true(hl_holds_init(&holds, &rig.model, &listener));
        memset(found, 0, sizeof found);
        rig_start_queues(&rig);
        if (n)
            command(CFGI_RANGE, 0, 0, HL_RANGE_ALL);
        rig_publish(&rig);
        hl_model_run(&rig.model, 9);
        if (n == 2)
            sync();
        rig_put_sync(&rig, 0x20, 0xf);
        assert_int_equal(found[HL_STALE_ENTRY], n < 2);
    }
}

static void another_stream_table(void **state)
{
    (void)state;
    start(0);
    attach(SID, LINEAR);
    rig_put_sync(&rig, 0x20, 0xe);
    store(ste_at(SID), 9); /* not seen: nothing is fetched */
    assert_int_equal(holds.copies, 0);
    rig_put_sync(&rig, 0x20, 0xf);
    assert_int_equal(found[HL_STALE_ENTRY], 1);
    assert_int_equal(last.place.structure, HL_STRUCTURE_ANY);
}

/* What was told is forgotten, and looked at before: a table that only that led to is not reachable
 * for what comes after. */
static void what_was_told_is_forgotten(void **state)
{
    (void)state;
    start(0);
    attach(SID, LINEAR);
    looked = 0;
    write_ste(SID, PASSING);
    hl_holds_end(&holds);
    assert_int_equal(found[HL_STALE_ENTRY], 1);
    assert_int_equal(looked, 1);
    assert_true(seen.views > 1);
    assert_int_equal(hl_holds_stes(&holds, SID, &seen), 1);
    hl_holds_free(&holds, CDS, 0x1000);
    hl_holds_end(&holds);
    assert_int_equal(found[HL_STALE_ENTRY] + found[HL_FREED_REACHABLE], 1);

    start(1); /* nor are the STEs that only that led to */
    write_entry(SECOND + 64 * SID, PASSING, &hl_ste_layout);
    write_l1std(SID, SECOND, 9);
    command(CFGI_STE, SID, 0, 0);
    sync();
    write_l1std(SID, 0, 0);
    assert_stale(HL_STRUCTURE_L1STD, 0, 0);
}

/* ---- What may be taken ---- */

static unsigned cds_under(const char *ste, uint32_t index, struct hl_views *v)
{
    const struct hl_entry e = entry_of(&hl_ste_layout, ste);
    struct hl_meaning m;

    hl_ste_decode(&holds.smmu, &e, &m);
    return hl_holds_cds(&holds, SID, &m, index, v);
}

static void views_are_looked_at_before_they_go(void **state)
{
    (void)state;
    start(0);
    assert_int_equal(hl_holds_stes(&holds, SID, &seen), 1);
    write_ste(SID, PASSING);
    command(CFGI_STE, SID2, 0, LEAF);
    sync();
    assert_int_equal(looked, 0); /* nothing went */
    command(CFGI_STE, SID, 0, LEAF);
    sync();
    assert_int_equal(looked, 1);
    assert_int_equal(seen.views, 4);
    assert_int_equal(hl_holds_stes(&holds, SID, &seen), 1);
}

/* 4.3.3, 16.2: a CD that the old STE led to may be used with the new one. */
static void cds_of_both_tables(void **state)
{
    struct hl_views v;
    const struct hl_source *source;
    struct hl_entry e;
    unsigned direct = 0;

    (void)state;
    start(0);
    write_cd(CDS, 3, A_CD);
    write_cd(OTHER_CDS, 3, OTHER_CD);
    attach(SID, LINEAR);
    assert_int_equal(cds_under(LINEAR, 3, &v), 1);
    write_ste(SID, LINEAR2);
    assert_int_equal(cds_under(LINEAR2, 3, &v), 2);
    for (unsigned i = 0; i < 2; i++) {
        assert_int_equal(hl_views_get(&v, i, &e, &source), HL_HELD);
        if (source->direct) {
            direct++;
            assert_int_equal(HL_GET(CD, &e, ASID), 2);
        }
    }
    assert_int_equal(direct, 1);
    command(CFGI_STE, SID, 0, LEAF);
    sync();
    assert_int_equal(cds_under(LINEAR2, 3, &v), 1);
    assert_int_equal(cds_under(LINEAR2, 16, &v), 1); /* behind S1CDMax */
    assert_int_equal(v.source[0].held, HL_UNREACHED);
    hl_holds_free(&holds, CDS, 0x1000);
    assert_clean();
}

static void views_through_first_levels(void **state)
{
    struct hl_views v;

    (void)state;
    start(1);
    write_l1std(SID, SECOND, 9);
    assert_int_equal(hl_holds_stes(&holds, SID, &v), 2);
    assert_int_equal(v.source[0].held, HL_UNREACHED);
    assert_int_equal(v.source[1].address, SECOND + 64 * SID);
    start(0);
    attach(SID, LEVELS64);
    store(CDS + 8, LEAVES | 1);
    write_cd(LEAVES, 5, A_CD);
    assert_int_equal(cds_under(LEVELS64, 69, &v), 1 + 4); /* unreached, or two qwords changed */
    assert_int_equal(cds_under(LEVELS64, 5, &v), 1);
}

static void generations(void **state)
{
    uint32_t one, two;

    (void)state;
    start(0);
    one = hl_holds_generation(&holds, SID);
    two = hl_holds_generation(&holds, SID2);
    write_ste(SID, PASSING);
    assert_int_not_equal(hl_holds_generation(&holds, SID), one);
    assert_int_equal(hl_holds_generation(&holds, SID2), two);
    one = hl_holds_generation(&holds, SID);
    command(CFGI_STE, SID, 0, LEAF);
    sync();
    assert_int_not_equal(hl_holds_generation(&holds, SID), one);
}

static void a_snapshot_goes_on_alike(void **state)
{
    static struct hl_holds saved, again;
    static struct rig before;

    (void)state;
    start(0);
    attach(SID, LINEAR);
    write_cd(CDS, 3, A_CD);
    before = rig;
    hl_holds_copy(&saved, &holds);
    for (unsigned i = 0; i < 2; i++) {
        command(CFGI_CD, SID, 3, LEAF);
        sync();
        assert_clean();
        rig = before;
        hl_holds_copy(&again, &saved);
        hl_holds_copy(&holds, &again);
        assert_int_equal(holds.copies, 1);
    }
    assert_stale(HL_STRUCTURE_CD, SID, 3);
}

/* More different values of a qword than there is room for, and what is left of that. */
static void an_overflow_passes(void **state)
{
    (void)state;
    start(0);
    for (unsigned i = 1; i < 20; i++)
        store(ste_at(SID) + 16, i);
    hl_holds_stes(&holds, SID, &seen);
    assert_true(seen.too_many);
    command(CFGI_STE, SID, 0, LEAF);
    sync();
    assert_clean();
    assert_int_equal(hl_holds_stes(&holds, SID, &seen), 1);
    command(CFGI_STE, SID, 0, LEAF);
    rig_command(&rig, 0x46, 0);
    hl_holds_barrier(&holds);
    rig_publish(&rig);
    hl_model_run(&rig.model, 1);
    for (unsigned i = 1; i < 20; i++) /* after it was taken */
        store(ste_at(SID) + 16, i);
    hl_model_run(&rig.model, 1);
    hl_holds_stes(&holds, SID, &seen);
    assert_true(seen.too_many);
    assert_stale(HL_STRUCTURE_STE, SID, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_ste_and_its_invalidation),
        cmocka_unit_test(no_invalidation_at_all),
        cmocka_unit_test(no_sync),
        cmocka_unit_test(invalidated_before_the_store),
        cmocka_unit_test(a_store_between_consumption_and_completion),
        cmocka_unit_test(the_first_store_comes_after_the_command),
        cmocka_unit_test(a_value_that_comes_back),
        cmocka_unit_test(half_a_qword),
        cmocka_unit_test(told_after_it_was_done),
        cmocka_unit_test(an_l1std_and_its_invalidation),
        cmocka_unit_test(stes_of_a_table_that_nothing_leads_to),
        cmocka_unit_test(a_span_that_is_too_short),
        cmocka_unit_test(a_second_level_is_taken_away),
        cmocka_unit_test(a_second_level_is_taken_away_by_leaf_forms),
        cmocka_unit_test(a_second_level_comes_back),
        cmocka_unit_test(a_second_level_is_taken_away_rightly),
        cmocka_unit_test(a_cd_and_its_invalidation),
        cmocka_unit_test(one_table_of_two_streams),
        cmocka_unit_test(a_cd_that_no_ste_leads_to),
        cmocka_unit_test(an_l1cd_and_its_invalidation),
        cmocka_unit_test(cds_under_an_l1cd),
        cmocka_unit_test(a_leaf_of_cds_is_taken_away),
        cmocka_unit_test(a_leaf_of_cds_is_taken_away_too_late),
        cmocka_unit_test(a_cd_under_an_ste_that_goes),
        cmocka_unit_test(a_cd_table_is_given_back),
        cmocka_unit_test(given_back_while_another_stream_leads_there),
        cmocka_unit_test(what_registers_lead_to),
        cmocka_unit_test(a_guests_cds),
        cmocka_unit_test(an_illegal_ste),
        cmocka_unit_test(a_legal_mixture),
        cmocka_unit_test(a_barrier_before_the_command),
        cmocka_unit_test(a_barrier_before_the_pointer),
        cmocka_unit_test(commands_that_do_not_publish_it),
        cmocka_unit_test(enabled_without_invalidation),
        cmocka_unit_test(another_stream_table),
        cmocka_unit_test(what_was_told_is_forgotten),
        cmocka_unit_test(views_are_looked_at_before_they_go),
        cmocka_unit_test(cds_of_both_tables),
        cmocka_unit_test(views_through_first_levels),
        cmocka_unit_test(generations),
        cmocka_unit_test(a_snapshot_goes_on_alike),
        cmocka_unit_test(an_overflow_passes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
