// SPDX-License-Identifier: MIT
/* What docs/formats.md promises: every key is documented, and every number of the bytes is the one
 * that it has always been. */
#include "helpers.h"

#include "case/schema.h"
#include "case/suppress.h"
#include "device/device.h"
#include "program/form.h"
#include "program/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char *document; /* docs/formats.md */

/* Whether the document has a word: nothing that could be part of it stands before or after. */
static bool has_word(const char *word)
{
    static const char more[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-";
    const size_t length = strlen(word);

    for (const char *at = document; (at = strstr(at, word)) != NULL; at++)
        if ((at == document || !strchr(more, at[-1])) && (!at[length] || !strchr(more, at[length])))
            return true;
    return false;
}

static unsigned check_keys(const cyaml_schema_value_t *schema)
{
    unsigned count = 0;

    if (schema->type == CYAML_SEQUENCE)
        return check_keys(schema->sequence.entry);
    if (schema->type != CYAML_MAPPING || schema->mapping.fields == hl_ste_schema ||
        schema->mapping.fields == hl_cd_schema)
        return 0;
    for (const cyaml_schema_field_t *f = schema->mapping.fields; f->key; f++) {
        if (!has_word(f->key))
            fail_msg("docs/formats.md does not name the key %s", f->key);
        count += 1 + check_keys(&f->value);
    }
    return count;
}

static void test_keys(void **state)
{
    (void)state;
    assert_false(has_word("keyless"));
    assert_true(has_word("ssid-bits") && !has_word("ssid-bit"));
    assert_true(check_keys(hl_case_form(HL_KIND_STE)->schema) > 10);
    assert_true(check_keys(hl_case_form(HL_KIND_CD)->schema) > 10);
    assert_int_equal(check_keys(hl_suppressions_form()->schema), 11);
    for (unsigned kind = HL_PROGRAM_STE; kind < HL_PROGRAM_KINDS; kind++)
        assert_true(check_keys(hl_program_form((enum hl_program_kind)kind)->schema) > 20);
}

static void test_ops(void **state)
{
    (void)state;
    for (unsigned kind = HL_PROGRAM_STE; kind < HL_PROGRAM_KINDS; kind++) {
        const struct hl_op_names names = hl_op_names((enum hl_program_kind)kind, 1);
        for (unsigned i = 0; i < names.count; i++)
            if (!has_word(names.name[i]))
                fail_msg("docs/formats.md does not name the op %s", names.name[i]);
    }
}

/* One line for each number: the table, the number, the name and what else must not change. */
typedef void number_fn(const char *table, unsigned number, const char *name);

static void all_fields(const char *table, const struct hl_layout *layout, number_fn *see)
{
    for (size_t i = 0; i < layout->count; i++) {
        char text[64];
        snprintf(text, sizeof text, "%s:%u", layout->fields[i].name, layout->fields[i].width);
        see(table, (unsigned)i, text);
    }
}

static void all_parts(number_fn *see)
{
    for (unsigned i = 0; i < HL_PART_COUNT; i++) {
        const struct hl_part_info *p = &hl_parts[i];
        char text[64];
        snprintf(text, sizeof text, "%s@%u.%u:%u", p->key ? p->key : "op", p->at, p->lsb, p->width);
        see("part", i, text);
    }
}

static void all_numbers(number_fn *see)
{
    static const char *const tables[HL_PROGRAM_KINDS] = {NULL, "op-ste",  "op-cd",
                                                         NULL, "op-life", "op-driver"};

    see("version", HL_PROGRAM_VERSION, "of the format");
    all_fields("field-ste", &hl_ste_layout, see);
    all_fields("field-cd", &hl_cd_layout, see);
    for (unsigned i = 0; i < hl_register_count; i++)
        see("register", i, hl_register_list[i].name);
    for (unsigned i = 0; i < hl_option_count; i++)
        see("option", i, hl_option_list[i].name);
    for (unsigned i = 0; i < hl_profile_count; i++)
        see("profile", i, hl_profiles[i].name);
    for (unsigned kind = HL_PROGRAM_STE; kind < HL_PROGRAM_KINDS; kind++) {
        const struct hl_op_names names = hl_op_names((enum hl_program_kind)kind, 1);
        see("kind", kind, hl_program_kind_name(kind));
        for (unsigned i = 0; tables[kind] && i < names.count; i++)
            see(tables[kind], i, names.name[i]);
    }
    all_parts(see);
}

static const struct {
    const char *table;
    unsigned number;
    const char *name;
} kept[] = {
#define HL_NUMBER(table, number, name) {table, number, name},
#include "numbers.def"
#undef HL_NUMBER
};
static unsigned seen;

static void is_kept(const char *table, unsigned number, const char *name)
{
    for (size_t i = 0; i < LENGTH(kept); i++) {
        if (strcmp(kept[i].table, table) != 0 || kept[i].number != number)
            continue;
        if (strcmp(kept[i].name, name) != 0)
            fail_msg("%s %u was %s and is %s: append, or bump HL_PROGRAM_VERSION (docs/formats.md)",
                     table, number, kept[i].name, name);
        seen++;
        return;
    }
    fail_msg("%s %u, %s, is new: a line of tests/program/numbers.def", table, number, name);
}

static void test_numbers(void **state)
{
    (void)state;
    all_numbers(is_kept);
    assert_int_equal(seen, LENGTH(kept)); /* nothing is gone */
}

static void print(const char *table, unsigned number, const char *name)
{
    printf("HL_NUMBER(\"%s\", %u, \"%s\")\n", table, number, name);
}

static char *read_document(const char *path)
{
    FILE *in = fopen(path, "rb");
    char *text = calloc(1, 1 << 20);

    if (!in || !text || fread(text, 1, (1 << 20) - 1, in) == 0)
        exit(2);
    fclose(in);
    return text;
}

/* With an argument: print the list. */
int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_keys),
        cmocka_unit_test(test_ops),
        cmocka_unit_test(test_numbers),
    };

    (void)argv;
    if (argc > 1) {
        all_numbers(print);
        return 0;
    }
    document = read_document(HITLESS_SOURCE "/docs/formats.md");
    return cmocka_run_group_tests(tests, NULL, NULL);
}
