// SPDX-License-Identifier: MIT
#include "harness/crash.h"

#include "harness/causes.h"
#include "harness/counts.h"
#include "harness/settings.h"
#include "harness/summary.h"
#include "report/report.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void save_case(const struct hl_case *c, const char *path)
{
    char temporary[1056];
    bool written;
    FILE *out;

    /* Several processes may save one cause at once. */
    snprintf(temporary, sizeof temporary, "%s.%ld", path, (long)getpid());
    out = fopen(temporary, "w");
    if (!out)
        hl_settings_refuse(temporary, strerror(errno));
    written = hl_case_write(out, c);
    if (fclose(out) != 0 || !written || rename(temporary, path) != 0)
        hl_settings_refuse(path, strerror(errno));
}

void hl_crash_save(const struct hl_case *c, const char *kind)
{
    char path[1024];

    if (!hl_settings()->folder)
        return;
    snprintf(path, sizeof path, "%s/%s-%016llx.yaml", hl_settings()->folder, kind,
             (unsigned long long)hl_cause_hash(c->title));
    save_case(c, path);
}

static _Noreturn void end(void)
{
    hl_counts_flush();
    hl_summary_print();
    abort();
}

void hl_crash_report(const struct hl_case *c, const struct hl_verdict *v, bool innocent)
{
    const struct hl_sequencer *sequencer = hl_settings()->sequencer;
    char tested[HL_SUBJECTS_TEXT], replay[HL_SUBJECTS_TEXT + 1024];
    int used = snprintf(replay, sizeof replay, "%s %s CRASH-FILE",
                        hl_subjects_text(&hl_settings()->subjects, tested), hl_settings()->program);

    if (!innocent && used > 0 && (size_t)used < sizeof replay)
        snprintf(replay + used, sizeof replay - (size_t)used,
                 "   (or save the case above and run: hitless explain --sequencer %s CASE)",
                 sequencer->name);
    hl_report_crash(stderr, c, sequencer, v, replay);
    hl_crash_save(c, "crash");
    end();
}

void hl_crash_stop(void)
{
    char tested[HL_SUBJECTS_TEXT];

    fprintf(stderr, "---- replay\n%s %s CRASH-FILE\n==========================\n",
            hl_subjects_text(&hl_settings()->subjects, tested), hl_settings()->program);
    end();
}
