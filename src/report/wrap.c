// SPDX-License-Identifier: MIT
#include "report/wrap.h"
#include "entry/text.h"

#include <inttypes.h>
#include <stdarg.h>
#include <string.h>

struct hl_wrap hl_wrap_begin(FILE *out, unsigned column, unsigned indent)
{
    return (struct hl_wrap){.out = out, .indent = indent, .column = column};
}

void hl_wrap_item(struct hl_wrap *w, const char *format, ...)
{
    char item[256];
    va_list args;
    unsigned length;

    va_start(args, format);
    vsnprintf(item, sizeof(item), format, args);
    va_end(args);
    length = (unsigned)strlen(item);
    if (w->any)
        w->column += (unsigned)fprintf(w->out, ",");
    if (w->any && w->column + length + 2 > HL_COLUMNS) {
        fprintf(w->out, "\n%*s", (int)w->indent, "");
        w->column = w->indent;
    } else if (w->any) {
        w->column += (unsigned)fprintf(w->out, " ");
    }
    fputs(item, w->out);
    w->column += length;
    w->any = true;
}

void hl_wrap_end(struct hl_wrap *w, const char *none)
{
    fprintf(w->out, "%s\n", w->any ? "" : none);
}

void hl_wrap_changes(struct hl_wrap *w, const struct hl_layout *layout,
                     const struct hl_entry *before, const struct hl_entry *after)
{
    struct hl_entry unnamed =
        hl_entry_andnot(hl_entry_xor(*before, *after), hl_layout_mask(layout));
    char was[HL_VALUE_TEXT], is[HL_VALUE_TEXT];

    for (size_t i = 0; i < layout->count; i++) {
        const struct hl_field *f = &layout->fields[i];
        uint64_t a = hl_field_get(f, before), b = hl_field_get(f, after);

        if (a == b)
            continue;
        hl_field_format(f, a, was);
        hl_field_format(f, b, is);
        hl_wrap_item(w, "%s %s -> %s", f->name, was, is);
    }
    for (unsigned q = 0; q < HL_QWORDS; q++)
        if (unnamed.q[q])
            hl_wrap_item(w, "undefined bits 0x%" PRIx64 " of qword %u", unnamed.q[q], q);
}

void hl_wrap_fields(struct hl_wrap *w, const struct hl_layout *layout, const struct hl_entry *mask)
{
    for (size_t i = 0; i < layout->count; i++)
        if (hl_field_get(&layout->fields[i], mask))
            hl_wrap_item(w, "%s", layout->fields[i].name);
}

void hl_print_entry(FILE *out, const char *label, const struct hl_entry *e, unsigned indent)
{
    fprintf(out, "%*s%-5s", (int)indent, "", label);
    for (unsigned i = 0; i < HL_QWORDS; i++) {
        if (i == HL_QWORDS / 2)
            fprintf(out, "\n%*s", (int)indent + 5, "");
        else if (i)
            fputc(' ', out);
        fprintf(out, "0x%016" PRIx64, e->q[i]);
    }
    fputc('\n', out);
}
