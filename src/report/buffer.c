// SPDX-License-Identifier: MIT
#include "report/report.h"

#include <string.h>

void hl_buffer_flush(struct hl_buffer *b)
{
    if (b->length)
        fwrite(b->text, 1, b->length, b->out);
    b->length = 0;
}

void hl_buffer_put(struct hl_buffer *b, const char *text)
{
    size_t length = strlen(text);

    while (length > sizeof(b->text) - b->length) {
        size_t part = sizeof(b->text) - b->length;
        memcpy(b->text + b->length, text, part);
        b->length += part;
        text += part;
        length -= part;
        hl_buffer_flush(b);
    }
    memcpy(b->text + b->length, text, length);
    b->length += length;
}
