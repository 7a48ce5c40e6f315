// SPDX-License-Identifier: MIT
/* A process that ends within another operation: traffic may mean what one of the two makes of it,
 * and no third thing. */
#include "driver/judge_work.h"
#include "judge_helpers.h"

#define PROCESS_CD A_CD("0x40036000", "7")

static const struct hl_operation bind = {.kind = HL_DO_BIND}, unbind = {.kind = HL_DO_UNBIND},
                                 process_exit = {.kind = HL_DO_EXIT};

static void enter(const struct hl_operation *o)
{
    hl_driver_judge_begin(&judge, o, &contract);
    hl_contract_enter(&contract, o);
}

static void leave(const struct hl_operation *o)
{
    hl_contract_leave(&contract, o, 0, 1);
    hl_driver_judge_end(&judge, 0, &contract);
    assert_false(judge.too_many || judge.cached.overflow || holds.incomplete);
}

static void start_bound(void)
{
    start_attached(CD_TABLE, false);
    enter(&bind);
    write_cd(1, PROCESS_CD);
    leave(&bind);
    find_nothing();
}

static void publish_cd(void)
{
    cfgi_cd(SID, 1);
    cfgi_cd(SID2, 1);
    sync();
}

static void clear_cd(void)
{
    store(CDS_AT + 64, 0);
    publish_cd();
}

static void invalidate(void)
{
    tlbi_asid(7);
    sync();
}

/* Its end first, or that it is let go. */
static void ends_while_let_go(void **state)
{
    (void)state;
    for (unsigned cleared = 0; cleared < 2; cleared++) {
        start_bound();
        enter(&unbind);
        if (cleared)
            clear_cd();
        enter(&process_exit);
        if (!cleared)
            quieten(1);
        invalidate();
        leave(&process_exit);
        find_nothing();
        if (!cleared)
            clear_cd();
        leave(&unbind);
        find_nothing();
    }
}

/* Nobody but a process that ends makes it quiet. */
static void quiet_for_no_reason(void **state)
{
    (void)state;
    start_bound();
    enter(&unbind);
    enter(&(struct hl_operation){.kind = HL_DO_INVALIDATE, .iova = 0x1000, .size = 0x1000});
    quieten(1);
    clear_cd();
    invalidate();
    leave(&judge.operation[1]);
    clear_cd();
    invalidate();
    leave(&unbind);
    find(HL_MIXED_VIEW, HL_SEVERITY_ISOLATION);
}

static void cleared_and_written_again(void **state)
{
    (void)state;
    start_bound();
    enter(&unbind);
    clear_cd();
    enter(&process_exit);
    write_cd(1, PROCESS_CD " EPD0=1");
    invalidate();
    leave(&process_exit);
    leave(&unbind);
    assert_int_equal(judge.findings, 2); /* of both streams */
    find(HL_WRONG_FINAL, HL_SEVERITY_FAULT_ONLY);
}

/* Two writers at once. */
static void a_third_meaning(void **state)
{
    const struct hl_entry other = entry_of(&hl_cd_layout, CD_OF_DOM2);

    (void)state;
    start_bound();
    enter(&unbind);
    enter(&process_exit);
    store(CDS_AT + 64 + 8, other.q[1]);
    publish_cd();
    clear_cd();
    invalidate();
    leave(&process_exit);
    leave(&unbind);
    find(HL_MIXED_VIEW, HL_SEVERITY_ISOLATION);
}

/* Another PASID's, named or not, is not its own. */
static void of_another_pasid(void **state)
{
    static const struct hl_operation remove = {.kind = HL_DO_REMOVE_PASID, .pasid = 2};

    (void)state;
    start_bound();
    begin((struct hl_operation){.kind = HL_DO_SET_PASID, .domain = DOM2, .pasid = 2});
    write_cd(2, CD_OF_DOM2);
    end(0);
    find_nothing();
    enter(&remove);
    enter(&process_exit);
    quieten(1);
    invalidate();
    leave(&process_exit);
    quieten(2);
    store(CDS_AT + 128, 0);
    cfgi_cd(SID, 2);
    cfgi_cd(SID2, 2);
    tlbi_asid(6);
    sync();
    leave(&remove);
    assert_int_equal(judge.findings, 2); /* of both streams */
    find(HL_MIXED_VIEW, HL_SEVERITY_ISOLATION);
    start_attached(CD_TABLE, false);
    enter(&bind);
    write_cd(1, PROCESS_CD);
    enter(&process_exit);
    leave(&process_exit);
    write_cd(2, PROCESS_CD);
    store(CDS_AT + 128, 0);
    cfgi_cd(SID, 2);
    cfgi_cd(SID2, 2);
    quieten(1);
    invalidate();
    leave(&bind);
    find(HL_MIXED_VIEW, HL_SEVERITY_ISOLATION);
}

/* That of the other operation is awaited: what it has closed, it invalidates. */
static void invalidated_by_the_outer(void **state)
{
    (void)state;
    for (unsigned forgets = 0; forgets < 2; forgets++) {
        start_bound();
        enter(&unbind);
        clear_cd();
        enter(&process_exit);
        leave(&process_exit);
        find_nothing();
        if (!forgets)
            invalidate();
        leave(&unbind);
        if (!forgets)
            find_nothing();
        else
            find(HL_STALE_TRANSLATION, HL_SEVERITY_ISOLATION);
    }
}

/* Who binds has a hold on the process: it ends after that, within the same operation. */
static void ends_while_bound(void **state)
{
    enum { RIGHT, NOT_QUIET, NOT_INVALIDATED, MISTAKES };

    (void)state;
    for (unsigned mistake = 0; mistake < MISTAKES; mistake++) {
        start_attached(CD_TABLE, false);
        enter(&bind);
        write_cd(1, PROCESS_CD);
        enter(&process_exit);
        leave(&process_exit);
        find_nothing();
        if (mistake != NOT_QUIET)
            quieten(1);
        if (mistake != NOT_INVALIDATED)
            tlbi_asid(7);
        sync();
        leave(&bind);
        if (mistake == RIGHT)
            find_nothing();
        else if (mistake == NOT_QUIET)
            find(HL_WRONG_FINAL, HL_SEVERITY_ISOLATION);
        else
            find(HL_STALE_TRANSLATION, HL_SEVERITY_ISOLATION);
    }
}

/* Only who binds this process has a hold on it: else it has ended when it says so. */
static void ends_at_once(void **state)
{
    static const struct hl_operation no_hold[] = {{.kind = HL_DO_BIND, .mm = 1},
                                                  {.kind = HL_DO_UNBIND}};

    (void)state;
    for (size_t i = 0; i < LENGTH(no_hold); i++) {
        start_bound();
        enter(&no_hold[i]);
        enter(&process_exit);
        leave(&process_exit);
        find(HL_STALE_TRANSLATION, HL_SEVERITY_ISOLATION);
    }
}

/* More than there is room for: no verdict. */
static void too_many(void **state)
{
    (void)state;
    start_bound();
    enter(&unbind);
    for (unsigned i = 0; i < HL_JUDGE_BETWEEN / 2; i++) {
        assert_false(hl_driver_judge_gave_up(&judge));
        hl_driver_judge_begin(&judge, &process_exit, &contract);
        hl_driver_judge_end(&judge, -1, &contract);
    }
    hl_driver_judge_begin(&judge, &process_exit, &contract);
    assert_true(hl_driver_judge_gave_up(&judge));
}

/* Bound or not: nobody's tables are those of another one. */
static void bound_to_another(void **state)
{
    (void)state;
    start_attached(CD_TABLE, false);
    enter(&bind);
    write_cd(1, CD_OF_DOM2);
    enter(&process_exit);
    leave(&process_exit);
    quieten(1);
    tlbi_asid(6);
    sync();
    leave(&bind);
    find(HL_MIXED_VIEW, HL_SEVERITY_ISOLATION);
}

static void breaks_within(const struct hl_operation *outer)
{
    start_bound();
    enter(outer);
    enter(&process_exit);
    write_cd(1, PROCESS_CD " EPD0=1");
    invalidate();
    leave(&process_exit);
    leave(outer);
    find(HL_NEEDLESS_BREAK, HL_SEVERITY_LOST_DMA);
}

/* It need not be stopped: only who lets it go stops it. */
/* It is of one device, and of those that were noted since the outermost began. */
static void of_its_device(void **state)
{
    static struct hl_driver_judge j;
    struct hl_seen seen = {.kind = 1, .joint = {.state = HL_JOINT_CD_OFF}};

    (void)state;
    j.stream[1].device = 1;
    j.named[0] = j.named[1] = 1u << 1;
    j.cached.pasid[1] = 7;
    j.between[0] = (struct hl_between){0, 7, {.kind = HL_DUE_STOPPED}};
    j.between[1] = (struct hl_between){1, 7, {.kind = HL_DUE_STOPPED}};
    for (j.betweens = 0; j.betweens <= 2; j.betweens++)
        for (unsigned stream = 0; stream < 2; stream++) {
            seen.stream = (uint8_t)stream;
            assert_int_equal(hl_judge_is_between(&j, &seen), stream < j.betweens);
        }
}

static void needless_break(void **state)
{
    (void)state;
    breaks_within(&(struct hl_operation){.kind = HL_DO_INTERRUPT});
    breaks_within(&(struct hl_operation){.kind = HL_DO_UNBIND, .mm = 1});
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ends_while_let_go),
        cmocka_unit_test(quiet_for_no_reason),
        cmocka_unit_test(cleared_and_written_again),
        cmocka_unit_test(a_third_meaning),
        cmocka_unit_test(of_another_pasid),
        cmocka_unit_test(invalidated_by_the_outer),
        cmocka_unit_test(ends_while_bound),
        cmocka_unit_test(ends_at_once),
        cmocka_unit_test(too_many),
        cmocka_unit_test(bound_to_another),
        cmocka_unit_test(needless_break),
        cmocka_unit_test(of_its_device),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
