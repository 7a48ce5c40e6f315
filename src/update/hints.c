// SPDX-License-Identifier: MIT
#include "update/hints.h"

/* A range check that is off by one takes this address for one beyond 44 bits. */
static bool s1contextptr_is_last_page(const struct hl_entry *entry)
{
    return HL_GET(STE, entry, S1ContextPtr) << 6 == (UINT64_C(1) << 44) - 4096;
}

static void forget_ste(unsigned traits, const struct hl_entry *entry, struct hl_entry *used)
{
    if (!(HL_GET(STE, entry, Config) & 1))
        return;
    if ((traits & HL_BUG_USED_S2VMID) && HL_GET(STE, entry, Config) == HL_STE_CONFIG_S1)
        HL_CLEAR(STE, used, S2VMID);
    if ((traits & HL_BUG_USED_S1CTXPTR) && s1contextptr_is_last_page(entry))
        HL_CLEAR(STE, used, S1ContextPtr);
    if ((traits & HL_BUG_USED_ERRATUM) && HL_GET(STE, entry, Config) == HL_STE_CONFIG_S1)
        HL_CLEAR(STE, used, S2TTB);
    if (traits & HL_BUG_USED_SHCFG)
        HL_CLEAR(STE, used, SHCFG);
    if (traits & HL_BUG_USED_S1DSS)
        HL_CLEAR(STE, used, S1DSS);
}

static void forget_cd(unsigned traits, struct hl_entry *used)
{
    if (traits & HL_BUG_CD_TTB0)
        HL_CLEAR(CD, used, TTB0);
    if (traits & HL_BUG_CD_EPD0)
        HL_CLEAR(CD, used, EPD0);
    if (traits & HL_BUG_CD_ASID)
        HL_CLEAR(CD, used, ASID);
    if (traits & HL_BUG_CD_MAIR) {
        HL_CLEAR(CD, used, MAIR0);
        HL_CLEAR(CD, used, MAIR1);
    }
}

void hl_hint_used(unsigned traits, enum hl_kind kind, const struct hl_entry *entry,
                  struct hl_entry *used)
{
    if (kind == HL_KIND_STE)
        forget_ste(traits, entry, used);
    else
        forget_cd(traits, used);
}

/* Whether a legal entry stays so with another EATS. */
static bool eats_fits(unsigned traits, const struct hl_decoder *decoder, struct hl_entry e,
                      uint64_t eats)
{
    struct hl_meaning m;

    if ((traits & HL_BUG_SAFE_SPLIT) && eats == 2)
        return true;
    if (traits & HL_BUG_SAFE_S2S)
        HL_SET(STE, &e, S2S, 0);
    HL_SET(STE, &e, EATS, eats);
    hl_decode(decoder, &e, &m);
    return m.rule == 0;
}

/* The same with another DPT_VMATCH: of a Realm stream with EATS=0b11 not every value is legal. */
static bool vmatch_fits(const struct hl_decoder *decoder, struct hl_entry e, uint64_t vmatch)
{
    struct hl_meaning m;

    if (HL_GET(STE, &e, DPT_VMATCH) == vmatch)
        return true;
    HL_SET(STE, &e, DPT_VMATCH, vmatch);
    hl_decode(decoder, &e, &m);
    return m.rule == 0;
}

/* EATS and what means something only through it. Both are legal. */
static void mark_eats(unsigned traits, const struct hl_decoder *decoder,
                      const struct hl_entry *current, const struct hl_entry *target,
                      struct hl_safe_bits *safe)
{
    uint64_t old_eats = HL_GET(STE, current, EATS), new_eats = HL_GET(STE, target, EATS);

    if (vmatch_fits(decoder, *current, HL_GET(STE, target, DPT_VMATCH)))
        HL_MARK(STE, &safe->early, DPT_VMATCH);
    else
        HL_MARK(STE, &safe->late, DPT_VMATCH);
    if (old_eats != new_eats && eats_fits(traits, decoder, *current, new_eats))
        HL_MARK(STE, &safe->early, EATS);
    else if (old_eats != new_eats && eats_fits(traits, decoder, *target, old_eats))
        HL_MARK(STE, &safe->late, EATS);
}

struct hl_safe_bits hl_hint_safe(unsigned traits, const struct hl_decoder *decoder,
                                 const struct hl_entry *current, const struct hl_entry *target,
                                 bool legal)
{
    struct hl_safe_bits safe = {{{0}}, {{0}}};

    if (decoder->kind != HL_KIND_STE || (traits & HL_BUG_SAFE_UNCALLED))
        return safe;
    HL_MARK(STE, &safe.early, MEV);
    if (traits & HL_BUG_SAFE_S2TTB)
        HL_MARK(STE, &safe.early, S2TTB);
    if (legal) /* a change could make an ILLEGAL entry a live one */
        mark_eats(traits, decoder, current, target, &safe);
    return safe;
}
