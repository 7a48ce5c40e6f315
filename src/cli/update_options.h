// SPDX-License-Identifier: MIT
#ifndef HITLESS_CLI_UPDATE_OPTIONS_H
#define HITLESS_CLI_UPDATE_OPTIONS_H

#include "cli/cli.h"

/* One update, as options describe it. settings is set up by cli_case_begin(). */
struct cli_update {
    struct hl_case settings;
    const struct hl_sequencer *sequencer;
    const char *sequencer_name; /* as it was given */
    bool has_old, has_new;
};

/* Its input is a struct cli_update. */
extern const struct argp cli_update_argp;

/* Take the update of a case file, and without --sequencer the first one that is here of which the
 * case expects something; or die. */
void cli_update_case(struct cli_update *u, const char *path);

/* Die unless the sequencer and both entries were given. */
void cli_update_require(const struct cli_update *u);

#endif
