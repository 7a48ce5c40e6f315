// SPDX-License-Identifier: MIT
/* Operations on what a program says of its SMMU, its assumptions and its mask. */
#include "mutate/mutation.h"

#include "smmu/registers.h"

#include <string.h>

/* A feature by its place in the registers. */
struct feature {
    uint8_t reg; /* index in hl_register_list */
    uint8_t lsb, width;
};
#define FEATURE(name, reg, lsb, width)                                                             \
    {offsetof(struct hl_registers, reg) / sizeof(uint32_t), (lsb), (width)},
static const struct feature features[] = {HL_REGISTER_FIELDS(FEATURE)};
#undef FEATURE
enum { FEATURES = sizeof features / sizeof features[0], FEATURE_TRIES = 8 };

bool hl_mutate_change_profile(struct hl_mutation *m)
{
    const unsigned count = (unsigned)hl_profile_count;

    m->p->profile = (uint8_t)((m->p->profile + 1 + hl_below(&m->random, count - 1)) % count);
    return true;
}

bool hl_mutate_change_security(struct hl_mutation *m)
{
    m->p->security =
        (enum hl_security)(((unsigned)m->p->security + 1 + hl_below(&m->random, 2)) % 3);
    return true;
}

static struct hl_registers registers_of(const struct hl_program *p)
{
    return hl_program_setting(p).regs;
}

/* From a profile to its registers: then more of them can change than flips are counted. */
bool hl_mutate_own_registers(struct hl_mutation *m)
{
    struct hl_program *p = m->p;

    if (p->profile == hl_profile_count)
        return hl_mutate_change_profile(m);
    p->raw = registers_of(p);
    p->profile = (uint8_t)hl_profile_count;
    p->has_flips = false;
    p->flips = 0;
    return true;
}

static void change_feature(uint64_t *random, const struct feature *f, struct hl_registers *regs)
{
    const uint32_t mask = (uint32_t)hl_ones(f->width) << f->lsb;
    const uint32_t value = hl_register_get(regs, f->reg);
    uint32_t other = value ^ UINT32_C(1) << (f->lsb + hl_below(random, f->width));

    if (f->width > 1 && hl_below(random, 2))
        other = (value & ~mask) | ((uint32_t)hl_next_random(random) & mask);
    hl_register_put(regs, f->reg, other);
}

static bool change_raw(struct hl_mutation *m)
{
    for (unsigned i = 0; i < FEATURE_TRIES; i++) {
        struct hl_registers regs = m->p->raw;
        change_feature(&m->random, &features[hl_below(&m->random, FEATURES)], &regs);
        if (memcmp(&regs, &m->p->raw, sizeof regs) == 0 || hl_registers_wrong(&regs))
            continue;
        m->p->raw = regs;
        return true;
    }
    return false;
}

/* A flip is taken when its SMMU is possible; a full list loses one. */
static bool add_flip(struct hl_mutation *m)
{
    const struct hl_registers before = registers_of(m->p);
    struct hl_program *p = m->p;

    if (p->flips == HL_PROGRAM_FLIPS || (p->flips && hl_below(&m->random, 8) == 0)) {
        p->flips--;
        memmove(p->flip[0], p->flip[1], sizeof p->flip[0] * p->flips);
        return true;
    }
    p->has_flips = true;
    for (unsigned i = 0; i < FEATURE_TRIES; i++) {
        const struct feature *f = &features[hl_below(&m->random, FEATURES)];
        const unsigned bit = f->lsb + hl_below(&m->random, f->width);
        struct hl_registers after;

        p->flip[p->flips][0] = f->reg;
        p->flip[p->flips][1] = (uint8_t)bit;
        p->flips++;
        after = registers_of(p);
        if (memcmp(&before, &after, sizeof after) != 0)
            return true;
        p->flips--;
    }
    return false;
}

bool hl_mutate_change_register(struct hl_mutation *m)
{
    return m->p->profile == hl_profile_count && hl_below(&m->random, 4) ? change_raw(m)
                                                                        : add_flip(m);
}

/* One option is not its default's; with none left, none is stored. */
bool hl_mutate_change_option(struct hl_mutation *m)
{
    struct hl_program *p = m->p;
    uint32_t preset = 0;

    for (size_t i = 0; i < hl_option_count; i++)
        if (hl_option_get(&hl_default_options, i))
            preset |= UINT32_C(1) << i;
    if (!p->has_options)
        p->options = preset;
    p->options ^= UINT32_C(1) << hl_below(&m->random, (unsigned)hl_option_count);
    p->has_options = p->options != preset;
    return true;
}

bool hl_mutate_toggle_quiesced(struct hl_mutation *m)
{
    m->p->ats_quiesced = !m->p->ats_quiesced;
    return true;
}

bool hl_mutate_toggle_legalise(struct hl_mutation *m)
{
    m->p->legalise = !m->p->legalise;
    return true;
}

bool hl_mutate_change_mask_mode(struct hl_mutation *m)
{
    struct hl_program *p = m->p;

    p->mask_mode = (enum hl_mask_mode)(((unsigned)p->mask_mode + 1 + hl_below(&m->random, 3)) % 4);
    p->mask_seed = hl_next_random(&m->random);
    return true;
}

/* All bits of a field, or one of them, in or out. */
bool hl_mutate_change_mask(struct hl_mutation *m)
{
    const enum hl_program_kind kind = (enum hl_program_kind)m->p->kind;
    const struct hl_field *f =
        hl_any_field(&m->random, hl_program_layout(kind, hl_first_step(m->p)));

    if (m->p->mask_mode != HL_MASK_RAW) {
        m->p->mask_mode = HL_MASK_RAW;
        m->p->mask = (struct hl_entry){{0}};
    }
    if (hl_below(&m->random, 2))
        hl_field_set(f, &m->p->mask, hl_field_get(f, &m->p->mask) ? 0 : ~UINT64_C(0));
    else
        hl_entry_flip(&m->p->mask, f->lsb + hl_below(&m->random, f->width));
    return true;
}

bool hl_mutate_change_derived(struct hl_mutation *m)
{
    if (hl_below(&m->random, 16))
        m->p->derive_seed = (uint16_t)hl_next_random(&m->random);
    else
        m->p->entries = (uint8_t)hl_below(&m->random, HL_PROGRAM_ENTRIES + 1);
    return true;
}
