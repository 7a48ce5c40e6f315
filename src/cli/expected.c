// SPDX-License-Identifier: MIT
/* Of whom a case expects something, in this build. */
#include "case/names.h"
#include "case/wanted.h"
#include "cli/cli.h"

const struct hl_sequencer *cli_expected_here(const struct hl_case *c, unsigned expectation,
                                             const char *path, bool *elsewhere,
                                             struct hl_error *error)
{
    struct hl_wanted wanted;
    struct hl_error why;

    *elsewhere = false;
    if (!hl_wanted_parse(c->expect[expectation].sequencer, &wanted, &why)) {
        hl_error_set(error, "%s: expect: %s", path, why.text);
        return NULL;
    }
    *elsewhere = (wanted.is_linux && expectation != hl_case_expected(c, hl_linux_info())) ||
                 (wanted.wired && expectation != hl_case_expected_of(c, wanted.wired));
    if (*elsewhere)
        return NULL;
    return wanted.is_linux ? hl_linux_sequencer()
           : wanted.wired  ? wanted.wired->sequencer
                           : cli_expected(c, expectation, path, error);
}
