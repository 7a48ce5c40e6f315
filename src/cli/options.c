// SPDX-License-Identifier: MIT
/* hitless options: where the architecture leaves the decoder a choice. */
#include "cli/cli.h"

int cli_options(int argc, char **argv)
{
    const bool json =
        cli_parse_list("List the decoder's options: name, default, meaning.", argc, argv);

    for (size_t i = 0; i < hl_option_count; i++) {
        const struct hl_option_info *o = &hl_option_list[i];

        if (json)
            cli_print_object("name", o->name, "default", o->preset ? "1" : "0", "meaning", o->doc,
                             NULL);
        else
            printf("%-26s %d  %s\n", o->name, o->preset, o->doc);
    }
    return CLI_NOTHING;
}
