// SPDX-License-Identifier: MIT
/* Steps of a device's life: what is wanted next, windows, and findings that fire and do not. */
#include "device_helpers.h"

#define ONE ((struct hl_shape){.streams = 1, .ssid_bits = 3})
#define TWO ((struct hl_shape){.streams = 2, .ssid_bits = 3})

static const struct hl_entry zero = {{0}};

static void test_windows(void **state)
{
    struct hl_window w;
    struct hl_entry e = zero;
    bool seen[4] = {false};

    (void)state;
    hl_window_set(&w, &e);
    assert_true(hl_window_single(&w));
    assert_int_equal(hl_window_views(&w), 1);
    hl_window_add(&w, 0, 1);
    hl_window_add(&w, 0, 0); /* was there */
    hl_window_add(&w, 3, 2);
    assert_false(hl_window_single(&w));
    assert_int_equal(hl_window_views(&w), 4);
    for (unsigned n = 0; n < 4; n++) {
        e = hl_window_view(&w, n);
        assert_true(e.q[0] <= 1 && (e.q[3] == 0 || e.q[3] == 2));
        seen[e.q[0] + e.q[3]] = true;
    }
    for (unsigned n = 0; n < 4; n++)
        assert_true(seen[n]);
    hl_window_set(&w, &e);
    assert_true(hl_window_single(&w));
    for (uint64_t v = 1; v < HL_WINDOW_VALUES + 2; v++)
        hl_window_add(&w, 5, v << 32);
    assert_int_equal(hl_window_views(&w), 0);
}

static void test_too_many_views(void **state)
{
    struct hl_window w;

    (void)state;
    hl_window_set(&w, &zero);
    for (unsigned i = 0; i < HL_QWORDS; i++)
        for (uint64_t v = 1; v < 4; v++)
            hl_window_add(&w, i, v);
    assert_int_equal(hl_window_views(&w), HL_MAX_VIEWS);
    hl_window_add(&w, 0, 4);
    assert_int_equal(hl_window_views(&w), 0);
}

/* What a driver does not do. */
static void test_refused(void **state)
{
    static struct bench b;
    const struct hl_action s2 = attach(HL_RID_S2, 0), again = attach(HL_RID_S1, 2);
    const struct hl_action pasid1 = set_pasid(1, HL_PASID_S1, 0), on = set_ats(true);
    const struct hl_action refused[] = {
        set_pasid(0, HL_PASID_S1, 0), remove_pasid(3), exit_mm(0),     s2,
        attach(HL_RID_NESTED, 0),     again,           set_ats(false),
    };
    struct hl_device before;

    (void)state;
    open_bench(&b, "grace", "update-safe", NULL, ONE);
    assert_true(hl_device_step(&b.device, &again, &b.verdict));
    assert_true(hl_device_step(&b.device, &pasid1, &b.verdict));
    before = b.device;
    for (size_t i = 0; i < LENGTH(refused); i++) {
        assert_false(hl_device_step(&b.device, &refused[i], &b.verdict));
        assert_memory_equal(before.ste, b.device.ste, sizeof before.ste);
        assert_memory_equal(&before.wanted, &b.device.wanted, sizeof before.wanted);
    }
    open_bench(&b, "v3.0-s1", "update-safe", NULL, ONE);
    assert_false(hl_device_step(&b.device, &s2, &b.verdict)); /* no stage 2 */
    assert_false(hl_device_step(&b.device, &on, &b.verdict));
}

enum { MOST = 6 };
struct walk {
    const char *bug;
    struct hl_action actions[MOST]; /* the last one is at fault; HL_ACTION_COUNT ends */
    unsigned count;
    enum hl_finding_kind kind;
    enum hl_where where;
    int pasid;
};

/* The last action's findings. */
static void run_walk(struct bench *b, const struct walk *w, const char *bug)
{
    open_bench(b, "grace", "update-safe", bug, TWO);
    for (unsigned i = 0; i < w->count; i++) {
        assert_true(hl_device_step(&b->device, &w->actions[i], &b->verdict));
        if (b->verdict.findings && (i + 1 < w->count || !bug))
            fail_msg("%s: %s at action %u with %s", w->bug, kind_of(&b->verdict), i,
                     bug ? bug : "the right layer");
    }
}

static bool has(const struct hl_device_verdict *v, const struct walk *w)
{
    for (unsigned i = 0; i < v->findings; i++)
        if (v->finding[i].kind == w->kind && v->finding[i].where == w->where &&
            v->finding[i].pasid == w->pasid)
            return true;
    return false;
}

static void test_bugs(void **state)
{
    const struct hl_action identity = attach(HL_RID_IDENTITY, 0), s1 = attach(HL_RID_S1, 0);
    const struct hl_action on = set_ats(true), off = set_ats(false);
    const struct hl_action pasid1 = set_pasid(1, HL_PASID_S1, 0);
    const struct hl_action sva1 = set_pasid(1, HL_PASID_SVA, 3);
    const struct hl_action sva2 = set_pasid(2, HL_PASID_SVA, 3);
    const int none = HL_NO_PASID;
    const struct walk walks[] = {
        {"ste-first", {identity, s1}, 2, HL_NEEDLESS_BREAK, HL_IN_JOINT, none},
        {"cd-first", {s1, identity}, 2, HL_NEEDLESS_BREAK, HL_IN_JOINT, none},
        {"one-stream", {identity}, 1, HL_WRONG_FINAL, HL_IN_END, none},
        {"sync-one", {s1, pasid1}, 2, HL_UNSYNCED_STORE, HL_IN_JOINT, 1},
        {"sync-none", {s1, pasid1}, 2, HL_MIXED_VIEW, HL_IN_JOINT, 1},
        {"ats-early", {identity, on, s1}, 3, HL_MIXED_VIEW, HL_IN_JOINT, none},
        {"ats-late", {on, s1, pasid1, off}, 4, HL_MIXED_VIEW, HL_IN_JOINT, 1},
        {"pasid-kept", {s1, pasid1, remove_pasid(1)}, 3, HL_WRONG_FINAL, HL_IN_END, none},
        {"s1dss-kept", {identity, pasid1, s1}, 3, HL_WRONG_FINAL, HL_IN_END, none},
        {"cd0-kept", {s1, attach(HL_RID_S2, 1)}, 2, HL_WRONG_FINAL, HL_IN_END, none},
        {"release-ste", {s1, release(1)}, 2, HL_WRONG_FINAL, HL_IN_END, none},
        {"exit-one", {s1, sva1, sva2, exit_mm(3)}, 4, HL_WRONG_FINAL, HL_IN_END, none},
        {"exit-clear", {s1, sva1, exit_mm(3)}, 3, HL_NEEDLESS_BREAK, HL_IN_JOINT, 1},
        {"table-kept", {identity, pasid1, remove_pasid(1)}, 3, HL_WRONG_FINAL, HL_IN_END, none},
        {"shcfg", {identity, pasid1}, 2, HL_UNASKED_CHANGE, HL_IN_JOINT, none},
        {"stalld", {s1, pasid1}, 2, HL_UNASKED_CHANGE, HL_IN_JOINT, none},
        {"detach", {identity, s1}, 2, HL_NEEDLESS_BREAK, HL_IN_JOINT, none},
    };
    static struct bench b;

    (void)state;
    assert_int_equal(LENGTH(walks), hl_attach_bug_count);
    for (size_t i = 0; i < LENGTH(walks); i++) {
        char name[64];

        snprintf(name, sizeof name, "bug-attach-%s", walks[i].bug);
        run_walk(&b, &walks[i], NULL);
        run_walk(&b, &walks[i], name);
        if (!has(&b.verdict, &walks[i]))
            fail_msg("%s: %s", name, kind_of(&b.verdict));
    }
}

/* What may stop a stream, and what may not. */
static void test_breaks(void **state)
{
    static struct bench b;
    const struct hl_action identity = attach(HL_RID_IDENTITY, 0), s1 = attach(HL_RID_S1, 0);
    const struct hl_action both = attach(HL_RID_S1, 5), table = attach(HL_RID_S1, 1);

    (void)state;
    open_bench(&b, "grace", "update-safe", NULL, ONE);
    assert_true(hl_device_step(&b.device, &s1, &b.verdict));
    assert_true(hl_device_step(&b.device, &table, &b.verdict)); /* TTB0 alone */
    assert_int_equal(b.verdict.outcomes[HL_HITLESS], 1);
    assert_int_equal(b.verdict.findings, 0);
    assert_true(hl_device_step(&b.device, &s1, &b.verdict));
    assert_true(hl_device_step(&b.device, &both, &b.verdict)); /* TTB0 and ASID: no other way */
    assert_int_equal(b.verdict.outcomes[HL_BREAKING], 1);
    assert_int_equal(b.verdict.findings, 0);

    open_bench(&b, "grace", "break-first", NULL, ONE);
    assert_true(hl_device_step(&b.device, &identity, &b.verdict)); /* from blocked */
    assert_int_equal(b.verdict.findings, 0);
    assert_true(hl_device_step(&b.device, &s1, &b.verdict));
    assert_true(b.verdict.findings > 0);
    for (unsigned i = 0; i < b.verdict.findings; i++) { /* said once, of the entry */
        assert_int_equal(b.verdict.finding[i].kind, HL_NEEDLESS_BREAK);
        assert_int_equal(b.verdict.finding[i].where, HL_IN_ENTRY);
    }
}

/* A tear is seen in the entry and by the traffic that meets it. */
static void test_tear(void **state)
{
    static struct bench b;
    const struct hl_action identity = attach(HL_RID_IDENTITY, 0), s2 = attach(HL_RID_S2, 0);
    bool entry = false, traffic = false;

    (void)state;
    open_bench(&b, "grace", "naive", NULL, ONE);
    assert_true(hl_device_step(&b.device, &identity, &b.verdict));
    assert_true(hl_device_step(&b.device, &s2, &b.verdict));
    for (unsigned i = 0; i < b.verdict.findings; i++) {
        entry |= b.verdict.finding[i].where == HL_IN_ENTRY;
        traffic |= b.verdict.finding[i].where == HL_IN_JOINT &&
                   (b.verdict.finding[i].kind == HL_MIXED_VIEW ||
                    b.verdict.finding[i].kind == HL_ILLEGAL_VIEW);
    }
    assert_true(entry && traffic);
}

/* 4.3.1: the STE's invalidation covers its CDs. Without CMD_CFGI_CD, a removed PASID's CD is stale
 * at the end only if the STE stayed as it was. */
static void test_cfgi_ste_covers_cds(void **state)
{
    static struct bench b;
    const struct hl_action rid[] = {attach(HL_RID_IDENTITY, 0), attach(HL_RID_S1, 0)};
    const struct hl_action set = set_pasid(1, HL_PASID_S1, 1), removal = remove_pasid(1);

    (void)state;
    for (unsigned i = 0; i < 2; i++) {
        open_bench(&b, "grace", "update-safe", "bug-attach-sync-none", TWO);
        assert_true(hl_device_step(&b.device, &rid[i], &b.verdict));
        assert_true(hl_device_step(&b.device, &set, &b.verdict));
        assert_true(hl_device_step(&b.device, &removal, &b.verdict));
        assert_true(b.verdict.found[HL_MIXED_VIEW] > 0); /* V and the rest, in any order */
        assert_int_equal(b.verdict.found[HL_UNSYNCED_STORE] > 0, i);
    }
}

/* PASID 0 shares CD 0 with the RID, and may pass like it while S1DSS changes; a PASID that is in
 * use keeps its meaning all the time. */
static void test_rid_changes_under_pasids(void **state)
{
    static struct bench b;
    const struct hl_action actions[] = {
        attach(HL_RID_IDENTITY, 0), set_pasid(1, HL_PASID_SVA, 0), attach(HL_RID_S1, 0),
        attach(HL_RID_IDENTITY, 0), attach(HL_RID_BLOCKED, 0),     attach(HL_RID_S1, 4),
        attach(HL_RID_BLOCKED, 0),
    };

    (void)state;
    open_bench(&b, "mmu-600", "update-safe", NULL, TWO);
    for (size_t i = 0; i < LENGTH(actions); i++) {
        assert_true(hl_device_step(&b.device, &actions[i], &b.verdict));
        assert_int_equal(b.verdict.findings, 0);
        if (i > 1)
            assert_int_equal(HL_GET(STE, &b.device.ste[1], S1CDMax), 3);
    }
    assert_int_equal(b.device.after.joint[1][2].state, HL_JOINT_LIVE);
    assert_int_equal(b.device.after.joint[1][0].state, HL_JOINT_DISABLED);
}

static bool make_illegal(const struct hl_maker *maker, const struct hl_shape *shape,
                         const struct hl_ste_wish *wish, struct hl_entry *ste)
{
    const struct hl_maker right = hl_builtin_maker(maker->smmu);
    bool made = right.ste(&right, shape, wish, ste);

    if (wish->kind == HL_STE_S2)
        HL_SET(STE, ste, S2TG, 3);
    return made;
}

static void test_illegal_target(void **state)
{
    static struct bench b;
    const struct hl_action s2 = attach(HL_RID_S2, 0);
    const struct hl_shape one = ONE;

    (void)state;
    open_bench(&b, "grace", "update-safe", NULL, one);
    b.maker.ste = make_illegal;
    assert_true(hl_device_init(&b.device, &b.maker, b.device.sequencer, NULL, &one));
    assert_true(hl_device_step(&b.device, &s2, &b.verdict));
    assert_int_equal(b.verdict.finding[0].kind, HL_ILLEGAL_TARGET);
    assert_non_null(hl_ste_rules[b.verdict.finding[0].rule].id);
}

static bool make_illegal_table(const struct hl_maker *maker, const struct hl_shape *shape,
                               const struct hl_ste_wish *wish, struct hl_entry *ste)
{
    const struct hl_maker right = hl_builtin_maker(maker->smmu);
    bool made = right.ste(&right, shape, wish, ste);

    if (wish->kind == HL_STE_CDTABLE)
        HL_SET(STE, ste, S1CDMax, 31);
    return made;
}

/* Then nothing leads to a CD, and how one is decoded is not known. */
static void test_illegal_table(void **state)
{
    static struct bench b;
    const struct hl_action s1 = attach(HL_RID_S1, 0), identity = attach(HL_RID_IDENTITY, 0);
    const struct hl_shape one = ONE;

    (void)state;
    open_bench(&b, "grace", "update-safe", NULL, one);
    memset(&b.device, 0, sizeof b.device); /* no context of an earlier device */
    b.maker.ste = make_illegal_table;
    assert_true(
        hl_device_init(&b.device, &b.maker, hl_builtin_sequencer_find("update-safe"), NULL, &one));
    assert_true(hl_device_step(&b.device, &s1, &b.verdict));
    assert_int_equal(b.verdict.findings, 1);
    assert_int_equal(b.verdict.finding[0].kind, HL_ILLEGAL_TARGET);
    assert_int_equal(b.verdict.finding[0].rule, HL_RULE_STE_S1CDMAX);
    /* it is not installed, and the device goes on from where it was */
    assert_int_equal(HL_GET(STE, &b.device.ste[0], Config), 0);
    assert_true(hl_device_step(&b.device, &identity, &b.verdict));
    assert_int_equal(b.verdict.findings, 0);
}

/* Most masters have more bits of SubstreamIDs than some SMMUs: the SMMU's count. */
static void test_ssid_bits(void **state)
{
    static struct bench b;
    const struct hl_action s1 = attach(HL_RID_S1, 0), pasid1 = set_pasid(1, HL_PASID_S1, 0);
    struct hl_shape three = {.streams = 1, .ssid_bits = 3};
    const struct hl_action again = {.kind = HL_RELEASE, .shape = three};

    (void)state;
    open_bench(&b, "qemu", "update-safe", NULL, three);
    assert_int_equal(hl_reg_SSIDSIZE(&b.smmu.regs), 0);
    for (unsigned life = 0; life < 2; life++) {
        assert_int_equal(b.device.shape.ssid_bits, 0);
        assert_false(hl_device_step(&b.device, &pasid1, &b.verdict));
        assert_true(hl_device_step(&b.device, &s1, &b.verdict));
        assert_true(hl_device_step(&b.device, &again, &b.verdict));
        assert_int_equal(b.verdict.findings, 0);
    }
}

/* 3.12, 5.2: who has ATS. */
static void test_ats(void **state)
{
    static struct bench b;
    struct hl_shape stalls = ONE;
    const struct hl_action on = set_ats(true), s1 = attach(HL_RID_S1, 0);
    const struct hl_action blocked = attach(HL_RID_BLOCKED, 0), guest = attach(HL_RID_NESTED, 3);

    (void)state;
    stalls.stall = true;
    open_bench(&b, "grace", "update-safe", NULL, stalls);
    assert_false(hl_device_step(&b.device, &on, &b.verdict));
    open_bench(&b, "grace", "update-safe", NULL, ONE);
    assert_true(hl_device_step(&b.device, &on, &b.verdict));
    assert_false(b.device.ats);
    assert_true(hl_device_step(&b.device, &s1, &b.verdict));
    assert_true(b.device.ats);
    assert_int_equal(HL_GET(STE, &b.device.ste[0], EATS), 1);
    assert_true(hl_device_step(&b.device, &guest, &b.verdict)); /* it blocks */
    assert_false(b.device.ats);
    assert_true(hl_device_step(&b.device, &s1, &b.verdict));
    assert_true(hl_device_step(&b.device, &blocked, &b.verdict));
    assert_false(b.device.ats);
}

static void always_on(struct bench *b, const struct hl_action *a, unsigned config, unsigned s1dss,
                      bool ats)
{
    const struct hl_entry *ste = &b->device.ste[0];

    assert_true(hl_device_step(&b->device, a, &b->verdict));
    assert_int_equal(b->verdict.findings, 0);
    assert_int_equal(HL_GET(STE, ste, Config), config);
    assert_int_equal(HL_GET(STE, ste, EATS), ats);
    assert_int_equal(b->device.ats, ats);
    if (config == 5) {
        assert_int_equal(HL_GET(STE, ste, S1DSS), s1dss);
        assert_int_equal(HL_GET(STE, ste, S1CDMax), 1);
    }
}

/* A device that needs ATS everywhere has a CD table where others bypass, also without PASIDs; under
 * a blocking domain alone it has none. 13.6.4, 5.2 S1CDMax and S1DSS. */
static void test_ats_always_on(void **state)
{
    static const uint8_t ssid_bits[] = {0, 1};
    static struct bench b;
    struct hl_shape shape = {.streams = 2, .ats_always_on = true};
    const struct hl_action identity = attach(HL_RID_IDENTITY, 0), s1 = attach(HL_RID_S1, 0),
                           s2 = attach(HL_RID_S2, 0), blocked = attach(HL_RID_BLOCKED, 0),
                           on = set_ats(true), pasid1 = set_pasid(1, HL_PASID_S1, 3),
                           none = remove_pasid(1);

    (void)state;
    for (unsigned i = 0; i < LENGTH(ssid_bits); i++) {
        shape.ssid_bits = ssid_bits[i];
        open_bench(&b, "grace", "update-safe", NULL, shape);
        assert_false(hl_device_step(&b.device, &on, &b.verdict)); /* it is */
        always_on(&b, &identity, 5, 1, true);
        always_on(&b, &s1, 5, 2, true);
        always_on(&b, &identity, 5, 1, true);
        assert_int_equal(b.verdict.outcomes[HL_BREAKING], 0); /* S1DSS goes alone */
        always_on(&b, &s2, 6, 0, true);
        always_on(&b, &identity, 5, 1, true);
        always_on(&b, &blocked, 0, 0, false);
    }
    assert_true(hl_device_step(&b.device, &pasid1, &b.verdict));
    assert_int_equal(HL_GET(STE, &b.device.ste[0], S1DSS), 0);
    always_on(&b, &identity, 5, 1, true);
    always_on(&b, &none, 5, 1, true);

    /* Neither one that stalls, nor on an SMMU where S1DSS means nothing. */
    shape.stall = true;
    open_bench(&b, "grace", "update-safe", NULL, shape);
    assert_false(b.device.shape.ats_always_on);
    shape.stall = false;
    open_bench(&b, "qemu", "update-safe", NULL, shape);
    assert_int_equal(hl_reg_SSIDSIZE(&b.smmu.regs), 0);
    assert_false(b.device.shape.ats_always_on);
    assert_true(hl_device_step(&b.device, &identity, &b.verdict));
    assert_int_equal(HL_GET(STE, &b.device.ste[0], Config), 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_windows),
        cmocka_unit_test(test_too_many_views),
        cmocka_unit_test(test_refused),
        cmocka_unit_test(test_bugs),
        cmocka_unit_test(test_breaks),
        cmocka_unit_test(test_tear),
        cmocka_unit_test(test_cfgi_ste_covers_cds),
        cmocka_unit_test(test_rid_changes_under_pasids),
        cmocka_unit_test(test_illegal_target),
        cmocka_unit_test(test_illegal_table),
        cmocka_unit_test(test_ssid_bits),
        cmocka_unit_test(test_ats_always_on),
        cmocka_unit_test(test_ats),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
