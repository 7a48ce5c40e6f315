// SPDX-License-Identifier: MIT
/* What the kernel prints, and its WARNs, as lines of text for the machine. Pointers print as ptr: a
 * line is the same in every run. */
#include <linux/ctype.h>
#include <linux/kernel.h>
#include <linux/printk.h>
#include <linux/ratelimit.h>
#include <linux/stdarg.h>

#include "shim.h"

enum { LINE = 256 };

struct text {
    char *to;
    size_t size, length; /* length: of all that there would be */
};

static void put(struct text *text, char c)
{
    if (text->length + 1 < text->size)
        text->to[text->length] = c;
    ++text->length;
}

static void put_padded(struct text *text, const char *from, size_t length, int width, char pad)
{
    for (int i = (int)length; i < width; ++i)
        put(text, pad);
    for (size_t i = 0; i < length; ++i)
        put(text, from[i]);
}

static void put_number(struct text *text, unsigned long long value, unsigned int base,
                       bool negative, int width, char pad, bool prefix)
{
    char digits[24];
    size_t length = sizeof digits;
    do {
        digits[--length] = "0123456789abcdef"[value % base];
        value /= base;
    } while (value);
    if (negative)
        put(text, '-');
    if (prefix) {
        put(text, '0');
        put(text, 'x');
    }
    put_padded(text, digits + length, sizeof digits - length, width, pad);
}

static void format(struct text *text, const char *fmt, va_list args);

/* %p and what follows it: struct va_format and errors are shown, an address never. */
static const char *put_pointer(struct text *text, const char *fmt, const void *pointer)
{
    if (*fmt == 'V') {
        const struct va_format *inner = pointer;
        va_list args;
        va_copy(args, *inner->va);
        format(text, inner->fmt, args);
        va_end(args);
    } else if (*fmt == 'e' && IS_ERR(pointer)) {
        put_number(text, (unsigned long long)-PTR_ERR(pointer), 10, true, 0, ' ', false);
    } else if (*fmt == 'a') {
        put_number(text, *(const phys_addr_t *)pointer, 16, false, 0, ' ', true);
    } else {
        put_padded(text, "ptr", 3, 0, ' ');
    }
    while (isalnum(*fmt))
        ++fmt;
    return fmt;
}

static unsigned long long argument(va_list *args, int longs, bool is_signed, bool *negative)
{
    long long value;
    if (longs >= 2)
        value = va_arg(*args, long long);
    else if (longs == 1)
        value = va_arg(*args, long);
    else
        value = is_signed ? va_arg(*args, int) : (long long)va_arg(*args, unsigned int);
    *negative = is_signed && value < 0;
    return *negative ? -(unsigned long long)value : (unsigned long long)value;
}

static void format(struct text *text, const char *fmt, va_list given)
{
    va_list args;
    va_copy(args, given);
    while (*fmt) {
        if (*fmt != '%') {
            put(text, *fmt++);
            continue;
        }
        bool prefix = false, negative = false;
        char pad = ' ';
        int width = 0, precision = -1, longs = 0;
        for (++fmt; *fmt == '#' || *fmt == '0' || *fmt == '-' || *fmt == '+' || *fmt == ' ';
             ++fmt) {
            prefix |= *fmt == '#';
            pad = *fmt == '0' ? '0' : pad;
        }
        if (*fmt == '*') {
            width = va_arg(args, int);
            ++fmt;
        }
        for (; isdigit(*fmt); ++fmt)
            width = width * 10 + (*fmt - '0');
        if (*fmt == '.') {
            precision = 0;
            for (++fmt; isdigit(*fmt); ++fmt)
                precision = precision * 10 + (*fmt - '0');
            if (*fmt == '*') {
                precision = va_arg(args, int);
                ++fmt;
            }
        }
        for (; *fmt == 'l' || *fmt == 'h' || *fmt == 'z'; ++fmt)
            longs += *fmt != 'h';
        unsigned long long value;
        switch (*fmt++) {
        case 'd':
        case 'i':
            value = argument(&args, longs, true, &negative);
            put_number(text, value, 10, negative, width, pad, false);
            break;
        case 'u':
            value = argument(&args, longs, false, &negative);
            put_number(text, value, 10, false, width, pad, false);
            break;
        case 'x':
        case 'X':
            value = argument(&args, longs, false, &negative);
            put_number(text, value, 16, false, width, pad, prefix);
            break;
        case 'c':
            put(text, (char)va_arg(args, int));
            break;
        case 's': {
            const char *string = va_arg(args, const char *);
            string = string ? string : "(null)";
            size_t length = 0;
            while (string[length] && (precision < 0 || length < (size_t)precision))
                ++length;
            put_padded(text, string, length, width, ' ');
            break;
        }
        case 'p':
            fmt = put_pointer(text, fmt, va_arg(args, const void *));
            break;
        case '%':
            put(text, '%');
            break;
        default:
            put(text, '?');
        }
    }
    va_end(args);
}

int vsnprintf(char *to, size_t size, const char *fmt, va_list args)
{
    struct text text = {to, size, 0};
    format(&text, fmt, args);
    if (size)
        to[text.length < size ? text.length : size - 1] = 0;
    return (int)text.length;
}

int snprintf(char *to, size_t size, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    const int length = vsnprintf(to, size, fmt, args);
    va_end(args);
    return length;
}

int scnprintf(char *to, size_t size, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    const int length = vsnprintf(to, size, fmt, args);
    va_end(args);
    return (size_t)length < size ? length : size ? (int)size - 1 : 0;
}

int sprintf(char *to, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    const int length = vsnprintf(to, LINE, fmt, args);
    va_end(args);
    return length;
}

char *kvasprintf(gfp_t flags, const char *fmt, va_list args)
{
    char line[LINE];
    if (hl_strikes(flags))
        return NULL;
    vsnprintf(line, sizeof line, fmt, args);
    return strcpy(hl_heap_alloc(strlen(line) + 1), line);
}

char *kasprintf(gfp_t flags, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    char *text = kvasprintf(flags, fmt, args);
    va_end(args);
    return text;
}

/* A line for the machine, without its end. */
static void say(char level, const char *fmt, va_list args)
{
    char line[LINE];
    vsnprintf(line, sizeof line, fmt, args);
    size_t length = strlen(line);
    while (length && line[length - 1] == '\n')
        line[--length] = 0;
    hlh_print(level, line);
}

HL_UNTYPED(int, _printk, (const char *fmt, ...))
{
    char level = '4';
    va_list args;
    if (fmt[0] == KERN_SOH_ASCII && fmt[1]) {
        level = fmt[1];
        fmt += 2;
    }
    va_start(args, fmt);
    say(level, fmt, args);
    va_end(args);
    return 0;
}

#define DEV_SAY(name, level)                                                                       \
    HL_UNTYPED(void, name, (const struct device *dev, const char *fmt, ...))                       \
    {                                                                                              \
        va_list args;                                                                              \
        va_start(args, fmt);                                                                       \
        say(level, fmt, args);                                                                     \
        va_end(args);                                                                              \
    }
DEV_SAY(_dev_emerg, '0')
DEV_SAY(_dev_alert, '1')
DEV_SAY(_dev_crit, '2')
DEV_SAY(_dev_err, '3')
DEV_SAY(_dev_warn, '4')
DEV_SAY(_dev_notice, '5')
DEV_SAY(_dev_info, '6')

HL_UNTYPED(void, _dev_printk, (const char *level, const struct device *dev, const char *fmt, ...))
{
    va_list args;
    va_start(args, fmt);
    say(level[0] == KERN_SOH_ASCII ? level[1] : '4', fmt, args);
    va_end(args);
}

HL_UNTYPED(int, dev_err_probe, (const struct device *dev, int err, const char *fmt, ...))
{
    va_list args;
    va_start(args, fmt);
    say('3', fmt, args);
    va_end(args);
    return err;
}

HL_UNTYPED(void, warn_slowpath_fmt,
           (const char *file, int line, unsigned int taint, const char *fmt, ...))
{
    char text[LINE] = "";
    if (fmt) {
        va_list args;
        va_start(args, fmt);
        vsnprintf(text, sizeof text, fmt, args);
        va_end(args);
    }
    hlh_warn(file, line, text);
}

HL_UNTYPED(void, __warn_printk, (const char *fmt, ...))
{
    va_list args;
    va_start(args, fmt);
    say('4', fmt, args);
    va_end(args);
}

HL_UNTYPED(void, panic, (const char *fmt, ...))
{
    char text[LINE];
    va_list args;
    va_start(args, fmt);
    vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    hlh_die(text);
}

HL_UNTYPED(void, dump_stack, (void))
{
}

int ___ratelimit(struct ratelimit_state *state, const char *function)
{
    return 1;
}
