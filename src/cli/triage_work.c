// SPDX-License-Identifier: MIT
/* What is done with one file, in a process of its own. */
#include "case/cause.h"
#include "case/reduce.h"
#include "cli/triage.h"

#include "subject/subject.h"

#include <json-c/json.h>
#include <string.h>

/* A case is judged by the sequencer that is named, by the first that it expects and that is there,
 * or by the right one. */
static const struct hl_sequencer *sequencer_of(const struct cli_run *run, const struct hl_case *c,
                                               const char *path)
{
    const struct hl_sequencer *found = NULL;
    struct hl_error error;

    if (*run->about.sequencer)
        return cli_sequencer(run->about.sequencer);
    for (unsigned i = 0; !found && i < c->expectations; i++)
        found = cli_expected(c, i, path, &error);
    if (!found && c->expectations)
        cli_die("%s: none of its sequencers is in this build (--sequencer names another)", path);
    return found ? found : hl_default_sequencer();
}

/* f: NULL, if there is none. */
static void print_line(const struct hl_trial *trial, const struct hl_finding *f)
{
    struct json_object *object = hl_json_object();
    char words[HL_CAUSE_TEXT] = "";

    if (f)
        hl_cause_words(&trial->question, f, "", false, words);
    hl_json_tag(object, "finding", f ? hl_finding_names[f->kind] : NULL);
    hl_json_tag(object, "title", f ? words : NULL);
    hl_json_tag(object, "sequencer", trial->question.sequencer->name);
    hl_json_print(stdout, object);
}

static bool is_accepted(const struct hl_trial *trial, const struct hl_finding *f)
{
    char words[HL_CAUSE_TEXT];

    hl_cause_words(&trial->question, f, "", false, words);
    return cli_accepts_finding(cli_run_accepted(), &trial->question, f, words);
}

/* A line of JSON for each finding. */
static int replay_case(const struct triage_work *w, const struct hl_case *c)
{
    static struct hl_trial trial;
    static struct hl_verdict v;
    bool found = false;

    cli_trial(&trial, c, sequencer_of(w->run, c, w->path));
    cli_judge(&trial, w->path, &v);
    for (unsigned i = 0; i < v.findings; i++)
        if (!hl_finding_is_advice(v.finding[i].kind) && !is_accepted(&trial, &v.finding[i])) {
            print_line(&trial, &v.finding[i]);
            found = true;
        }
    if (!found)
        print_line(&trial, NULL);
    return found ? CLI_FOUND : CLI_NOTHING;
}

static int minimise_case(const struct triage_work *w, struct hl_case *c)
{
    const struct hl_sequencer *sequencer = sequencer_of(w->run, c, w->path);
    static struct hl_trial trial;
    static struct hl_verdict v;

    if (!hl_case_reduce(c, sequencer))
        return CLI_BAD;
    cli_trial(&trial, c, sequencer);
    cli_judge(&trial, w->path, &v);
    hl_case_expect(c, sequencer, &v);
    return hl_case_write(stdout, c) ? CLI_FOUND : CLI_BAD;
}

static int work_on(const struct triage_work *w, enum hl_crash_form form, struct cli_said *said)
{
    static struct cli_run run;
    static struct cli_file f;

    run = *w->run;
    run.form = form;
    hl_subject_isolate(HL_ISOLATE_HERE); /* this process is apart already */
    if (!*run.about.target)
        snprintf(run.about.target, sizeof run.about.target, "%s", cli_target_in(w->path));
    if (!cli_read(&run, w->path, &f))
        return CLI_BAD;
    if (!f.is_case) {
        snprintf(said->target, sizeof said->target, "%s", f.target->name);
        cli_run_here(&run, &f, &said->ended);
    }
    return form == HL_CRASH_FILE ? minimise_case(w, &f.c) : replay_case(w, &f.c);
}

int triage_replay(const void *work, struct cli_said *said)
{
    return work_on(work, HL_CRASH_JSON, said);
}

int triage_minimise(const void *work, struct cli_said *said)
{
    return work_on(work, HL_CRASH_FILE, said);
}
