// SPDX-License-Identifier: MIT
/* Whatever hl_case_write() writes, hl_case_read() reads back as the same case. */
#include "rounds.h"

#include "case/case.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static uint64_t state = 0x9e3779b97f4a7c15;

static uint64_t random64(void)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return state;
}

/* Through a file, as people do. */
static void round_trip(const struct hl_case *c)
{
    static struct hl_case back;
    char path[] = "/tmp/hitless-case-XXXXXX";
    struct hl_error error;
    FILE *file = fdopen(mkstemp(path), "w");
    bool good;

    assert_non_null(file);
    assert_true(hl_case_write(file, c));
    fclose(file);
    good = hl_case_read(path, &back, &error);
    unlink(path);
    if (!good)
        fail_msg("%s", error.text);
    assert_string_equal(c->title, back.title);
    assert_string_equal(c->origin, back.origin);
    assert_string_equal(c->reach, back.reach);
    assert_string_equal(c->mend, back.mend);
    assert_string_equal(c->profile, back.profile);
    assert_int_equal(c->kind, back.kind);
    assert_int_equal(c->setting.security, back.setting.security);
    assert_int_equal(c->reads_128, back.reads_128);
    assert_memory_equal(&c->setting.regs, &back.setting.regs, sizeof(c->setting.regs));
    assert_memory_equal(&c->setting.options, &back.setting.options, sizeof(c->setting.options));
    assert_int_equal(c->setting.assume.ats_quiesced, back.setting.assume.ats_quiesced);
    assert_int_equal(c->has_ste, back.has_ste);
    assert_memory_equal(&c->ste, &back.ste, sizeof(c->ste));
    assert_memory_equal(&c->old, &back.old, sizeof(c->old));
    assert_memory_equal(&c->target, &back.target, sizeof(c->target));
    assert_int_equal(c->has_safe, back.has_safe);
    assert_memory_equal(&c->safe, &back.safe, sizeof(c->safe));
    assert_int_equal(c->expectations, back.expectations);
    for (unsigned i = 0; i < c->expectations; i++) {
        assert_string_equal(c->expect[i].sequencer, back.expect[i].sequencer);
        assert_int_equal(c->expect[i].outcome, back.expect[i].outcome);
        assert_int_equal(c->expect[i].severity, back.expect[i].severity);
        assert_int_equal(c->expect[i].findings, back.expect[i].findings);
    }
}

static void begin(struct hl_case *c)
{
    struct hl_error error;

    memset(c, 0, sizeof(*c));
    strcpy(c->title, "a title");
    c->kind = HL_KIND_STE;
    c->setting.options = hl_default_options;
    assert_true(hl_smmu_parse("mmu-700", &c->setting.regs, c->profile, &error));
}

static void least_case(void **unused)
{
    static struct hl_case c;

    (void)unused;
    begin(&c);
    round_trip(&c);
}

static void full_case(void **unused)
{
    static struct hl_case c;

    (void)unused;
    begin(&c);
    strcpy(c.reach, "a guest");
    strcpy(c.mend, "qword 0 first: a sync, then the others");
    strcpy(c.origin, "Linux 6.12.3: a report\nin two lines, with \"quotes\" # and {braces}");
    c.setting.security = HL_REALM;
    c.reads_128 = true;
    c.setting.assume.ats_quiesced = true;
    assert_true(hl_option_set(&c.setting.options, "cont", false));
    assert_true(hl_option_set(&c.setting.options, "res0-illegal", true));
    c.has_safe = true;
    c.expectations = HL_CASE_EXPECTATIONS;
    for (unsigned i = 0; i < c.expectations; i++) {
        snprintf(c.expect[i].sequencer, sizeof(c.expect[i].sequencer), "sequencer-%u", i);
        c.expect[i].outcome = (enum hl_outcome)(i % HL_OUTCOME_COUNT);
        c.expect[i].severity = (enum hl_severity)(i % HL_SEVERITY_COUNT);
        c.expect[i].findings = i * 37 & ((1U << HL_FINDING_COUNT) - 1);
    }
    round_trip(&c);
}

static void longest_texts(void **unused)
{
    static struct hl_case c;

    (void)unused;
    begin(&c);
    memset(c.title, 'x', sizeof(c.title) - 1);
    memset(c.origin, ' ', sizeof(c.origin) - 1);
    c.origin[0] = c.origin[sizeof(c.origin) - 2] = 'y';
    round_trip(&c);
}

/* Texts that YAML could take for something else than a text. */
static void strange_titles(void **unused)
{
    static const char *const titles[] = {
        "1",  "true", "null", "~", "- a", "a: b", "[",   "#",   "'\"",      " a ", "&a",
        "*a", "!a",   "%a",   "@", "\t",  "---",  "...", "a\n", "\302\265", "\\n", "a\r\nb"};
    static struct hl_case c;

    (void)unused;
    for (size_t i = 0; i < sizeof(titles) / sizeof(titles[0]); i++) {
        begin(&c);
        strcpy(c.title, titles[i]);
        round_trip(&c);
    }
}

/* Words of characters that mean something in YAML, or need an escape; in memory. */
static void random_titles(void **unused)
{
    static const char *const parts[] = {"a",
                                        "b",
                                        " ",
                                        "  ",
                                        "\n",
                                        "\r",
                                        "\t",
                                        ":",
                                        ": ",
                                        "-",
                                        "- ",
                                        "#",
                                        " #",
                                        "'",
                                        "\"",
                                        "\\",
                                        "{",
                                        "}",
                                        "[",
                                        "]",
                                        ",",
                                        "&",
                                        "*",
                                        "!",
                                        "|",
                                        ">",
                                        "%",
                                        "@",
                                        "`",
                                        "?",
                                        "? ",
                                        "---",
                                        "...",
                                        "\001",
                                        "\033",
                                        "\177",
                                        "\302\205",
                                        "\302\233",
                                        "\302\240",
                                        "\342\200\250",
                                        "\357\273\277",
                                        "\360\237\230\200",
                                        "~",
                                        "=",
                                        "<<"};
    static struct hl_case c, back;

    (void)unused;
    for (unsigned n = 0; n < HL_ROUNDS(20000); n++) {
        struct hl_error error = {""};
        char *text = NULL;
        size_t size;
        FILE *out = open_memstream(&text, &size);

        begin(&c);
        c.title[0] = '\0';
        for (uint64_t left = 1 + random64() % 9; left > 0; left--)
            strcat(random64() & 1 ? c.title : c.origin,
                   parts[random64() % (sizeof(parts) / sizeof(parts[0]))]);
        if (!c.title[0])
            strcpy(c.title, "t");
        assert_true(hl_case_write(out, &c));
        fclose(out);
        if (!hl_case_parse("text", text, size, &back, &error) || !hl_case_equal(&c, &back))
            fail_msg("%s\n%s", text, error.text);
        free(text);
    }
}

/* hl_case_equal() sees a difference in each part of a case. */
static void differences(void **unused)
{
    static struct hl_case a, b;

    (void)unused;
    begin(&a);
    a.kind = HL_KIND_CD;
    a.has_ste = a.has_safe = true;
    a.expectations = 1;
    strcpy(a.expect[0].sequencer, "naive");
#define DIFFERS(change)                                                                            \
    do {                                                                                           \
        b = a;                                                                                     \
        assert_true(hl_case_equal(&a, &b) && hl_case_equal(&b, &a));                               \
        change;                                                                                    \
        assert_false(hl_case_equal(&a, &b) || hl_case_equal(&b, &a));                              \
    } while (0)
    DIFFERS(b.title[0]++);
    DIFFERS(b.origin[0] = 'x');
    DIFFERS(b.reach[0] = 'x');
    DIFFERS(b.mend[0] = 'x');
    DIFFERS(b.kind = HL_KIND_STE);
    DIFFERS(b.profile[0] = '\0');
    DIFFERS(b.setting.regs.r_mpamidr ^= 1);
    DIFFERS(b.setting.security = HL_REALM);
    DIFFERS(b.reads_128 = !b.reads_128);
    DIFFERS(b.setting.options.cont ^= true);
    DIFFERS(b.setting.assume.ats_quiesced = true);
    DIFFERS(b.has_ste = false);
    DIFFERS(b.ste.q[7] ^= 1);
    DIFFERS(b.old.q[0] ^= 1);
    DIFFERS(b.target.q[3] ^= 1);
    DIFFERS(b.has_safe = false);
    DIFFERS(b.safe.q[1] ^= 1);
    DIFFERS(b.expectations = 0);
    DIFFERS(b.expect[0].sequencer[0]++);
    DIFFERS(b.expect[0].outcome = HL_TORN);
    DIFFERS(b.expect[0].findings = 4);
    DIFFERS(b.expect[0].severity = HL_SEVERITY_ISOLATION);
}

/* Entries by their fields where they have nothing else, in raw qwords where they do. */
static void random_entries(void **unused)
{
    static struct hl_case c;

    (void)unused;
    for (unsigned n = 0; n < 200; n++) {
        begin(&c);
        c.kind = n & 1 ? HL_KIND_CD : HL_KIND_STE;
        c.has_ste = n & 1;
        c.has_safe = n & 2;
        for (unsigned i = 0; i < HL_QWORDS; i++) {
            c.ste.q[i] = c.has_ste ? random64() & random64() : 0;
            c.old.q[i] = random64() & random64();
            c.target.q[i] = random64();
            c.safe.q[i] = c.has_safe ? random64() & random64() & random64() : 0;
        }
        c.old = hl_entry_and(c.old, hl_layout_mask(n & 1 ? &hl_cd_layout : &hl_ste_layout));
        round_trip(&c);
    }
}

static void registers_one_by_one(void **unused)
{
    static struct hl_case c;
    struct hl_error error;

    (void)unused;
    begin(&c);
    c.profile[0] = '\0'; /* the values of a profile, but not by its name */
    round_trip(&c);
    assert_true(hl_smmu_parse("idr0=0x1a, idr5=21", &c.setting.regs, c.profile, &error));
    assert_string_equal(c.profile, "");
    round_trip(&c);
    for (size_t i = 0; i < hl_profile_count; i++) {
        assert_true(hl_smmu_parse(hl_profiles[i].name, &c.setting.regs, c.profile, &error));
        round_trip(&c);
    }
}

static void fields_are_readable(void **unused)
{
    static struct hl_case c;
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);

    (void)unused;
    begin(&c);
    HL_SET(STE, &c.old, V, 1);
    HL_SET(STE, &c.old, Config, 5);
    HL_SET(STE, &c.old, S1ContextPtr, 0x80000000 >> 6);
    assert_true(hl_case_write(out, &c));
    fclose(out);
    assert_string_equal(text, "title: a title\nentry: ste\nsmmu: mmu-700\nold:\n  V: 1\n"
                              "  Config: s1\n  S1ContextPtr: 0x80000000\nnew: {}\n");
    free(text);
}

static void full_disk(void **unused)
{
    static struct hl_case c;
    FILE *out = fopen("/dev/full", "w");

    (void)unused;
    if (!out)
        skip();
    begin(&c);
    assert_false(hl_case_write(out, &c));
    fclose(out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(least_case),          cmocka_unit_test(full_case),
        cmocka_unit_test(longest_texts),       cmocka_unit_test(strange_titles),
        cmocka_unit_test(random_titles),       cmocka_unit_test(differences),
        cmocka_unit_test(random_entries),      cmocka_unit_test(registers_one_by_one),
        cmocka_unit_test(fields_are_readable), cmocka_unit_test(full_disk),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
