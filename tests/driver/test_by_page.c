// SPDX-License-Identifier: MIT
/* Invalidations page by page: how many of one tag are too many. */
#include "driver/by_page.h"

#include "helpers.h"

/* So many of one command; whether the last is one too many, and none before. */
static bool exceeds(struct hl_by_page *b, const struct hl_command *c, unsigned number)
{
    for (unsigned i = 1; i < number; i++)
        assert_false(hl_by_page_exceeds(b, c));
    return hl_by_page_exceeds(b, c);
}

static void test_one_less_than_a_table_has(void **state)
{
    static const enum hl_command_kind kinds[] = {HL_CMD_TLBI_NH_VA, HL_CMD_TLBI_NH_VAA,
                                                 HL_CMD_TLBI_EL2_VA, HL_CMD_TLBI_EL2_VAA};

    (void)state;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        struct hl_by_page b = {0};

        assert_true(exceeds(&b, &(struct hl_command){.kind = kinds[i], .asid = 1}, 512));
        assert_true(hl_by_page_exceeds(&b, &(struct hl_command){.kind = kinds[i], .asid = 1}));
    }
}

static void test_others_do_not_count(void **state)
{
    static const struct hl_command others[] = {
        {.kind = HL_CMD_TLBI_NH_ASID, .asid = 1},
        {.kind = HL_CMD_TLBI_EL2_ASID, .asid = 1},
        {.kind = HL_CMD_TLBI_NH_VA, .asid = 1, .tg = 1},
        {.kind = HL_CMD_TLBI_S2_IPA},
        {.kind = HL_CMD_ATC_INV, .sid = 8},
        {.kind = HL_CMD_SYNC},
    };

    (void)state;
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        struct hl_by_page b = {0};

        assert_false(exceeds(&b, &others[i], 1000));
    }
}

/* What comes in between is no other tag: a SYNC, an ATC_INV. */
static void test_syncs_between(void **state)
{
    struct hl_by_page b = {0};

    (void)state;
    for (unsigned i = 1; i <= 511; i++) {
        assert_false(
            hl_by_page_exceeds(&b, &(struct hl_command){.kind = HL_CMD_TLBI_EL2_VA, .asid = 1}));
        assert_false(hl_by_page_exceeds(&b, &(struct hl_command){.kind = HL_CMD_SYNC}));
    }
    assert_true(
        hl_by_page_exceeds(&b, &(struct hl_command){.kind = HL_CMD_TLBI_EL2_VA, .asid = 1}));
}

static void test_each_tag_by_itself(void **state)
{
    static const struct hl_command tags[] = {
        {.kind = HL_CMD_TLBI_NH_VA, .asid = 1},
        {.kind = HL_CMD_TLBI_NH_VA, .asid = 2},
        {.kind = HL_CMD_TLBI_NH_VA, .asid = 2, .vmid = 1},
        {.kind = HL_CMD_TLBI_NH_VAA, .asid = 2, .vmid = 1},
    };
    struct hl_by_page b = {0};

    (void)state;
    for (size_t i = 0; i < sizeof tags / sizeof *tags; i++)
        assert_false(exceeds(&b, &tags[i], 511));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_one_less_than_a_table_has),
        cmocka_unit_test(test_others_do_not_count),
        cmocka_unit_test(test_syncs_between),
        cmocka_unit_test(test_each_tag_by_itself),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
