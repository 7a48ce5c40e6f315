// SPDX-License-Identifier: MIT
/* hitless profiles: the named SMMUs. */
#include "cli/cli.h"
#include "case/names.h"

int cli_profiles(int argc, char **argv)
{
    const bool json = cli_parse_list(
        "List the named SMMUs, each with the registers that it stands for.", argc, argv);
    char registers[HL_CASE_TEXT];

    for (size_t i = 0; i < hl_profile_count; i++) {
        const struct hl_profile *p = &hl_profiles[i];

        hl_registers_format(&p->regs, registers, sizeof(registers));
        if (json)
            cli_print_object("name", p->name, "description", p->description, "registers", registers,
                             NULL);
        else
            printf("%-14s %s\n%-14s %s\n", p->name, p->description, "", registers);
    }
    return CLI_NOTHING;
}
