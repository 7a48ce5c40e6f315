// SPDX-License-Identifier: MIT
/* What an entry sets although it is RES0: field by field, and why. */
#include "report/reserved.h"

#include "entry/text.h"

#include <inttypes.h>
#include <string.h>

static unsigned lowest(uint64_t bits)
{
    return (unsigned)__builtin_ctzll(bits);
}

static bool next_field(struct hl_reserved_walk *w, struct hl_reserved_item *item)
{
    const struct hl_layout *layout = w->decoder->layout;

    for (; w->field < layout->count; w->field++) {
        const struct hl_field *f = &layout->fields[w->field];
        const uint64_t bits = hl_field_get(f, &w->bits);

        if (!bits)
            continue;
        item->field = f;
        item->value = bits;
        item->qword = f->lsb / 64;
        item->why = w->decoder->why_reserved(w->decoder->context, w->entry, f->lsb + lowest(bits));
        w->field++;
        return true;
    }
    return false;
}

static bool next_unnamed(struct hl_reserved_walk *w, struct hl_reserved_item *item)
{
    const struct hl_entry named = hl_layout_mask(w->decoder->layout);

    for (; w->qword < HL_QWORDS; w->qword++) {
        const uint64_t bits = w->bits.q[w->qword] & ~named.q[w->qword];

        if (!bits)
            continue;
        item->field = NULL;
        item->value = bits;
        item->qword = w->qword;
        item->why =
            w->decoder->why_reserved(w->decoder->context, w->entry, 64 * w->qword + lowest(bits));
        w->qword++;
        return true;
    }
    return false;
}

struct hl_reserved_walk hl_reserved_begin(const struct hl_decoder *d, const struct hl_entry *entry)
{
    return (struct hl_reserved_walk){.decoder = d, .entry = entry, .bits = hl_reserved(d, entry)};
}

bool hl_reserved_next(struct hl_reserved_walk *w, struct hl_reserved_item *item)
{
    return next_field(w, item) || next_unnamed(w, item);
}

void hl_reserved_text(const struct hl_reserved_item *item, char text[HL_RESERVED_TEXT])
{
    char value[HL_VALUE_TEXT];

    if (item->field) {
        hl_field_format(item->field, item->value, value);
        snprintf(text, HL_RESERVED_TEXT, "%s=%s", item->field->name, value);
    } else {
        snprintf(text, HL_RESERVED_TEXT, "0x%" PRIx64 " of qword %u", item->value, item->qword);
    }
}

void hl_reserved_print(FILE *out, const struct hl_decoder *d, const struct hl_entry *entry,
                       unsigned indent)
{
    struct hl_reserved_walk walk = hl_reserved_begin(d, entry);
    struct hl_reserved_item item;
    char text[HL_RESERVED_TEXT];

    while (hl_reserved_next(&walk, &item)) {
        hl_reserved_text(&item, text);
        fprintf(out, "%*s%s is RES0: %s%s(%s): %s\n", (int)indent, "", text,
                item.why.id ? item.why.id : "", item.why.id ? " " : "", item.why.section,
                item.why.doc);
    }
}
