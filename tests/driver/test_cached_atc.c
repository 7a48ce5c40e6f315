// SPDX-License-Identifier: MIT
/* What an endpoint may have asked for: 3.9.1, 4.5. */
#include "cached_helpers.h"

/* 4.5.1, 3.9.1: what a device may have asked for. */
struct asking {
    const char *what;
    unsigned kind;
    bool ats, fine;
    struct hl_command first, second; /* after TLBI, before and after the SYNC */
};
#define ATC(...)                                                                                   \
    {                                                                                              \
        .kind = HL_CMD_ATC_INV, .sid = SID, __VA_ARGS__                                            \
    }
#define NOTHING_GIVEN                                                                              \
    {                                                                                              \
        .kind = HL_CMD_SYNC                                                                        \
    }
static const struct asking askings[] = {
    {"ATS is off", 0, false, true, NOTHING_GIVEN, NOTHING_GIVEN},
    {"nothing", 0, true, false, NOTHING_GIVEN, NOTHING_GIVEN},
    {"its span", 0, true, true, NOTHING_GIVEN, ATC(.address = VA, .size = 2)},
    {"all", 0, true, true, NOTHING_GIVEN, ATC(.size = 52)},
    {"half of its span", 0, true, false, NOTHING_GIVEN, ATC(.address = VA, .size = 1)},
    {"a span that is aligned down", 0, true, true, NOTHING_GIVEN,
     ATC(.address = VA + 0x3000, .size = 2)},
    {"an UNKNOWN span", 0, true, false, NOTHING_GIVEN, ATC(.size = 53)},
    {"another stream",
     0,
     true,
     false,
     NOTHING_GIVEN,
     {.kind = HL_CMD_ATC_INV, .sid = OTHER, .size = 52}},
    {"with a PASID", 0, true, false, NOTHING_GIVEN, ATC(.size = 52, .ssv = true, .ssid = 1)},
    {"before the TLB is clean", 0, true, false, ATC(.size = 52), NOTHING_GIVEN},
    {"of a PASID", 1, true, true, NOTHING_GIVEN,
     ATC(.address = VA, .size = 2, .ssv = true, .ssid = 1)},
    {"of another PASID", 1, true, false, NOTHING_GIVEN,
     ATC(.address = VA, .size = 2, .ssv = true, .ssid = 2)},
    {"of all, a PASID's too", 1, true, true, NOTHING_GIVEN, ATC(.address = VA, .size = 2)},
};

static void test_atc(void **state)
{
    struct world w;

    (void)state;
    for (size_t i = 0; i < LENGTH(askings); i++) {
        const struct asking *a = &askings[i];
        struct way way;

        reset(&w, "");
        map_four(&w, false);
        way = stage1(&w);
        only(&w, 0, a->kind, &way, 1);
        hl_cached_ats(&w.cached, 0, a->ats);
        begin_unmapping(&w, 0x4000);
        unmap_four(&w);
        give(&w, (struct hl_command){TLBI(NH_ASID), .asid = 5});
        give(&w, a->first);
        sync_up(&w);
        give(&w, a->second);
        sync_up(&w);
        if ((end(&w) == 0) != a->fine)
            fail_msg("%s: %u found", a->what, w.found);
        if (w.found) {
            assert_int_equal(w.stale[0].where, HL_CACHED_ATC);
            assert_int_equal(w.cached.sid[w.stale[0].stream], SID);
        }
    }
}

/* Where no view has EATS a device that asks gets nothing, though ATS is on (3.9.1.2). */
static void test_no_eats(void **state)
{
    struct world w;

    (void)state;
    for (unsigned eats = 0; eats < 2; eats++) {
        struct way way;

        reset(&w, "");
        map_four(&w, false);
        way = stage1(&w);
        only(&w, 0, 0, &way, eats);
        hl_cached_ats(&w.cached, 0, true);
        begin_unmapping(&w, 0x4000);
        unmap_four(&w);
        give(&w, (struct hl_command){TLBI(NH_ASID), .asid = 5});
        sync_up(&w);
        assert_int_equal(end(&w), eats);
    }
}

/* 4.5: a span of more than all there is covers nothing. */
static void test_unknown_span(void **state)
{
    uint64_t base, last;

    (void)state;
    for (uint8_t size = 0; size < 64; size++) {
        const struct hl_command command = ATC(.address = VA, .size = size);

        assert_int_equal(hl_atc_inv_covers(&command, SID, -1, &base, &last), size <= 52);
    }
}

/* 3.9.1: what a device has of a domain that it leaves. Identity under S1DSS=bypass, too. */
static void test_detach(void **state)
{
    struct world w;
    struct way from, to;

    (void)state;
    for (unsigned i = 0; i < 8; i++) {
        const bool identity = i & 1, clean = i & 2, back = i & 4;

        reset(&w, "");
        map_four(&w, false);
        to = stage1(&w);
        from = identity ? way_of(&w.smmu, BYPASS, NULL, 0)
                        : way_of(&w.smmu, TABLE_STE, TABLE_CD "ASID=6", w.root);
        only(&w, 0, 0, &from, 1);
        hl_cached_ats(&w.cached, 0, true);
        begin(&w);
        only(&w, 0, 0, &to, 1);
        if (back)
            only(&w, 0, 0, &from, 1);
        if (clean) {
            give(&w, (struct hl_command)ATC(.size = 52));
            sync_up(&w);
        }
        if ((end(&w) == 0) != clean)
            fail_msg("%u: %u found", i, w.found);
        if (w.found)
            assert_int_equal(w.stale[0].kind, HL_STALE_DETACHED);
    }
}

/* What an operation closes may be closed while another one runs in between. */
static void test_detach_around_another(void **state)
{
    struct world w;

    (void)state;
    for (unsigned clean = 0; clean < 2; clean++) {
        struct way way;

        reset(&w, "");
        way = stage1(&w);
        only(&w, 0, 0, &way, 1);
        hl_cached_ats(&w.cached, 0, true);
        begin(&w);
        hl_cached_begin(&w.cached);
        only(&w, 0, 0, NULL, 0);
        hl_cached_end(&w.cached);
        assert_int_equal(w.found, 0);
        if (clean)
            give(&w, (struct hl_command)ATC(.size = 52));
        sync_up(&w);
        assert_int_equal(end(&w), !clean);
    }
}

/* Of what is unmapped a device cannot ask for more: an ATC_INV that comes before the pages go takes
 * it away for good. Others go on to ask. */
static void test_asks_no_more(void **state)
{
    enum { ATS_OFF, NO_EATS, ANOTHER, STILL, WAYS };
    struct world w;

    (void)state;
    for (unsigned how = 0; how < WAYS; how++) {
        struct way way, another;

        reset(&w, "");
        map_four(&w, false);
        way = stage1(&w);
        another = way_of(&w.smmu, TABLE_STE, TABLE_CD "ASID=6", w.root2);
        hl_cached_fill(&w.cached, w.root2);
        hl_cached_ats(&w.cached, 0, true);
        hl_cached_ats(&w.cached, 1, how != ANOTHER);
        only(&w, 0, 0, &way, 1);
        only(&w, 0, 1, &way, how == NO_EATS);
        only(&w, 1, 0, &way, 1);
        begin_unmapping(&w, 0x4000);
        if (how == ATS_OFF)
            hl_cached_ats(&w.cached, 0, false);
        if (how == NO_EATS || how == ANOTHER)
            only(&w, 0, 0, how == ANOTHER ? &another : &way, how == ANOTHER);
        give(&w, (struct hl_command){.kind = HL_CMD_ATC_INV, .sid = SID, .size = 52});
        sync_up(&w);
        unmap_four(&w);
        give(&w, (struct hl_command){TLBI(NH_ASID), .asid = 5});
        sync_up(&w);
        give(&w, (struct hl_command){.kind = HL_CMD_ATC_INV, .sid = OTHER, .size = 52});
        if (how == NO_EATS)
            give(&w, (struct hl_command){
                         .kind = HL_CMD_ATC_INV, .sid = SID, .ssv = true, .ssid = 1, .size = 52});
        sync_up(&w);
        if (end(&w) != (how == STILL))
            fail_msg("%u: %u found", how, w.found);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_atc),
        cmocka_unit_test(test_no_eats),
        cmocka_unit_test(test_unknown_span),
        cmocka_unit_test(test_detach),
        cmocka_unit_test(test_detach_around_another),
        cmocka_unit_test(test_asks_no_more),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
