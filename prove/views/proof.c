// SPDX-License-Identifier: MIT
/* What can be observed of an update, and how it ends. */
#include "update.h"

int main(void)
{
    struct hl_meaning of_view;
    bool known, illegal, mixed;

    any_sides();
    update();

    hl_ste_decode(&smmu, &seen.view, &of_view);
    known = is_off(&seen.view) || agrees(&seen.view, &old, &of_old) ||
            agrees(&seen.view, &target, &of_target);
    illegal = !known && of_view.state == HL_STATE_ILLEGAL;
    mixed = !known && !stops(&of_view) && !same_regime(&of_view, &of_old) &&
            !same_regime(&of_view, &of_target);
    PROVE("no illegal view", !illegal);
    PROVE("no third regime", !mixed);
    PROVE("the last entry is the target", hl_entry_equal(&seen.memory, &target));
    PROVE("nothing is stored after the last sync", !seen.owed);
    PROVE("stores are of qwords", !seen.strange);
    PROVE("bounded", seen.stores <= MOST_STORES && seen.syncs <= MOST_SYNCS);
    COVER("a view that is neither entry",
          !hl_entry_equal(&seen.view, &old) && !hl_entry_equal(&seen.view, &target));
    COVER("three syncs", seen.syncs == 3);
    return 0;
}
