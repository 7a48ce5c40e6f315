// SPDX-License-Identifier: MIT
/* hitless findings: what can be found, and what it means. */
#include "cli/cli.h"

int cli_findings(int argc, char **argv)
{
    const bool json = cli_parse_list("List the findings: name, \"advice\" if it is only that, "
                                     "meaning.",
                                     argc, argv);

    for (size_t i = 0; i < HL_FINDING_COUNT; i++) {
        const struct hl_finding_info *f = &hl_finding_list[i];

        if (json)
            cli_print_object("name", f->name, "weight", f->advice ? "advice" : "defect", "meaning",
                             f->doc, NULL);
        else
            printf("%-18s %s%s\n", f->name, f->advice ? "advice: " : "", f->doc);
    }
    return CLI_NOTHING;
}
