// SPDX-License-Identifier: MIT
/* hitless import: what another tool found, as a case file. */
#include "case/counterexample.h"
#include "cli/cli.h"

struct import {
    const char *path, *law;
};

enum { CBMC = 0x100, LAW }; /* no short options */

static const struct argp_option options[] = {
    {"cbmc", CBMC, "FILE", 0, "CBMC's answer, as `./dev prove --keep DIR' keeps it", 0},
    {"law", LAW, "NAME", 0, "The law that is refuted, or the cover goal (default: the first law)",
     0},
    {0}};

static error_t parse(int key, char *arg, struct argp_state *state)
{
    struct import *i = state->input;

    switch (key) {
    case CBMC:
        if (i->path)
            cli_die("more than one file: %s", arg);
        i->path = arg;
        return 0;
    case LAW:
        i->law = arg;
        return 0;
    case ARGP_KEY_ARG:
        cli_die("too many arguments: %s", arg);
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

int cli_import(int argc, char **argv)
{
    static const struct argp argp = {options,
                                     parse,
                                     NULL,
                                     "Make a case file of a counterexample of a proof's "
                                     "(docs/proofs.md), on standard output; `hitless check' "
                                     "judges it, `hitless minimize' reduces it.",
                                     NULL,
                                     NULL,
                                     NULL};
    static struct import i;
    static struct hl_case c;
    struct hl_error error;

    cli_parse(&argp, argc, argv, &i);
    if (!i.path)
        cli_die("nothing to import: --cbmc FILE");
    if (!hl_counterexample_read(i.path, i.law, &c, &error))
        cli_die("%s", error.text);
    if (!hl_case_write(stdout, &c))
        cli_die("cannot write the case");
    return CLI_NOTHING;
}
