// SPDX-License-Identifier: MIT
/* hitless profiles: the named SMMUs. */
#include "cli/cli.h"
#include "case/names.h"

int cli_profiles(int argc, char **argv)
{
    char registers[HL_CASE_TEXT];

    cli_parse_none("List the named SMMUs, each with the registers that it stands for.", argc, argv);
    for (size_t i = 0; i < hl_profile_count; i++) {
        hl_registers_format(&hl_profiles[i].regs, registers, sizeof(registers));
        printf("%-14s %s\n%-14s %s\n", hl_profiles[i].name, hl_profiles[i].description, "",
               registers);
    }
    return CLI_NOTHING;
}
