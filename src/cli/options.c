// SPDX-License-Identifier: MIT
/* hitless options: where the architecture leaves the decoder a choice. */
#include "cli/cli.h"

int cli_options(int argc, char **argv)
{
    cli_parse_none("List the decoder's options: name, default, meaning.", argc, argv);
    for (size_t i = 0; i < hl_option_count; i++)
        printf("%-26s %d  %s\n", hl_option_list[i].name, hl_option_list[i].preset,
               hl_option_list[i].doc);
    return CLI_NOTHING;
}
