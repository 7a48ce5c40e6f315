// SPDX-License-Identifier: MIT
/* The judge of operations: a driver of a few lines does each right, and then makes each mistake. */
#include "driver/judge.h"

#include "model_memory.h"

enum {
    STREAMS_AT = TABLES_AT, /* 256 STEs */
    CDS_AT = TABLES_AT + 0x10000,
    ROOT_AT = TABLES_AT + 0x20000,
    ROOT2_AT = TABLES_AT + 0x23000,
    PROCESS_AT = TABLES_AT + 0x26000,
    SID = 0x12, /* of device 0 */
    SID2 = 0x13,
    OTHER = 0x20, /* of device 1 */
    DOM = 2,
    DOM2 = 3,
    DOM_S2 = 4,
    DOM_NESTED = 6
};

static struct rig rig;
static struct hl_holds holds;
static struct hl_driver_judge judge;
static struct hl_contract contract;
static struct hl_operation now;

static int domain_meaning(unsigned dom, struct hlk_meaning *m)
{
    *m = (struct hlk_meaning){.root = dom == DOM2 ? ROOT2_AT : ROOT_AT};
    if (dom == DOM_S2 || dom == DOM_NESTED)
        m->vmid = 9;
    else
        m->asid = (uint16_t)(dom + 3);
    return dom < DOM ? -22 : 0;
}

static int mm_meaning(unsigned mm, struct hlk_meaning *m)
{
    (void)mm;
    *m = (struct hlk_meaning){.root = PROCESS_AT};
    return 0;
}

static bool read_tables(void *context, enum hl_fetch what, enum hl_space space, uint64_t address,
                        unsigned bytes, unsigned char *data)
{
    const uint64_t *from = rig_at(context, address);

    (void)what, (void)space;
    if (from)
        memcpy(data, from, bytes);
    return from;
}

/* ---- The driver ---- */

static void store(uint64_t address, uint64_t value)
{
    uint64_t *q = rig_at(&rig, address);

    hl_holds_store(&holds, address, 8, *q, value);
    *q = value;
}

static void command(uint64_t low, uint64_t high)
{
    rig_command(&rig, low, high);
}

static void sync(void)
{
    command(0x46, 0);
    hl_holds_barrier(&holds);
    rig_publish(&rig);
    hl_model_run(&rig.model, 99);
}

static void cfgi_ste(uint32_t sid)
{
    command((uint64_t)sid << 32 | 3, 1);
}

static void cfgi_cd(uint32_t sid, uint32_t ssid)
{
    command((uint64_t)sid << 32 | ssid << 12 | 5, 1);
}

static void tlbi_asid(uint64_t asid)
{
    command(asid << 48 | 0x11, 0);
}

static void atc_inv(uint32_t sid)
{
    command((uint64_t)sid << 32 | 0x40, 52);
}

static uint64_t ste_at(uint32_t sid)
{
    return STREAMS_AT + UINT64_C(64) * sid;
}

static struct hl_entry entry_of(const struct hl_layout *layout, const char *fields)
{
    struct hl_entry e = {{0}};

    set_layout_fields(layout, &e, fields);
    return e;
}

/* Everything but qword 0, then that, with nothing in between. */
static void write_naively(uint64_t at, const struct hl_entry *e)
{
    for (unsigned i = HL_QWORDS; i-- > 0;)
        store(at + 8 * i, e->q[i]);
}

/* Through V = 0, with syncs: always right where nothing is live. */
static void write_ste(uint32_t sid, const char *fields)
{
    const struct hl_entry e = entry_of(&hl_ste_layout, fields);

    store(ste_at(sid), 0);
    cfgi_ste(sid);
    sync();
    for (unsigned i = 1; i < HL_QWORDS; i++)
        store(ste_at(sid) + 8 * i, e.q[i]);
    cfgi_ste(sid);
    sync();
    store(ste_at(sid), e.q[0]);
    cfgi_ste(sid);
    sync();
}

static void both_stes(const char *fields)
{
    write_ste(SID, fields);
    write_ste(SID2, fields);
}

/* One store: qword i of what fields say. */
static void one_qword(uint32_t sid, unsigned i, const char *fields)
{
    const struct hl_entry e = entry_of(&hl_ste_layout, fields);

    store(ste_at(sid) + 8 * i, e.q[i]);
    cfgi_ste(sid);
    sync();
}

static void write_cd(unsigned index, const char *fields)
{
    const struct hl_entry e = entry_of(&hl_cd_layout, fields);
    const uint64_t at = CDS_AT + UINT64_C(64) * index;

    store(at, 0);
    cfgi_cd(SID, index);
    cfgi_cd(SID2, index);
    sync();
    for (unsigned i = 1; i < HL_QWORDS; i++)
        store(at + 8 * i, e.q[i]);
    cfgi_cd(SID, index);
    cfgi_cd(SID2, index);
    sync();
    store(at, e.q[0]);
    cfgi_cd(SID, index);
    cfgi_cd(SID2, index);
    sync();
}

/* EPD0 in one store: traffic goes on until then, and faults from then on. */
static void quieten(unsigned index)
{
    uint64_t *q = rig_at(&rig, CDS_AT + UINT64_C(64) * index);

    store(CDS_AT + UINT64_C(64) * index, *q | UINT64_C(1) << HL_CD_EPD0_LSB);
    cfgi_cd(SID, index);
    cfgi_cd(SID2, index);
    sync();
}

#define PASSING "V=1 Config=bypass SHCFG=incoming"
#define BLOCKED "V=1 Config=abort"
#define CD_TABLE "V=1 Config=s1 S1ContextPtr=0x40020000 S1CDMax=4 S1DSS=2 S1CIR=1 S1COR=1 S1CSH=3"
#define ATS_TABLE CD_TABLE " EATS=1"
#define A_CD(root, asid)                                                                           \
    "V=1 AA64=1 T0SZ=25 EPD1=1 R=1 A=1 IPS=5 MAIR0=0x44ff TTB0=" root " ASID=" asid
#define CD_OF_DOM A_CD("0x40030000", "5")
#define CD_OF_DOM2 A_CD("0x40033000", "6")
#define STAGE2                                                                                     \
    "V=1 Config=s2 S2AA64=1 S2T0SZ=25 S2SL0=1 S2TG=4k S2PS=48-bit S2IR0=1 S2OR0=1 S2SH0=3 "        \
    "S2VMID=9 S2R=1 S2TTB=0x40030000"

/* ---- Operations ---- */

static void begin(struct hl_operation o)
{
    now = o;
    hl_driver_judge_begin(&judge, &now, &contract);
    hl_contract_enter(&contract, &now);
}

static void end(int result)
{
    hl_contract_leave(&contract, &now, result, 0);
    hl_driver_judge_end(&judge, result, &contract);
    assert_false(judge.too_many || judge.cached.overflow || holds.incomplete);
}

static struct hl_operation attach(unsigned dom)
{
    return (struct hl_operation){.kind = HL_DO_ATTACH, .domain = (uint8_t)dom};
}

static void find_nothing(void)
{
    char title[HL_DRIVER_TITLE];

    if (judge.findings)
        fail_msg("%u found: %s (%s)", judge.findings,
                 hl_driver_finding_title(&judge.finding[0], title),
                 judge.finding[0].why ? judge.finding[0].why : "");
}

static bool has(enum hl_finding_kind kind, enum hl_severity severity)
{
    for (unsigned i = 0; i < judge.findings && i < HL_JUDGE_FINDINGS; i++)
        if (judge.finding[i].kind == kind && judge.finding[i].severity == severity)
            return true;
    return false;
}

static void find(enum hl_finding_kind kind, enum hl_severity severity)
{
    if (!has(kind, severity))
        fail_msg("no %s (%s), but %u others; the first %s (%s)", hl_finding_names[kind],
                 hl_severity_names[severity], judge.findings,
                 judge.findings ? hl_finding_names[judge.finding[0].kind] : "",
                 judge.findings ? hl_severity_names[judge.finding[0].severity] : "");
    hl_driver_judge_clear(&judge);
}

static void make_domain(unsigned dom, enum hlk_domain_kind kind)
{
    begin((struct hl_operation){
        .kind = HL_DO_DOMAIN, .domain = (uint8_t)dom, .domain_kind = (uint8_t)kind});
    end(0);
}

/* Two devices that are blocked; three domains. */
static void start(void)
{
    static const struct hlk_machine machine = {
        .device = {{.sid = {SID, SID2}, .streams = 2, .pasid_bits = 4, .pci = true, .ats = true},
                   {.sid = {OTHER}, .streams = 1, .pasid_bits = 4, .pci = true}},
        .devices = 2};
    static const struct hl_meanings meanings = {domain_meaning, mm_meaning};
    static const struct hl_memory memory = {.context = &rig, .read = read_tables};
    const struct hl_holds_listener listener = {&judge, hl_driver_judge_look, hl_driver_judge_found};
    static const uint32_t sids[] = {SID, SID2, OTHER};

    rig_init(&rig, "mmu-700");
    assert_true(hl_holds_init(&holds, &rig.model, &listener));
    assert_true(hl_driver_judge_init(&judge, &holds, &rig.model, &memory, &meanings, &machine));
    for (unsigned i = 0; i < LENGTH(sids); i++) {
        const struct hl_entry e = entry_of(&hl_ste_layout, BLOCKED);

        assert_true(hl_holds_stream(&holds, sids[i]));
        write_naively(ste_at(sids[i]), &e);
    }
    rig_start_queues(&rig);
    hl_model_write(&rig.model, 0x80, 8, STREAMS_AT);
    rig_put(&rig, 0x88, 8);
    command(4, HL_RANGE_ALL);
    command(0x20, 0);
    command(0x30, 0);
    sync();
    rig_put_sync(&rig, 0x20, 0x1f); /* ATSCHK, too */
    hl_contract_begin(&contract, &machine, 48);
    for (unsigned d = 0; d < 2; d++) {
        begin((struct hl_operation){.kind = HL_DO_PROBE, .device = (uint8_t)d});
        end(0);
    }
    make_domain(DOM, HLK_S1);
    make_domain(DOM2, HLK_S1);
    make_domain(DOM_S2, HLK_S2);
    find_nothing();
}

/* Attached to DOM, with pages at 0x1000 bytes from 2 MB on. */
static void start_attached(const char *table, bool ats)
{
    start();
    begin(
        (struct hl_operation){.kind = HL_DO_MAP, .domain = DOM, .iova = 0x200000, .size = 0x1000});
    store(ROOT_AT, (ROOT_AT + 0x1000) | 3);
    store(ROOT_AT + 0x1000 + 8, (ROOT_AT + 0x2000) | 3);
    store(ROOT_AT + 0x2000, 0x80000000 | 0xc43);
    end(0);
    begin(attach(DOM));
    write_cd(0, CD_OF_DOM);
    both_stes(table);
    if (ats)
        hl_driver_judge_ats(&judge, 0, true);
    end(0);
    find_nothing();
}

/* ---- Attaching ---- */

static void right_attaches(void **state)
{
    static const struct {
        unsigned dom;
        const char *ste;
    } list[] = {
        {HLK_DOM_IDENTITY, PASSING}, {HLK_DOM_BLOCKED, BLOCKED}, {DOM, CD_TABLE},
        {HLK_DOM_BLOCKED, BLOCKED},  {DOM_S2, STAGE2},           {HLK_DOM_IDENTITY, PASSING}};

    (void)state;
    start();
    for (size_t i = 0; i < LENGTH(list); i++) {
        begin(attach(list[i].dom));
        if (list[i].dom == DOM)
            write_cd(0, CD_OF_DOM);
        both_stes(list[i].ste);
        if (list[i].dom != DOM)
            write_cd(0, "");
        tlbi_asid(5);
        sync();
        end(0);
        find_nothing();
    }
}

/* 3.21.3: qwords in any order. */
static void a_torn_attach(void **state)
{
    const struct hl_entry e = entry_of(&hl_ste_layout, STAGE2);

    (void)state;
    start();
    begin(attach(HLK_DOM_IDENTITY));
    both_stes(PASSING);
    end(0);
    find_nothing();
    begin(attach(DOM_S2));
    write_naively(ste_at(SID), &e);
    cfgi_ste(SID);
    sync();
    write_ste(SID2, STAGE2);
    end(0);
    /* Config of the new entry with tables of neither */
    assert_true(has(HL_MIXED_VIEW, HL_SEVERITY_ISOLATION) ||
                has(HL_ILLEGAL_VIEW, HL_SEVERITY_LOST_DMA));
    assert_int_equal(judge.finding[0].sid, SID);
    assert_int_equal(judge.finding[0].where, HL_AT_VIEW);
}

/* A break that a single store would have spared, and one that nothing would. */
static void a_needless_break(void **state)
{
    (void)state;
    start_attached(CD_TABLE, false);
    begin((struct hl_operation){.kind = HL_DO_SET_PASID, .domain = DOM2, .pasid = 1});
    write_cd(1, CD_OF_DOM2);
    end(0);
    find_nothing();
    begin(attach(HLK_DOM_IDENTITY)); /* S1DSS and SHCFG are in one qword */
    one_qword(SID, 1, "S1DSS=1 SHCFG=incoming S1CIR=1 S1COR=1 S1CSH=3");
    both_stes("V=1 Config=s1 S1ContextPtr=0x40020000 S1CDMax=4 S1DSS=1 S1CIR=1 S1COR=1 S1CSH=3 "
              "SHCFG=incoming");
    end(0);
    find(HL_NEEDLESS_BREAK, HL_SEVERITY_LOST_DMA);

    start_attached(CD_TABLE, false);
    begin(attach(DOM2)); /* ASID and TTB0 are in two */
    write_cd(0, CD_OF_DOM2);
    end(0);
    find_nothing();
}

static void a_wrong_end(void **state)
{
    static const struct {
        const char *ste, *cd;
        unsigned dom;
        enum hl_severity severity;
    } list[] = {
        {BLOCKED, "", HLK_DOM_IDENTITY, HL_SEVERITY_LOST_DMA},
        {PASSING, "", HLK_DOM_BLOCKED, HL_SEVERITY_ISOLATION},
        {CD_TABLE, CD_OF_DOM2, DOM, HL_SEVERITY_ISOLATION},
        {CD_TABLE, A_CD("0x40030000", "9"), DOM, HL_SEVERITY_ISOLATION},
        {CD_TABLE, "", DOM, HL_SEVERITY_LOST_DMA},
        {STAGE2 " S2VMID=8", "", DOM_S2, HL_SEVERITY_ISOLATION},
        {PASSING, "", DOM_S2, HL_SEVERITY_ISOLATION},
    };

    (void)state;
    for (size_t i = 0; i < LENGTH(list); i++) {
        start();
        begin(attach(list[i].dom));
        write_cd(0, list[i].cd);
        both_stes(list[i].ste);
        end(0);
        find(HL_WRONG_FINAL, list[i].severity);
    }
}

/* Its own second stream is forgotten. */
static void the_first_stream_only(void **state)
{
    (void)state;
    start();
    begin(attach(HLK_DOM_IDENTITY));
    write_ste(SID, PASSING);
    end(0);
    assert_int_equal(judge.finding[0].sid, SID2);
    find(HL_WRONG_FINAL, HL_SEVERITY_LOST_DMA);
}

static void an_unasked_change(void **state)
{
    (void)state;
    start(); /* another device's */
    begin(attach(HLK_DOM_IDENTITY));
    both_stes(PASSING);
    write_ste(OTHER, PASSING);
    end(0);
    assert_int_equal(judge.finding[0].device, 1);
    find(HL_UNASKED_CHANGE, HL_SEVERITY_ISOLATION);

    start(); /* one that fails */
    begin(attach(HLK_DOM_IDENTITY));
    both_stes(PASSING);
    end(-12);
    find(HL_UNASKED_CHANGE, HL_SEVERITY_ISOLATION);
    begin(attach(HLK_DOM_BLOCKED));
    end(-12);
    find_nothing();

    start_attached(CD_TABLE, false); /* the RID's, by a PASID's operation */
    begin((struct hl_operation){.kind = HL_DO_SET_PASID, .domain = DOM2, .pasid = 1});
    write_cd(1, CD_OF_DOM2);
    both_stes("V=1 Config=s1 S1ContextPtr=0x40020000 S1CDMax=4 S1DSS=0 S1CIR=1 S1COR=1 S1CSH=3");
    end(0);
    find(HL_UNASKED_CHANGE, HL_SEVERITY_LOST_DMA);
}

/* A PASID's CD stays, or goes to another PASID. */
static void a_pasid(void **state)
{
    (void)state;
    for (unsigned wrong = 0; wrong < 2; wrong++) {
        start_attached(CD_TABLE, false);
        begin((struct hl_operation){.kind = HL_DO_SET_PASID, .domain = DOM2, .pasid = 1});
        write_cd(wrong ? 2 : 1, CD_OF_DOM2);
        end(0);
        if (!wrong) {
            find_nothing();
            begin((struct hl_operation){.kind = HL_DO_REMOVE_PASID, .pasid = 1});
            end(0);
            find(HL_WRONG_FINAL, HL_SEVERITY_ISOLATION);
        } else {
            assert_true(has(HL_WRONG_FINAL, HL_SEVERITY_LOST_DMA));
            find(HL_UNASKED_CHANGE, HL_SEVERITY_ISOLATION); /* PASID 2 */
        }
    }
}

static void an_illegal_target(void **state)
{
    (void)state;
    start();
    begin(attach(DOM));
    write_cd(0, CD_OF_DOM);
    both_stes(CD_TABLE " S1CDMax=31");
    end(0);
    find(HL_ILLEGAL_TARGET, HL_SEVERITY_LOST_DMA);
}

/* ---- ATS: 3.9.2 ---- */

static void the_order_of_ats(void **state)
{
    (void)state;
    for (unsigned early = 0; early < 2; early++) {
        start_attached(CD_TABLE, false);
        begin(attach(DOM2));
        if (early)
            hl_driver_judge_ats(&judge, 0, true);
        write_cd(0, CD_OF_DOM2);
        one_qword(SID, 1, ATS_TABLE);
        one_qword(SID2, 1, ATS_TABLE);
        hl_driver_judge_ats(&judge, 0, true);
        end(0);
        if (early)
            find(HL_ATS_ORDER, HL_SEVERITY_FAULT_ONLY);
        else
            find_nothing();
    }
    for (unsigned late = 0; late < 2; late++) {
        start_attached(ATS_TABLE, true);
        begin(attach(DOM2));
        if (!late)
            hl_driver_judge_ats(&judge, 0, false);
        one_qword(SID, 1, CD_TABLE);
        one_qword(SID2, 1, CD_TABLE);
        if (late)
            hl_driver_judge_ats(&judge, 0, false);
        write_cd(0, CD_OF_DOM2);
        tlbi_asid(5);
        sync();
        atc_inv(SID);
        atc_inv(SID2);
        sync();
        end(0);
        if (late)
            find(HL_ATS_ORDER, HL_SEVERITY_FAULT_ONLY);
        else
            find_nothing();
    }
}

/* The same where nothing passes on one side. */
static void the_order_of_ats_with_blocked(void **state)
{
    (void)state;
    for (unsigned wrong = 0; wrong < 2; wrong++) {
        start();
        begin(attach(DOM));
        write_cd(0, CD_OF_DOM);
        if (wrong)
            hl_driver_judge_ats(&judge, 0, true);
        both_stes(ATS_TABLE);
        hl_driver_judge_ats(&judge, 0, true);
        end(0);
        if (wrong) {
            find(HL_ATS_ORDER, HL_SEVERITY_FAULT_ONLY);
            continue;
        }
        find_nothing();
        begin(attach(HLK_DOM_BLOCKED));
        both_stes(BLOCKED);
        hl_driver_judge_ats(&judge, 0, false);
        write_cd(0, "");
        end(0);
        find(HL_ATS_ORDER, HL_SEVERITY_FAULT_ONLY);
    }
}

/* ---- What the SMMU may still hold ---- */

/* The severity of what is stale is that of what it may do. */
static void stale_entries(void **state)
{
    static const struct {
        const char *from, *to;
        unsigned dom;
        enum hl_severity severity;
    } list[] = {
        {BLOCKED, PASSING, HLK_DOM_IDENTITY, HL_SEVERITY_LOST_DMA},
        {PASSING, BLOCKED, HLK_DOM_BLOCKED, HL_SEVERITY_ISOLATION},
        {BLOCKED, "V=1 Config=abort S1DSS=1", HLK_DOM_BLOCKED, HL_SEVERITY_ADVICE},
        {"V=0", BLOCKED, HLK_DOM_BLOCKED, HL_SEVERITY_FAULT_ONLY},
    };

    (void)state;
    for (size_t i = 0; i < LENGTH(list); i++) {
        const struct hl_entry e = entry_of(&hl_ste_layout, list[i].to);

        start();
        begin(attach(list[i].dom == HLK_DOM_BLOCKED ? HLK_DOM_IDENTITY : HLK_DOM_BLOCKED));
        both_stes(list[i].from);
        end(0);
        hl_driver_judge_clear(&judge);
        begin(attach(list[i].dom));
        write_ste(SID2, list[i].to);
        write_naively(ste_at(SID), &e);
        sync(); /* no CFGI_STE */
        end(0);
        find(HL_STALE_ENTRY, list[i].severity);
    }
}

/* What was stale before is no fault of the next operation. */
static void stale_entries_are_told_once(void **state)
{
    const struct hl_entry e = entry_of(&hl_ste_layout, PASSING);

    (void)state;
    start();
    begin(attach(HLK_DOM_IDENTITY));
    write_naively(ste_at(SID), &e);
    write_ste(SID2, PASSING);
    end(0);
    find(HL_STALE_ENTRY, HL_SEVERITY_LOST_DMA);
    begin(
        (struct hl_operation){.kind = HL_DO_MAP, .domain = DOM, .iova = 0x200000, .size = 0x1000});
    end(0);
    find_nothing();
}

static void unmap_page(void)
{
    begin((struct hl_operation){
        .kind = HL_DO_UNMAP, .domain = DOM, .iova = 0x200000, .size = 0x1000});
    store(ROOT_AT + 0x2000, 0);
}

static void stale_translations(void **state)
{
    (void)state;
    for (unsigned clean = 0; clean < 2; clean++) {
        start_attached(CD_TABLE, false);
        unmap_page();
        if (clean)
            tlbi_asid(5);
        sync();
        end(0);
        if (clean)
            find_nothing();
        else
            find(HL_STALE_TRANSLATION, HL_SEVERITY_ISOLATION);
    }
    for (unsigned clean = 0; clean < 3; clean++) { /* 3.9.1 */
        start_attached(ATS_TABLE, true);
        unmap_page();
        tlbi_asid(5);
        if (clean)
            sync();
        atc_inv(SID);
        if (clean < 2)
            atc_inv(SID2);
        sync();
        end(0);
        if (clean == 1)
            find_nothing();
        else
            find(HL_STALE_TRANSLATION, HL_SEVERITY_ISOLATION);
    }
}

/* A domain goes: its tag and its tables. */
static void a_freed_domain(void **state)
{
    (void)state;
    for (unsigned clean = 0; clean < 2; clean++) {
        start_attached(CD_TABLE, false);
        begin(attach(HLK_DOM_BLOCKED));
        both_stes(BLOCKED);
        write_cd(0, "");
        end(0);
        find_nothing();
        begin((struct hl_operation){.kind = HL_DO_FREE, .domain = DOM});
        if (clean)
            tlbi_asid(5);
        sync();
        hl_driver_judge_freed(&judge, ROOT_AT, 0x1000);
        end(0);
        if (clean) {
            find_nothing();
        } else {
            assert_true(has(HL_FREED_REACHABLE, HL_SEVERITY_ISOLATION));
            find(HL_STALE_TRANSLATION, HL_SEVERITY_ISOLATION);
        }
    }
}

/* A process exits: its CD walks nothing, and nothing of it is left. */
static void an_exit(void **state)
{
    (void)state;
    for (unsigned mistake = 0; mistake < 3; mistake++) {
        start_attached(CD_TABLE, false);
        now = (struct hl_operation){.kind = HL_DO_BIND, .mm = 0};
        hl_driver_judge_begin(&judge, &now, &contract);
        hl_contract_enter(&contract, &now);
        write_cd(1, A_CD("0x40036000", "7"));
        hl_contract_leave(&contract, &now, 0, 1);
        hl_driver_judge_end(&judge, 0, &contract);
        find_nothing();
        begin((struct hl_operation){.kind = HL_DO_EXIT, .mm = 0});
        if (mistake != 1)
            quieten(1);
        if (mistake != 2)
            tlbi_asid(7);
        sync();
        end(0);
        if (mistake == 0)
            find_nothing();
        else if (mistake == 1)
            find(HL_WRONG_FINAL, HL_SEVERITY_ISOLATION);
        else
            find(HL_STALE_TRANSLATION, HL_SEVERITY_ISOLATION);
    }
}

/* ---- Guests ---- */

#define UNDER "S2AA64=1 S2T0SZ=25 S2SL0=1 S2TG=4k S2PS=48-bit S2IR0=1 S2OR0=1 S2SH0=3 S2VMID=9 "
#define UNDER_PARENT UNDER "S2R=1 S2TTB=0x40030000 "

/* What a guest's STE says, over its parent's stage 2 (5.2). */
static void nested_domains(void **state)
{
    static const struct {
        const char *vste, *ste;
        bool right;
    } list[] = {
        {"V=0", BLOCKED, true},
        {"V=0", "V=1 Config=s2 " UNDER_PARENT, false},
        {"V=1 Config=bypass", "V=1 Config=s2 " UNDER_PARENT, true},
        {"V=1 Config=bypass", PASSING, false},
        {"V=1 Config=bypass", "V=1 Config=s2 " UNDER_PARENT "S2VMID=8", false},
        {"V=1 Config=s1 S1ContextPtr=0x10000",
         "V=1 Config=nested S1ContextPtr=0x10000 " UNDER_PARENT, true},
        {"V=1 Config=s1 S1ContextPtr=0x10000",
         "V=1 Config=nested S1ContextPtr=0x20000 " UNDER_PARENT, false},
        {"V=1 Config=s1 S1ContextPtr=0x10000 S1CDMax=2 S1DSS=terminate",
         "V=1 Config=nested S1ContextPtr=0x10000 S1CDMax=2 S1DSS=terminate " UNDER_PARENT, true},
        {"V=1 Config=s1 S1ContextPtr=0x10000 S1CDMax=2 S1DSS=bypass",
         "V=1 Config=nested S1ContextPtr=0x10000 S1CDMax=2 S1DSS=bypass " UNDER_PARENT, true},
        {"V=1 Config=s1 S1ContextPtr=0x10000 S1CDMax=2 S1DSS=bypass",
         "V=1 Config=nested S1ContextPtr=0x10000 S1CDMax=2 S1DSS=ssid0 " UNDER_PARENT, false},
        /* ILLEGAL on the guest's SMMU, too: 20 bits of SubstreamIDs */
        {"V=1 Config=s1 S1ContextPtr=0x10000 S1CDMax=21 S1DSS=ssid0",
         "V=1 Config=nested S1ContextPtr=0x10000 S1CDMax=21 S1DSS=ssid0 " UNDER_PARENT, true},
    };

    (void)state;
    for (size_t i = 0; i < LENGTH(list); i++) {
        const struct hl_entry vste = entry_of(&hl_ste_layout, list[i].vste);

        start();
        begin((struct hl_operation){.kind = HL_DO_VIOMMU, .domain = DOM_S2});
        end(0);
        begin((struct hl_operation){
            .kind = HL_DO_NESTED, .domain = DOM_NESTED, .vste = {vste.q[0], vste.q[1]}});
        end(0);
        begin(attach(DOM_NESTED));
        both_stes(list[i].ste);
        end(0);
        if (list[i].right)
            find_nothing();
        else if (!judge.findings)
            fail_msg("%zu: nothing found", i);
        else
            assert_int_equal(judge.finding[0].kind, HL_WRONG_FINAL);
    }
}

/* A guest's TLBI comes to pass under its VMID; one that fails need not. */
static void guest_commands(void **state)
{
    static const struct {
        int result;
        uint64_t vmid;
        bool fine;
    } list[] = {{0, 9, true}, {0, 0, false}, {-5, 0, true}};
    const struct hl_entry vste = entry_of(&hl_ste_layout, "V=1 Config=s1 S1ContextPtr=0x10000");

    (void)state;
    for (size_t i = 0; i < LENGTH(list); i++) {
        start();
        begin((struct hl_operation){.kind = HL_DO_VIOMMU, .domain = DOM_S2});
        end(0);
        begin((struct hl_operation){
            .kind = HL_DO_NESTED, .domain = DOM_NESTED, .vste = {vste.q[0], vste.q[1]}});
        end(0);
        begin(attach(DOM_NESTED));
        both_stes("V=1 Config=nested S1ContextPtr=0x10000 EATS=1 " UNDER_PARENT);
        hl_driver_judge_ats(&judge, 0, true); /* its ATC is the guest's matter */
        end(0);
        find_nothing();
        begin((struct hl_operation){.kind = HL_DO_GUEST_COMMAND,
                                    .commands = 1,
                                    .command = {{UINT64_C(3) << 48 | 0x11, 0}}});
        command(UINT64_C(3) << 48 | list[i].vmid << 32 | 0x11, 0);
        sync();
        end(list[i].result);
        if (list[i].fine)
            find_nothing();
        else
            find(HL_STALE_TRANSLATION, HL_SEVERITY_ISOLATION);
    }
}

static void a_title(void **state)
{
    char title[HL_DRIVER_TITLE];

    (void)state;
    start_attached(CD_TABLE, false);
    unmap_page();
    end(0);
    assert_string_equal(hl_driver_finding_title(&judge.finding[0], title),
                        "stale-translation TLB in unmap");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(right_attaches),
        cmocka_unit_test(a_torn_attach),
        cmocka_unit_test(a_needless_break),
        cmocka_unit_test(a_wrong_end),
        cmocka_unit_test(the_first_stream_only),
        cmocka_unit_test(an_unasked_change),
        cmocka_unit_test(a_pasid),
        cmocka_unit_test(an_illegal_target),
        cmocka_unit_test(the_order_of_ats),
        cmocka_unit_test(the_order_of_ats_with_blocked),
        cmocka_unit_test(stale_entries),
        cmocka_unit_test(stale_entries_are_told_once),
        cmocka_unit_test(stale_translations),
        cmocka_unit_test(a_freed_domain),
        cmocka_unit_test(an_exit),
        cmocka_unit_test(nested_domains),
        cmocka_unit_test(guest_commands),
        cmocka_unit_test(a_title),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
