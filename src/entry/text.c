// SPDX-License-Identifier: MIT
#include "entry/text.h"

#include <stdlib.h>
#include <string.h>

static bool is_separator(char c)
{
    return c == ' ' || c == '\t' || c == ',' || c == '\r' || c == '\n';
}

static int digit_of(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

static const char *skip_radix(const char *s)
{
    return s[0] == '0' && (s[1] == 'x' || s[1] == 'X') ? s + 2 : s;
}

/* One hexadecimal qword at *text; leaves *text after it, or at what is wrong. */
static const char *parse_qword(const char **text, uint64_t *value)
{
    const char *s = skip_radix(*text), *first = s;

    *value = 0;
    for (; digit_of(*s) >= 0; s++) {
        if (*value >> 60)
            return "more than 64 bits in a qword";
        *value = *value << 4 | (unsigned)digit_of(*s);
    }
    if (s == first || (*s && !is_separator(*s))) {
        *text = s;
        return "not a hexadecimal digit";
    }
    *text = s;
    return NULL;
}

const char *hl_entry_parse(const char *text, unsigned count, struct hl_entry *entries,
                           unsigned *column)
{
    const char *s = text, *why = NULL;

    for (unsigned n = 0; n < count && !why; n++) {
        while (is_separator(*s))
            s++;
        if (!*s)
            why = count == 8    ? "fewer than 8 qwords"
                  : count == 16 ? "fewer than 16 qwords"
                                : "fewer than 24 qwords";
        else
            why = parse_qword(&s, &entries[n / HL_QWORDS].q[n % HL_QWORDS]);
    }
    while (!why && is_separator(*s))
        s++;
    if (!why && *s)
        why = "more qwords than expected";
    *column = (unsigned)(s - text) + 1;
    return why;
}

static char *put(char *out, const char *text)
{
    while (*text)
        *out++ = *text++;
    *out = '\0';
    return out;
}

static char *put_hex(char *out, uint64_t value, unsigned digits)
{
    static const char digit[] = "0123456789abcdef";

    out = put(out, "0x");
    while (digits-- > 0)
        *out++ = digit[(value >> (4 * digits)) & 15];
    *out = '\0';
    return out;
}

void hl_entry_format(const struct hl_entry *e, char text[HL_ENTRY_TEXT])
{
    char *out = text;

    for (unsigned i = 0; i < HL_QWORDS; i++) {
        if (i)
            *out++ = ' ';
        out = put_hex(out, e->q[i], 16);
    }
}

static unsigned hex_digits(uint64_t value)
{
    unsigned n = 1;
    while (value >>= 4)
        n++;
    return n;
}

static void put_decimal(char *out, uint64_t value)
{
    char reversed[24];
    unsigned n = 0;

    do
        reversed[n++] = (char)('0' + value % 10);
    while (value /= 10);
    while (n > 0)
        *out++ = reversed[--n];
    *out = '\0';
}

void hl_field_format(const struct hl_field *f, uint64_t value, char text[HL_VALUE_TEXT])
{
    const char *name = hl_field_value_name(f, value);

    if (name)
        put(text, name);
    else if (f->shift)
        put_hex(text, value << f->shift, hex_digits(value << f->shift));
    else if (value < 10)
        put_decimal(text, value);
    else
        put_hex(text, value, hex_digits(value));
}

/* Decimal, 0x or 0b, the whole of the text. */
static bool parse_number(const char *s, uint64_t *value)
{
    unsigned radix = 10;

    if (s[0] == '0' && (s[1] == 'x' || s[1] == 'X'))
        radix = 16;
    else if (s[0] == '0' && (s[1] == 'b' || s[1] == 'B'))
        radix = 2;
    if (radix != 10)
        s += 2;
    if (!*s)
        return false;
    *value = 0;
    for (; *s; s++) {
        int d = digit_of(*s);
        if (d < 0 || (unsigned)d >= radix)
            return false;
        if (*value > (UINT64_MAX - (unsigned)d) / radix)
            return false;
        *value = *value * radix + (unsigned)d;
    }
    return true;
}

const char *hl_field_parse(const struct hl_field *f, const char *text, uint64_t *value)
{
    uint64_t number;

    for (const struct hl_value *v = f->values; v && v->name; v++)
        if (strcmp(v->name, text) == 0) {
            *value = v->value;
            return NULL;
        }
    if (!parse_number(text, &number))
        return f->values ? "neither a number nor a name of this field's values"
                         : "not a number of at most 64 bits";
    if (f->shift && (number & (hl_ones(f->shift))))
        return "address has bits below the field";
    number >>= f->shift;
    if (number > hl_ones(f->width))
        return "value too wide for the field";
    *value = number;
    return NULL;
}

void hl_fields_set(const struct hl_layout *layout, const char *text, struct hl_entry *e)
{
    while (*text) {
        const size_t word = strcspn(text, " "), name = strcspn(text, "=");
        char copy[64];
        const struct hl_field *f;
        uint64_t number;

        if (word) {
            if (word >= sizeof copy || name >= word)
                abort();
            memcpy(copy, text, word);
            copy[word] = copy[name] = '\0';
            f = hl_field_find(layout, copy);
            if (!f || hl_field_parse(f, copy + name + 1, &number))
                abort();
            hl_field_set(f, e, number);
        }
        text += word + (text[word] == ' ');
    }
}
