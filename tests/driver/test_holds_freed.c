// SPDX-License-Identifier: MIT
/* Memory that is given back while the SMMU may still be led to it. */
#include "holds_driver.h"

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
    publish();
    hl_model_run(&rig.model, 9);
    hl_holds_free(&holds, CDS, 0x1000); /* cached */
    assert_int_equal(found[HL_FREED_REACHABLE], 1);

    start(0);
    attach(SID, LINEAR);
    attach(SID, PASSING);
    hl_holds_free(&holds, CDS, 0x1000);
    assert_clean();
}

/* A pointer is stored to what was given back before; when that is given again, it is right. */
static void given_back_before_a_pointer_leads_there(void **state)
{
    (void)state;
    for (unsigned again = 0; again < 2; again++) {
        start(0);
        hl_holds_give(&holds, CDS, 0x1000, true);
        hl_holds_give(&holds, OTHER_CDS, 0x1000, true);
        hl_holds_free(&holds, CDS, 0x1000);
        attach(SID, LINEAR2);
        assert_clean();
        if (again)
            hl_holds_give(&holds, CDS, 0x1000, true);
        attach(SID, LINEAR);
        assert_int_equal(found[HL_FREED_REACHABLE], !again);
        assert_int_equal(found[HL_UNORDERED_STORE], 0);
    }
    start(1);
    hl_holds_free(&holds, SECOND, 0x4000);
    install_second_level(PASSING); /* not fresh, so that this is all that is wrong with it */
    assert_int_equal(found[HL_FREED_REACHABLE], 1);
    assert_int_equal(found[HL_UNORDERED_STORE], 0);
    assert_int_equal(last.place.structure, HL_STRUCTURE_L1STD);
    assert_int_equal(last.freed, SECOND);
    assert_int_equal(last.bytes, 0x4000);
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
    install_second_level(NULL);
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_cd_table_is_given_back),
        cmocka_unit_test(given_back_before_a_pointer_leads_there),
        cmocka_unit_test(given_back_while_another_stream_leads_there),
        cmocka_unit_test(what_registers_lead_to),
        cmocka_unit_test(a_guests_cds),
        cmocka_unit_test(an_illegal_ste),
        cmocka_unit_test(a_legal_mixture),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
