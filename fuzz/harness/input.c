// SPDX-License-Identifier: MIT
#include "harness/input.h"

#include "harness/against.h"
#include "harness/counts.h"
#include "harness/settings.h"
#include "harness/subject.h"
#include "harness/summary.h"
#include "program/text.h"

static const struct hl_target *target;
static const char *target_name;
static struct hl_program running;

void hl_input_begin(const struct hl_target *t, const char *name, const char *program)
{
    target = t;
    target_name = name;
    hl_subject_isolate(HL_ISOLATE_HERE);
    hl_settings_read(program, t->layer);
    hl_summary_at_exit(t->summary);
    if (t->begin)
        t->begin();
}

static void run(void)
{
    hl_count(HL_COUNT_EXECUTIONS);
    hl_against_input(&running, target->kind);
    target->run(&running);
    hl_subject_check();
}

void hl_input_run(const uint8_t *data, size_t size)
{
    if (target->kind == HL_PROGRAM_NONE) {
        hl_count(HL_COUNT_EXECUTIONS);
        target->run_bytes(data, size);
        hl_subject_check();
        return;
    }
    hl_program_read(data, size, target->kind, &running);
    running.version = HL_PROGRAM_VERSION; /* engines do not keep to it */
    run();
}

void hl_input_run_program(const struct hl_program *program)
{
    running = *program;
    run();
}

void hl_input_replace(const struct hl_program *program)
{
    running = *program;
}

bool hl_input_write(FILE *out, const char *title)
{
    const struct hl_subjects *subjects = &hl_settings()->subjects;
    struct hl_program_about about = {.title = ""};

    if (target->kind == HL_PROGRAM_NONE)
        return false;
    snprintf(about.title, sizeof about.title, "%s", title);
    snprintf(about.target, sizeof about.target, "%s", target_name);
    snprintf(about.sequencer, sizeof about.sequencer, "%s", subjects->sequencer->name);
    if (subjects->hypervisor)
        snprintf(about.hypervisor, sizeof about.hypervisor, "%s", subjects->hypervisor->name);
    if (subjects->attach)
        snprintf(about.attach, sizeof about.attach, "%s", subjects->attach->name);
    return hl_program_format(out, &running, &about);
}
