// SPDX-License-Identifier: MIT
/* What a device's transactions come to: the records in the queues (7.3, 8.1), and that what waits
 * is answered before all operations have returned (3.12.2, 4.5.2, 4.7). */
#include "judge_helpers.h"

static const struct hlk_device stalling = {.sid = {SID}, .streams = 1, .stall = true},
                               asking = {.sid = {SID},
                                         .streams = 1,
                                         .pci = true,
                                         .ats = true,
                                         .pri = true};

static struct hl_operation fault(enum hl_fault what)
{
    return (struct hl_operation){.kind = HL_DO_FAULT,
                                 .fault = (uint8_t)what,
                                 .stalls = true,
                                 .ssv = true,
                                 .pasid = 3,
                                 .iova = 0x2000};
}

static bool post(const struct hlk_device *device, struct hl_operation o, enum hlk_interrupt irq)
{
    enum hlk_interrupt interrupt;

    if (!hl_faults_post(&judge.faults, &rig.model, device, &o, &interrupt))
        return false;
    assert_int_equal(interrupt, irq);
    return true;
}

static void records(void **state)
{
    const uint64_t *event, *request;

    (void)state;
    start();
    judge.faults.next = 0x1234;
    assert_true(post(&stalling, fault(HL_FAULT_PERMISSION), HLK_EVTQ));
    event = rig_at(&rig, EVENTS_AT);
    assert_int_equal(event[0], (uint64_t)SID << 32 | 3 << 12 | 1 << 11 | 0x13);
    assert_int_equal(event[1], UINT64_C(2) << 40 | UINT64_C(1) << 35 | UINT64_C(1) << 31 | 0x1234);
    assert_int_equal(event[2], 0x2000);
    assert_true(post(&asking, fault(HL_FAULT_PAGE_REQUEST), HLK_PRIQ));
    request = rig_at(&rig, REQUESTS_AT);
    assert_int_equal(request[0], UINT64_C(0xd) << 60 | UINT64_C(3) << 32 | SID);
    assert_int_equal(request[1], 0x2000 | 0x35);
    assert_int_equal(judge.faults.count, 2);
}

/* What cannot stall is told all the same; who has no PRI asks for nothing. */
static void what_does_not_wait(void **state)
{
    struct hl_operation o = fault(HL_FAULT_TRANSLATION);

    (void)state;
    start();
    assert_true(post(&asking, o, HLK_EVTQ)); /* it cannot be stalled */
    assert_true(post(&stalling, fault(HL_FAULT_BAD_CD), HLK_EVTQ));
    o.stage2 = true;
    assert_true(post(&stalling, o, HLK_EVTQ));
    o = fault(HL_FAULT_TRANSLATION);
    o.stalls = false;
    assert_true(post(&stalling, o, HLK_EVTQ));
    assert_false(post(&stalling, fault(HL_FAULT_PAGE_REQUEST), HLK_PRIQ));
    assert_int_equal(judge.faults.count, 0);
}

/* A fault is handled: this is given, of opcodes of 4.5.2 and 4.7. */
static void handle(bool request, uint64_t low, uint64_t high)
{
    struct hl_operation o = fault(request ? HL_FAULT_PAGE_REQUEST : HL_FAULT_ACCESS);

    begin(o);
    judge.faults.next = 7;
    assert_true(post(request ? &asking : &stalling, o, request ? HLK_PRIQ : HLK_EVTQ));
    if (low) {
        command(low, high);
        hl_holds_barrier(&holds);
        rig_publish(&rig);
        hl_model_run(&rig.model, 99);
    }
    end(0);
}

static void answers(void **state)
{
    static const struct {
        bool request, enough;
        uint64_t low, high;
    } list[] = {
        {false, true, (uint64_t)SID << 32 | 1 << 13 | 0x44, 7},  /* RESUME, abort */
        {false, true, (uint64_t)SID << 32 | 0x45, 0},            /* STALL_TERM */
        {false, false, (uint64_t)SID << 32 | 1 << 13 | 0x44, 8}, /* another STAG */
        {false, false, (uint64_t)SID2 << 32 | 1 << 13 | 0x44, 7},
        {false, false, (uint64_t)SID << 32 | 0x41, 7}, /* PRI_RESP */
        {false, false, 0, 0},
        {true, true, (uint64_t)SID << 32 | 0x41, 7},
        {true, false, (uint64_t)SID << 32 | 0x41, 6},
        {true, false, (uint64_t)SID << 32 | 1 << 13 | 0x44, 7},
        {true, false, 0, 0},
    };
    char title[HL_DRIVER_TITLE];

    (void)state;
    for (size_t i = 0; i < sizeof list / sizeof *list; i++) {
        start();
        handle(list[i].request, list[i].low, list[i].high);
        if (list[i].enough) {
            find_nothing();
            continue;
        }
        assert_string_equal(hl_driver_finding_title(&judge.finding[0], title),
                            "unanswered-fault fault in fault");
        assert_int_equal(judge.finding[0].sid, SID);
        find(HL_UNANSWERED_FAULT, HL_SEVERITY_LOST_DMA);
        begin(map_page()); /* told once */
        end(0);
        find_nothing();
    }
}

/* 3.12.2.1: without SMMUEN nothing is stalled. */
static void disabled(void **state)
{
    (void)state;
    start();
    begin(fault(HL_FAULT_ACCESS));
    assert_true(post(&stalling, fault(HL_FAULT_ACCESS), HLK_EVTQ));
    rig_put_sync(&rig, 0x20, 0x1e);
    end(0);
    assert_false(has(HL_UNANSWERED_FAULT, HL_SEVERITY_LOST_DMA));
}

/* No more than can be kept. */
static void too_many(void **state)
{
    (void)state;
    start();
    judge.faults.count = HL_FAULTS_OWED;
    assert_false(post(&stalling, fault(HL_FAULT_ACCESS), HLK_EVTQ));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(records),  cmocka_unit_test(what_does_not_wait), cmocka_unit_test(answers),
        cmocka_unit_test(disabled), cmocka_unit_test(too_many),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
