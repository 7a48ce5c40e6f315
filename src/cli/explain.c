// SPDX-License-Identifier: MIT
/* hitless explain: an update as a timeline. */
#include "cli/update_options.h"

#include <stdlib.h>
#include <unistd.h>

struct explain {
    struct cli_update update;
    const char *html;
};

enum { HTML = 0x100 }; /* no short options */

static const struct argp_option options[] = {
    {"html", HTML, "FILE", 0, "Write a page to FILE instead", 3}, {0}};

/* What a page is made of. */
struct told {
    const struct hl_trial *trial;
    const struct hl_verdict *verdict;
};

static void write_html(FILE *out, const void *context)
{
    const struct told *told = context;

    hl_explain_html(out, told->trial, told->verdict);
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
    struct explain *e = state->input;

    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = &e->update;
        return 0;
    case HTML:
        e->html = arg;
        return 0;
    case ARGP_KEY_ARG:
        cli_update_case(&e->update, arg);
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

int cli_explain(int argc, char **argv)
{
    static const struct argp_child children[] = {{&cli_update_argp, 0, NULL, 0}, {0}};
    static const struct argp argp = {options,
                                     parse,
                                     "CASE\n--sequencer NAME --old ENTRY --new ENTRY",
                                     "Show an update step by step: the entries, each store and "
                                     "sync, and each bad view with what "
                                     "the SMMU would do. Without --sequencer, the first one of "
                                     "which the case expects something.",
                                     children,
                                     NULL,
                                     NULL};
    static struct explain e;
    static struct hl_trial trial;
    static struct hl_verdict verdict;
    const char *no_color = getenv("NO_COLOR");

    cli_case_begin(&e.update.settings);
    cli_parse(&argp, argc, argv, &e);
    if (!e.update.path && !e.update.has_old && !e.update.has_new)
        cli_die("nothing to explain: a case file, or --old and --new");
    cli_update_judge(&e.update, &trial, &verdict);
    if (e.html)
        cli_write_file("--html", e.html, write_html, &(struct told){&trial, &verdict});
    else
        hl_explain(stdout, &trial, &verdict, isatty(STDOUT_FILENO) && (!no_color || !*no_color));
    return hl_verdict_is_bad(&verdict) ? CLI_FOUND : CLI_NOTHING;
}
