// SPDX-License-Identifier: MIT
#include "oracles/print.h"

#include "entry/text.h"

void hl_print_fields(FILE *out, const char *what, const struct hl_layout *layout,
                     const struct hl_entry *e)
{
    char text[HL_ENTRY_TEXT], value[HL_VALUE_TEXT];

    hl_entry_format(e, text);
    fprintf(out, "  %-6s %s\n        ", what, text);
    for (size_t i = 0; i < layout->count; i++) {
        uint64_t v = hl_field_get(&layout->fields[i], e);
        if (!v)
            continue;
        hl_field_format(&layout->fields[i], v, value);
        fprintf(out, " %s=%s", layout->fields[i].name, value);
    }
    fputc('\n', out);
}

void hl_print_joint(FILE *out, const char *what, const struct hl_joint *j)
{
    fprintf(out, "%s: %s", what, hl_joint_state_names[j->state]);
    if (j->state == HL_JOINT_LIVE)
        fprintf(out, ", EATS=%u", j->eats);
    fputc('\n', out);
}
