// SPDX-License-Identifier: MIT
/* argp as all subcommands use it. An error is getopt's one line: the second, which argp adds, goes
 * nowhere. --help is our own, because argp would not name the subcommand. */
#include "cli/cli.h"

#include <stdlib.h>

#ifndef HITLESS_VERSION
#define HITLESS_VERSION "unknown"
#endif

struct wrapped {
    char *name; /* "hitless check" */
    void *input;
};

enum { HELP = '?', VERSION = 'V', LINUX = 0x1000 };

/* Of subcommands; cli_with_linux() has taken it, and here it is for --help. */
static const struct argp_option tree_options[] = {
    {"linux", LINUX, "DIR|SERIES", 0,
     "Do it with a build that has this kernel tree, or Debian's linux-source-SERIES; it is built "
     "the first time",
     -2},
    {0}};

static const struct argp_option options[] = {
    {"help", HELP, NULL, 0, "Print this help and exit", -1},
    {"version", VERSION, NULL, 0, "Print the version and exit", -1},
    {0}};

static error_t parse_common(int key, char *arg, struct argp_state *state)
{
    struct wrapped *w = state->input;

    (void)arg;
    switch (key) {
    case ARGP_KEY_INIT:
        state->err_stream = NULL;
        state->child_inputs[0] = w->input;
        return 0;
    case HELP:
        argp_help(state->root_argp, stdout, ARGP_HELP_SHORT_USAGE | ARGP_HELP_LONG | ARGP_HELP_DOC,
                  w->name);
        exit(CLI_NOTHING);
    case VERSION:
        puts("hitless " HITLESS_VERSION);
        exit(CLI_NOTHING);
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static void parse(const struct argp *argp, int argc, char **argv, void *input, char *name,
                  unsigned flags)
{
    static const struct argp tree = {tree_options, NULL, NULL, NULL, NULL, NULL, NULL};
    const bool is_subcommand = !(flags & ARGP_IN_ORDER);
    const struct argp_child children[] = {
        {argp, 0, NULL, 0}, {is_subcommand ? &tree : NULL, 0, NULL, 0}, {0}};
    const struct argp outer = {options, parse_common, NULL, NULL, children, NULL, NULL};
    char hitless[] = "hitless"; /* getopt names the program by it */
    struct wrapped w = {name, input};

    argv[0] = hitless;
    if (argp_parse(&outer, argc, argv, flags | ARGP_NO_HELP, NULL, &w) != 0)
        exit(CLI_BAD);
}

void cli_parse(const struct argp *argp, int argc, char **argv, void *input)
{
    char name[64];

    snprintf(name, sizeof(name), "hitless %s", argv[0]);
    parse(argp, argc, argv, input, name, 0);
}

void cli_parse_command(const struct argp *argp, int argc, char **argv, void *input)
{
    char name[] = "hitless";

    parse(argp, argc, argv, input, name, ARGP_IN_ORDER);
}

enum { JSON = 0x100 }; /* no short options */

static const struct argp_option list_options[] = {
    {"json", JSON, NULL, 0, "One JSON object a line", 0}, {0}};

static error_t parse_list(int key, char *arg, struct argp_state *state)
{
    bool *json = state->input;

    if (key == ARGP_KEY_ARG)
        cli_die("too many arguments: %s", arg);
    if (key != JSON)
        return ARGP_ERR_UNKNOWN;
    *json = true;
    return 0;
}

const struct argp cli_list_argp = {list_options, parse_list, NULL, NULL, NULL, NULL, NULL};

bool cli_parse_list(const char *doc, int argc, char **argv)
{
    struct argp argp = cli_list_argp;
    bool json = false;

    argp.doc = doc;
    cli_parse(&argp, argc, argv, &json);
    return json;
}
