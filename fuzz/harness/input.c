// SPDX-License-Identifier: MIT
#include "harness/input.h"

#include "harness/settings.h"
#include "program/text.h"

static const char *target_name;
static const struct hl_program *running;

void hl_input_is(const char *target, const struct hl_program *program)
{
    target_name = target;
    running = program;
}

const struct hl_program *hl_input_program(void)
{
    return running;
}

const char *hl_input_target(void)
{
    return target_name;
}

void hl_input_replace(const struct hl_program *program)
{
    static struct hl_program smaller;

    smaller = *program;
    running = &smaller;
}

bool hl_input_write(FILE *out, const char *title)
{
    const struct hl_subjects *subjects = &hl_settings()->subjects;
    struct hl_program_about about = {.title = ""};

    if (!running)
        return false;
    snprintf(about.title, sizeof about.title, "%s", title);
    snprintf(about.target, sizeof about.target, "%s", target_name);
    snprintf(about.sequencer, sizeof about.sequencer, "%s", subjects->sequencer->name);
    if (subjects->owner && hl_subjects_layer(subjects))
        snprintf(about.sequencer, sizeof about.sequencer, "%s", subjects->owner->name);
    if (subjects->hypervisor)
        snprintf(about.hypervisor, sizeof about.hypervisor, "%s", subjects->hypervisor->name);
    if (subjects->attach)
        snprintf(about.attach, sizeof about.attach, "%s", subjects->attach->name);
    return hl_program_format(out, running, &about);
}
