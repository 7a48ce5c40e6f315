// SPDX-License-Identifier: MIT
/* --tolerate and --suppressions: causes that are known and accepted, for commands that judge by
 * themselves. */
#ifndef HITLESS_CLI_ACCEPT_H
#define HITLESS_CLI_ACCEPT_H

#include "case/suppress.h"
#include "cli/cli.h"

struct cli_accepted {
    unsigned kinds; /* bit (1 << enum hl_finding_kind) */
    struct hl_suppressions known;
};
/* Its input is a struct cli_accepted, all zero. */
extern const struct argp cli_accept_argp;

/* Take the value of --tolerate or --suppressions; dies. */
void cli_accept_kinds(struct cli_accepted *accepted, const char *list);
void cli_accept_file(struct cli_accepted *accepted, const char *path);

/* Whether a cause is accepted. */
bool cli_accepts(struct cli_accepted *accepted, const struct hl_cause *cause);
/* The same of a finding of an update; title: what hl_cause_words() made of it. */
bool cli_accepts_finding(struct cli_accepted *accepted, const struct hl_question *q,
                         const struct hl_finding *f, const char *title);
/* Whether a verdict has a finding that is neither advice nor accepted. */
bool cli_accepts_not_all(struct cli_accepted *accepted, const struct hl_question *q,
                         const struct hl_verdict *v);
/* The suppressions with a reason that nothing needed, one a line. */
void cli_accepted_print(FILE *out, const struct cli_accepted *accepted);

#endif
