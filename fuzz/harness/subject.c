// SPDX-License-Identifier: MIT
#include "harness/subject.h"

#include "harness/settings.h"

bool hl_subject_needs(enum hl_need need)
{
    return hl_sequencer_needs(hl_settings()->sequencer, need);
}

struct hl_setting hl_subject_setting_for(const struct hl_program *p, unsigned more)
{
    const unsigned needs = hl_settings()->sequencer->needs | more;
    struct hl_setting s = hl_program_setting(p);

    if (needs & HL_NEEDS_NONSECURE)
        s.security = HL_NONSECURE;
    if ((needs & HL_NEEDS_DEFAULTS) && !hl_settings()->any_options)
        s.options = hl_default_options;
    if (needs & HL_NEEDS_ATS_QUIESCED)
        s.assume.ats_quiesced = true;
    return s;
}

struct hl_setting hl_subject_setting(const struct hl_program *p)
{
    return hl_subject_setting_for(p, 0);
}
