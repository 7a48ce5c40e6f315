// SPDX-License-Identifier: MIT
/* Text as people write it: case files, program files, and what the command line takes. Any text is
 * a case or has an error of one line with a place, and so for programs. What is written reads back
 * as the same case or program; an entry, a field's value or an SMMU that is understood is printed
 * as something that means the same. */
#include "case/names.h"
#include "entry/text.h"
#include "program/text.h"
#include "harness/crash.h"
#include "harness/target.h"

#include <stdlib.h>
#include <string.h>

static const char name[] = "input";

static _Noreturn void complain(const char *what, const char *text)
{
    fprintf(hl_crash_text(), "==== hitless: fuzz_case: %s\n%s\n", what, text);
    hl_crash_stop(NULL, what);
}

static void check_line(const char *text)
{
    const size_t length = strlen(text);

    if (length == 0 || length >= sizeof(struct hl_error) - 1)
        complain("an error without words, or cut off", text);
    for (const unsigned char *s = (const unsigned char *)text; *s; s++)
        if (*s < 0x20 || *s == 0x7f || (s[0] == 0xc2 && s[1] >= 0x80 && s[1] < 0xa0))
            complain("a control character in an error", text);
}

/* "input:LINE:COLUMN: reason" */
static void check_error(const struct hl_error *error)
{
    unsigned line = 0, column = 0;
    int reason = 0;

    check_line(error->text);
    if (sscanf(error->text, "input:%u:%u: %n", &line, &column, &reason) != 2 || !reason ||
        !error->text[reason] || line == 0 || column == 0)
        complain("an error without a place", error->text);
}

static void check_entry(const struct hl_entry *e, const struct hl_layout *layout)
{
    char text[HL_ENTRY_TEXT], value[HL_VALUE_TEXT];
    struct hl_entry again;
    unsigned column;

    hl_entry_format(e, text);
    if (hl_entry_parse(text, HL_QWORDS, &again, &column) || !hl_entry_equal(e, &again))
        complain("an entry reads back as another", text);
    for (size_t i = 0; i < layout->count; i++) {
        const uint64_t field = hl_field_get(&layout->fields[i], e);
        uint64_t back;

        hl_field_format(&layout->fields[i], field, value);
        if (hl_field_parse(&layout->fields[i], value, &back) || back != field)
            complain("a field's value reads back as another", value);
    }
}

static void check_smmu(const struct hl_registers *regs)
{
    char text[HL_CASE_TEXT], profile[HL_CASE_NAME];
    struct hl_registers again;
    struct hl_error error;

    hl_smmu_format(regs, text, sizeof text);
    if (!hl_smmu_parse(text, &again, profile, &error) || memcmp(regs, &again, sizeof again) != 0)
        complain("an SMMU reads back as another", text);
    hl_registers_format(regs, text, sizeof text);
    if (!hl_smmu_parse(text, &again, profile, &error) || memcmp(regs, &again, sizeof again) != 0)
        complain("registers read back as others", text);
}

static void check_written(const struct hl_case *c)
{
    static struct hl_case again;
    struct hl_error error;
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    bool written = out && hl_case_write(out, c);

    if (!out || fclose(out) != 0 || !written)
        complain("a case that cannot be written", c->title);
    if (!hl_case_parse(name, text, size, &again, &error))
        complain(error.text, text);
    if (!hl_case_equal(c, &again))
        complain("a case reads back as another", text);
    free(text);
}

static void check_case(const uint8_t *data, size_t size)
{
    static struct hl_case c;
    struct hl_error error = {""};
    const struct hl_layout *layout;

    if (!hl_case_parse(name, (const char *)data, size, &c, &error)) {
        check_error(&error);
        return;
    }
    layout = c.kind == HL_KIND_CD ? &hl_cd_layout : &hl_ste_layout;
    check_entry(&c.ste, &hl_ste_layout);
    check_entry(&c.old, layout);
    check_entry(&c.target, layout);
    check_entry(&c.safe, layout);
    check_smmu(&c.setting.regs);
    check_written(&c);
}

static void check_written_program(const struct hl_program *p)
{
    static struct hl_program again;
    struct hl_error error;
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    bool written = out && hl_program_format(out, p, NULL);

    if (!out || fclose(out) != 0 || !written)
        complain("a program that cannot be written", "");
    if (!hl_program_parse(name, text, size, &again, NULL, &error))
        complain(error.text, text);
    if (!hl_program_equal(p, &again))
        complain("a program reads back as another", text);
    free(text);
}

static void check_program(const uint8_t *data, size_t size)
{
    static struct hl_program p, again;
    static uint8_t bytes[HL_PROGRAM_BYTES];
    struct hl_error error = {""};
    size_t length;

    if (!hl_program_parse(name, (const char *)data, size, &p, NULL, &error)) {
        check_error(&error);
        return;
    }
    length = hl_program_write(&p, bytes);
    hl_program_read(bytes, length, (enum hl_program_kind)p.kind, &again);
    if (!hl_program_equal(&p, &again))
        complain("a program's bytes are another program", hl_program_kind_name(p.kind));
    check_written_program(&p);
}

static void check_entries(const char *text, unsigned count)
{
    struct hl_entry entries[3];
    unsigned column = 0;
    const char *why = hl_entry_parse(text, count, entries, &column);

    if (column == 0 || column > strlen(text) + 1)
        complain("an error in an entry is outside of it", text);
    for (unsigned i = 0; !why && i < count / HL_QWORDS; i++)
        check_entry(&entries[i], &hl_ste_layout);
}

/* A field named by the words before the value, as in "S2TTB: 0x1000". */
static void check_value(const struct hl_layout *layout, const char *key, const char *value)
{
    const struct hl_field *f = hl_field_find(layout, key);
    struct hl_entry e = {{0}};
    uint64_t number;

    if (!f || hl_field_parse(f, value, &number))
        return;
    hl_field_set(f, &e, number);
    if (hl_field_get(f, &e) != number)
        complain("a field's value that the field cannot hold", value);
    check_entry(&e, layout);
}

/* One argument of the command line. */
static void check_argument(const char *text)
{
    char profile[HL_CASE_NAME];
    struct hl_registers regs;
    struct hl_options options = hl_default_options;
    struct hl_assumptions assume = {0};
    struct hl_error error = {""};

    for (unsigned entries = 1; entries <= 3; entries++)
        check_entries(text, entries * HL_QWORDS);
    if (hl_smmu_parse(text, &regs, profile, &error))
        check_smmu(&regs);
    else
        check_line(error.text);
    error.text[0] = '\0';
    if (!hl_option_parse(text, &options, &error))
        check_line(error.text);
    hl_assumptions_parse(text, &assume);
}

/* A line of the text is an argument, and so is what it says after a key. */
static void check_text_line(char *line)
{
    char *colon = strchr(line, ':'), *value = colon ? colon + 1 : NULL;

    check_argument(line);
    if (!value)
        return;
    *colon = '\0';
    value += strspn(value, " ");
    line += strspn(line, " -");
    check_argument(value);
    check_value(&hl_ste_layout, line, value);
    check_value(&hl_cd_layout, line, value);
}

static void run(const uint8_t *data, size_t size)
{
    char *copy = malloc(size + 1), *rest = copy, *line;

    if (!copy)
        return;
    memcpy(copy, data, size);
    copy[size] = '\0';
    check_case(data, size);
    check_program(data, size);
    while ((line = strsep(&rest, "\n")) != NULL)
        check_text_line(line);
    free(copy);
}

HL_TARGET(fuzz_case) = {.kind = HL_PROGRAM_NONE, .run_bytes = run};
