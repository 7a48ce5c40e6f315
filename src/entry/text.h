// SPDX-License-Identifier: MIT
/* Entries and field values as text. */
#ifndef HITLESS_ENTRY_TEXT_H
#define HITLESS_ENTRY_TEXT_H

#include "entry/field.h"

enum { HL_ENTRY_TEXT = HL_QWORDS * 19 + 1, HL_VALUE_TEXT = 64 };

/* Parse `count` hexadecimal qwords (0x optional) separated by spaces, tabs or commas, into
 * `count`/8 entries; count is a multiple of 8. Returns NULL, or what is wrong as a constant text,
 * with *column (from 1) where it is wrong. */
const char *hl_entry_parse(const char *text, unsigned count, struct hl_entry *entries,
                           unsigned *column);

/* Eight qwords "0x0000000000000000 ...", qword 0 first. */
void hl_entry_format(const struct hl_entry *e, char text[HL_ENTRY_TEXT]);

/* A field's value as text: its name, an address, or a number. */
void hl_field_format(const struct hl_field *f, uint64_t value, char text[HL_VALUE_TEXT]);

/* Parse a field's value: one of its names, or a number (decimal, 0x, 0b); an address for address
 * fields. Returns NULL, or what is wrong as a constant text. */
const char *hl_field_parse(const struct hl_field *f, const char *text, uint64_t *value);

/* Set fields of an entry as "V=1 Config=s1" says, of words of our own: a wrong one is a mistake of
 * ours, and ends the process. */
void hl_fields_set(const struct hl_layout *layout, const char *text, struct hl_entry *e);

#endif
