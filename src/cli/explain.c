// SPDX-License-Identifier: MIT
/* hitless explain: an update, or what is found in a program, as a timeline. */
#include "cli/programs.h"
#include "cli/update_options.h"

#include <stdlib.h>
#include <unistd.h>

struct explain {
    struct cli_update update;
    struct cli_run run; /* of a program */
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
        state->child_inputs[1] = &e->run;
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

/* A page of what its target finds. */
struct page {
    const char *path, *html;
    struct json_object *told;
};

static void write_lanes(FILE *out, const void *context)
{
    const struct page *page = context;

    if (!hl_explain_lanes(out, page->told))
        cli_die("%s: only what is found in a whole driver is a page; `hitless minimize' makes a "
                "case of an update",
                page->path);
}

static void take(void *context, struct json_object *told)
{
    struct page *page = context;

    page->told = told;
    cli_write_file("--html", page->html, write_lanes, page);
}

/* As `hitless replay', or a page. */
static int explain_program(struct explain *e, const struct cli_file *f)
{
    struct page page = {e->update.path, e->html, NULL};

    if (e->update.sequencer)
        cli_run_sequencer(&e->run, e->update.sequencer_name);
    if (e->html) {
        e->run.form = HL_CRASH_JSON;
        e->run.take = take;
        e->run.context = &page;
    }
    return cli_run_apart(&e->run, f);
}

/* -1: it is a case. */
static int explain_file(struct explain *e)
{
    static struct cli_file f;
    int status = CLI_BAD;

    if (cli_read(&e->run, e->update.path, &f))
        status = f.is_case ? -1 : explain_program(e, &f);
    free(f.bytes);
    return status;
}

int cli_explain(int argc, char **argv)
{
    static const struct argp_child children[] = {
        {&cli_update_argp, 0, NULL, 0}, {&cli_run_argp, 0, NULL, 0}, {0}};
    static const struct argp argp = {
        options,
        parse,
        "CASE\n--sequencer NAME --old ENTRY --new ENTRY\nPROGRAM|INPUT",
        "Show an update step by step: the entries, each store and "
        "sync, and each bad view with what "
        "the SMMU would do. Without --sequencer, the first one of "
        "which the case expects something. Of a program "
        "file or an engine's input: what its fuzz target finds in it.",
        children,
        NULL,
        NULL};
    static struct explain e;
    static struct hl_trial trial;
    static struct hl_verdict verdict;
    const char *no_color = getenv("NO_COLOR");
    int status;

    cli_case_begin(&e.update.settings);
    cli_parse(&argp, argc, argv, &e);
    if (e.update.path && !e.update.has_old && !e.update.has_new) {
        status = explain_file(&e);
        if (status >= 0)
            return status;
    }
    if (!e.update.path && !e.update.has_old && !e.update.has_new)
        cli_die("nothing to explain: a case file, or --old and --new");
    cli_update_judge(&e.update, &trial, &verdict);
    if (e.html)
        cli_write_file("--html", e.html, write_html, &(struct told){&trial, &verdict});
    else
        hl_explain(stdout, &trial, &verdict, isatty(STDOUT_FILENO) && (!no_color || !*no_color));
    return hl_verdict_is_bad(&verdict) ? CLI_FOUND : CLI_NOTHING;
}
