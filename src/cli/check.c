// SPDX-License-Identifier: MIT
/* hitless check: judge one update, a batch of updates, or case files. */
#include "cli/accept.h"
#include "cli/update_options.h"

#include <stdlib.h>

struct check {
    struct cli_update update;
    struct cli_accepted accepted;
    bool json, batch, causes;
    const char *against;
    char **paths;
    unsigned count;
};

enum { JSON = 0x100, BATCH, CAUSES, AGAINST }; /* no short options */

static const struct argp_option options[] = {
    {"json", JSON, NULL, 0, "One JSON object a line", 3},
    {"batch", BATCH, NULL, 0,
     "Read `old new', or `old new safe', a line from standard input; write JSON", 3},
    {"causes", CAUSES, NULL, 0,
     "Print the causes of what is found in case files, one a line, whatever the cases expect", 3},
    {"against", AGAINST, "PROGRAM", 0,
     "Print only those that another build's hitless does not print: of another kernel tree", 3},
    {0}};

static error_t parse(int key, char *arg, struct argp_state *state)
{
    struct check *c = state->input;

    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = &c->update;
        state->child_inputs[1] = &c->accepted;
        return 0;
    case JSON:
        c->json = true;
        return 0;
    case BATCH:
        c->batch = true;
        return 0;
    case CAUSES:
        c->causes = true;
        return 0;
    case AGAINST:
        c->causes = true;
        c->against = arg;
        return 0;
    case ARGP_KEY_ARG:
        c->paths[c->count++] = arg;
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static int check_one(struct check *c)
{
    static struct hl_trial trial;
    static struct hl_verdict verdict;

    cli_update_require(&c->update);
    cli_trial(&trial, &c->update.settings, c->update.sequencer);
    cli_judge(&trial, "--old, --new", &verdict);
    if (c->json) {
        hl_json_print(stdout, hl_json_verdict(&trial, &verdict));
    } else {
        hl_text_sequencer(stdout, c->update.sequencer);
        hl_text_verdict(stdout, &trial, &verdict);
    }
    if (cli_accepts_not_all(&c->accepted, &trial.question, &verdict))
        return CLI_FOUND;
    cli_accepted_print(stderr, &c->accepted);
    return CLI_NOTHING;
}

static int check(struct check *c)
{
    bool entries = c->update.has_old || c->update.has_new;

    if (c->batch) {
        if (entries || c->count)
            cli_die("--batch: entries come from standard input, not from the command line");
        if (!c->update.sequencer)
            cli_die("no --sequencer");
        return cli_check_batch(&c->update.settings, c->update.sequencer, &c->accepted);
    }
    if (c->count && (c->accepted.kinds || c->accepted.known.count))
        cli_die("--tolerate or --suppressions beside case files, which say what they expect");
    if (c->count && entries)
        cli_die("--old or --new beside case files");
    if (c->causes && (c->json || !c->count))
        cli_die("--causes and --against are for case files, and print text");
    if (c->causes && !c->update.sequencer) {
        c->update.sequencer_name = "linux";
        c->update.sequencer = cli_sequencer("linux");
    }
    if (c->causes)
        return cli_check_causes(c->paths, c->count, c->update.sequencer, c->update.sequencer_name,
                                c->against);
    if (c->count)
        return cli_check_cases(c->paths, c->count, c->update.sequencer_name, c->json);
    if (!entries)
        cli_die("nothing to check: case files, --old and --new, or --batch");
    return check_one(c);
}

int cli_check(int argc, char **argv)
{
    static const struct argp_child children[] = {
        {&cli_update_argp, 0, NULL, 0}, {&cli_accept_argp, 0, NULL, 0}, {0}};
    static const struct argp argp = {
        options,
        parse,
        "CASE...\n--sequencer NAME --old ENTRY --new ENTRY\n--sequencer NAME --batch",
        "Judge everything that an SMMU can observe while a sequencer turns one entry into another. "
        "Case files are compared with what they expect.",
        children,
        NULL,
        NULL};
    static struct check c;
    int status;

    c.paths = calloc((size_t)argc + 1, sizeof(*c.paths));
    if (!c.paths)
        cli_die("out of memory");
    cli_case_begin(&c.update.settings);
    cli_parse(&argp, argc, argv, &c);
    status = check(&c);
    free(c.paths);
    return status;
}
