// SPDX-License-Identifier: MIT
/* What is wrong with a case file, and where, in one line; never a crash. */
#include "case/case.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define HEAD "title: t\nentry: ste\nsmmu: mmu-700\n"
static const char good[] = HEAD "old: {V: 1, Config: s1}\nnew: {raw: \"1 0 0 0 0 0 0 0\"}\n"
                                "security: secure\noptions: [cont=0]\nassume: [ats-quiesced]\n"
                                "safe: {EATS: 3}\nexpect:\n- sequencer: naive\n  outcome: torn\n"
                                "  findings: [mixed-view]\n";

static bool read_text(const char *text, size_t length, struct hl_case *c, struct hl_error *error)
{
    char path[] = "/tmp/hitless-case-XXXXXX", shown[sizeof(path)];
    FILE *file = fdopen(mkstemp(path), "w");
    bool result;

    assert_non_null(file);
    assert_int_equal(fwrite(text, 1, length, file), length);
    fclose(file);
    error->text[0] = '\0';
    result = hl_case_read(path, c, error);
    unlink(path);
    if (!result) { /* the path comes first; the rest is compared without it */
        memcpy(shown, error->text, strlen(path));
        shown[strlen(path)] = '\0';
        assert_string_equal(shown, path);
        memmove(error->text, error->text + strlen(path) + 1, strlen(error->text + strlen(path)));
    }
    return result;
}

static void expect_error(const char *text, const char *wanted)
{
    static struct hl_case c;
    struct hl_error error;

    assert_false(read_text(text, strlen(text), &c, &error));
    if (strncmp(error.text, wanted, strlen(wanted)) != 0)
        fail_msg("\"%s\" instead of \"%s\"", error.text, wanted);
    assert_null(strchr(error.text, '\n'));
}

static void good_case(void **unused)
{
    static struct hl_case c;
    struct hl_error error;

    (void)unused;
    assert_true(read_text(good, strlen(good), &c, &error));
    assert_int_equal(c.old.q[0], 0xb);
    assert_int_equal(c.target.q[0], 1);
    assert_int_equal(c.setting.security, HL_SECURE);
    assert_false(c.setting.options.cont);
    assert_true(c.setting.assume.ats_quiesced && c.has_safe);
    assert_int_equal(HL_GET(STE, &c.safe, EATS), 3);
    assert_int_equal(c.expectations, 1);
    assert_int_equal(c.expect[0].outcome, HL_TORN);
    assert_int_equal(c.expect[0].findings, 1U << HL_MIXED_VIEW);
}

static void form(void **unused)
{
    (void)unused;
    expect_error("", "1:1: empty");
    expect_error("# nothing\n", "1:1: empty");
    expect_error("- 1\n", "1:1: not a mapping but a sequence");
    expect_error("word\n", "1:1: not a mapping but one value");
    expect_error("{", "2:1: ");
    expect_error("\t", "1:1: ");
    expect_error("title: \001\n", "1:");
    expect_error("? [a]\n: b\n", "1:3: a key that is not a plain word");
    expect_error("title: {a: {a: {a: {a: {a: {a: {a: {a: 1}}}}}}}}\n", "1:36: nested deeper");
    expect_error(HEAD "old: {}\nnew: {}\n---\na: b\n", "6:1: a second document");
    expect_error(HEAD "old: &a {}\nnew: *a\n", "5:6: an alias");
    expect_error("title: \"a\\0b\"\n", "1:8: a NUL character");
    expect_error("title: t\nentry: \"\\x9b\\e2J\"\nsmmu: mmu-700\nold: {}\nnew: {}\n",
                 "2:8: entry: neither ste nor cd: ???2J"); /* no control sequence of a terminal */
}

static void schema(void **unused)
{
    (void)unused;
    expect_error(HEAD "old: {}\n", "1:1: missing: new");
    expect_error(HEAD "old: {}\nnew: {}\nnewer: {}\n", "6:1: newer: unknown key");
    expect_error(HEAD "old: {}\nnew: {}\ntitle: u\n", "6:1: title: given twice");
    expect_error(HEAD "old: {V: 1, Confg: 1}\nnew: {}\n",
                 "4:13: old.Confg: no such field in an STE");
    expect_error(HEAD "old: {config: 1}\nnew: {}\n", "4:7: old.config: no such field");
    expect_error("title: t\nentry: cd\nsmmu: mmu-700\nold: {}\nnew: {S2TTB: 0}\n",
                 "5:7: new.S2TTB: no such field in a CD");
    expect_error(HEAD "old: 3\nnew: {}\n", "4:6: old: expecting MAPPING");
    expect_error(HEAD "old: {V: {a: 1}}\nnew: {}\n", "4:10: old.V: expecting STRING");
    expect_error(HEAD "old: {}\nnew: {}\nexpect: 1\n", "6:9: expect: expecting SEQUENCE");
    expect_error(HEAD "old: {}\nnew: {}\nexpect:\n- sequencer: a\n",
                 "7:3: expect.1: missing: outcome");
    expect_error(HEAD "old: {}\nnew: {}\nexpect:\n- sequencer: a\n  outcome: torn\n  why: 1\n",
                 "9:3: expect.1.why: unknown key");
    expect_error("title: \"\"\n", "1:8: title: STRING length < 1");
}

static void meaning(void **unused)
{
    (void)unused;
    expect_error("title: t\nentry: std\nsmmu: mmu-700\nold: {}\nnew: {}\n",
                 "2:8: entry: neither ste nor cd: std");
    expect_error("title: t\nentry: ste\nsmmu: mmu-7\nold: {}\nnew: {}\n",
                 "3:7: smmu: unknown profile: \"mmu-7\"");
    expect_error("title: t\nentry: ste\nsmmu: idr0=2\nold: {}\nnew: {}\n",
                 "3:7: smmu: contradicting registers: ");
    expect_error(HEAD "security: top\nold: {}\nnew: {}\n", "4:11: security: ");
    expect_error(HEAD "options: [cont=2]\nold: {}\nnew: {}\n", "4:11: options.1: ");
    expect_error(HEAD "assume:\n- none\n- luck\nold: {}\nnew: {}\n", "6:3: assume.2: ");
    expect_error(HEAD "old: {V: 2}\nnew: {}\n",
                 "4:10: old.V: value too wide for the field (1 bit): 2");
    expect_error(HEAD "old: {Config: sideways}\nnew: {}\n", "4:15: old.Config: neither a number");
    expect_error(HEAD "old: {S2VMID: }\nnew: {}\n", "4:15: old.S2VMID: not a number");
    expect_error(HEAD "old: {S2TTB: 0x8}\nnew: {}\n", "4:14: old.S2TTB: address has bits below");
    expect_error(HEAD "old: {V: 1, raw: 1 2 3 4 5 6 7 8}\nnew: {}\n",
                 "4:10: old.V: a named field beside raw qwords");
    expect_error(HEAD "old: {raw: 1 2 3 4 5 6 7 g}\nnew: {}\n",
                 "4:12: old.raw: not a hexadecimal digit, at character 15");
    expect_error(HEAD "old: {}\nnew: {}\nexpect:\n- {sequencer: a, outcome: well}\n",
                 "7:27: expect.1.outcome: unknown outcome: well");
    expect_error(HEAD "old: {}\nnew: {}\nexpect:\n"
                      "- {sequencer: a, outcome: torn, severity: bad}\n",
                 "7:43: expect.1.severity: unknown severity: bad");
    expect_error(HEAD "old: {}\nnew: {}\nexpect:\n- {sequencer: a, outcome: torn}\n"
                      "- {sequencer: a, outcome: torn}\n",
                 "8:15: expect.2.sequencer: a second expectation of a");
}

static void not_files(void **unused)
{
    static struct hl_case c;
    struct hl_error error;

    (void)unused;
    assert_false(hl_case_read("/nonexistent/case.yaml", &c, &error));
    assert_string_equal(error.text, "/nonexistent/case.yaml: No such file or directory");
    assert_false(hl_case_read("", &c, &error));
    assert_false(hl_case_read("/", &c, &error));
    assert_string_equal(error.text, "/: is a directory");
    assert_false(hl_case_read("/dev/zero", &c, &error));
    assert_string_equal(error.text, "/dev/zero: larger than 64 KiB, not a case file");
}

/* From memory: the same, with any name and the same bound. */
static void from_memory(void **unused)
{
    static char text[64 * 1024 + 1];
    static struct hl_case c;
    struct hl_error error;

    (void)unused;
    assert_true(hl_case_parse("n", good, strlen(good), &c, &error));
    assert_int_equal(c.old.q[0], 0xb);
    assert_false(hl_case_parse("n", good, strlen(good) - 27, &c, &error));
    assert_string_equal(error.text, "n:12:12: expect.1.outcome: unknown outcome: tor");
    memset(text, '#', sizeof text);
    assert_false(hl_case_parse("n", text, sizeof text - 1, &c, &error));
    assert_string_equal(error.text, "n:1:1: empty, there is nothing in it");
    assert_false(hl_case_parse("n", text, sizeof text, &c, &error));
    assert_string_equal(error.text, "n:1:1: larger than 64 KiB, not a case file");
}

/* Every prefix, and every file with one byte changed, is a case or has an error of one line. */
static void damaged(void **unused)
{
    static const char bytes[] = "\0\t\n {}[]:,-#&*!|>'\"%@`~\377";
    static struct hl_case c;
    struct hl_error error;
    char text[sizeof(good)];

    (void)unused;
    for (size_t length = 0; length < sizeof(good); length++) {
        if (!read_text(good, length, &c, &error))
            assert_null(strchr(error.text, '\n'));
        for (size_t i = 0; i < sizeof(bytes); i++) {
            memcpy(text, good, sizeof(good));
            text[length] = bytes[i];
            if (!read_text(text, sizeof(good) - 1, &c, &error))
                assert_null(strchr(error.text, '\n'));
        }
    }
}

static void huge_values(void **unused)
{
    enum { SIZE = 60000 };
    static struct hl_case c;
    struct hl_error error;
    char *text = malloc(SIZE);

    (void)unused;
    assert_non_null(text);
    memset(text, 'x', SIZE);
    memcpy(text, "title: ", 7);
    assert_false(read_text(text, SIZE, &c, &error));
    assert_string_equal(error.text, "1:8: title: STRING length > 1023");
    for (int i = 0; i < SIZE; i++)
        text[i] = i % 2 ? '\n' : '-';
    assert_false(read_text(text, SIZE, &c, &error));
    memset(text, '[', SIZE);
    assert_false(read_text(text, SIZE, &c, &error));
    for (int i = 0; i + 4 <= SIZE; i += 4)
        memcpy(text + i, "a: \n", 4);
    assert_false(read_text(text, SIZE, &c, &error));
    assert_non_null(strstr(error.text, "more values than any file has"));
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(good_case), cmocka_unit_test(form),        cmocka_unit_test(schema),
        cmocka_unit_test(meaning),   cmocka_unit_test(not_files),   cmocka_unit_test(from_memory),
        cmocka_unit_test(damaged),   cmocka_unit_test(huge_values),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
