// SPDX-License-Identifier: MIT
/* hitless rules: what makes an STE illegal. */
#include "cli/cli.h"

int cli_rules(int argc, char **argv)
{
    cli_parse_none("List the rules that make an STE illegal: identifier, section, meaning.", argc,
                   argv);
    for (size_t i = HL_STE_LEGAL + 1; i < HL_STE_RULE_COUNT; i++)
        printf("%-24s %-7s %s\n", hl_ste_rules[i].id, hl_ste_rules[i].section, hl_ste_rules[i].doc);
    return CLI_NOTHING;
}
