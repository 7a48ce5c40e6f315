// SPDX-License-Identifier: MIT
/* The judge of operations, and a driver of a few lines. */
#ifndef HITLESS_TESTS_JUDGE_HELPERS_H
#define HITLESS_TESTS_JUDGE_HELPERS_H

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
    WITHOUT_PASIDS = 1,
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

static inline int domain_meaning(unsigned dom, struct hlk_meaning *m)
{
    *m = (struct hlk_meaning){.root = dom == DOM2 ? ROOT2_AT : ROOT_AT};
    if (dom == DOM_NESTED)
        m->root = 0; /* its own tables are the guest's */
    if (dom == DOM_S2 || dom == DOM_NESTED)
        m->vmid = 9;
    else
        m->asid = (uint16_t)(dom + 3);
    return dom < DOM ? -22 : 0;
}

static inline int mm_meaning(unsigned mm, struct hlk_meaning *m)
{
    (void)mm;
    *m = (struct hlk_meaning){.root = PROCESS_AT};
    return 0;
}

static inline bool read_tables(void *context, enum hl_fetch what, enum hl_space space,
                               uint64_t address, unsigned bytes, unsigned char *data)
{
    const uint64_t *from = rig_at(context, address);

    (void)what, (void)space;
    if (from)
        memcpy(data, from, bytes);
    return from;
}

/* ---- The driver ---- */

static inline void store(uint64_t address, uint64_t value)
{
    uint64_t *q = rig_at(&rig, address);

    hl_holds_store(&holds, address, 8, *q, value);
    *q = value;
}

static inline void command(uint64_t low, uint64_t high)
{
    rig_command(&rig, low, high);
}

/* The model takes what is in the queue. */
static inline void take(void)
{
    hl_holds_barrier(&holds);
    rig_publish(&rig);
    hl_model_run(&rig.model, 99);
}

static inline void sync(void)
{
    command(0x46, 0);
    take();
}

static inline void cfgi_ste(uint32_t sid)
{
    command((uint64_t)sid << 32 | 3, 1);
}

static inline void cfgi_cd(uint32_t sid, uint32_t ssid)
{
    command((uint64_t)sid << 32 | ssid << 12 | 5, 1);
}

static inline void tlbi_asid(uint64_t asid)
{
    command(asid << 48 | 0x11, 0);
}

static inline void atc_inv(uint32_t sid)
{
    command((uint64_t)sid << 32 | 0x40, 52);
}

static inline uint64_t ste_at(uint32_t sid)
{
    return STREAMS_AT + UINT64_C(64) * sid;
}

static inline struct hl_entry entry_of(const struct hl_layout *layout, const char *fields)
{
    struct hl_entry e = {{0}};

    set_layout_fields(layout, &e, fields);
    return e;
}

/* Everything but qword 0, then that, with nothing in between. */
static inline void write_naively(uint64_t at, const struct hl_entry *e)
{
    for (unsigned i = HL_QWORDS; i-- > 0;)
        store(at + 8 * i, e->q[i]);
}

/* Through V = 0, with syncs: always right where nothing is live. */
static inline void write_ste(uint32_t sid, const char *fields)
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

static inline void both_stes(const char *fields)
{
    write_ste(SID, fields);
    write_ste(SID2, fields);
}

/* One store: qword i of what fields say. */
static inline void one_qword(uint32_t sid, unsigned i, const char *fields)
{
    const struct hl_entry e = entry_of(&hl_ste_layout, fields);

    store(ste_at(sid) + 8 * i, e.q[i]);
    cfgi_ste(sid);
    sync();
}

static inline void write_cd(unsigned index, const char *fields)
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
static inline void quieten(unsigned index)
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

#define UNDER "S2AA64=1 S2T0SZ=25 S2SL0=1 S2TG=4k S2PS=48-bit S2IR0=1 S2OR0=1 S2SH0=3 S2VMID=9 "
#define UNDER_PARENT UNDER "S2R=1 S2TTB=0x40030000 "

/* ---- Operations ---- */

static inline void begin(struct hl_operation o)
{
    now = o;
    hl_driver_judge_begin(&judge, &now, &contract);
    hl_contract_enter(&contract, &now);
}

static inline void end(int result)
{
    hl_contract_leave(&contract, &now, result, 0);
    hl_driver_judge_end(&judge, result, &contract);
    assert_false(judge.too_many || judge.cached.overflow || holds.incomplete);
}

static inline struct hl_operation attach(unsigned dom)
{
    return (struct hl_operation){.kind = HL_DO_ATTACH, .domain = (uint8_t)dom};
}

/* The page of start_attached(). */
static inline struct hl_operation map_page(void)
{
    return (struct hl_operation){
        .kind = HL_DO_MAP, .domain = DOM, .iova = 0x200000, .size = 0x1000};
}

static inline void find_nothing(void)
{
    char title[HL_DRIVER_TITLE];

    if (judge.findings)
        fail_msg("%u found: %s (%s)", judge.findings,
                 hl_driver_finding_title(&judge.finding[0], title),
                 judge.finding[0].why ? judge.finding[0].why : "");
}

static inline bool has(enum hl_finding_kind kind, enum hl_severity severity)
{
    for (unsigned i = 0; i < judge.findings && i < HL_JUDGE_FINDINGS; i++)
        if (judge.finding[i].kind == kind && judge.finding[i].severity == severity)
            return true;
    return false;
}

static inline void find(enum hl_finding_kind kind, enum hl_severity severity)
{
    if (!has(kind, severity))
        fail_msg("no %s (%s), but %u others; the first %s (%s)", hl_finding_names[kind],
                 hl_severity_names[severity], judge.findings,
                 judge.findings ? hl_finding_names[judge.finding[0].kind] : "",
                 judge.findings ? hl_severity_names[judge.finding[0].severity] : "");
    hl_driver_judge_clear(&judge);
}

static inline void make_domain(unsigned dom, enum hlk_domain_kind kind)
{
    begin((struct hl_operation){
        .kind = HL_DO_DOMAIN, .domain = (uint8_t)dom, .domain_kind = (uint8_t)kind});
    end(0);
}

/* The SMMU is on, with two devices that are blocked. clean: it was told to forget all entries. */
static inline void start_only(bool clean)
{
    static const struct hlk_machine machine = {
        .device = {{.sid = {SID, SID2}, .streams = 2, .pasid_bits = 4, .pci = true, .ats = true},
                   {.sid = {OTHER}, .streams = 1, .pci = true}},
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
    if (clean)
        command(4, HL_RANGE_ALL);
    command(0x20, 0);
    command(0x30, 0);
    sync();
    rig_put_sync(&rig, 0x20, 0x1f); /* ATSCHK, too */
    hl_contract_begin(&contract, &machine, 48);
}

/* And three domains. */
static inline void start(void)
{
    start_only(true);
    for (unsigned d = 0; d < 2; d++) {
        begin((struct hl_operation){.kind = HL_DO_PROBE, .device = (uint8_t)d});
        end(0);
    }
    make_domain(DOM, HLK_S1);
    make_domain(DOM2, HLK_S1);
    make_domain(DOM_S2, HLK_S2);
    find_nothing();
}

/* And a nested domain over DOM_S2, of a guest that shows this STE. */
static inline void start_nested(const char *shown)
{
    const struct hl_entry vste = entry_of(&hl_ste_layout, shown);

    start();
    begin((struct hl_operation){.kind = HL_DO_VIOMMU, .domain = DOM_S2});
    end(0);
    begin((struct hl_operation){
        .kind = HL_DO_NESTED, .domain = DOM_NESTED, .vste = {vste.q[0], vste.q[1]}});
    end(0);
}

/* Attached to DOM, with pages at 0x1000 bytes from 2 MB on. */
static inline void start_attached(const char *table, bool ats)
{
    start();
    begin(map_page());
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

#endif
