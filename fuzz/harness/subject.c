// SPDX-License-Identifier: MIT
#include "harness/subject.h"

#include "harness/settings.h"
#include "linux/linux.h"

bool hl_subject_is_driver(void)
{
    return hl_settings()->sequencer == hl_linux_sequencer();
}

struct hl_setting hl_driver_setting(const struct hl_program *p)
{
    struct hl_setting s = hl_program_setting(p);

    s.security = HL_NONSECURE;
    if (!hl_settings()->any_options)
        s.options = hl_default_options;
    return s;
}

struct hl_setting hl_subject_setting(const struct hl_program *p)
{
    struct hl_setting s = hl_subject_is_driver() ? hl_driver_setting(p) : hl_program_setting(p);

    s.assume.ats_quiesced |= hl_settings()->sequencer->assumes != NULL;
    return s;
}
