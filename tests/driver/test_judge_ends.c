// SPDX-License-Identifier: MIT
/* What an operation leaves, against what was asked for. */
#include "driver/judge_work.h"

#include "judge_helpers.h"

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
        {CD_TABLE, A_CD("0x40033000", "5"), DOM, HL_SEVERITY_ISOLATION},
        {CD_TABLE, CD_OF_DOM " EPD0=1", DOM, HL_SEVERITY_ISOLATION},
        {CD_TABLE, CD_OF_DOM, HLK_DOM_IDENTITY, HL_SEVERITY_ISOLATION},
        {STAGE2 " S2TTB=0x40033000", "", DOM_S2, HL_SEVERITY_ISOLATION},
        {STAGE2, "", HLK_DOM_IDENTITY, HL_SEVERITY_ISOLATION},
        {"V=1 Config=nested S1ContextPtr=0x10000 " UNDER_PARENT, "", DOM_S2, HL_SEVERITY_ISOLATION},
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
    begin(map_page()); /* who leaves it so did not make it */
    end(0);
    find_nothing();
}

/* Traffic of a device that is released translates for nobody, and the next device there may have
 * another default domain; but that stays. */
static void a_release(void **state)
{
    static const struct {
        const char *left, *made; /* by the next one's probe; NULL: it stays */
        bool right;
    } list[] = {{BLOCKED, PASSING, true},
                {PASSING, NULL, true},
                {CD_TABLE, NULL, false},
                {STAGE2, NULL, false}};

    (void)state;
    for (size_t i = 0; i < LENGTH(list); i++) {
        start();
        begin((struct hl_operation){.kind = HL_DO_RELEASE});
        write_cd(0, CD_OF_DOM);
        both_stes(list[i].left);
        end(0);
        if (!list[i].right) {
            find(HL_WRONG_FINAL, HL_SEVERITY_ISOLATION);
            continue;
        }
        find_nothing();
        begin((struct hl_operation){.kind = HL_DO_PROBE});
        if (list[i].made)
            both_stes(list[i].made);
        end(0);
        find_nothing();
        begin(attach(HLK_DOM_BLOCKED));
        both_stes(BLOCKED);
        end(0);
        find_nothing();
        begin((struct hl_operation){.kind = HL_DO_DETACH});
        end(0);
        find(HL_WRONG_FINAL, HL_SEVERITY_LOST_DMA);
    }
}

/* An attach of another CPU's within a map. */
static void attach_within_a_map(int of_attach, int of_map, bool stale)
{
    const struct hl_operation inner = attach(DOM_S2);

    start();
    begin(map_page());
    hl_driver_judge_begin(&judge, &inner, &contract);
    hl_contract_enter(&contract, &inner);
    both_stes(STAGE2);
    if (stale)
        store(ste_at(SID) + 8, UINT64_C(1) << 44); /* SHCFG */
    hl_contract_leave(&contract, &inner, of_attach, 0);
    hl_driver_judge_end(&judge, of_attach, &contract);
    end(of_map);
}

/* Which of them fails decides of what it names alone, and what is wrong is the fault of the one
 * that names it. */
static void one_within_another(void **state)
{
    bool stale = false;

    (void)state;
    attach_within_a_map(0, -12, false);
    find_nothing();
    attach_within_a_map(-12, 0, false);
    assert_int_equal(judge.finding[0].operation, HL_DO_ATTACH);
    find(HL_UNASKED_CHANGE, HL_SEVERITY_ISOLATION);
    attach_within_a_map(0, 0, true);
    assert_int_not_equal(judge.findings, 0);
    for (unsigned i = 0; i < judge.findings; i++) {
        assert_int_equal(judge.finding[i].operation, HL_DO_ATTACH);
        stale |= judge.finding[i].kind == HL_STALE_ENTRY;
    }
    assert_true(stale);
}

/* Suspend, resume and another kernel change what they like, and nothing is due. */
static void all_is_named(void **state)
{
    static const enum hl_operation_kind list[] = {HL_DO_SUSPEND, HL_DO_RESUME, HL_DO_RESTART,
                                                  HL_DO_REMOVE_SMMU};

    (void)state;
    for (size_t i = 0; i < LENGTH(list); i++) {
        start();
        begin((struct hl_operation){.kind = (uint8_t)list[i]});
        write_ste(OTHER, PASSING);
        both_stes(PASSING);
        write_ste(SID, "V=1 Config=bypass SHCFG=1");
        write_ste(SID, PASSING);
        end(0);
        find_nothing();
    }
}

/* The core attaches to a PASID that cannot come, and tells no driver. */
static void a_pasid_that_cannot_come(void **state)
{
    (void)state;
    start();
    begin((struct hl_operation){
        .kind = HL_DO_SET_PASID, .device = WITHOUT_PASIDS, .domain = DOM2, .pasid = 1});
    end(0);
    find_nothing();
}

/* A guest's CDs are under its own PASIDs: they come and go with it. */
static void a_guests_pasids(void **state)
{
    (void)state;
    start_nested("V=1 Config=s1 S1ContextPtr=0x10000 S1CDMax=2 S1DSS=ssid0");
    begin((struct hl_operation){.kind = HL_DO_SET_PASID, .domain = DOM2, .pasid = 1});
    end(-12); /* from here on its traffic is looked at */
    find_nothing();
    begin(attach(DOM_NESTED));
    both_stes("V=1 Config=nested S1ContextPtr=0x10000 S1CDMax=2 S1DSS=ssid0 " UNDER_PARENT);
    end(0);
    find_nothing();
    begin(attach(HLK_DOM_BLOCKED));
    both_stes(BLOCKED);
    end(0);
    find_nothing();
}

/* What a guest's STE says, over its parent's stage 2 (5.2). */
static void nested_domains(void **state)
{
    static const struct {
        const char *vste, *ste;
        bool right;
    } list[] = {
        {"V=0", BLOCKED, true},
        {"V=0", "V=1 Config=s2 " UNDER_PARENT, false},
        {"V=1 Config=abort", BLOCKED, true},
        {"V=1 Config=abort", "V=1 Config=s2 " UNDER_PARENT, false},
        {"V=1 Config=bypass", "V=1 Config=s2 " UNDER_PARENT, true},
        {"V=1 Config=bypass", PASSING, false},
        {"V=1 Config=bypass", "V=1 Config=s2 " UNDER_PARENT "S2VMID=8", false},
        {"V=1 Config=s1 S1ContextPtr=0x10000",
         "V=1 Config=nested S1ContextPtr=0x10000 " UNDER_PARENT, true},
        {"V=1 Config=s1 S1ContextPtr=0x10000",
         "V=1 Config=nested S1ContextPtr=0x20000 " UNDER_PARENT, false},
        {"V=1 Config=s1 S1ContextPtr=0", "V=1 Config=s2 " UNDER_PARENT, false},
        {"V=1 Config=s1 S1ContextPtr=0x10000",
         "V=1 Config=nested S1ContextPtr=0x10000 " UNDER "S2R=1 S2TTB=0x40033000", false},
        {"V=1 Config=s1 S1ContextPtr=0x10000 S1CDMax=2 S1DSS=ssid0",
         "V=1 Config=nested S1ContextPtr=0x10000 S1CDMax=3 S1DSS=ssid0 " UNDER_PARENT, false},
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
        start_nested(list[i].vste);
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

/* A CD that is there and ILLEGAL is nobody's stage 1, whatever its tables. */
static void what_does_not_pass(void **state)
{
    const struct hl_due due = {.kind = HL_DUE_STAGE1, .has_tag = true, .tag = 5, .root = ROOT_AT};
    struct hl_joint joint = {
        .state = HL_JOINT_LIVE, .uses_cd = true, .cd = entry_of(&hl_cd_layout, CD_OF_DOM)};

    (void)state;
    assert_true(hl_due_is(&due, &joint));
    joint.state = HL_JOINT_CD_ILLEGAL;
    assert_false(hl_due_is(&due, &joint));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_wrong_end),        cmocka_unit_test(the_first_stream_only),
        cmocka_unit_test(an_unasked_change),  cmocka_unit_test(a_pasid),
        cmocka_unit_test(an_illegal_target),  cmocka_unit_test(a_release),
        cmocka_unit_test(all_is_named),       cmocka_unit_test(a_pasid_that_cannot_come),
        cmocka_unit_test(a_guests_pasids),    cmocka_unit_test(nested_domains),
        cmocka_unit_test(one_within_another), cmocka_unit_test(what_does_not_pass),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
