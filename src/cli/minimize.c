// SPDX-License-Identifier: MIT
/* hitless minimize: a smaller case or program with the same finding. */
#include "case/reduce.h"
#include "cli/programs.h"
#include "cli/update_options.h"

#include <stdlib.h>

struct minimize {
    struct cli_update update;
    struct cli_run run;
    const char *path;
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
    struct minimize *m = state->input;

    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = &m->update;
        state->child_inputs[1] = &m->run;
        return 0;
    case ARGP_KEY_ARG:
        if (m->path)
            cli_die("more than one file: %s", arg);
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

static int minimize_case(struct hl_case *c, const struct hl_sequencer *sequencer, const char *where)
{
    if (!sequencer)
        cli_die("no --sequencer");
    expect(c, sequencer, where); /* and the case can be judged */
    if (!hl_case_reduce(c, sequencer))
        cli_die("%s: %s has no finding there", where, sequencer->name);
    expect(c, sequencer, where);
    if (!hl_case_write(stdout, c))
        cli_die("cannot write the case");
    return CLI_FOUND;
}

/* Its target does it, as at the end of a fuzz run. */
static int minimize_file(struct minimize *m)
{
    static struct cli_file f;
    int status;

    m->run.form = HL_CRASH_FILE;
    if (m->update.sequencer)
        cli_run_sequencer(&m->run, m->update.sequencer_name);
    if (!cli_read(&m->run, m->path, &f))
        return CLI_BAD;
    status =
        f.is_case ? minimize_case(&f.c, m->update.sequencer, m->path) : cli_run_apart(&m->run, &f);
    free(f.bytes);
    return status;
}

int cli_minimize(int argc, char **argv)
{
    static const struct argp_child children[] = {
        {&cli_update_argp, 0, NULL, 0}, {&cli_run_argp, 0, NULL, 0}, {0}};
    static const struct argp argp = {
        NULL,
        parse,
        "--sequencer NAME CASE\n--sequencer NAME --old ENTRY --new ENTRY\nPROGRAM|INPUT",
        "Take fields out of a case as long as the sequencer's first finding stays, and print the "
        "case that is left; or steps and their parts out of a program file or an engine's input, "
        "as long as its fuzz target finds the same.",
        children,
        NULL,
        NULL};
    static struct minimize m;

    cli_case_begin(&m.update.settings);
    cli_parse(&argp, argc, argv, &m);
    if (m.path && (m.update.has_old || m.update.has_new))
        cli_die("--old or --new beside a file");
    if (m.path)
        return minimize_file(&m);
    cli_update_require(&m.update);
    return minimize_case(&m.update.settings, m.update.sequencer, "--old, --new");
}
