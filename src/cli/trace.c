// SPDX-License-Identifier: MIT
/* hitless trace: judge what was recorded, without the driver that did it. */
#include "case/trace.h"
#include "cli/cli.h"
#include "cli/trace_log.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct trace {
    struct hl_case settings;
    const char *path;
    int64_t stream; /* -1: any */
    bool json;
};

enum { JSON = 0x100, STREAM }; /* no short options */

static const struct argp_option options[] = {
    {"json", JSON, NULL, 0, "One JSON object, as of `hitless check'", 3},
    {"stream", STREAM, "NUMBER", 0,
     "The StreamID whose invalidations count in QEMU's trace events (default: all)", 3},
    {0}};

static error_t parse(int key, char *arg, struct argp_state *state)
{
    struct trace *t = state->input;
    char *end;

    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = &t->settings;
        return 0;
    case JSON:
        t->json = true;
        return 0;
    case STREAM:
        errno = 0;
        t->stream = strtoll(arg, &end, 0);
        if (errno || end == arg || *end || t->stream < 0 || t->stream > UINT32_MAX)
            cli_die("--stream: not a StreamID: %s", arg);
        return 0;
    case ARGP_KEY_ARG:
        if (t->path)
            cli_die("more than one trace: %s", arg);
        t->path = arg;
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static void read_trace(struct trace *t, struct hl_trace *trace)
{
    FILE *in = t->path ? fopen(t->path, "r") : stdin;
    struct hl_error error;

    if (!in)
        cli_die("%s: %s", t->path, strerror(errno));
    in = cli_trace_log(in, t->path ? t->path : "stdin", t->stream, t->settings.kind);
    if (!hl_trace_read(in, t->path ? t->path : "stdin", &t->settings, trace, &error))
        cli_die("%s", error.text);
    fclose(in);
}

int cli_trace(int argc, char **argv)
{
    static const struct argp_child children[] = {{&cli_smmu_argp, 0, NULL, 0}, {0}};
    static const struct argp argp = {
        options,
        parse,
        "[FILE]",
        "Judge a recorded update: its stores, barriers and syncs, one a line (docs/formats.md), "
        "from FILE or standard input, as they stand or in a log. What the lines say of the SMMU "
        "goes before the options.",
        children,
        NULL,
        NULL};
    static struct trace t = {.stream = -1};
    static struct hl_trace trace;
    static struct hl_trial trial;
    static struct hl_verdict verdict;
    const char *no_color = getenv("NO_COLOR");

    cli_case_begin(&t.settings);
    cli_parse(&argp, argc, argv, &t);
    read_trace(&t, &trace);
    cli_trial(&trial, &t.settings, &trace.sequencer);
    cli_judge(&trial, t.path ? t.path : "stdin", &verdict);
    if (t.json)
        hl_json_print(stdout, hl_json_verdict(&trial, &verdict));
    else
        hl_explain(stdout, &trial, &verdict, isatty(STDOUT_FILENO) && (!no_color || !*no_color));
    return hl_verdict_is_bad(&verdict) ? CLI_FOUND : CLI_NOTHING;
}
