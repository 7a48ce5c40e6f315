// SPDX-License-Identifier: MIT
/* Random entries, SMMUs and options for tests of properties, the same ones in every run. */
#ifndef HITLESS_TESTS_RANDOM_H
#define HITLESS_TESTS_RANDOM_H

#include "cd_helpers.h"

/* Where entries come from: legal ones with some fields changed, so that most rules are passed. */
static const char *const ste_templates[] = {
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
static struct hl_entry ste_entries[LENGTH(ste_templates)];

static inline void make_ste_templates(void)
{
    for (size_t i = 0; i < LENGTH(ste_templates); i++) {
        ste_entries[i] = (struct hl_entry){{0}};
        set_fields(&ste_entries[i], ste_templates[i]);
        if (HL_GET(STE, &ste_entries[i], S_S2T0SZ) == 0)
            set_fields(&ste_entries[i], SECURE_WALK);
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

/* One of the templates with some fields changed. */
static inline struct hl_entry random_from(uint64_t *random, const struct hl_layout *layout,
                                          const struct hl_entry *templates, unsigned count)
{
    struct hl_entry e = templates[random_below(random, count)];
    unsigned changes = random_below(random, 8);

    if (random_below(random, 50) == 0)
        return random_bits(random);
    while (changes-- > 0) {
        const struct hl_field *f = &layout->fields[random_below(random, (unsigned)layout->count)];
        hl_field_set(f, &e, random_value(random, f->width));
    }
    if (random_below(random, 8) == 0)
        hl_entry_flip(&e, random_below(random, 512));
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
    if (regs->idr5 == hl_profile_find("v3.4-full")->regs.idr5 && random_below(random, 2))
        set_registers(regs, random_below(random, 2) ? LPAE_SMMU "S_E2H=0" : LPAE_SMMU);
    /* many steps away otherwise */
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

static inline struct hl_entry random_ste(uint64_t *random)
{
    struct hl_entry e =
        random_from(random, &hl_ste_layout, ste_entries, (unsigned)LENGTH(ste_entries));

    if (random_below(random, 50))
        HL_SET(STE, &e, V, 1);
    return e;
}

/* CDs, and the STEs that lead to them. */
static const char *const cd_templates[] = {
    CD64,
    BOTH,
    CD32,
    CD32 "EPD1=0 T1SZ=2 TTB1=0x20000000 IR1=1 OR1=1",
    CD128 "T0SZ=20",
    BOTH "AA64=0 PIIP0=5 PIIU0=1 HWU061=1",
    BOTH "PIE=1 PIIP3=5 PIIU3=1",
    BOTH "EPD0=1 EPD1=1",
    BOTH "TG0=64k TG1=64k T0SZ=21 T1SZ=21 HA=1 HD=1",
    BOTH "TG0=16k TG1=1 DS=1 T0SZ=13 T1SZ=14 IPS=52-bit",
    CD64 "HAD0=1 HWU059=1 HWU062=1 S=1",
    CD64 "HA=1 HAFT=1 PARTID=3 PMG=1",
};
static const char *const leading_templates[] = {
    S1 "STRW=el2",
    S1 "STRW=el2",
    S1,
    S1,
    NESTED,
    S1 "S1PIE=1",
    S1 "STRW=el2 S1PIE=1",
    S1 "S1MPAM=1",
    NESTED "S1MPAM=1 S1PIE=1",
    S1 "STRW=el3",
    S1 "S1STALLD=1",
    NESTED "S2AA64=0 S2T0SZ=0",
};
static struct hl_entry cd_entries[LENGTH(cd_templates)];
static struct hl_entry leading_entries[LENGTH(leading_templates)];

static inline void make_cd_templates(void)
{
    for (size_t i = 0; i < LENGTH(cd_templates); i++) {
        cd_entries[i] = (struct hl_entry){{0}};
        set_layout_fields(&hl_cd_layout, &cd_entries[i], cd_templates[i]);
    }
    for (size_t i = 0; i < LENGTH(leading_templates); i++) {
        leading_entries[i] = (struct hl_entry){{0}};
        set_fields(&leading_entries[i], leading_templates[i]);
        set_fields(&leading_entries[i], SECURE_WALK);
    }
}

static inline struct hl_entry random_cd(uint64_t *random)
{
    struct hl_entry e =
        random_from(random, &hl_cd_layout, cd_entries, (unsigned)LENGTH(cd_entries));

    if (random_below(random, 50))
        HL_SET(CD, &e, V, 1);
    return e;
}

/* A context of this SMMU; random until an STE leads to a CD. */
static inline void random_cd_context(uint64_t *random, const struct hl_smmu *smmu,
                                     struct hl_meaning *ste, struct hl_cd_context *context)
{
    for (unsigned tries = 0; tries < 1000; tries++) {
        struct hl_entry e =
            leading_entries[random_below(random, (unsigned)LENGTH(leading_entries))];

        if (random_below(random, 4) == 0)
            HL_SET(STE, &e, S1STALLD, next_random(random));
        hl_ste_decode(smmu, &e, ste);
        if (hl_cd_context_init(context, smmu, ste))
            return;
    }
    *context = (struct hl_cd_context){0};
}

#endif
