// SPDX-License-Identifier: MIT
#include "case/entry_form.h"
#include "case/names.h"

#include <string.h>

enum { OPTIONAL = CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL };

#define RAW_FIELD                                                                                  \
    CYAML_FIELD_STRING_PTR("raw", OPTIONAL, struct hl_entry_text, raw, 0, HL_CASE_TEXT - 1)

#define HL_FIELD(name, lsb, width, shift, values)                                                  \
    CYAML_FIELD_STRING_PTR(#name, OPTIONAL, struct hl_entry_text, field[HL_STE_##name], 0,         \
                           HL_CASE_NAME - 1),
const cyaml_schema_field_t hl_ste_schema[] = {RAW_FIELD,
#include "entry/ste_fields.def"
                                              CYAML_FIELD_END};
#undef HL_FIELD

#define HL_FIELD(name, lsb, width, shift, values)                                                  \
    CYAML_FIELD_STRING_PTR(#name, OPTIONAL, struct hl_entry_text, field[HL_CD_##name], 0,          \
                           HL_CASE_NAME - 1),
const cyaml_schema_field_t hl_cd_schema[] = {RAW_FIELD,
#include "entry/cd_fields.def"
                                             CYAML_FIELD_END};
#undef HL_FIELD

static bool read_field(const struct hl_source *source, const char *where,
                       const struct hl_field *field, const char *text, struct hl_entry *entry,
                       struct hl_error *error)
{
    uint64_t value;
    const char *why = hl_field_parse(field, text, &value);

    if (why)
        return hl_source_wrong(source, error, where, "%s (%u bit%s): %s", why, field->width,
                               field->width == 1 ? "" : "s", text);
    hl_field_set(field, entry, value);
    return true;
}

static bool read_raw(const struct hl_source *source, const char *where, const char *raw,
                     struct hl_entry *entry, struct hl_error *error)
{
    unsigned column;
    const char *why = hl_entry_parse(raw, HL_QWORDS, entry, &column);

    return !why || hl_source_wrong(source, error, where, "%s, at character %u", why, column);
}

bool hl_entry_text_read(const struct hl_source *source, const char *where,
                        const struct hl_layout *layout, const struct hl_entry_text *text,
                        struct hl_entry *entry, struct hl_error *error)
{
    char path[HL_PLACE_PATH];

    memset(entry, 0, sizeof(*entry));
    if (!text)
        return true;
    for (size_t i = 0; i < layout->count; i++) {
        const struct hl_field *field = &layout->fields[i];

        if (!text->field[i])
            continue;
        snprintf(path, sizeof(path), "%s.%s", where, field->name);
        if (text->raw)
            return hl_source_wrong(source, error, path, "a named field beside raw qwords");
        if (!read_field(source, path, field, text->field[i], entry, error))
            return false;
    }
    snprintf(path, sizeof(path), "%s.raw", where);
    return !text->raw || read_raw(source, path, text->raw, entry, error);
}

struct hl_entry_text *hl_entry_draft(struct hl_entry_draft *draft, const struct hl_layout *layout,
                                     const struct hl_entry *entry)
{
    struct hl_entry unnamed = hl_entry_andnot(*entry, hl_layout_mask(layout));

    if (!hl_entry_is_zero(&unnamed)) {
        hl_entry_format(entry, draft->raw);
        draft->text.raw = draft->raw;
        return &draft->text;
    }
    for (size_t i = 0; i < layout->count; i++) {
        uint64_t value = hl_field_get(&layout->fields[i], entry);
        if (!value)
            continue;
        hl_field_format(&layout->fields[i], value, draft->value[i]);
        draft->text.field[i] = draft->value[i];
    }
    return &draft->text;
}
