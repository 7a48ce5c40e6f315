// SPDX-License-Identifier: MIT
/* What may be seen while an operation runs. */
#include "judge_helpers.h"

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

/* What was looked at in one operation is looked at in the next. */
static void a_torn_attach_again(void **state)
{
    const struct hl_entry e = entry_of(&hl_ste_layout, STAGE2);
    unsigned found = 0;

    (void)state;
    start();
    for (unsigned i = 0; i < 3; i++) {
        begin(attach(HLK_DOM_IDENTITY));
        both_stes(PASSING);
        end(0);
        judge.findings = 0;
        begin(attach(DOM_S2));
        write_naively(ste_at(SID), &e);
        cfgi_ste(SID);
        sync();
        write_ste(SID2, STAGE2);
        end(0);
        assert_true(judge.findings > 1);
        found = i ? found : judge.findings;
        assert_int_equal(judge.findings, found);
        judge.findings = 0;
    }
}

/* Stores that a SYNC finds, and no command after them; also where the operation before has left
 * something to forget. */
static void a_tear_before_the_sync(void **state)
{
    const struct hl_entry e = entry_of(&hl_ste_layout, STAGE2);

    (void)state;
    for (unsigned left = 0; left < 2; left++) {
        start();
        begin(attach(HLK_DOM_IDENTITY));
        both_stes(PASSING);
        if (left)
            store(ste_at(SID) + 8, UINT64_C(1) << 42); /* MEV, and no command */
        end(0);
        judge.findings = 0;
        begin(attach(DOM_S2));
        write_naively(ste_at(SID), &e);
        sync();
        write_ste(SID2, STAGE2);
        end(0);
        assert_true(has(HL_MIXED_VIEW, HL_SEVERITY_ISOLATION) ||
                    has(HL_ILLEGAL_VIEW, HL_SEVERITY_LOST_DMA));
    }
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

/* Where all of it is stopped ATS has nothing to reach, whether the STE has EATS (the CD comes last)
 * or aborts (it was on before). */
static void ats_while_stopped(void **state)
{
    (void)state;
    start();
    begin(attach(DOM));
    both_stes(ATS_TABLE);
    hl_driver_judge_ats(&judge, 0, true);
    write_cd(0, CD_OF_DOM);
    end(0);
    find_nothing();

    start();
    begin(attach(HLK_DOM_BLOCKED));
    hl_driver_judge_ats(&judge, 0, true);
    end(0);
    hl_driver_judge_clear(&judge);
    begin(attach(HLK_DOM_BLOCKED));
    both_stes(BLOCKED);
    end(0);
    find_nothing();
}

/* It was off: with what it meant then it may not be on. */
static void ats_before_the_domain(void **state)
{
    (void)state;
    start_attached(ATS_TABLE, false);
    begin(attach(DOM2));
    hl_driver_judge_ats(&judge, 0, true);
    write_cd(0, CD_OF_DOM2);
    tlbi_asid(5);
    sync();
    atc_inv(SID);
    atc_inv(SID2);
    sync();
    end(0);
    find(HL_ATS_ORDER, HL_SEVERITY_ISOLATION);
}

/* 5.2, 7.3: ILLEGAL in between is told, where nothing passes anyhow too; but not of who found it
 * so. */
static void an_illegal_view(void **state)
{
    (void)state;
    start();
    begin(attach(HLK_DOM_IDENTITY));
    both_stes(CD_TABLE " S1CDMax=31");
    both_stes(PASSING);
    end(0);
    find(HL_ILLEGAL_VIEW, HL_SEVERITY_FAULT_ONLY);

    start_attached(CD_TABLE, false);
    begin(attach(DOM2));
    write_cd(0, "V=1 AA64=1 T0SZ=63");
    write_cd(0, CD_OF_DOM2);
    end(0);
    find(HL_ILLEGAL_VIEW, HL_SEVERITY_LOST_DMA);

    start();
    begin(attach(DOM));
    write_cd(0, CD_OF_DOM);
    both_stes(CD_TABLE " S1CDMax=31");
    end(0);
    hl_driver_judge_clear(&judge);
    begin(attach(HLK_DOM_IDENTITY));
    both_stes(PASSING);
    end(0);
    find_nothing();
}

/* PASID 0 has CD 0 as traffic without PASID has: what passes there is nobody's. */
static void pasid_0(void **state)
{
    (void)state;
    start_attached(CD_TABLE, false);
    begin((struct hl_operation){.kind = HL_DO_SET_PASID, .domain = DOM2, .pasid = 0});
    end(-22);
    find_nothing();
    begin(attach(HLK_DOM_IDENTITY));
    one_qword(SID, 1, "S1DSS=1 SHCFG=incoming S1CIR=1 S1COR=1 S1CSH=3");
    one_qword(SID2, 1, "S1DSS=1 SHCFG=incoming S1CIR=1 S1COR=1 S1CSH=3");
    write_cd(0, "");
    tlbi_asid(5);
    sync();
    end(0);
    find_nothing();
}

/* That the RID's domain is seen with another PASID is no side of it. */
static void another_pasid(void **state)
{
    (void)state;
    start_attached(CD_TABLE, false);
    begin((struct hl_operation){.kind = HL_DO_SET_PASID, .domain = DOM2, .pasid = 1});
    write_cd(1, CD_OF_DOM);
    write_cd(1, CD_OF_DOM2);
    end(0);
    find(HL_MIXED_VIEW, HL_SEVERITY_ISOLATION);
}

/* What is stopped, but not by an STE that aborts everything, says nothing of ATS (3.9.1.2). */
static void stopped_before_ats_is_off(void **state)
{
    (void)state;
    start_attached(ATS_TABLE, true);
    begin((struct hl_operation){.kind = HL_DO_SET_PASID, .domain = DOM2, .pasid = 1});
    write_cd(1, CD_OF_DOM2);
    end(0);
    find_nothing();
    begin((struct hl_operation){.kind = HL_DO_REMOVE_PASID, .pasid = 1});
    store(CDS_AT + 64, 0);
    cfgi_cd(SID, 1);
    cfgi_cd(SID2, 1);
    tlbi_asid(6);
    sync();
    hl_driver_judge_ats(&judge, 0, false);
    atc_inv(SID);
    atc_inv(SID2);
    sync();
    end(0);
    find_nothing();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(right_attaches),
        cmocka_unit_test(a_torn_attach),
        cmocka_unit_test(a_torn_attach_again),
        cmocka_unit_test(a_tear_before_the_sync),
        cmocka_unit_test(a_needless_break),
        cmocka_unit_test(the_order_of_ats),
        cmocka_unit_test(the_order_of_ats_with_blocked),
        cmocka_unit_test(ats_while_stopped),
        cmocka_unit_test(ats_before_the_domain),
        cmocka_unit_test(an_illegal_view),
        cmocka_unit_test(pasid_0),
        cmocka_unit_test(another_pasid),
        cmocka_unit_test(stopped_before_ats_is_off),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
