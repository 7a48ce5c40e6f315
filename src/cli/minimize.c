// SPDX-License-Identifier: MIT
/* hitless minimize: a smaller case with the same finding. */
#include "case/reduce.h"
#include "cli/update_options.h"

struct minimize {
    struct cli_update update;
    const char *path;
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
    struct minimize *m = state->input;

    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = &m->update;
        return 0;
    case ARGP_KEY_ARG:
        if (m->path)
            cli_die("more than one case: %s", arg);
        m->path = arg;
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

/* What the sequencer does with the case as it is now. */
static void expect(struct hl_case *c, const struct hl_sequencer *sequencer, const char *where)
{
    static struct hl_trial trial;
    static struct hl_verdict v;

    cli_trial(&trial, c, sequencer);
    cli_judge(&trial, where, &v);
    hl_case_expect(c, sequencer, &v);
}

int cli_minimize(int argc, char **argv)
{
    static const struct argp_child children[] = {{&cli_update_argp, 0, NULL, 0}, {0}};
    static const struct argp argp = {NULL,
                                     parse,
                                     "--sequencer NAME CASE\n--sequencer NAME --old ENTRY --new "
                                     "ENTRY",
                                     "Take fields out of a case as long as the sequencer's first "
                                     "finding stays, and print the "
                                     "case that is left.",
                                     children,
                                     NULL,
                                     NULL};
    static struct minimize m;
    struct hl_case *c = &m.update.settings;
    const char *where = "--old, --new";
    struct hl_error error;

    cli_case_begin(c);
    cli_parse(&argp, argc, argv, &m);
    if (m.path && (m.update.has_old || m.update.has_new))
        cli_die("--old or --new beside a case file");
    if (!m.update.sequencer)
        cli_die("no --sequencer");
    if (m.path) {
        where = m.path;
        if (!hl_case_read(m.path, c, &error))
            cli_die("%s", error.text);
    } else {
        cli_update_require(&m.update);
    }
    expect(c, m.update.sequencer, where); /* and the case can be judged */
    if (!hl_case_reduce(c, m.update.sequencer))
        cli_die("%s: %s has no finding there", where, m.update.sequencer->name);
    expect(c, m.update.sequencer, where);
    if (!hl_case_write(stdout, c))
        cli_die("cannot write the case");
    return CLI_FOUND;
}
