// SPDX-License-Identifier: MIT
/* The physical STE of a guest's virtual one, by the architecture. */
#include "nested/hypervisor.h"

/* The fields of stage 1 are the guest's (5.2). STRW is none of them: with both stages it is
 * IGNORED and the StreamWorld is EL1. MTCFG to INSTCFG describe the incoming transaction, which is
 * the host's device: they are the parent's, and count where 13.5 lets them. */
static struct hl_entry guest_fields(void)
{
    struct hl_entry mask = {{0}};

    HL_MARK(STE, &mask, S1Fmt);
    HL_MARK(STE, &mask, S1ContextPtr);
    HL_MARK(STE, &mask, S1CDMax);
    HL_MARK(STE, &mask, S1DSS);
    HL_MARK(STE, &mask, S1CIR);
    HL_MARK(STE, &mask, S1COR);
    HL_MARK(STE, &mask, S1CSH);
    HL_MARK(STE, &mask, S1PIE);
    HL_MARK(STE, &mask, S1MPAM); /* the virtual SMMU has no MPAM: always 0 */
    HL_MARK(STE, &mask, S1STALLD);
    return mask;
}

static struct hl_entry with_both_stages(const struct hl_nesting *n, const struct hl_entry *regime)
{
    struct hl_entry ste = hl_entry_merge(n->parent, *regime, guest_fields());

    HL_SET(STE, &ste, Config, HL_STE_CONFIG_NESTED);
    /* A guest that does not use ATS does not invalidate ATCs: then the device gets none. One that
     * does gets it as the parent has it, which is legal with the parent's S2S. So does one in
     * bypass: what stage 2 alone has given to an ATC is the host's to invalidate. */
    if (HL_GET(STE, regime, EATS) != 1)
        HL_SET(STE, &ste, EATS, 0);
    return ste;
}

/* An ILLEGAL virtual STE stops the stream as C_BAD_STE does, but must not make the host's SMMU
 * report errors of the host's: so it is an abort, as V=0 is. CONT speaks of the host's table. */
static struct hl_entry stopped(const struct hl_nesting *n)
{
    struct hl_entry ste = {{0}};

    HL_SET(STE, &ste, V, 1);
    HL_SET(STE, &ste, CONT, HL_GET(STE, &n->parent, CONT));
    return ste;
}

/* The guest's entry is taken as it is understood, not bit by bit: what its SMMU ignores must
 * neither come to mean something nor cost a break. The parent's is taken as it is: bits that never
 * change cost none. */
void hl_nested_merge(const struct hl_nesting *n, const struct hl_entry *vste, struct hl_entry *ste)
{
    struct hl_meaning m;

    hl_ste_decode(&n->guest, vste, &m);
    if (m.config == HL_CONFIG_S1)
        *ste = with_both_stages(n, &m.regime);
    else if (m.config == HL_CONFIG_BYPASS)
        *ste = n->parent;
    else
        *ste = stopped(n);
}
