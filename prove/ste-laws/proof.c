// SPDX-License-Identifier: MIT
#include "laws.h"

static void decode(const struct hl_entry *entry, struct hl_meaning *meaning)
{
    hl_ste_decode(&smmu, entry, meaning);
}

int main(void)
{
    struct hl_entry a;

    any_smmu();
    smmu.ats_quiesced = nondet_bool();
#ifdef LAW_PAIR
    overlook = hl_ste_assume(&smmu, &(struct hl_assumptions){.ats_quiesced = true});
    a = nondet_entry();
#else
    a = any_ste(CONFIG);
#endif
    prove_laws(&a);
    return 0;
}
