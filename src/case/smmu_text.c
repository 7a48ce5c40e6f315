// SPDX-License-Identifier: MIT
/* An SMMU as text: a profile's name, or its registers. */
#include "case/names.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static bool parse_u32(const char *text, uint32_t *value, const char **why)
{
    bool hex = text[0] == '0' && (text[1] == 'x' || text[1] == 'X');
    const char *digits = hex ? text + 2 : text;
    char *end;
    unsigned long long number;

    *why = "not a number (decimal or 0x)";
    if (!isxdigit((unsigned char)digits[0]))
        return false;
    errno = 0;
    number = strtoull(digits, &end, hex ? 16 : 10);
    if (*end)
        return false;
    *why = "more than 32 bits";
    *value = (uint32_t)number;
    return errno == 0 && number <= UINT32_MAX;
}

static bool parse_register(const char *item, struct hl_registers *regs, unsigned *seen,
                           struct hl_error *error)
{
    const char *equals = strchr(item, '='), *why;
    char name[16] = "";
    uint32_t value;

    if (!equals)
        return hl_error_set(error, "not a register=value: \"%.64s\"", item);
    if ((size_t)(equals - item) < sizeof(name))
        memcpy(name, item, (size_t)(equals - item));
    if (!hl_register_set(regs, name, 0))
        return hl_error_set(error, "unknown register: %.*s",
                            equals - item < 64 ? (int)(equals - item) : 64, item);
    if (!parse_u32(equals + 1, &value, &why))
        return hl_error_set(error, "register %s: %s: \"%.64s\"", name, why, equals + 1);
    for (unsigned i = 0; i < hl_register_count; i++)
        if (strcmp(hl_register_list[i].name, name) == 0) {
            if (*seen & (1U << i))
                return hl_error_set(error, "register %s given twice", name);
            *seen |= 1U << i;
        }
    return hl_register_set(regs, name, value);
}

bool hl_registers_parse(const char *text, struct hl_registers *regs, struct hl_error *error)
{
    char copy[HL_CASE_TEXT], *save = copy, *item;
    unsigned seen = 0;

    *regs = (struct hl_registers){0};
    if ((size_t)snprintf(copy, sizeof(copy), "%s", text) >= sizeof(copy))
        return hl_error_set(error, "a list of registers longer than %zu bytes", sizeof(copy) - 1);
    while ((item = strsep(&save, ",")) != NULL) {
        while (isspace((unsigned char)*item))
            item++;
        if (!parse_register(item, regs, &seen, error))
            return false;
    }
    return true;
}

bool hl_smmu_parse(const char *text, struct hl_registers *regs, char profile[HL_CASE_NAME],
                   struct hl_error *error)
{
    struct hl_registers parsed = {0};
    const struct hl_profile *found = hl_profile_find(text);
    const char *wrong;

    if (found)
        parsed = found->regs;
    else if (!strchr(text, '='))
        return hl_error_set(error, "unknown profile: \"%.64s\" (hitless profiles lists them)",
                            text);
    else if (!hl_registers_parse(text, &parsed, error))
        return false;
    wrong = hl_registers_wrong(&parsed);
    if (wrong)
        return hl_error_set(error, "contradicting registers: %s", wrong);
    *regs = parsed;
    snprintf(profile, HL_CASE_NAME, "%s", found ? found->name : "");
    return true;
}

void hl_registers_format(const struct hl_registers *regs, char *text, size_t size)
{
    size_t used = 0;

    snprintf(text, size, "idr0=0");
    for (size_t i = 0; i < hl_register_count && used < size; i++) {
        uint32_t value = hl_register_get(regs, i);
        if (value)
            used += (size_t)snprintf(text + used, size - used, "%s%s=0x%" PRIx32, used ? "," : "",
                                     hl_register_list[i].name, value);
    }
}

void hl_smmu_format(const struct hl_registers *regs, char *text, size_t size)
{
    const struct hl_profile *profile = hl_profile_of(regs);

    if (profile)
        snprintf(text, size, "%s", profile->name);
    else
        hl_registers_format(regs, text, size);
}
