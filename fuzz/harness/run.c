// SPDX-License-Identifier: MIT
#include "harness/run.h"

#include "harness/against.h"
#include "harness/counts.h"
#include "harness/input.h"
#include "harness/settings.h"
#include "harness/subject.h"
#include "harness/summary.h"

static const struct hl_target *target;
static const char *target_name;

void hl_run_begin(const struct hl_target *t, const char *name, const char *program)
{
    target = t;
    target_name = name;
    hl_subject_isolate(HL_ISOLATE_HERE);
    hl_settings_read(program, t->layer);
    hl_summary_at_exit(t->summary);
    if (t->begin)
        t->begin();
}

void hl_run_program(const struct hl_program *program)
{
    hl_input_is(target_name, program);
    hl_count(HL_COUNT_EXECUTIONS);
    hl_against_input(program, target->kind);
    hl_run_again(program);
}

void hl_run_again(const struct hl_program *program)
{
    target->run(program);
    hl_subject_check();
}

void hl_run_bytes(const uint8_t *data, size_t size)
{
    static struct hl_program program;

    if (target->kind != HL_PROGRAM_NONE) {
        hl_program_read(data, size, target->kind, &program);
        program.version = HL_PROGRAM_VERSION; /* engines do not keep to it */
        hl_run_program(&program);
        return;
    }
    hl_input_is(target_name, NULL);
    hl_count(HL_COUNT_EXECUTIONS);
    target->run_bytes(data, size);
    hl_subject_check();
}
