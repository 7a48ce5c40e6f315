// SPDX-License-Identifier: MIT
/* hitless replay FILE...: what was found is shown again: the update of a case, or a program by the
 * fuzz target that it is for. */
#include "cli/programs.h"

#include "subject/subject.h"

#include <stdlib.h>

enum { SEQUENCER = 1, JSON };

struct arguments {
    struct cli_run run;
    char **paths;
    unsigned count;
};

static const struct argp_option options[] = {
    {"sequencer", SEQUENCER, "NAME", 0, "The sequencer under test; default: the file's", 0},
    {"json", JSON, NULL, 0, "One JSON object a file", 0},
    {NULL, 0, NULL, 0, NULL, 0},
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
    struct arguments *a = state->input;

    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = &a->run;
        return 0;
    case SEQUENCER:
        cli_run_sequencer(&a->run, arg);
        return 0;
    case JSON:
        a->run.form = HL_CRASH_JSON;
        return 0;
    case ARGP_KEY_ARGS:
        a->paths = state->argv + state->next;
        a->count = (unsigned)(state->argc - state->next);
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

/* The first finding that is more than advice, or NULL. */
static const char *first_of(const struct hl_verdict *v)
{
    for (unsigned i = 0; i < v->findings; i++)
        if (!hl_finding_is_advice(v->finding[i].kind))
            return hl_finding_names[v->finding[i].kind];
    return NULL;
}

static void print_json(const struct hl_trial *trial, const struct hl_verdict *v, const char *path)
{
    struct json_object *object = hl_json_object();

    hl_json_tag(object, "file", path);
    hl_json_tag(object, "finding", first_of(v));
    hl_json_tag(object, "title", trial->source->title);
    hl_json_crash(object, trial->source, trial->question.sequencer, v);
    hl_json_print(stdout, object);
}

static int judge(const struct arguments *a, const struct hl_case *c,
                 const struct hl_sequencer *sequencer, const char *path)
{
    static struct hl_trial trial;
    static struct hl_verdict v;
    const char *wrong = hl_trial_init(&trial, c, sequencer);

    if (wrong) {
        cli_complain("%s: %s", path, wrong);
        return CLI_BAD;
    }
    cli_judge(&trial, path, &v);
    if (a->run.form == HL_CRASH_JSON) {
        print_json(&trial, &v, path);
    } else {
        printf("%s: ", path);
        hl_text_sequencer(stdout, sequencer);
        hl_text_verdict(stdout, &trial, &v);
    }
    return cli_accepts_not_all(cli_run_accepted(), &trial.question, &v) ? CLI_FOUND : CLI_NOTHING;
}

static int worse(int a, int b)
{
    return a == CLI_BAD || b == CLI_BAD ? CLI_BAD : a > b ? a : b;
}

/* By each sequencer of which the case expects something and which is there. */
static int judge_expected(const struct arguments *a, const struct hl_case *c, const char *path)
{
    int status = CLI_NOTHING;
    unsigned judged = 0;
    bool elsewhere;
    struct hl_error error;

    for (unsigned i = 0; i < c->expectations; i++) {
        const struct hl_sequencer *s = cli_expected_here(c, i, path, &elsewhere, &error);
        if (!s)
            continue;
        status = worse(status, judge(a, c, s, path));
        judged++;
    }
    if (judged)
        return status;
    cli_complain("%s: none of its sequencers is in this build (--sequencer names another)", path);
    return CLI_BAD;
}

static int replay_case(const struct arguments *a, const struct hl_case *c, const char *path)
{
    const char *named = a->run.about.sequencer;

    if (*named || !c->expectations)
        return judge(a, c, *named ? cli_sequencer(named) : hl_default_sequencer(), path);
    return judge_expected(a, c, path);
}

static int replay_file(const struct arguments *a, const char *path)
{
    static struct cli_file f;
    int status = CLI_BAD;

    if (cli_read(&a->run, path, &f))
        status = f.is_case ? replay_case(a, &f.c, path) : cli_run_apart(&a->run, &f);
    free(f.bytes);
    return status;
}

int cli_replay(int argc, char **argv)
{
    static const struct argp_child children[] = {{&cli_run_argp, 0, NULL, 0}, {0}};
    static const struct argp argp = {
        options,
        parse,
        "FILE...",
        "Run again what a file describes: the update of a case, or a program file or an engine's "
        "input by the fuzz target that it is for. Status 1: something was found.\v",
        children,
        NULL,
        NULL};
    static struct arguments a;
    int status = CLI_NOTHING;

    cli_parse(&argp, argc, argv, &a);
    if (!a.count)
        cli_die("replay: no file");
    for (unsigned i = 0; i < a.count; i++)
        status = worse(status, replay_file(&a, a.paths[i]));
    if (status == CLI_NOTHING) /* else they may not have been come to */
        cli_accepted_print(stderr, cli_run_accepted());
    return status;
}
