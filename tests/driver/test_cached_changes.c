// SPDX-License-Identifier: MIT
/* Tables that nobody can see change, and what another CPU does meanwhile. */
#include "cached_helpers.h"

/* A process's pages change: nobody sees its tables, and tables of it may go, too. */
static void test_process(void **state)
{
    const struct {
        struct hl_command command;
        bool fine;
    } rows[] = {
        {{TLBI(NH_VA), .asid = 5, .address = VA, .tg = 1, .num = 3}, true},
        {{TLBI(NH_VA), .asid = 5, .address = VA, .tg = 1, .num = 3, .leaf = true}, false},
        {{TLBI(NH_VA), .asid = 5, .address = VA, .tg = 1, .num = 3, .ttl = 3}, false},
        {{TLBI(NH_VA), .asid = 5, .address = VA, .tg = 1, .num = 2}, false},
        {{TLBI(NH_ASID), .asid = 5}, true},
    };
    struct world w;

    (void)state;
    for (size_t i = 0; i < LENGTH(rows); i++) {
        struct way way;

        reset(&w, "");
        way = stage1(&w);
        only(&w, 0, 1, &way, 0);
        begin(&w);
        change_four(&w);
        give(&w, rows[i].command);
        sync_up(&w);
        if ((end(&w) == 0) != rows[i].fine)
            fail_msg("row %zu: %u found", i, w.found);
    }
}

/* A guest's own invalidation has to arrive under its VMID. */
static void test_guest(void **state)
{
    const struct {
        struct hl_command command;
        bool fine;
    } rows[] = {
        {{TLBI(NH_ASID), .vmid = 7, .asid = 3}, true},
        {{TLBI(NH_ASID), .vmid = 0, .asid = 3}, false},
        {{TLBI(NH_ASID), .vmid = 7, .asid = 2}, false},
        {{TLBI(NH_ALL), .vmid = 7}, true},
    };
    struct world w;

    (void)state;
    for (size_t i = 0; i < LENGTH(rows); i++) {
        struct way way;

        reset(&w, "");
        way = nested(&w);
        only(&w, 0, 0, &way, 0);
        begin(&w);
        hl_cached_changed(&w.cached,
                          &(struct hl_cached_change){.vmid = 7, .asid = 3, .last = ~UINT64_C(0)});
        give(&w, rows[i].command);
        sync_up(&w);
        if ((end(&w) == 0) != rows[i].fine)
            fail_msg("row %zu: %u found", i, w.found);
    }
}

/* An unmap on one CPU while a device is attached on another: what a stale TLB entry gives the
 * device's ATC goes, too. */
static void test_attach_while_unmapping(void **state)
{
    struct world w;

    (void)state;
    for (unsigned clean = 0; clean < 2; clean++) {
        struct way way;

        reset(&w, "");
        map_four(&w, false);
        way = stage1(&w);
        only(&w, 0, 0, &way, 0);
        begin(&w);
        change_four(&w);
        unmap_four(&w);
        give(&w, (struct hl_command){TLBI(NH_ASID), .asid = 5});
        hl_cached_begin(&w.cached);
        hl_cached_ats(&w.cached, 1, true);
        only(&w, 1, 0, &way, 1);
        hl_cached_end(&w.cached);
        assert_int_equal(w.found, 0);
        sync_up(&w);
        if (clean)
            give(&w, (struct hl_command){.kind = HL_CMD_ATC_INV, .sid = OTHER, .size = 52});
        sync_up(&w);
        assert_int_equal(end(&w), !clean);
    }
}

/* Pages are unmapped by another CPU after all that led to them is closed, and before the operation
 * that closed it has taken its tag away: that is then its business. While views lead there, it is
 * that of who unmaps. */
static void test_unmap_while_detaching(void **state)
{
    struct world w;

    (void)state;
    for (unsigned i = 0; i < 4; i++) {
        const bool open = i & 1, clean = i & 2;
        start_with_four(&w);
        begin(&w);
        if (!open)
            only(&w, 0, 0, NULL, 0);
        hl_cached_begin(&w.cached);
        change_four(&w);
        unmap_four(&w);
        hl_cached_end(&w.cached);
        assert_int_equal(w.found, open);
        if (clean)
            give(&w, (struct hl_command){TLBI(NH_ASID), .asid = 5});
        sync_up(&w);
        assert_int_equal(end(&w), open || !clean);
    }
}

/* Pages change, or are unmapped, after the command that takes all of their tag away, which nothing
 * can bring back, and before the SYNC. */
static void test_change_before_the_sync(void **state)
{
    struct world w;

    (void)state;
    for (unsigned i = 0; i < 4; i++) {
        const bool open = i & 1, unmap = i & 2;

        start_with_four(&w);
        begin(&w);
        if (!open)
            only(&w, 0, 0, NULL, 0);
        give(&w, (struct hl_command){TLBI(NH_ASID), .asid = 5});
        hl_cached_begin(&w.cached);
        if (unmap) {
            hl_cached_leaving(&w.cached, w.root, VA, VA + 0x3fff);
            unmap_four(&w);
        } else {
            change_four(&w);
        }
        hl_cached_end(&w.cached);
        assert_int_equal(!w.found, !open);
        sync_up(&w);
        assert_int_equal(!end(&w), !open);
    }
}

/* What a guest asks for is the business of the operation that takes it, also when another one has
 * closed all that led there. */
static void test_guest_while_detaching(void **state)
{
    struct world w;

    (void)state;
    for (unsigned i = 0; i < 4; i++) {
        const bool atc = i & 1, clean = i & 2;
        struct way way;

        reset(&w, "");
        map_four(&w, false);
        way = nested(&w);
        only(&w, 0, 0, &way, 1);
        hl_cached_ats(&w.cached, 0, atc);
        begin(&w);
        hl_cached_begin(&w.cached);
        if (atc)
            hl_cached_request(&w.cached, &(struct hl_cached_request){.where = HL_CACHED_ATC,
                                                                     .pasid = -1,
                                                                     .last = ~UINT64_C(0)});
        else
            hl_cached_changed(
                &w.cached, &(struct hl_cached_change){.vmid = 7, .asid = -1, .last = ~UINT64_C(0)});
        only(&w, 0, 0, NULL, 0);
        if (clean)
            give(&w, (struct hl_command){TLBI(NH_ALL), .vmid = 7});
        sync_up(&w);
        if (clean && atc)
            give(&w, (struct hl_command){.kind = HL_CMD_ATC_INV, .sid = SID, .size = 52});
        sync_up(&w);
        hl_cached_end(&w.cached);
        assert_int_equal(w.found, !clean);
        end(&w);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_process),
        cmocka_unit_test(test_guest),
        cmocka_unit_test(test_attach_while_unmapping),
        cmocka_unit_test(test_unmap_while_detaching),
        cmocka_unit_test(test_guest_while_detaching),
        cmocka_unit_test(test_change_before_the_sync),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
