// SPDX-License-Identifier: MIT
/* Private to report/: what an entry sets although it is RES0. */
#ifndef HITLESS_REPORT_RESERVED_H
#define HITLESS_REPORT_RESERVED_H

#include "report/report.h"

/* A field, or the bits of a qword that no field has. */
struct hl_reserved_item {
    const struct hl_field *field; /* NULL: none has them */
    uint64_t value;               /* of the field, or of the qword: the bits at fault */
    unsigned qword;
    struct hl_reason why;
};

struct hl_reserved_walk {
    const struct hl_decoder *decoder;
    const struct hl_entry *entry;
    struct hl_entry bits;
    size_t field;
    unsigned qword;
};
struct hl_reserved_walk hl_reserved_begin(const struct hl_decoder *decoder,
                                          const struct hl_entry *entry);
/* False: there are no more. */
bool hl_reserved_next(struct hl_reserved_walk *walk, struct hl_reserved_item *item);

enum { HL_RESERVED_TEXT = 96 };
/* "SHCFG=incoming", or "0x700 of qword 1". */
void hl_reserved_text(const struct hl_reserved_item *item, char text[HL_RESERVED_TEXT]);

/* A line for each: "SHCFG=incoming is RES0: STE_MTCFG_ATTR_TYPES_OVR (5.2): ...". */
void hl_reserved_print(FILE *out, const struct hl_decoder *decoder, const struct hl_entry *entry,
                       unsigned indent);

#endif
