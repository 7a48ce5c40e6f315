// SPDX-License-Identifier: MIT
/* Random entries, SMMUs and options, the same ones for a seed everywhere. */
#ifndef HITLESS_TESTS_SAMPLES_H
#define HITLESS_TESTS_SAMPLES_H

#include "helpers.h"

/* Where entries come from: legal ones with some fields changed, so that most rules are passed. */
static const char *const templates[] = {
    S1,
    S2,
    NESTED,
    LPAE "S2T0SZ=25",
    LPAE "S2PIE=1",
    WIDE "S2PS=48-bit",
    "V=1 Config=nested S1ContextPtr=0x10000 S2AA64=0 S2T0SZ=25 S2TG=4k S2PS=44-bit S2SL0=1 "
    "S2TTB=0x40000000 S_S2T0SZ=24 S_S2SL0=1",
    S2 "S2PIE=1 S2POE=1 S2HA=1",
    S2 "S2T0SZ=34 S2SL0=0 S2PS=44-bit",
    S2 "S2DS=1 S2T0SZ=15 S2SL0=2 S2PS=52-bit",
    NESTED "S1MPAM=1 VMSPtr=0x10000 S1CDMax=4 S1DSS=bypass",
    BYPASS,
    ABORT,
    SECURE_S2,
    SECURE_NESTED "MTCFG=1 MemAttr=0xf",
    S1 "S1CDMax=8 S1Fmt=1 EATS=full",
    NESTED "EATS=split S2S=0",
    S1 "EATS=dpt DPT_VMATCH=1",
};
static struct hl_entry template_entries[LENGTH(templates)];

static inline void make_templates(void)
{
    for (size_t i = 0; i < LENGTH(templates); i++) {
        template_entries[i] = (struct hl_entry){{0}};
        set_fields(&template_entries[i], templates[i]);
        if (HL_GET(STE, &template_entries[i], S_S2T0SZ) == 0)
            set_fields(&template_entries[i], SECURE_WALK);
    }
}

static inline struct hl_entry random_bits(uint64_t *random)
{
    struct hl_entry e;

    for (unsigned q = 0; q < HL_QWORDS; q++)
        e.q[q] = next_random(random);
    return e;
}

/* Few bits set, or few clear, or any. */
static inline uint64_t random_value(uint64_t *random, unsigned width)
{
    uint64_t value = next_random(random);

    switch (random_below(random, 4)) {
    case 0:
        return UINT64_C(1) << random_below(random, width);
    case 1:
        return value & (hl_ones(width) >> random_below(random, width));
    case 2:
        return value & next_random(random) & next_random(random);
    default:
        return value;
    }
}

static inline struct hl_entry random_entry(uint64_t *random)
{
    struct hl_entry e = template_entries[random_below(random, LENGTH(templates))];
    unsigned changes = random_below(random, 8);

    if (random_below(random, 50) == 0)
        return random_bits(random);
    while (changes-- > 0) {
        const struct hl_field *f =
            &hl_ste_layout.fields[random_below(random, (unsigned)hl_ste_layout.count)];
        hl_field_set(f, &e, random_value(random, f->width));
    }
    if (random_below(random, 8) == 0)
        hl_entry_flip(&e, random_below(random, 512));
    if (random_below(random, 50))
        HL_SET(STE, &e, V, 1);
    return e;
}

/* A profile, or one with fields of its registers changed as far as that makes sense. */
static inline void random_registers(uint64_t *random, struct hl_registers *regs)
{
    static const struct {
        const char *name;
        unsigned width;
    } fields[] = {
#define HL_REG_NAME(name, reg, lsb, width) {#name, width},
        HL_REGISTER_FIELDS(HL_REG_NAME)
#undef HL_REG_NAME
    };
    unsigned changes = random_below(random, 3) * random_below(random, 8);

    *regs = hl_profiles[random_below(random, (unsigned)hl_profile_count)].regs;
    while (changes-- > 0) {
        struct hl_registers changed = *regs;
        unsigned i = random_below(random, LENGTH(fields));
        set_register_field(&changed, fields[i].name,
                           (uint32_t)next_random(random) & ((1u << fields[i].width) - 1));
        set_register_field(&changed, "STALL_MODEL", hl_nonsecure_stall_model(&changed));
        if (!hl_registers_wrong(&changed))
            *regs = changed;
    }
}

static inline void random_options(uint64_t *random, struct hl_options *options)
{
    *options = hl_default_options;
    if (random_below(random, 2))
        return;
    for (size_t i = 0; i < hl_option_count; i++)
        if (random_below(random, 4) == 0)
            hl_option_set(options, hl_option_list[i].name, random_below(random, 2));
}

/* The first SMMUs are all profiles in all Security states with default options. */
static inline void random_smmu(uint64_t *random, unsigned n, struct hl_smmu *smmu)
{
    enum hl_security security = (enum hl_security)(n % 3);
    struct hl_registers regs;
    struct hl_options options;

    if (n < 3 * hl_profile_count) {
        regs = hl_profiles[n / 3].regs;
        options = hl_default_options;
    } else {
        random_registers(random, &regs);
        random_options(random, &options);
    }
    hl_smmu_init(smmu, &regs, security, &options);
}

#endif
