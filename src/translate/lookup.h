// SPDX-License-Identifier: MIT
/* One transaction on its way through the SMMU. Private to translate/. */
#ifndef HITLESS_TRANSLATE_LOOKUP_H
#define HITLESS_TRANSLATE_LOOKUP_H

#include "smmu/registers.h"
#include "translate/stages.h"
#include "translate/trace.h"
#include "translate/translate.h"

struct hl_lookup {
    const struct hl_smmu *smmu;
    const struct hl_tables *tables; /* NULL: the STE is given */
    const struct hl_entry *given_cd;
    const struct hl_memory *memory;
    struct hl_transaction t; /* without attributes that its kind of traffic cannot have */
    struct hl_trace *trace;

    struct hl_meaning ste; /* live, after the STE is found */
    struct hl_meaning cd;
    struct hl_cd_context context;
    bool stage1; /* cd and context are valid: stage 1 translates */
};

/* Why a transaction goes no further. */
struct hl_failure {
    enum hl_step step;
    bool unmodelled; /* the rest is zero */
    enum hl_event_type event;
    unsigned rule;
    bool l1;
    uint64_t fetch;
    uint32_t substream; /* HL_C_BAD_SUBSTREAMID */

    /* Translation-related faults and HL_F_WALK_EABT */
    bool s2, nsipa, fault_write;
    enum hl_class class;
    uint64_t ipa;
};

static inline unsigned hl_word_bits(uint32_t word, unsigned lsb, unsigned width)
{
    return (word >> lsb) & ((1u << width) - 1);
}

/* 6.3.4: a SubstreamID of Translated traffic has a meaning. */
static inline bool hl_pasidtt(const struct hl_smmu *s)
{
    return hl_word_bits(s->regs.idr3, 16, 1);
}

/* 6.3.4: stage 2 MemAttr 0b0100 without S2FWB has a meaning (3.23.1). */
static inline bool hl_mteperm(const struct hl_smmu *s)
{
    return hl_word_bits(s->regs.idr3, 22, 1);
}

/* 6.3.12, 6.3.131: configuration errors of ATS traffic are recorded. */
static inline bool hl_rec_cfg_ats(const struct hl_smmu *s)
{
    uint32_t cr2 = s->security == HL_REALM ? s->regs.r_cr2 : s->regs.cr2;

    return hl_word_bits(s->regs.idr0, 23, 1) && hl_word_bits(cr2, 3, 1);
}

/* 6.3.57: SMMU_S_CR0.SIF. */
static inline bool hl_sif(const struct hl_smmu *s)
{
    return s->security == HL_SECURE && hl_word_bits(s->regs.s_cr0, 5, 1);
}

/* The PA space of the stream table and of everything that is reached through physical addresses. */
static inline enum hl_space hl_own_space(const struct hl_smmu *s)
{
    return s->security == HL_SECURE  ? HL_SPACE_SECURE
           : s->security == HL_REALM ? HL_SPACE_REALM
                                     : HL_SPACE_NONSECURE;
}

static inline bool hl_out_of_range(uint64_t address, unsigned bits)
{
    return bits < 64 && address >> bits;
}

static inline uint64_t hl_truncate(uint64_t address, unsigned bits)
{
    return bits < 64 ? address & hl_ones(bits) : address;
}

#endif
