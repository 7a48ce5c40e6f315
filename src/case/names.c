// SPDX-License-Identifier: MIT
#include "case/names.h"

#include <stdarg.h>
#include <string.h>

const char *const hl_security_names[] = {"ns", "secure", "realm", NULL};

unsigned hl_name_index(const char *const *names, unsigned count, const char *text)
{
    unsigned i = 0;
    while (i < count && strcmp(names[i], text) != 0)
        i++;
    return i;
}

bool hl_security_parse(const char *text, enum hl_security *security)
{
    unsigned i = hl_name_index(hl_security_names, HL_REALM + 1, text);
    *security = i <= HL_REALM ? (enum hl_security)i : HL_NONSECURE;
    return i <= HL_REALM;
}

bool hl_kind_parse(const char *text, enum hl_kind *kind)
{
    bool cd = strcmp(text, "cd") == 0;
    *kind = cd ? HL_KIND_CD : HL_KIND_STE;
    return cd || strcmp(text, "ste") == 0;
}

const char *hl_kind_name(enum hl_kind kind)
{
    return kind == HL_KIND_CD ? "cd" : "ste";
}

bool hl_unit_parse(const char *text, bool *reads_128)
{
    *reads_128 = strcmp(text, "128") == 0;
    return *reads_128 || strcmp(text, "64") == 0;
}

bool hl_outcome_parse(const char *text, enum hl_outcome *outcome)
{
    unsigned i = hl_name_index(hl_outcome_names, HL_OUTCOME_COUNT, text);
    *outcome = (enum hl_outcome)i;
    return i < HL_OUTCOME_COUNT;
}

bool hl_severity_parse(const char *text, enum hl_severity *severity)
{
    unsigned i = hl_name_index(hl_severity_names, HL_SEVERITY_COUNT, text);
    *severity = (enum hl_severity)i;
    return i < HL_SEVERITY_COUNT;
}

bool hl_finding_parse(const char *text, enum hl_finding_kind *kind)
{
    unsigned i = hl_name_index(hl_finding_names, HL_FINDING_COUNT, text);
    *kind = (enum hl_finding_kind)i;
    return i < HL_FINDING_COUNT;
}

bool hl_option_parse(const char *text, struct hl_options *options, struct hl_error *error)
{
    const char *equals = strchr(text, '=');
    char name[HL_CASE_NAME];
    size_t length = equals ? (size_t)(equals - text) : 0;

    if (!equals || strlen(equals) != 2 || (equals[1] != '0' && equals[1] != '1'))
        return hl_error_set(error, "not an option NAME=0 or NAME=1: %.64s", text);
    if (length < sizeof(name)) {
        memcpy(name, text, length);
        name[length] = '\0';
        if (hl_option_set(options, name, equals[1] == '1'))
            return true;
    }
    return hl_error_set(error, "unknown decoder option: %.64s", text);
}

bool hl_error_set(struct hl_error *error, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    vsnprintf(error->text, sizeof(error->text), format, args);
    va_end(args);
    for (unsigned char *s = (unsigned char *)error->text; *s; s++) {
        if (s[0] == 0xc2 && s[1] >= 0x80 && s[1] < 0xa0) /* U+0080 to U+009F in UTF-8 */
            s[0] = s[1] = '?';
        else if (*s < 0x20 || *s == 0x7f)
            *s = '?';
    }
    return false;
}
