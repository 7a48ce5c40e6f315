// SPDX-License-Identifier: MIT
/* hitless_dictionary ste|cd|text FILE: a fuzzing dictionary, from the tables that everything else
 * reads. ste and cd: the steps of a program that change one field; text: the words of case files.
 */
#include "case/names.h"
#include "case/schema.h"
#include "program/program.h"
#include "update/sequencer.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { TOKENS = 2048, TOKEN = 64 /* libFuzzer takes no longer ones */ };

static char *tokens[TOKENS]; /* as they stand in the file */
static unsigned count;

static _Noreturn void die(const char *what, const char *why)
{
    fprintf(stderr, "hitless_dictionary: %s: %s\n", what, why);
    exit(2);
}

static void add(const void *bytes, size_t size)
{
    const uint8_t *b = bytes;
    char text[4 * TOKEN + 1];
    size_t n = 0;

    if (!size || size > TOKEN)
        return;
    for (size_t i = 0; i < size; i++)
        if (isprint(b[i]) && b[i] != '"' && b[i] != '\\')
            text[n++] = (char)b[i];
        else
            n += (size_t)snprintf(text + n, sizeof text - n, "\\x%02x", b[i]);
    text[n] = '\0';
    for (unsigned i = 0; i < count; i++)
        if (strcmp(tokens[i], text) == 0)
            return;
    if (count == TOKENS)
        die("tokens", "too many");
    tokens[count] = strdup(text);
    if (!tokens[count++])
        die("tokens", strerror(errno));
}

static void add_word(const char *word)
{
    add(word, strlen(word));
}

/* A step of a program that sets one field of the entry before; without the program's head. */
static void add_change(uint8_t index, const struct hl_field *f, uint64_t value)
{
    struct hl_program p = {.version = HL_PROGRAM_VERSION};
    struct hl_program_step *s = &p.step[0];
    uint8_t bytes[HL_PROGRAM_BYTES];
    size_t head = hl_program_write(&p, bytes), size;

    p.steps = 1;
    s->op = HL_OP_FIELDS;
    s->data[s->size++] = 0; /* one more than this */
    s->data[s->size++] = index;
    for (unsigned bit = 0; bit < f->width; bit += 8)
        s->data[s->size++] = (uint8_t)(value >> bit);
    size = hl_program_write(&p, bytes);
    add(bytes + head, size - head);
}

static void add_changes(const struct hl_layout *layout)
{
    for (size_t i = 0; i < layout->count; i++) {
        const struct hl_field *f = &layout->fields[i];
        for (const struct hl_value *v = f->values; v && v->name; v++)
            add_change((uint8_t)i, f, v->value);
        add_change((uint8_t)i, f, 0);
        add_change((uint8_t)i, f, 1);
        add_change((uint8_t)i, f, ~UINT64_C(0));
    }
}

/* The keys of a mapping, and of those within it. */
static void add_keys(const cyaml_schema_value_t *schema)
{
    if (schema->type == CYAML_SEQUENCE)
        add_keys(schema->sequence.entry);
    if (schema->type != CYAML_MAPPING)
        return;
    for (const cyaml_schema_field_t *f = schema->mapping.fields; f->key; f++) {
        char key[TOKEN];
        snprintf(key, sizeof key, "%s: ", f->key);
        add_word(key);
        add_keys(&f->value);
    }
}

static void add_values(const struct hl_layout *layout)
{
    for (size_t i = 0; i < layout->count; i++)
        for (const struct hl_value *v = layout->fields[i].values; v && v->name; v++)
            add_word(v->name);
}

static void add_registers(void)
{
    for (size_t i = 0; i < hl_profile_count; i++)
        add_word(hl_profiles[i].name);
    for (size_t i = 0; i < hl_register_count; i++) {
        char text[TOKEN];
        snprintf(text, sizeof text, "%s=0x", hl_register_list[i].name);
        add_word(text);
    }
    for (size_t i = 0; i < hl_option_count; i++) {
        char text[TOKEN];
        snprintf(text, sizeof text, "%s=1", hl_option_list[i].name);
        add_word(text);
    }
    for (const char *const *name = hl_security_names; *name; name++)
        add_word(*name);
}

static void add_text(void)
{
    add_keys(hl_case_form(HL_KIND_STE)->schema);
    add_keys(hl_case_form(HL_KIND_CD)->schema);
    add_values(&hl_ste_layout);
    add_values(&hl_cd_layout);
    add_registers();
    add_word(hl_kind_name(HL_KIND_STE));
    add_word(hl_kind_name(HL_KIND_CD));
    for (size_t i = 0; i < hl_builtin_sequencer_count; i++)
        add_word(hl_builtin_sequencers[i].name);
    for (unsigned i = 0; i < HL_OUTCOME_COUNT; i++)
        add_word(hl_outcome_names[i]);
    for (unsigned i = 0; i < HL_FINDING_COUNT; i++)
        add_word(hl_finding_names[i]);
}

static void write_file(const char *path)
{
    FILE *out = fopen(path, "w");
    bool good;

    if (!out)
        die(path, strerror(errno));
    for (unsigned i = 0; i < count; i++)
        fprintf(out, "\"%s\"\n", tokens[i]);
    good = !ferror(out);
    if (fclose(out) != 0 || !good)
        die(path, "cannot be written");
}

int main(int argc, char **argv)
{
    if (argc != 3)
        die("usage", "hitless_dictionary KIND FILE");
    if (strcmp(argv[1], "none") == 0)
        add_text();
    else
        add_changes(strcmp(argv[1], "cd") == 0 ? &hl_cd_layout : &hl_ste_layout);
    write_file(argv[2]);
    return 0;
}
