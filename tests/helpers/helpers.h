// SPDX-License-Identifier: MIT
/* Entries, registers and options of the unit tests as short texts:
 *   entries    "V=1 Config=s2 S2TTB=0x40000000 @56=1"   fields by name, @n is bit n
 *   registers  "STT=0 DS=1", the names of smmu/registers.h, on top of a profile
 *   options    "cont=0" */
#ifndef HITLESS_TESTS_HELPERS_H
#define HITLESS_TESTS_HELPERS_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "rounds.h"

#include "entry/text.h"
#include "smmu/ste.h"
#include "smmu/registers.h"

#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))

/* Legal on "v3.4-full" in Non-secure state unless the name says otherwise. */
#define S1 "V=1 Config=s1 S1ContextPtr=0x10000 "
#define WALK                                                                                       \
    "S2AA64=1 S2T0SZ=25 S2SL0=1 S2TG=4k S2PS=48-bit S2TTB=0x40000000 S2IR0=1 S2OR0=1 S2SH0=3 "
#define S2 "V=1 Config=s2 " WALK
#define NESTED "V=1 Config=nested S1ContextPtr=0x10000 " WALK
#define SECURE_WALK "S_S2T0SZ=25 S_S2SL0=1 S_S2TG=4k S_S2TTB=0x80000000 "
#define SECURE_S2 S2 SECURE_WALK
#define SECURE_NESTED NESTED SECURE_WALK
#define LPAE "V=1 Config=s2 S2AA64=0 S2T0SZ=0 S2SL0=1 S2TTB=0x40000000 S2IR0=1 S2OR0=1 "
#define WIDE                                                                                       \
    "V=1 Config=s2 S2AA64=0 S2T0SZ=24 S2TG=4k S2PS=56-bit S2TTB=0x40000000 S2IR0=1 S2OR0=1 "
#define BYPASS "V=1 Config=bypass "
#define ABORT "V=1 Config=abort "

struct token {
    char name[32];
    char value[32];
};

/* The next NAME=VALUE of a text; NULL at its end. */
static inline const char *next_token(const char *text, struct token *t)
{
    int used = 0;

    if (sscanf(text, " %31[^= ]=%31s%n", t->name, t->value, &used) != 2) {
        if (text[strspn(text, " ")])
            fail_msg("not NAME=VALUE: '%s'", text);
        return NULL;
    }
    return text + used;
}

static inline void set_layout_fields(const struct hl_layout *layout, struct hl_entry *e,
                                     const char *text)
{
    struct token t;

    while (text && (text = next_token(text, &t)) != NULL) {
        uint64_t value = 0;
        if (t.name[0] == '@') {
            hl_bits_set(e, (unsigned)atoi(t.name + 1), 1, (uint64_t)atoi(t.value));
            continue;
        }
        const struct hl_field *f = hl_field_find(layout, t.name);
        if (!f) {
            fail_msg("no field %s", t.name);
            return; /* clang-tidy does not know that it does not come here */
        }
        const char *why = hl_field_parse(f, t.value, &value);
        if (why)
            fail_msg("%s=%s: %s", t.name, t.value, why);
        hl_field_set(f, e, value);
    }
}

static inline void set_fields(struct hl_entry *e, const char *text)
{
    set_layout_fields(&hl_ste_layout, e, text);
}

static inline bool set_register_field(struct hl_registers *r, const char *name, uint32_t value)
{
#define HL_REG_SETTER(field, reg, lsb, width)                                                      \
    if (strcmp(name, #field) == 0) {                                                               \
        uint32_t mask = (uint32_t)((1u << (width)) - 1u) << (lsb);                                 \
        r->reg = (r->reg & ~mask) | ((value << (lsb)) & mask);                                     \
        return true;                                                                               \
    }
    HL_REGISTER_FIELDS(HL_REG_SETTER)
#undef HL_REG_SETTER
    return hl_register_set(r, name, value);
}

static inline void set_registers(struct hl_registers *r, const char *text)
{
    struct token t;

    while (text && (text = next_token(text, &t)) != NULL)
        if (!set_register_field(r, t.name, (uint32_t)strtoul(t.value, NULL, 0)))
            fail_msg("no register field %s", t.name);
}

static inline void set_options(struct hl_options *o, const char *text)
{
    struct token t;

    while (text && (text = next_token(text, &t)) != NULL)
        if (!hl_option_set(o, t.name, t.value[0] == '1'))
            fail_msg("no option %s", t.name);
}

/* Where an entry is decoded. The texts may be NULL; the later one of a pair goes on top. */
struct place {
    const char *profile;
    enum hl_security security;
    const char *regs[2];
    const char *options[2];
};

static inline void make_smmu(struct hl_smmu *smmu, const struct place *p)
{
    const struct hl_profile *profile = hl_profile_find(p->profile);
    struct hl_options options = hl_default_options;
    struct hl_registers regs;

    if (!profile)
        fail_msg("no profile %s", p->profile);
    regs = profile->regs;
    for (unsigned i = 0; i < 2; i++) {
        set_registers(&regs, p->regs[i]);
        set_options(&options, p->options[i]);
    }
    /* 3.12: not independent of the Secure registers */
    set_register_field(&regs, "STALL_MODEL", hl_nonsecure_stall_model(&regs));
    const char *why = hl_registers_wrong(&regs);
    if (why)
        fail_msg("%s %s %s: %s", p->profile, p->regs[0] ? p->regs[0] : "",
                 p->regs[1] ? p->regs[1] : "", why);
    hl_smmu_init(smmu, &regs, p->security, &options);
}

static inline const char *rule_text(unsigned rule)
{
    return rule ? hl_ste_rules[rule].id : "legal";
}

static inline bool same_meaning(const struct hl_meaning *a, const struct hl_meaning *b)
{
    return a->state == b->state && a->rule == b->rule && a->config == b->config &&
           hl_entry_equal(&a->regime, &b->regime);
}

/* xorshift64star: the same numbers everywhere. */
static inline uint64_t next_random(uint64_t *state)
{
    *state ^= *state >> 12;
    *state ^= *state << 25;
    *state ^= *state >> 27;
    return *state * UINT64_C(2685821657736338717);
}

static inline unsigned random_below(uint64_t *state, unsigned bound)
{
    return (unsigned)(next_random(state) >> 33) % bound;
}

#endif
