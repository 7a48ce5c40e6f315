// SPDX-License-Identifier: MIT
/* random_decodes: decode a fixed number of random STEs and CDs, under all profiles and random
 * registers, options and Security states, for the counters of ./dev rules. It judges nothing. */
#include "random.h"

enum { SMMUS = 20000, STES = 40, CDS = 40 };

int main(void)
{
    uint64_t random = 1;

    make_ste_templates();
    make_cd_templates();
    for (unsigned n = 0; n < SMMUS; n++) {
        struct hl_cd_context context;
        struct hl_meaning m;
        struct hl_smmu smmu;

        random_smmu(&random, n, &smmu);
        for (unsigned i = 0; i < STES; i++) {
            struct hl_entry e = random_ste(&random);
            hl_ste_decode(&smmu, &e, &m);
        }
        random_cd_context(&random, &smmu, &m, &context);
        for (unsigned i = 0; context.smmu && i < CDS; i++) {
            struct hl_entry e = random_cd(&random);
            hl_cd_decode(&context, &e, &m);
        }
    }
    return 0;
}
