// SPDX-License-Identifier: MIT
/* Text as people write it: case files, and what the command line takes. Any text is a case or has
 * an error of one line with a place. A case that is written reads back as the same case; an entry,
 * a field's value or an SMMU that is understood is printed as something that means the same. */
#include "case/names.h"
#include "entry/text.h"
#include "smmu/ste.h"

#include <stdlib.h>
#include <string.h>

static void run(const uint8_t *data, size_t size)
{
    char *copy = malloc(size + 1), *rest = copy, *line;

    if (!copy)
        return;
    memcpy(copy, data, size);
    copy[size] = '\0';
    check_case(data, size);
    check_program(data, size);
    while ((line = strsep(&rest, "\n")) != NULL)
        check_text_line(line);
    free(copy);
}

const struct hl_target hl_target = {.name = "fuzz_case", .kind = HL_PROGRAM_NONE, .run_bytes = run};
