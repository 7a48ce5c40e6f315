// SPDX-License-Identifier: MIT
#include "program/program.h"

#include "program/bytes.h"
#include "program/parts.h"
#include "smmu/registers.h"

#include <string.h>

struct reader {
    const uint8_t *data;
    size_t left;
};

static uint8_t get8(struct reader *r)
{
    if (!r->left)
        return 0;
    r->left--;
    return *r->data++;
}

static uint64_t get_le(struct reader *r, unsigned bytes)
{
    uint64_t v = 0;
    for (unsigned i = 0; i < bytes; i++)
        v |= (uint64_t)get8(r) << (8 * i);
    return v;
}

struct writer {
    uint8_t *out;
    size_t size;
};

static void put_le(struct writer *w, uint64_t v, unsigned bytes)
{
    hl_store_le(w->out + w->size, v, bytes);
    w->size += bytes;
}

unsigned hl_op_size(enum hl_op op)
{
    switch (op) {
    case HL_OP_RAW:
        return 64;
    case HL_OP_RECIPE:
        return 16;
    case HL_OP_DRIVER:
        return 32;
    case HL_OP_SPLICE:
        return 2;
    case HL_OP_LIFE:
        return HL_LIFE_DATA;
    case HL_OP_OPERATION:
        return HL_OPERATION_DATA;
    default:
        return 0;
    }
}

const struct hl_layout *hl_program_layout(enum hl_program_kind kind, unsigned step)
{
    return kind == HL_PROGRAM_CD && step > 0 ? &hl_cd_layout : &hl_ste_layout;
}

unsigned hl_program_first_step(enum hl_program_kind kind)
{
    return kind == HL_PROGRAM_CD || kind == HL_PROGRAM_GUEST || kind == HL_PROGRAM_DRIVER;
}

static void read_fields(struct reader *r, const struct hl_layout *layout, struct hl_program_step *s)
{
    unsigned n = get8(r) % 4;

    s->data[0] = (uint8_t)n;
    s->size = 1;
    for (unsigned i = 0; i <= n; i++) {
        uint8_t field = (uint8_t)(get8(r) % layout->count);
        unsigned bytes = (layout->fields[field].width + 7u) / 8u;
        s->data[s->size++] = field;
        while (bytes--)
            s->data[s->size++] = get8(r);
    }
}

static void read_data(struct reader *r, struct hl_program_step *s, unsigned size)
{
    s->size = (uint8_t)size;
    for (unsigned i = 0; i < size; i++)
        s->data[i] = get8(r);
}

/* A guest's STE follows the parts of an operation that has one. */
static void read_operation(struct reader *r, const struct hl_program *p, struct hl_program_step *s)
{
    s->op = HL_OP_OPERATION;
    read_data(r, s, HL_OPERATION_DATA);
    s->size = (uint8_t)hl_operation_size(hl_step_uses(p, p->steps));
    for (unsigned i = HL_OPERATION_DATA; i < s->size; i++)
        s->data[i] = get8(r);
}

static void read_step(struct reader *r, const struct hl_program *p, struct hl_program_step *s)
{
    uint8_t op;

    if (p->kind == HL_PROGRAM_DRIVER) {
        read_operation(r, p, s);
        return;
    }
    if (p->kind == HL_PROGRAM_LIFE) {
        s->op = HL_OP_LIFE;
        read_data(r, s, hl_op_size(HL_OP_LIFE));
        return;
    }
    op = get8(r);
    s->op = (uint8_t)((op & HL_OP_SANITISE) | (op & HL_OP_KIND) % HL_OP_COUNT);
    if ((s->op & HL_OP_KIND) == HL_OP_FIELDS)
        read_fields(r, hl_program_layout(p->kind, p->steps), s);
    else
        read_data(r, s, hl_op_size(s->op & HL_OP_KIND));
}

static void read_mask(struct reader *r, struct hl_program *p)
{
    if (p->mask_mode == HL_MASK_RAW) {
        for (unsigned i = 0; i < HL_QWORDS; i++)
            p->mask.q[i] = get_le(r, 8);
    } else if (p->mask_mode != HL_MASK_OWN) {
        p->mask_seed = get_le(r, 8);
    }
}

static void read_flags(struct hl_program *p, uint8_t flags)
{
    p->security = (flags & 3) == 3 ? HL_NONSECURE : (enum hl_security)(flags & 3);
    p->ats_quiesced = flags & 4;
    p->has_options = flags & 8;
    p->mask_mode = (enum hl_mask_mode)(flags >> 4 & 3);
    p->legalise = flags & 0x40;
    p->has_flips = flags & 0x80;
}

static uint8_t flags_of(const struct hl_program *p)
{
    return (uint8_t)((unsigned)p->security | (p->ats_quiesced ? 4u : 0) |
                     (p->has_options ? 8u : 0) | (unsigned)p->mask_mode << 4 |
                     (p->legalise ? 0x40u : 0) | (p->has_flips ? 0x80u : 0));
}

void hl_program_read(const uint8_t *data, size_t size, enum hl_program_kind kind,
                     struct hl_program *p)
{
    struct reader r = {data, size};

    memset(p, 0, sizeof *p);
    p->version = get8(&r);
    get8(&r);
    p->kind = (uint8_t)kind;
    p->profile = (uint8_t)(get8(&r) % (hl_profile_count + 1));
    read_flags(p, get8(&r));
    p->entries = (uint8_t)(HL_PROGRAM_ENTRIES - get8(&r) % (HL_PROGRAM_ENTRIES + 1));
    p->derive_seed = (uint16_t)get_le(&r, 2);
    if (p->profile == hl_profile_count)
        for (size_t i = 0; i < hl_register_count; i++)
            hl_register_put(&p->raw, i, (uint32_t)get_le(&r, 4));
    if (p->has_options)
        p->options = (uint32_t)get_le(&r, 4);
    if (p->has_flips) {
        p->flips = get8(&r) % (HL_PROGRAM_FLIPS + 1);
        for (unsigned i = 0; i < p->flips; i++) {
            p->flip[i][0] = (uint8_t)(get8(&r) % HL_REGISTER_COUNT);
            p->flip[i][1] = get8(&r) % 32;
        }
    }
    read_mask(&r, p);
    for (; r.left && p->steps < hl_program_most_steps(kind); p->steps++)
        read_step(&r, p, &p->step[p->steps]);
    hl_program_reduce(p);
}

size_t hl_program_write(const struct hl_program *p, uint8_t bytes[HL_PROGRAM_BYTES])
{
    struct writer w = {bytes, 0};

    put_le(&w, p->version, 1);
    put_le(&w, p->kind, 1);
    put_le(&w, p->profile, 1);
    put_le(&w, flags_of(p), 1);
    put_le(&w, HL_PROGRAM_ENTRIES - (uint64_t)p->entries, 1);
    put_le(&w, p->derive_seed, 2);
    if (p->profile == hl_profile_count)
        for (size_t i = 0; i < hl_register_count; i++)
            put_le(&w, hl_register_get(&p->raw, i), 4);
    if (p->has_options)
        put_le(&w, p->options, 4);
    if (p->has_flips) {
        put_le(&w, p->flips, 1);
        for (unsigned i = 0; i < p->flips; i++) {
            put_le(&w, p->flip[i][0], 1);
            put_le(&w, p->flip[i][1], 1);
        }
    }
    if (p->mask_mode == HL_MASK_RAW)
        for (unsigned i = 0; i < HL_QWORDS; i++)
            put_le(&w, p->mask.q[i], 8);
    else if (p->mask_mode != HL_MASK_OWN)
        put_le(&w, p->mask_seed, 8);
    for (unsigned i = 0; i < p->steps; i++) {
        if (hl_program_has_entries((enum hl_program_kind)p->kind))
            put_le(&w, p->step[i].op, 1);
        for (unsigned n = 0; n < p->step[i].size; n++)
            put_le(&w, p->step[i].data[n], 1);
    }
    return w.size;
}

bool hl_program_equal(const struct hl_program *a, const struct hl_program *b)
{
    uint8_t a_bytes[HL_PROGRAM_BYTES], b_bytes[HL_PROGRAM_BYTES];
    const size_t size = hl_program_write(a, a_bytes);

    return hl_program_write(b, b_bytes) == size && memcmp(a_bytes, b_bytes, size) == 0;
}

/* A flip brings its consequence along: SMMU_IDR0.STALL_MODEL follows the Secure registers. */
static struct hl_registers flip_bit(struct hl_registers regs, size_t reg, unsigned bit)
{
    hl_register_put(&regs, reg, hl_register_get(&regs, reg) ^ UINT32_C(1) << bit);
    regs.idr0 = (regs.idr0 & ~(UINT32_C(3) << 24)) | (uint32_t)hl_nonsecure_stall_model(&regs)
                                                         << 24;
    return regs;
}

/* The Security state, if this SMMU has it. */
static enum hl_security security_of(const struct hl_program *p, const struct hl_registers *regs)
{
    const bool there = p->security == HL_SECURE  ? hl_reg_SECURE_IMPL(regs)
                       : p->security == HL_REALM ? hl_reg_RME_IMPL(regs)
                                                 : true;

    return there ? p->security : HL_NONSECURE;
}

struct hl_setting hl_program_setting(const struct hl_program *p)
{
    struct hl_setting s = {.options = hl_default_options, .assume.ats_quiesced = p->ats_quiesced};
    struct hl_registers regs = p->raw;

    if (p->profile < hl_profile_count)
        regs = hl_profiles[p->profile].regs;
    else if (hl_registers_wrong(&regs))
        regs = hl_profiles[0].regs;
    for (unsigned i = 0; i < p->flips; i++) {
        struct hl_registers flipped = flip_bit(regs, p->flip[i][0], p->flip[i][1]);
        if (!hl_registers_wrong(&flipped))
            regs = flipped;
    }
    if (hl_reg_ARCH_MINOR(&regs) == 0)
        hl_reg_set_VAX(&regs, 0); /* RES0 in SMMUv3.0 (6.3.6), but a driver reads it */
    if (p->has_options)
        for (size_t i = 0; i < hl_option_count; i++)
            hl_option_put(&s.options, i, p->options >> i & 1);
    s.regs = regs;
    s.security = security_of(p, &regs);
    return s;
}

static uint8_t profile_of(const struct hl_registers *regs)
{
    const struct hl_profile *profile = hl_profile_of(regs);

    return (uint8_t)(profile ? (size_t)(profile - hl_profiles) : hl_profile_count);
}

static void add_raw(struct hl_program *p, const struct hl_entry *e)
{
    struct hl_program_step *s = &p->step[p->steps++];

    s->op = HL_OP_RAW;
    s->size = (uint8_t)hl_op_size(HL_OP_RAW);
    hl_store_entry(s->data, e);
}

static void set_options(struct hl_program *p, const struct hl_options *options)
{
    p->has_options = memcmp(options, &hl_default_options, sizeof *options) != 0;
    for (size_t i = 0; p->has_options && i < hl_option_count; i++)
        if (hl_option_get(options, i))
            p->options |= UINT32_C(1) << i;
}

void hl_program_from_update(const struct hl_program_parts *parts, struct hl_program *p)
{
    memset(p, 0, sizeof *p);
    p->version = HL_PROGRAM_VERSION;
    p->kind = parts->ste ? HL_PROGRAM_CD : HL_PROGRAM_STE;
    p->profile = profile_of(&parts->setting->regs);
    if (p->profile == hl_profile_count)
        p->raw = parts->setting->regs;
    p->security = parts->setting->security;
    p->ats_quiesced = parts->setting->assume.ats_quiesced;
    set_options(p, &parts->setting->options);
    if (parts->safe) {
        p->mask_mode = HL_MASK_RAW;
        p->mask = *parts->safe;
    }
    if (parts->ste)
        add_raw(p, parts->ste);
    add_raw(p, parts->old);
    add_raw(p, parts->target);
}
