// SPDX-License-Identifier: MIT
/* Random walks: with the right attach layer and a right sequencer nothing is found, and every
 * seeded bug is. */
#include "device_helpers.h"

enum { WALKS = HL_ROUNDS(300), STEPS = 30 };

static const char *const profiles[] = {"mmu-700", "mmu-600", "grace",    "v3.0-s1",
                                       "v3.0-s2", "qemu",    "v3.4-full"};

static void fail_walk(const struct bench *b, const char *profile, const struct hl_action *a)
{
    const struct hl_device_finding *f = &b->verdict.finding[0];
    char old[HL_ENTRY_TEXT], target[HL_ENTRY_TEXT];

    hl_entry_format(f->where == HL_IN_JOINT ? &f->ste : &f->old, old);
    hl_entry_format(f->where == HL_IN_JOINT ? &f->cd : &f->target, target);
    fail_msg(
        "%s: %s in %s, action %d, stream %u pasid %d ats %d where %d entry %d state %s\n%s\n%s",
        profile, kind_of(&b->verdict), b->device.sequencer->name, a->kind, f->stream, f->pasid,
        f->ats, f->where, f->entry, hl_joint_state_names[f->joint.state], old, target);
}

struct tally {
    unsigned steps, refused, bad;
    uint64_t outcomes[HL_OUTCOME_COUNT];
};

/* used-bits breaks an entry needlessly where only update_safe bits change, and that is all. */
static bool is_expected(const struct bench *b)
{
    return strcmp(b->device.sequencer->name, "used-bits") == 0 &&
           b->verdict.finding[0].kind == HL_NEEDLESS_BREAK &&
           b->verdict.finding[0].where == HL_IN_ENTRY;
}

/* Ends at a finding. clean: there is to be none. */
static void walk(struct bench *b, const char *profile, uint64_t *random, bool clean,
                 struct tally *t)
{
    for (unsigned i = 0; i < STEPS; i++) {
        struct hl_action a = random_action(random);

        if (!hl_device_step(&b->device, &a, &b->verdict)) {
            t->refused++;
            continue;
        }
        t->steps++;
        assert_false(b->verdict.too_many_views);
        for (unsigned o = 0; o < HL_OUTCOME_COUNT; o++)
            t->outcomes[o] += b->verdict.outcomes[o];
        if (!b->verdict.findings)
            continue;
        t->bad++;
        if (clean && !is_expected(b))
            fail_walk(b, profile, &a);
        return;
    }
}

static void walks(const char *sequencer, const char *bug, bool clean, struct tally *t)
{
    static struct bench b;
    uint64_t random = 0x5eed;

    for (unsigned i = 0; i < WALKS; i++)
        for (size_t p = 0; p < LENGTH(profiles); p++) {
            open_bench(&b, profiles[p], sequencer, bug, random_shape(&random));
            walk(&b, profiles[p], &random, clean, t);
        }
}

static void test_right_layer_is_clean(void **state)
{
    static const char *const right[] = {"update-safe", "used-bits"};
    struct tally t[2] = {0};

    (void)state;
    for (size_t i = 0; i < LENGTH(right); i++) {
        walks(right[i], NULL, true, &t[i]);
        assert_true(t[i].steps > HL_ROUNDS(10000) && t[i].refused > HL_ROUNDS(1000));
        assert_true(t[i].outcomes[HL_HITLESS] > HL_ROUNDS(10000) &&
                    t[i].outcomes[HL_BREAKING] > HL_ROUNDS(1000));
        assert_int_equal(t[i].outcomes[HL_TORN], 0);
        print_message("%s: %u steps, %u refused, %u walks end at a needless break\n", right[i],
                      t[i].steps, t[i].refused, t[i].bad);
    }
}

static void test_wrong_sequencers_are_found(void **state)
{
    static const char *const wrong[] = {"naive", "break-first", "bug-first-sync", "bug-last-sync"};

    (void)state;
    for (size_t i = 0; i < LENGTH(wrong); i++) {
        struct tally t = {0};
        walks(wrong[i], NULL, false, &t);
        if (t.bad < HL_ROUNDS(1000))
            fail_msg("%s: only %u walks", wrong[i], t.bad);
    }
}

static void test_bugs_are_found(void **state)
{
    (void)state;
    for (size_t i = 0; i < hl_attach_bug_count; i++) {
        struct tally t = {0};
        walks("update-safe", hl_attach_bugs[i].name, false, &t);
        if (t.bad < HL_ROUNDS(20))
            fail_msg("%s: only %u walks", hl_attach_bugs[i].name, t.bad);
    }
}

static void attach_pasids(struct bench *b, const struct hl_wanted *w, enum hl_pasid kind)
{
    for (uint8_t p = 1; p < HL_DEVICE_PASIDS; p++) {
        enum hl_pasid bound = kind == HL_PASID_SVA_RELEASED ? HL_PASID_SVA : kind;
        struct hl_action a = set_pasid(p, bound, w->pasid[p].domain);

        if (w->pasid[p].kind != kind)
            continue;
        assert_true(hl_device_step(&b->device, &a, &b->verdict));
        a = exit_mm(w->pasid[p].domain);
        if (kind == HL_PASID_SVA_RELEASED)
            assert_true(hl_device_step(&b->device, &a, &b->verdict));
    }
}

/* However a device came to what is wanted of it, a fresh one that is attached at once has the same
 * entries. */
static void test_fresh_attach(void **state)
{
    static struct bench walked, fresh;
    uint64_t random = 7;

    (void)state;
    for (unsigned i = 0; i < WALKS; i++) {
        struct hl_shape shape = random_shape(&random);
        struct hl_wanted *w = &walked.device.wanted;
        struct hl_action a;

        open_bench(&walked, "grace", "update-safe", NULL, shape);
        open_bench(&fresh, "grace", "update-safe", NULL, shape);
        for (unsigned s = 0; s < STEPS; s++) {
            a = random_action(&random);
            if (a.kind != HL_RELEASE)
                hl_device_step(&walked.device, &a, &walked.verdict);
        }
        a = set_ats(w->ats);
        hl_device_step(&fresh.device, &a, &fresh.verdict);
        a = (struct hl_action){.kind = HL_ATTACH_RID, .attachment = w->rid};
        hl_device_step(&fresh.device, &a, &fresh.verdict);
        attach_pasids(&fresh, w, HL_PASID_SVA_RELEASED); /* before others have their process */
        attach_pasids(&fresh, w, HL_PASID_S1);
        attach_pasids(&fresh, w, HL_PASID_SVA);
        assert_memory_equal(walked.device.ste, fresh.device.ste, sizeof fresh.device.ste);
        assert_memory_equal(walked.device.cd, fresh.device.cd, sizeof fresh.device.cd);
        assert_int_equal(walked.device.ats, fresh.device.ats);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_right_layer_is_clean),
        cmocka_unit_test(test_wrong_sequencers_are_found),
        cmocka_unit_test(test_bugs_are_found),
        cmocka_unit_test(test_fresh_attach),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
