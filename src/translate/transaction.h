// SPDX-License-Identifier: MIT
/* What a device sends to the SMMU, and what comes of it: sections 3.4, 3.9, 3.12 and 7.3. */
#ifndef HITLESS_TRANSLATE_TRANSACTION_H
#define HITLESS_TRANSLATE_TRANSACTION_H

#include "translate/attributes.h"
#include "translate/memory.h"

enum hl_traffic {
    HL_ORDINARY,      /* untranslated */
    HL_ATS_REQUEST,   /* an ATS Translation Request */
    HL_ATS_TRANSLATED /* an ATS Translated transaction */
};

struct hl_transaction {
    enum hl_traffic traffic;
    uint32_t stream;    /* StreamID */
    uint32_t substream; /* SubstreamID, if has_substream */
    bool has_substream;
    uint64_t address;
    bool write;       /* an ATS Translation Request: not NW, write permission is asked for */
    bool instruction; /* as presented, before STE.INSTCFG; ATS request: execute is asked for */
    bool privileged;  /* as presented, before STE.PRIVCFG */
    bool nonsecure;   /* of a Secure or Realm stream: NS as presented, before STE.NSCFG */
    bool xt;          /* of a Realm stream with SMMU_R_IDR3.XT: the XT bit (3.9.4.3) */
    struct hl_attributes attributes; /* as presented, before STE.MTCFG and so on */
};

/* 7.3: the event numbers. */
enum hl_event_type {
    HL_NO_EVENT = 0,
    HL_F_UUT = 0x01,
    HL_C_BAD_STREAMID = 0x02,
    HL_F_STE_FETCH = 0x03,
    HL_C_BAD_STE = 0x04,
    HL_F_BAD_ATS_TREQ = 0x05,
    HL_F_STREAM_DISABLED = 0x06,
    HL_F_TRANSL_FORBIDDEN = 0x07,
    HL_C_BAD_SUBSTREAMID = 0x08,
    HL_F_CD_FETCH = 0x09,
    HL_C_BAD_CD = 0x0a,
    HL_F_WALK_EABT = 0x0b,
    HL_F_TRANSLATION = 0x10,
    HL_F_ADDR_SIZE = 0x11,
    HL_F_ACCESS = 0x12,
    HL_F_PERMISSION = 0x13,
    HL_F_VMS_FETCH = 0x25
};

/* 7.3: what was being done to the address that faulted. */
enum hl_class { HL_CLASS_CD, HL_CLASS_TTD, HL_CLASS_IN };

/* An event record's fields, those that its type has; the others are zero. */
struct hl_event {
    enum hl_event_type type;
    uint32_t stream, substream;
    bool ssv;
    bool stall;
    bool s2;
    enum hl_class class;
    bool rnw, ind, pnu; /* after INSTCFG and PRIVCFG; F_BAD_ATS_TREQ: !W, X and PRIV, before them */
    bool ttrnw;         /* F_PERMISSION with HL_CLASS_TTD: the descriptor was read, not written */
    bool nsipa;
    uint64_t input; /* InputAddr */
    uint64_t ipa;   /* bits [55:12] of the IPA, in place */
    uint64_t fetch; /* FetchAddr */
    unsigned rule;  /* C_BAD_STE: enum hl_ste_rule; C_BAD_CD: enum hl_cd_rule; else 0 */
    bool l1;        /* found at a first-level descriptor, L1STD or L1CD */
};

enum hl_fate {
    HL_OUTPUT,              /* goes on to `address`; an ATS request completes with it */
    HL_ABORTED,             /* terminated with an abort to the device */
    HL_READ_ZERO,           /* terminated, reads as zero and writes ignored (CD.A = 0) */
    HL_STALLED,             /* waits for software */
    HL_ATS_NO_ACCESS,       /* ATS: Success with R = W = 0 */
    HL_ATS_UNSUPPORTED,     /* ATS: Unsupported Request */
    HL_ATS_COMPLETER_ABORT, /* ATS: Completer Abort */
    HL_NOT_MODELLED         /* needs something that hitless has no model of: see `step` */
};

/* Everything that decides about a transaction has a step: its place in the architecture. */
enum hl_step {
    HL_STEP_NONE,
#define HL_STEP(id, section, doc) HL_STEP_##id,
#include "translate/steps.def"
#undef HL_STEP
    HL_STEP_COUNT
};

struct hl_step_info {
    const char *id;
    const char *section;
    const char *doc;
};
extern const struct hl_step_info hl_steps[HL_STEP_COUNT];

/* The steps of one transaction, for reports. */
enum { HL_TRACE_MAX = 128 };
struct hl_trace {
    unsigned count; /* may exceed HL_TRACE_MAX: the rest was not kept */
    struct {
        enum hl_step step;
        uint64_t address; /* that was read, or translated */
        uint64_t value;   /* that was read, or resulted */
    } steps[HL_TRACE_MAX];
};

struct hl_response {
    enum hl_fate outcome;
    enum hl_step step; /* what decided */
    struct hl_event event;

    /* HL_OUTPUT */
    uint64_t address;
    enum hl_space space;
    struct hl_attributes attributes;
    bool instruction, privileged; /* of an ATS request: Priv of its completion */
    unsigned page_bits;     /* log2 of the range around address that is translated alike; 64: all */
    bool read, write, exec; /* permissions granted: of an ATS request's completion */
    bool ats_global, ats_untranslated_only; /* G and U of an ATS request's completion */
    bool ats_split_ipa;                     /* ATS, EATS = split: `address` is an IPA */
    bool af_update;                         /* HTTU would set an Access flag */
    bool dirty_update;                      /* HTTU would clear AP[2] or set S2AP[1] */
};

#endif
