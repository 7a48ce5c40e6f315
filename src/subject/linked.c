// SPDX-License-Identifier: MIT
/* What a source that is linked in (HITLESS_SEQUENCER_SOURCE) exports. Weak: it need not be there.
 */
#include "subject/load.h"

#include <stdio.h>
#include <stdlib.h>

extern const struct hl_sequencer hitless_sequencer __attribute__((weak));
extern const struct hl_hypervisor hitless_hypervisor __attribute__((weak));
extern const struct hl_attach_layer hitless_attach __attribute__((weak));

/* It was built in: there is no doing without it. */
static _Noreturn void refuse(const char *why)
{
    fprintf(stderr, "hitless: HITLESS_SEQUENCER_SOURCE: %s\n", why);
    exit(2);
}

const struct hl_sequencer *hl_linked_sequencer(void)
{
    static struct hl_guarded guarded;
    char why[HL_SUBJECT_WHY];

    if (!&hitless_sequencer)
        return NULL;
    if (!guarded.inner) {
        if (!hl_sequencer_is_whole(&hitless_sequencer, "hitless_sequencer", why))
            refuse(why);
        hl_guard_sequencer(&guarded, &hitless_sequencer);
    }
    return &guarded.sequencer;
}

const struct hl_hypervisor *hl_linked_hypervisor(void)
{
    static struct hl_guarded_hypervisor guarded;
    char why[HL_SUBJECT_WHY];

    if (!&hitless_hypervisor)
        return NULL;
    if (!guarded.inner) {
        if (!hl_hypervisor_is_whole(&hitless_hypervisor, "hitless_hypervisor", why))
            refuse(why);
        hl_guard_hypervisor(&guarded, &hitless_hypervisor);
    }
    return &guarded.hypervisor;
}

const struct hl_attach_layer *hl_linked_attach(void)
{
    static struct hl_guarded_attach guarded;
    char why[HL_SUBJECT_WHY];

    if (!&hitless_attach)
        return NULL;
    if (!guarded.inner) {
        if (!hl_attach_is_whole(&hitless_attach, "hitless_attach", why))
            refuse(why);
        hl_guard_attach(&guarded, &hitless_attach);
    }
    return &guarded.layer;
}
