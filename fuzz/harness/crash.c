// SPDX-License-Identifier: MIT
#include "harness/crash.h"

#include "harness/causes.h"
#include "harness/counts.h"
#include "harness/input.h"
#include "harness/settings.h"
#include "harness/summary.h"
#include "report/report.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int exit_status = -1;

void hl_crash_exit(int status)
{
    exit_status = status;
}

/* Save a file in the folder of HITLESS_FINDINGS. */
static void save(const char *kind, const char *title, bool (*write)(FILE *out, const void *what),
                 const void *what)
{
    char path[1024], temporary[1056];
    bool written;
    FILE *out;

    if (!hl_settings()->folder)
        return;
    snprintf(path, sizeof path, "%s/%s-%016llx.yaml", hl_settings()->folder, kind,
             (unsigned long long)hl_cause_hash(title));
    /* Several processes may save one cause at once. */
    snprintf(temporary, sizeof temporary, "%s.%ld", path, (long)getpid());
    out = fopen(temporary, "w");
    if (!out)
        hl_settings_refuse(temporary, strerror(errno));
    written = write(out, what);
    if (fclose(out) != 0 || !written || rename(temporary, path) != 0)
        hl_settings_refuse(path, strerror(errno));
}

static bool write_case(FILE *out, const void *c)
{
    return hl_case_write(out, c);
}

static bool write_input(FILE *out, const void *title)
{
    return hl_input_write(out, title);
}

void hl_crash_save(const struct hl_case *c, const char *kind)
{
    save(kind, c->title, write_case, c);
}

/* As a text that is freed by nobody: the process ends. NULL: it has no words. */
static const char *show_input(const char *title)
{
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    const bool written = out && hl_input_write(out, title);

    if (!out || fclose(out) != 0 || !written)
        return NULL;
    save("program", title, write_input, title);
    return text;
}

static _Noreturn void end(void)
{
    hl_counts_flush();
    if (exit_status >= 0)
        exit(exit_status);
    hl_summary_print();
    abort();
}

/* What to do to see it again. */
static void name_replay(char *text, size_t size, const char *file, const char *command)
{
    char tested[HL_SUBJECTS_TEXT];

    snprintf(text, size, "%s %s CRASH-FILE   (or save the %s above and run: hitless %s FILE)",
             hl_subjects_text(&hl_settings()->subjects, tested), hl_settings()->program, file,
             command);
}

void hl_crash_report(const struct hl_case *c, const struct hl_verdict *v, bool shows)
{
    const struct hl_sequencer *sequencer = hl_settings()->sequencer;
    const char *program = shows ? NULL : show_input(c->title);
    char replay[HL_SUBJECTS_TEXT + 1024], command[HL_SUBJECT_NAME + 64];

    snprintf(command, sizeof command, "explain --sequencer %s", sequencer->name);
    name_replay(replay, sizeof replay, program ? "program" : "case", program ? "replay" : command);
    hl_report_crash(stderr, c, sequencer, v, program, replay);
    hl_crash_save(c, "crash");
    end();
}

void hl_crash_stop(const char *title)
{
    const char *program = show_input(title);
    char replay[HL_SUBJECTS_TEXT + 1024];

    if (program)
        fprintf(stderr, "---- program\n%s", program);
    name_replay(replay, sizeof replay, program ? "program" : "input",
                program ? "replay" : "replay --target TARGET");
    fprintf(stderr, "---- replay\n%s\n==========================\n", replay);
    end();
}
