// SPDX-License-Identifier: MIT
/* The words of a proof: a harness is a main() over the real code, with values that may be anything.
 * A condition that PROVE() names must hold whatever they are; one that COVER() names must be
 * reachable, else what was proved was proved about nothing. tools/prove runs both and says what
 * failed. */
#ifndef HITLESS_PROVE_PROVE_H
#define HITLESS_PROVE_PROVE_H

#include "smmu/cd.h"
#include "smmu/ste.h"

void __CPROVER_assume(_Bool condition);
void __CPROVER_assert(_Bool condition, const char *what);

#define ASSUME(condition) __CPROVER_assume(condition)
#define PROVE(what, condition) __CPROVER_assert((condition), what)
#ifdef REFUTES /* a run that is to find one thing: nothing else is looked for */
#define COVER(what, condition) ((void)0)
#else
#define COVER(what, condition) __CPROVER_assert(!(condition), "cover: " what)
#endif

/* What `hitless import --cbmc` reads in a counterexample: a number, by its name in a case. */
void __CPROVER_output(const char *name, ...);
#define SHOW(name, value) __CPROVER_output(name, (uint64_t)(value))

static inline void show_smmu(const struct hl_registers *r, unsigned security,
                             const struct hl_options *options)
{
    SHOW("security", security);
#define HL_REGISTER(name) SHOW(#name, r->name);
#include "smmu/registers.def"
#undef HL_REGISTER
#define HL_OPTION(id, name, def, doc) SHOW(name, options->id);
#include "smmu/options.def"
#undef HL_OPTION
}

#define SHOW_ENTRY(name, e)                                                                        \
    (SHOW(name "0", (e)->q[0]), SHOW(name "1", (e)->q[1]), SHOW(name "2", (e)->q[2]),              \
     SHOW(name "3", (e)->q[3]), SHOW(name "4", (e)->q[4]), SHOW(name "5", (e)->q[5]),              \
     SHOW(name "6", (e)->q[6]), SHOW(name "7", (e)->q[7]))

/* Any value. Functions of these names have no body on purpose; any other without one fails the run.
 */
struct hl_entry nondet_entry(void);
struct hl_registers nondet_registers(void);
struct hl_options nondet_options(void);
_Bool nondet_bool(void);
unsigned nondet_unsigned(void);

/* SECURITY: of which Security state; PROFILE: an index of hl_profiles, or without it every SMMU
 * that can be; with OPTIONS, every choice that the architecture leaves open. */
#ifndef SECURITY
#define SECURITY HL_NONSECURE
#endif

static struct hl_smmu smmu;

static inline void any_smmu(void)
{
    struct hl_registers registers;
    struct hl_options options;

#ifdef PROFILE
    registers = hl_profiles[PROFILE].regs;
    registers.cr2 ^= nondet_bool(); /* E2H: the software's to say */
#else
    registers = nondet_registers();
    ASSUME(!hl_registers_wrong(&registers));
#endif
#ifdef OPTIONS
    options = nondet_options();
#else
    options = hl_default_options;
#endif
    show_smmu(&registers, SECURITY, &options);
    hl_smmu_init(&smmu, &registers, SECURITY, &options);
}

/* An STE with V=1 and this Config: 0 for any of abort's. */
static inline struct hl_entry any_ste(unsigned config)
{
    struct hl_entry e = nondet_entry();

    HL_SET(STE, &e, V, 1);
    if (config)
        HL_SET(STE, &e, Config, config);
    else
        HL_SET(STE, &e, Config, HL_GET(STE, &e, Config) & 3);
    return e;
}

#endif
