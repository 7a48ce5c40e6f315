// SPDX-License-Identifier: MIT
/* Private to report/: lists that wrap at 100 columns, and changes of fields. */
#ifndef HITLESS_REPORT_WRAP_H
#define HITLESS_REPORT_WRAP_H

#include "report/report.h"

enum { HL_COLUMNS = 100 };

struct hl_wrap {
    FILE *out;
    unsigned indent; /* of the lines after the first */
    unsigned column;
    bool any;
};

/* Begin a list at a column; the caller has printed what stands before it. */
struct hl_wrap hl_wrap_begin(FILE *out, unsigned column, unsigned indent);
void hl_wrap_item(struct hl_wrap *wrap, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* End the line. `none` is printed for an empty list. */
void hl_wrap_end(struct hl_wrap *wrap, const char *none);

/* An item for each field that differs: "name before -> after". Bits of no field count as one. */
void hl_wrap_changes(struct hl_wrap *wrap, const struct hl_layout *layout,
                     const struct hl_entry *before, const struct hl_entry *after);

/* An item for each field that has a bit in the mask: its name. */
void hl_wrap_fields(struct hl_wrap *wrap, const struct hl_layout *layout,
                    const struct hl_entry *mask);

/* A label and eight qwords, in two lines. */
void hl_print_entry(FILE *out, const char *label, const struct hl_entry *e, unsigned indent);

#endif
