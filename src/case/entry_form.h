// SPDX-License-Identifier: MIT
/* An entry as a YAML mapping: its fields by name, or raw qwords where a bit of no field is set. */
#ifndef HITLESS_CASE_ENTRY_FORM_H
#define HITLESS_CASE_ENTRY_FORM_H

#include "case/load.h"
#include "entry/text.h"

enum {
    HL_ENTRY_FIELDS = (int)HL_STE_FIELD_COUNT > (int)HL_CD_FIELD_COUNT ? (int)HL_STE_FIELD_COUNT
                                                                       : (int)HL_CD_FIELD_COUNT
};

struct hl_entry_text {
    char *raw;
    char *field[HL_ENTRY_FIELDS]; /* by index in the kind's layout; NULL: not named */
};

/* The schemas of a struct hl_entry_text. Their keys come from the field tables, so that a new field
 * of the architecture needs no change here. */
extern const cyaml_schema_field_t hl_ste_schema[];
extern const cyaml_schema_field_t hl_cd_schema[];

/* Give the text at `where` ("old") its meaning; no text is zero. False: error says what is wrong.
 */
bool hl_entry_text_read(const struct hl_source *source, const char *where,
                        const struct hl_layout *layout, const struct hl_entry_text *text,
                        struct hl_entry *entry, struct hl_error *error);

/* An entry on its way into a file, and the room for its words. */
struct hl_entry_draft {
    struct hl_entry_text text;
    char value[HL_ENTRY_FIELDS][HL_VALUE_TEXT];
    char raw[HL_ENTRY_TEXT];
};

/* Fill a draft that is all zero. Returns its text. */
struct hl_entry_text *hl_entry_draft(struct hl_entry_draft *draft, const struct hl_layout *layout,
                                     const struct hl_entry *entry);

#endif
