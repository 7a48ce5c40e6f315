// SPDX-License-Identifier: MIT
/* Guests under a hypervisor, for tests. */
#ifndef HITLESS_TESTS_NESTED_HELPERS_H
#define HITLESS_TESTS_NESTED_HELPERS_H

#include "random.h"

#include "nested/nested.h"

#define PARENT S2 "S2VMID=5 S2PTW=1 S2R=1 SHCFG=incoming "
#define GUEST_S1 "V=1 Config=s1 S1ContextPtr=0x20000 S1CIR=1 S1COR=1 S1CSH=3 "

static const struct hl_assumptions quiesced = {.ats_quiesced = true};

static inline struct hl_entry entry(const char *text)
{
    struct hl_entry e = {{0}};

    set_fields(&e, text);
    return e;
}

static struct hl_nested nested;

/* A guest under this hypervisor, "update-safe" on both sides. */
static inline void use(const struct place *place, const struct hl_assumptions *assume,
                       const char *parent, const struct hl_hypervisor *hypervisor)
{
    struct hl_entry e = entry(parent);
    struct hl_nesting nesting;
    struct hl_smmu host;

    assert_non_null(hypervisor);
    make_smmu(&host, place);
    assert_true(hl_nesting_init(&nesting, &host, &e));
    hl_nested_init(&nested, &nesting, assume, hypervisor);
}

static const struct place full = {.profile = "v3.4-full"};

/* Random guests: an SMMU with both stages, a parent, entries as a guest's. */
static inline bool random_nesting(uint64_t *random, unsigned n,
                                  const struct hl_hypervisor *hypervisor)
{
    struct hl_entry parent = random_ste(random);
    struct hl_nesting nesting;
    struct hl_smmu host;

    random_smmu(random, n, &host);
    HL_SET(STE, &parent, Config, 6);
    if (!hl_nesting_init(&nesting, &host, &parent))
        return false;
    hl_nested_init(&nested, &nesting, &quiesced, hypervisor);
    return true;
}

static inline struct hl_entry random_vste(uint64_t *random)
{
    static const uint8_t configs[8] = {5, 5, 5, 5, 4, 0, 5, 7};
    struct hl_entry e = random_ste(random);

    HL_SET(STE, &e, Config, configs[random_below(random, 8)]);
    return e;
}

#endif
