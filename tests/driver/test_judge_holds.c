// SPDX-License-Identifier: MIT
/* What the SMMU may still hold when an operation has returned: entries, translations, memory. */
#include "judge_helpers.h"

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
    for (unsigned i = 0; i < judge.findings; i++)
        if (judge.finding[i].kind == HL_STALE_ENTRY)
            assert_int_equal(judge.finding[i].device, 0);
    find(HL_STALE_ENTRY, HL_SEVERITY_LOST_DMA);
    begin(map_page());
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

/* A guest's TLBI comes to pass under its VMID; one that fails need not. */
static void guest_commands(void **state)
{
    static const struct {
        int result;
        uint64_t vmid;
        bool fine;
    } list[] = {{0, 9, true}, {0, 0, false}, {-5, 0, true}};

    (void)state;
    for (size_t i = 0; i < LENGTH(list); i++) {
        start_nested("V=1 Config=s1 S1ContextPtr=0x10000");
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

    start_attached(CD_TABLE, false); /* of a view: from what to what */
    begin(attach(HLK_DOM_IDENTITY));
    one_qword(SID, 1, "S1DSS=1 SHCFG=incoming S1CIR=1 S1COR=1 S1CSH=3");
    both_stes(PASSING);
    end(0);
    assert_string_equal(hl_driver_finding_title(&judge.finding[0], title),
                        "needless-break view in attach: stage 1 to bypass");
}

/* What has mapped nothing leaves nothing: no TLBI is due when it goes. */
static void an_empty_domain(void **state)
{
    (void)state;
    start();
    begin(attach(DOM));
    write_cd(0, CD_OF_DOM);
    both_stes(CD_TABLE);
    end(0);
    begin(attach(HLK_DOM_BLOCKED));
    both_stes(BLOCKED);
    end(0);
    begin((struct hl_operation){.kind = HL_DO_FREE, .domain = DOM});
    end(0);
    find_nothing();
}

/* A device that asks while nothing is mapped may ask once something is. */
static void a_domain_that_is_filled(void **state)
{
    (void)state;
    start();
    begin(attach(DOM));
    write_cd(0, CD_OF_DOM);
    both_stes(ATS_TABLE);
    hl_driver_judge_ats(&judge, 0, true);
    end(0);
    begin(map_page());
    store(ROOT_AT, (ROOT_AT + 0x1000) | 3);
    store(ROOT_AT + 0x1000 + 8, (ROOT_AT + 0x2000) | 3);
    store(ROOT_AT + 0x2000, 0x80000000 | 0xc43);
    end(0);
    find_nothing();
    unmap_page();
    tlbi_asid(DOM + 3);
    sync();
    end(0);
    assert_int_equal(judge.finding[0].stale.where, HL_CACHED_ATC);
    find(HL_STALE_TRANSLATION, HL_SEVERITY_ISOLATION);
}

/* 5.3.1: CDs under a first level. */
static void a_table_of_two_levels(void **state)
{
    static const char table[] = "V=1 Config=s1 S1Fmt=1 S1ContextPtr=0x40028000 S1CDMax=10 S1DSS=2 "
                                "S1CIR=1 S1COR=1 S1CSH=3";

    (void)state;
    for (unsigned valid = 0; valid < 2; valid++) {
        start();
        begin(attach(DOM));
        store(CDS_AT + 0x8000, CDS_AT | valid);
        write_cd(0, CD_OF_DOM);
        both_stes(table);
        end(0);
        if (valid)
            find_nothing();
        else
            find(HL_WRONG_FINAL, HL_SEVERITY_LOST_DMA);
    }
}

/* An SMMU that is switched on with what it held before (3.11): that can be anything. */
static void unknown_entries(void **state)
{
    (void)state;
    start_only(false);
    find(HL_STALE_ENTRY, HL_SEVERITY_ISOLATION);
    start_only(true);
    find_nothing();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(stale_entries),
        cmocka_unit_test(stale_entries_are_told_once),
        cmocka_unit_test(stale_translations),
        cmocka_unit_test(a_freed_domain),
        cmocka_unit_test(an_exit),
        cmocka_unit_test(guest_commands),
        cmocka_unit_test(a_title),
        cmocka_unit_test(an_empty_domain),
        cmocka_unit_test(a_domain_that_is_filled),
        cmocka_unit_test(a_table_of_two_levels),
        cmocka_unit_test(unknown_entries),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
