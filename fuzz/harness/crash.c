// SPDX-License-Identifier: MIT
#include "harness/crash.h"

#include "harness/blame.h"
#include "harness/causes.h"
#include "harness/counts.h"
#include "harness/input.h"
#include "harness/probe.h"
#include "harness/run.h"
#include "harness/settings.h"
#include "harness/smaller.h"
#include "harness/summary.h"
#include "report/report.h"

#include <errno.h>
#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int exit_status = -1;
static enum hl_crash_form form = HL_CRASH_TEXT;
static const char *told_of;
static void (*taker)(void *context, struct json_object *told);
static void *taker_context;

void hl_crash_exit(int status)
{
    exit_status = status;
}

void hl_crash_tell(enum hl_crash_form wanted, const char *file)
{
    form = wanted;
    told_of = file;
}

void hl_crash_hand(void (*take)(void *context, struct json_object *told), void *context)
{
    taker = take;
    taker_context = context;
}

FILE *hl_crash_text(void)
{
    static FILE *nowhere;

    if (form == HL_CRASH_TEXT)
        return stderr;
    if (!nowhere)
        nowhere = fopen("/dev/null", "w");
    if (!nowhere)
        hl_settings_refuse("/dev/null", strerror(errno));
    return nowhere;
}

struct json_object *hl_crash_json(void)
{
    static struct json_object *object;

    if (form == HL_CRASH_JSON && !object)
        object = json_object_new_object();
    return object;
}

void hl_crash_progress(unsigned tries, unsigned steps)
{
    enum { EVERY = 64 };

    if (form == HL_CRASH_FILE && tries % EVERY == 1 && isatty(STDERR_FILENO))
        fprintf(stderr, "\r%u smaller ones tried, %u steps\033[K", tries, steps);
}

/* Save a file in the folder of HITLESS_FINDINGS. */
static void save(const char *kind, const char *title, bool (*write)(FILE *out, const void *what),
                 const void *what)
{
    char path[1024], temporary[1056];
    bool written;
    FILE *out;
    int why;

    if (!hl_settings()->folder)
        return;
    snprintf(path, sizeof path, "%s/%s-%016llx.yaml", hl_settings()->folder, kind,
             (unsigned long long)hl_cause_hash(title));
    /* Several processes may save one cause at once. */
    snprintf(temporary, sizeof temporary, "%s.%ld", path, (long)getpid());
    out = fopen(temporary, "w");
    if (!out)
        hl_settings_refuse(temporary, strerror(errno));
    written = write(out, what) && fflush(out) == 0;
    why = errno;
    if (fclose(out) != 0 || !written || rename(temporary, path) != 0) {
        why = written ? errno : why;
        unlink(temporary);
        hl_settings_refuse(path, strerror(why));
    }
}

static bool write_case(FILE *out, const void *c)
{
    return hl_case_write(out, c);
}

static bool write_input(FILE *out, const void *title)
{
    return hl_input_write(out, title);
}

/* As a text that is freed by nobody: the process ends. NULL: it has no words. */
static const char *text_of(bool (*write)(FILE *out, const void *what), const void *what)
{
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    const bool written = out && write(out, what);

    return !out || fclose(out) != 0 || !written ? NULL : text;
}

void hl_crash_save(const struct hl_case *c, const char *kind)
{
    save(kind, c->title, write_case, c);
}

static const char *show_input(const char *title)
{
    const char *text = text_of(write_input, title);

    if (text)
        save("program", title, write_input, title);
    return text;
}

static _Noreturn void end(const char *finding, const char *title)
{
    hl_counts_flush();
    if (exit_status >= 0)
        exit(exit_status);
    hl_summary_print();
    hl_blame(finding, title);
}

/* What to do to see it again. */
static void name_replay(char *text, size_t size, const char *file, const char *command)
{
    char tested[HL_SUBJECTS_TEXT];

    snprintf(text, size, "%s %s CRASH-FILE   (or save the %s above and run: hitless %s FILE)",
             hl_subjects_text(&hl_settings()->subjects, tested), hl_settings()->program, file,
             command);
}

/* What every object has, what the target has added, and a file that shows the same. */
static void print_json(const char *finding, const char *title, const char *file)
{
    struct json_object *object = json_object_new_object();

    hl_json_tag(object, "file", told_of);
    hl_json_tag(object, "target", hl_input_target());
    hl_json_tag(object, "finding", finding);
    hl_json_tag(object, "title", title);
    hl_json_move(object, hl_crash_json());
    hl_json_tag(object, "reproducer", file);
    if (taker)
        taker(taker_context, object);
    else
        hl_json_print(stdout, object);
}

static void print_file(const char *file)
{
    if (isatty(STDERR_FILENO))
        fputs("\r\033[K", stderr);
    fputs(file ? file : "", stdout);
}

static bool shows_title(void *title, const struct hl_program *program)
{
    static unsigned tries;

    hl_crash_progress(++tries, program->steps);
    return hl_shows_again(hl_run_again, program, title);
}

/* Of programs that their targets do not make smaller themselves, where the file is what is wanted.
 */
static void make_smaller(const char *title)
{
    static struct hl_program smaller;
    static char wanted[HL_CASE_TEXT];

    if (form != HL_CRASH_FILE || !hl_input_program() ||
        hl_input_program()->kind == HL_PROGRAM_DRIVER)
        return;
    smaller = *hl_input_program();
    snprintf(wanted, sizeof wanted, "%s", title);
    hl_smaller(&smaller, shows_title, wanted);
    hl_input_replace(&smaller);
}

void hl_crash_report(const char *finding, const struct hl_case *c, const struct hl_verdict *v,
                     bool shows)
{
    const struct hl_sequencer *sequencer = hl_settings()->sequencer;
    const char *program;
    char replay[HL_SUBJECTS_TEXT + 1024], command[HL_SUBJECT_NAME + 64];

    hl_probe_ends(c->title);
    if (!shows)
        make_smaller(c->title);
    program = shows ? NULL : show_input(c->title);
    snprintf(command, sizeof command, "explain --sequencer %s", sequencer->name);
    name_replay(replay, sizeof replay, program ? "program" : "case", program ? "replay" : command);
    hl_crash_save(c, "crash"); /* before it is told: this process may be killed at any moment */
    if (form == HL_CRASH_JSON) {
        hl_json_crash(hl_crash_json(), c, sequencer, v);
        print_json(finding, c->title, program ? program : text_of(write_case, c));
    } else if (form == HL_CRASH_FILE) {
        print_file(program ? program : text_of(write_case, c));
    } else {
        hl_report_crash(stderr, c, sequencer, v, program, replay);
    }
    end(finding, c->title);
}

void hl_crash_stop(const char *finding, const char *title)
{
    const char *program;
    char replay[HL_SUBJECTS_TEXT + 1024];

    hl_probe_ends(title);
    make_smaller(title);
    program = show_input(title);
    if (form == HL_CRASH_JSON)
        print_json(finding, title, program);
    else if (form == HL_CRASH_FILE)
        print_file(program);
    if (program)
        fprintf(hl_crash_text(), "---- program\n%s", program);
    name_replay(replay, sizeof replay, program ? "program" : "input",
                program ? "replay" : "replay --target TARGET");
    fprintf(hl_crash_text(), "---- replay\n%s\n==========================\n", replay);
    end(finding, title);
}
