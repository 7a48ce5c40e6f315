// SPDX-License-Identifier: MIT
/* What a source that is linked in (HITLESS_SEQUENCER_SOURCE) exports. Weak: it need not be there.
 */
#include "subject/subject.h"

extern const struct hl_sequencer hitless_sequencer __attribute__((weak));
extern const struct hl_hypervisor hitless_hypervisor __attribute__((weak));

const struct hl_sequencer *hl_linked_sequencer(void)
{
    return &hitless_sequencer;
}

const struct hl_hypervisor *hl_linked_hypervisor(void)
{
    return &hitless_hypervisor;
}
