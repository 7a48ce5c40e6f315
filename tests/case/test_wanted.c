// SPDX-License-Identifier: MIT
/* Expectations of Linux: which trees they match, and which of several counts. */
#include "case/wanted.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include <string.h>

enum {
    SAFE = 1 << HL_FEATURE_UPDATE_SAFE,
    NESTING = 1 << HL_FEATURE_NESTING,
    MEV = 1 << HL_FEATURE_MEV
};

static struct hl_wanted wanted(const char *text)
{
    struct hl_wanted w;
    struct hl_error error;

    if (!hl_wanted_parse(text, &w, &error))
        fail_msg("%s: %s", text, error.text);
    return w;
}

static bool matches(const char *text, const char *version, unsigned features)
{
    const struct hl_linux_info tree = {.version = version, .features = features};
    const struct hl_wanted w = wanted(text);

    return hl_wanted_matches(&w, &tree);
}

/* Oldest first, as Linux releases them. */
static const char *const releases[] = {"6.9.12", "6.10.0-rc1", "6.10",     "6.17.13", "6.18-rc8",
                                       "6.18.0", "6.18.15",    "6.18.16",  "6.19.0",  "7.0.0-rc1",
                                       "7.0.0",  "7.1.5",      "7.3-rc7",  "7.3",     "7.3.4",
                                       "7.3.12", "7.4-rc1",    "7.4-rc10", "7.4.0",   "10.0.0"};
enum { RELEASES = sizeof(releases) / sizeof(releases[0]) };

static void releases_are_ordered(void **state)
{
    struct hl_version a, b;

    (void)state;
    for (unsigned i = 0; i < RELEASES; i++)
        for (unsigned j = 0; j < RELEASES; j++) {
            assert_string_equal(hl_version_read(releases[i], &a, NULL), "");
            assert_non_null(hl_version_read(releases[j], &b, NULL));
            assert_int_equal(hl_version_compare(&a, &b), (i > j) - (i < j));
        }
    hl_version_read("7.3", &a, NULL);
    hl_version_read("7.3.0", &b, NULL);
    assert_int_equal(hl_version_compare(&a, &b), 0);
    assert_string_equal(hl_version_read("7.3.4-rockchip", &a, NULL), "-rockchip");
    assert_string_equal(hl_version_read("7.3.4-rc", &a, NULL), "-rc");
    assert_null(hl_version_read("7", &a, NULL));
    assert_null(hl_version_read("", &a, NULL));
    assert_null(hl_version_read("x.3", &a, NULL));
    assert_null(hl_version_read("7.9999999", &a, NULL));
}

/* text matches releases[first] to releases[last], and no other. */
static void expect_range(const char *text, const char *from, const char *to)
{
    bool inside = false;

    for (unsigned i = 0; i < RELEASES; i++) {
        inside |= strcmp(releases[i], from) == 0;
        if (matches(text, releases[i], 0) != inside)
            fail_msg("%s %s %s", text, inside ? "does not match" : "matches", releases[i]);
        inside &= strcmp(releases[i], to) != 0;
    }
}

static void ranges_match(void **state)
{
    (void)state;
    expect_range("linux", "6.9.12", "10.0.0");
    expect_range("linux-7.3", "7.3-rc7", "7.3.12");
    expect_range("linux-7.3.4", "7.3.4", "7.3.4");
    expect_range("linux-7.4-rc1", "7.4-rc1", "7.4-rc1");
    expect_range("linux>=7.0", "7.0.0", "10.0.0");
    expect_range("linux >=7.0-rc1", "7.0.0-rc1", "10.0.0");
    expect_range("linux<6.18", "6.9.12", "6.18-rc8");
    expect_range("linux>=6.18.16 <7.0", "6.18.16", "7.0.0-rc1");
    expect_range("linux <7.4 >=7.3", "7.3", "7.4-rc10");
    assert_false(matches("linux-6.1", "6.18.0", 0));
    assert_true(matches("linux-7.3", "7.3.4-custom", 0));
}

static void features_match(void **state)
{
    (void)state;
    assert_true(matches("linux with update_safe", "6.18.16", SAFE));
    assert_false(matches("linux with update_safe", "6.18.15", NESTING));
    assert_false(matches("linux without update_safe", "6.18.16", SAFE));
    assert_true(matches("linux without update_safe", "6.18.15", NESTING));
    assert_true(matches("linux<7.0 with mev without update_safe", "6.19", NESTING | MEV));
    assert_false(matches("linux<7.0 with mev without update_safe", "7.0", NESTING | MEV));
    assert_false(matches("linux with nesting with mev", "6.14", NESTING));
}

static void names_are_names(void **state)
{
    static const char *const names[] = {"naive",          "linuxfoo", "linux7.3", "./linux",
                                        "linux-7.3/x.so", "linu",     "bug-linux"};

    (void)state;
    for (unsigned i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        assert_false(wanted(names[i]).is_linux);
        assert_false(matches(names[i], "7.3", 0));
    }
    assert_true(wanted("linux").is_linux);
    const struct hl_wanted w = wanted("linux");
    assert_false(hl_wanted_matches(&w, NULL));
}

static void nonsense_is_refused(void **state)
{
    static const char *const texts[] = {
        "linux-",           "linux-7",          "linux-next",
        "linux>=",          "linux>7.0",        "linux<=7.0",
        "linux>=7.0x",      "linux with",       "linux with speed",
        "linux with mevs",  "linux without",    "linux 7.3",
        "linux-7.3 <7.3.5", "linux>=7.0 >=7.1", "linux ",
        "linux>=7.1 <7.0",  "linux>=7.0 <7.0",  "linux with mev without mev",
        "linux-7.3-rc"};

    (void)state;
    for (unsigned i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        struct hl_wanted w;
        struct hl_error error = {""};

        if (hl_wanted_parse(texts[i], &w, &error))
            fail_msg("taken: %s", texts[i]);
        assert_true(strlen(error.text) > 10);
    }
}

/* What a case with these expectations expects of a tree. */
static const char *expected(const char *version, unsigned features)
{
    static struct hl_case c;
    static const char *const of[] = {
        "naive",     "linux<7.0 without update_safe", "linux", "linux-7.3.4", "linux>=7.0",
        "linux-7.3", "linux<7.0 with update_safe"};
    const struct hl_linux_info tree = {.version = version, .features = features};
    unsigned i;

    c.expectations = sizeof(of) / sizeof(of[0]);
    for (i = 0; i < c.expectations; i++)
        snprintf(c.expect[i].sequencer, sizeof(c.expect[i].sequencer), "%s", of[i]);
    i = hl_case_expected(&c, version ? &tree : NULL);
    return i < c.expectations ? of[i] : "nothing";
}

static void the_most_specific_counts(void **state)
{
    (void)state;
    assert_string_equal(expected("6.18.15", 0), "linux<7.0 without update_safe");
    assert_string_equal(expected("6.18.16", SAFE), "linux<7.0 with update_safe");
    assert_string_equal(expected("7.0-rc3", SAFE), "linux<7.0 with update_safe");
    assert_string_equal(expected("7.2.6", 0), "linux>=7.0");
    assert_string_equal(expected("7.3-rc1", SAFE), "linux-7.3");
    assert_string_equal(expected("7.3.4", SAFE), "linux-7.3.4");
    assert_string_equal(expected("7.4-rc1", SAFE), "linux>=7.0");
    assert_string_equal(expected(NULL, 0), "nothing");
}

/* Whether a case file with these two expectations is read. */
static bool is_read(const char *a, const char *b, struct hl_error *error)
{
    static struct hl_case c;
    char text[512];
    int n = snprintf(text, sizeof(text),
                     "title: t\nentry: ste\nsmmu: mmu-700\nold: {}\nnew: {}\nexpect:\n"
                     "- {sequencer: %s, outcome: torn}\n- {sequencer: %s, outcome: torn}\n",
                     a, b);

    return hl_case_parse("n", text, (size_t)n, &c, error);
}

static void what_has_no_order_is_refused(void **state)
{
    struct hl_error error;

    (void)state;
    assert_true(is_read("linux", "linux>=7.0", &error));
    assert_true(is_read("linux with mev", "linux with mev with nesting", &error));
    assert_true(is_read("linux<7.0 with mev", "linux>=7.0", &error));
    assert_true(is_read("linux without mev", "linux>=7.0 with mev", &error));
    assert_true(is_read("linux-7.3", "linux>=7.0", &error));
    assert_true(is_read("naive", "linux", &error));
    assert_false(is_read("linux>=7.0", "linux with mev", &error));
    assert_string_equal(error.text, "n:8:15: expect.2.sequencer: a tree may match linux>=7.0 as "
                                    "well, and neither is the more specific");
    assert_false(is_read("linux>=6.18 <7.1", "linux>=7.0", &error));
    assert_false(is_read("linux>=7.0", "linux >=7.0", &error));
    assert_string_equal(error.text,
                        "n:8:15: expect.2.sequencer: a second expectation of linux>=7.0");
    assert_false(is_read("linux-7", "linux", &error));
    assert_int_equal(
        strncmp(error.text, "n:7:15: expect.1.sequencer: not a release, a range or", 52), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(releases_are_ordered),
        cmocka_unit_test(ranges_match),
        cmocka_unit_test(features_match),
        cmocka_unit_test(names_are_names),
        cmocka_unit_test(nonsense_is_refused),
        cmocka_unit_test(the_most_specific_counts),
        cmocka_unit_test(what_has_no_order_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
