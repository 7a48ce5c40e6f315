// SPDX-License-Identifier: MIT
/* Places for CDs of every kind: each profile, also with changed registers, each Security state, and
 * STEs by recipe. */
#ifndef HITLESS_TESTS_CD_LEADS_H
#define HITLESS_TESTS_CD_LEADS_H

#include "random.h"

#include "program/cd_recipe.h"
#include "program/ste_recipe.h"

static inline void random_bytes(uint8_t *bytes, size_t size, uint64_t *seed)
{
    for (size_t i = 0; i < size; i++)
        bytes[i] = (uint8_t)(next_random(seed) >> 40);
}

/* A place where a CD is decoded. */
static inline void random_bench(struct cd_bench *b, uint64_t *seed)
{
    do {
        struct hl_registers regs;
        struct hl_entry ste;
        uint8_t bytes[16];

        random_registers(seed, &regs);
        hl_smmu_init(&b->smmu, &regs, (enum hl_security)random_below(seed, 3), &hl_default_options);
        random_bytes(bytes, sizeof bytes, seed);
        ste = hl_recipe(&b->smmu, bytes);
        hl_legalise(&b->smmu, &ste);
        hl_ste_decode(&b->smmu, &ste, &b->ste);
    } while (!hl_cd_context_init(&b->context, &b->smmu, &b->ste));
}

#endif
