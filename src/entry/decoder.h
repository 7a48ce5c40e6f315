// SPDX-License-Identifier: MIT
/* What the engine (observe, update, verdict) knows of entries: a decoder that gives their meaning.
 * Nothing else there depends on an STE, a CD or another IOMMU's entry, but update/hints.c: what the
 * built-in algorithm, like a driver, knows beyond the decoder. */
#ifndef HITLESS_ENTRY_DECODER_H
#define HITLESS_ENTRY_DECODER_H

#include "entry/field.h"

enum hl_kind { HL_KIND_STE = 1, HL_KIND_CD = 2 };

enum hl_state {
    HL_STATE_OFF,     /* V = 0 */
    HL_STATE_ILLEGAL, /* V = 1 and a rule says no: the architecture treats it like V = 0 */
    HL_STATE_STOP,    /* legal, and no transaction passes: Config abort */
    HL_STATE_LIVE
};

struct hl_meaning {
    enum hl_state state;
    unsigned rule;   /* 0: legal; else an index for hl_decoder.rule_name */
    unsigned config; /* the kind's own classification, for reports */
    /* The canonical entry: every IGNORED or RES0 bit zero, every encoding that "behaves as" another
     * replaced by it, effective values in place; all zero when off or illegal, and never that when
     * live: a live regime has its V bit. */
    struct hl_entry regime;
    /* The used bits: an entry with the same values in all of these has the same meaning. */
    struct hl_entry used;
};

/* A condition of the architecture's by which a bit is RES0. */
struct hl_reason {
    const char *id; /* "STE_MTCFG_ATTR_TYPES_OVR"; NULL: no field has this bit */
    const char *section;
    const char *doc;
};

struct hl_decoder {
    enum hl_kind kind;
    const struct hl_layout *layout;
    const void *context;
    void (*decode)(const void *context, const struct hl_entry *entry, struct hl_meaning *meaning);
    const char *(*rule_name)(unsigned rule);    /* "STE_S2AA64"; NULL for 0 */
    const char *(*rule_section)(unsigned rule); /* "5.2.2"; NULL for 0 */
    const char *(*rule_doc)(unsigned rule);     /* what is illegal; NULL for 0 */
    const char *(*config_name)(unsigned config);
    /* The set bits of an entry that are RES0 by the registers, the Security state, and of a CD its
     * STE, or of no field: not those that other fields of the entry make RES0, nor what is IGNORED.
     * NULL: the kind knows none. */
    struct hl_entry (*reserved)(const void *context, const struct hl_entry *entry);
    /* Why one of these is. */
    struct hl_reason (*why_reserved)(const void *context, const struct hl_entry *entry,
                                     unsigned bit);
    struct hl_entry valid; /* the V bit */
    /* Bits that decide nothing beyond themselves: where one is used, flipping it flips the same bit
     * of the regime, and does nothing else. */
    struct hl_entry inert;
    /* What a search for a hitless sequence may rely on (update/path.h); all zero is always right.
     * Plain: where such a bit is used by a live entry, the regime shows it as it is; and whether it
     * is used follows from the regime. */
    struct hl_entry plain;
    /* Fields that are separable: of two live entries with the same regime, each mixture that takes
     * every such field from either, whole, and all else from one has that regime, too; and where
     * some value of such a field suits two live entries, one of theirs does. */
    struct hl_entry separable;
    /* Regime bits that are no difference to a sequencer under what it assumes of the devices
     * (HL_NEEDS_ATS_QUIESCED). */
    struct hl_entry quiesced;
};

static inline void hl_decode(const struct hl_decoder *d, const struct hl_entry *entry,
                             struct hl_meaning *meaning)
{
    d->decode(d->context, entry, meaning);
}

static inline struct hl_entry hl_reserved(const struct hl_decoder *d, const struct hl_entry *entry)
{
    return d->reserved ? d->reserved(d->context, entry) : (struct hl_entry){{0}};
}

#endif
