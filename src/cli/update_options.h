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
    const char *path; /* of a case file, in their place; or NULL */
};

/* Its input is a struct cli_update. */
extern const struct argp cli_update_argp;

/* The argument of a subcommand that takes one case. */
void cli_update_case(struct cli_update *u, const char *path);

/* Judge the update of the case file or of the options, or die. A case without --sequencer: the
 * first one that is here of which it expects something. Returns what to call it in errors. */
const char *cli_update_judge(struct cli_update *u, struct hl_trial *trial,
                             struct hl_verdict *verdict);

/* Die unless the sequencer and both entries were given. */
void cli_update_require(const struct cli_update *u);

#endif
