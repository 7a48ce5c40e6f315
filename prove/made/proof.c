// SPDX-License-Identifier: MIT
/* What the makers of a kernel tree build: two STEs of one stream at two times, by the tree's own
 * probe, page table and make functions. WHAT, THEN: makers. */
#include "update.h"

int main(void)
{
    struct hl_linux_stream before, after;
    struct hl_meaning m;

    any_smmu();
    decoder = hl_ste_decoder(&smmu);
    any_streams(&before, &after);
    old = made(WHAT, &before);
    target = made(THEN, &after);
    SHOW_ENTRY("old", &old);
    SHOW_ENTRY("new", &target);
    hl_ste_decode(&smmu, &old, &m);
    PROVE("it is legal", m.state != HL_STATE_ILLEGAL || WHAT == HL_LINUX_NESTED);
    PROVE("it sets no bit that its used function does not report", is_sanitised(&decoder, &old));
    ASSUME(m.state != HL_STATE_ILLEGAL); /* what is the guest's fault, which the SMMU tells it */
    PROVE("it is as made", is_as_made(&old, &m));
    PROVE("both are of one stream", are_of_one_stream(&old, &target));
    COVER("two are made", (old.q[0] & target.q[0]) != 0);
    return 0;
}
