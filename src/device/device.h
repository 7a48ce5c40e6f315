// SPDX-License-Identifier: MIT
/* What a driver does to a device in its life, and what the SMMU could observe of it: several STEs,
 * a CD table and the endpoint's ATS, changed step by step. */
#ifndef HITLESS_DEVICE_DEVICE_H
#define HITLESS_DEVICE_DEVICE_H

#include "device/joint.h"
#include "device/window.h"
#include "verdict/verdict.h"

enum { HL_DEVICE_STREAMS = 4, HL_DEVICE_DOMAINS = 8 };

enum hl_rid { HL_RID_BLOCKED, HL_RID_IDENTITY, HL_RID_S1, HL_RID_S2, HL_RID_NESTED, HL_RID_COUNT };
/* What the guest of a nested domain does with its stream, by the domain: translate with different
 * CD tables, bypass stage 1, or block. */
enum hl_guest { HL_GUEST_S1, HL_GUEST_BYPASS = 2, HL_GUEST_ABORT };
enum hl_guest hl_guest_of(unsigned domain);
enum hl_pasid { HL_PASID_NONE, HL_PASID_S1, HL_PASID_SVA, HL_PASID_SVA_RELEASED };

/* A domain of some kind: enum hl_rid or enum hl_pasid. Two domains of one kind may differ in one
 * qword of their entries, or in more. */
struct hl_attachment {
    uint8_t kind;
    uint8_t domain; /* below HL_DEVICE_DOMAINS */
};

/* What is fixed from a device's probe to its release. */
struct hl_shape {
    uint8_t streams;   /* 1 to HL_DEVICE_STREAMS */
    uint8_t ssid_bits; /* 0: no PASIDs; to 3, reduced to SSIDSIZE */
    bool stall;        /* the device may be stalled; reduced to what the SMMU has (3.12) */
    bool ats;          /* it has ATS: if the SMMU has, and it is not stalled; set by this room */
    uint8_t life;      /* how often it was released: another CD table each time */
    /* It needs ATS wherever an STE can give it: under an identity domain, too, by a CD table with
     * S1DSS=bypass (13.6.4). Reduced to what has ATS, on an SMMU with stage 1 and SubstreamIDs, and
     * with a maker that can. */
    bool ats_always_on;
};

/* What the driver wants of it. PASID 0 is the RID's place in the CD table, and never in use. */
struct hl_wanted {
    struct hl_attachment rid;
    struct hl_attachment pasid[HL_DEVICE_PASIDS];
    bool ats; /* where the configuration allows it: hl_wanted_ats(). False if it is always on */
};

/* Entries to be made. */
enum hl_ste_kind { HL_STE_ABORT, HL_STE_BYPASS, HL_STE_CDTABLE, HL_STE_S2, HL_STE_NESTED };
struct hl_ste_wish {
    enum hl_ste_kind kind;
    uint8_t domain;
    uint8_t s1dss; /* HL_STE_CDTABLE: as the field */
    bool ats;
};
/* The CD of an attachment of enum hl_pasid: HL_PASID_S1 also for the RID. */
struct hl_maker {
    /* Both: false, the SMMU or the driver has no such entry. */
    bool (*ste)(const struct hl_maker *maker, const struct hl_shape *shape,
                const struct hl_ste_wish *wish, struct hl_entry *ste);
    bool (*cd)(const struct hl_maker *maker, const struct hl_shape *shape,
               const struct hl_attachment *wish, struct hl_entry *cd);
    const struct hl_smmu *smmu;
    const void *context; /* the maker's own */
    bool own;            /* what it makes is the sequencer's own: it may not warn of it */
    bool ats_always_on;  /* it knows devices of that kind */
};

/* From fields, legal on every SMMU that has the table formats. smmu must outlive it. */
struct hl_maker hl_builtin_maker(const struct hl_smmu *smmu);

struct hl_ste_wish hl_wanted_ste(const struct hl_shape *shape, const struct hl_wanted *wanted);
struct hl_attachment hl_wanted_cd(const struct hl_wanted *wanted, unsigned index);
/* Whether ATS is on at the endpoint. */
bool hl_wanted_ats(const struct hl_shape *shape, const struct hl_wanted *wanted);
bool hl_wanted_pasids(const struct hl_wanted *wanted); /* any in use */

/* One thing that a driver is asked to do. */
enum hl_action_kind {
    HL_ATTACH_RID,
    HL_SET_PASID, /* attachment.kind: HL_PASID_S1 or HL_PASID_SVA */
    HL_REMOVE_PASID,
    HL_EXIT_MM, /* the process of SVA domain attachment.domain is gone; its PASIDs stay */
    HL_SET_ATS, /* on */
    HL_RELEASE, /* and probe again: shape */
    HL_ACTION_COUNT
};
struct hl_action {
    enum hl_action_kind kind;
    uint8_t pasid;
    struct hl_attachment attachment;
    bool on; /* HL_SET_ATS; HL_ATTACH_RID: as the end of HL_RELEASE, which sets it itself */
    struct hl_shape shape; /* HL_RELEASE */
};

/* What is wanted after an action, of one device. False: a driver refuses it, it changes nothing, or
 * it is HL_RELEASE, which is several of the others. */
bool hl_wanted_next(const struct hl_shape *shape, const struct hl_wanted *wanted,
                    const struct hl_action *action, struct hl_wanted *next);

/* The kinds of traffic whose meaning an action may change: bit 0 without PASID, bit p + 1 with
 * PASID p. ATS is no part of it: every action may turn that on or off. */
unsigned hl_wanted_named(const struct hl_wanted *wanted, const struct hl_action *action);

/* The seeded bugs of the attach layer: names begin with "bug-attach-". */
struct hl_attach_bug {
    const char *name;
    const char *description;
    unsigned trait; /* enum hl_attach_trait in attach.h */
};
extern const struct hl_attach_bug hl_attach_bugs[];
extern const size_t hl_attach_bug_count;
/* NULL: none of that name. */
const struct hl_attach_bug *hl_attach_bug_find(const char *name);

/* What was found in a step. */
enum hl_where { HL_IN_ENTRY, HL_IN_JOINT, HL_IN_END };
struct hl_device_finding {
    enum hl_finding_kind kind;
    enum hl_where where;
    unsigned stream;       /* HL_IN_JOINT, or of an STE */
    int pasid;             /* HL_IN_JOINT: of the traffic, or HL_NO_PASID */
    bool ats;              /* ATS was on at the endpoint */
    struct hl_joint joint; /* HL_IN_JOINT */
    struct hl_entry ste, cd;
    /* HL_IN_ENTRY, HL_IN_END: an entry, from what to what */
    enum hl_kind entry;
    unsigned index; /* of a CD */
    unsigned rule;
    struct hl_entry old, target; /* HL_IN_END: what is there, and what should be */
};

enum { HL_DEVICE_FINDINGS = 8 };
struct hl_device_verdict {
    unsigned findings; /* in finding[], the first */
    uint64_t found[HL_FINDING_COUNT];
    struct hl_device_finding finding[HL_DEVICE_FINDINGS];
    uint64_t updates, views;
    uint64_t outcomes[HL_OUTCOME_COUNT];
    bool too_many_views;
};

/* What a fresh device would have that is attached to what is wanted, and what that means to each
 * kind of traffic: without PASID, with PASID 0, 1, ... */
struct hl_fresh {
    struct hl_entry ste, cd[HL_DEVICE_PASIDS];
    bool ats;
    struct hl_joint joint[2][HL_DEVICE_PASIDS + 1]; /* by hl_device.decoder */
};

/* It points into itself: it must stay in its place. */
struct hl_device {
    /* [1]: ATS is quiesced at the endpoint */
    struct hl_smmu smmu[2];
    struct hl_decoder decoder[2];
    struct hl_entry overlook[2];
    struct hl_maker maker;
    const struct hl_sequencer *sequencer;
    unsigned traits;                     /* enum hl_attach_trait */
    const struct hl_attach_layer *layer; /* instead of the built-in one; or NULL (layer.h) */
    unsigned checks;                     /* HL_CHECK_*, of the entry updates */

    struct hl_shape shape;
    struct hl_wanted wanted;
    /* an STE that leads to its CD table; S1ContextPtr, as the field; how CDs are decoded. None on
     * an SMMU without stage 1. */
    struct hl_entry table_ste;
    uint64_t table;
    struct hl_cd_context context;
    struct hl_fresh settled; /* what is wanted now */

    /* in memory, and at the endpoint */
    struct hl_entry ste[HL_DEVICE_STREAMS], cd[HL_DEVICE_PASIDS];
    bool ats;

    /* what each stream could observe of them */
    struct hl_window stes[HL_DEVICE_STREAMS];
    struct hl_window cds[HL_DEVICE_STREAMS][HL_DEVICE_PASIDS];

    /* the step that is being made */
    struct hl_wanted next;
    struct hl_fresh before, after;
    unsigned changed_ste;                   /* streams, since they were looked at */
    unsigned changed_cd[HL_DEVICE_STREAMS]; /* indexes, likewise */
    unsigned broke_ste, broke_cd;           /* had to break in this step */
    struct hl_device_verdict *verdict;
};

/* A device as it is probed: blocked. smmu: Non-secure; bug: NULL, the right attach layer. False:
 * the maker has no abort STE. */
bool hl_device_init(struct hl_device *d, const struct hl_maker *maker,
                    const struct hl_sequencer *sequencer, const struct hl_attach_bug *bug,
                    const struct hl_shape *shape);

/* Do it, and judge. False: a driver refuses it, and nothing was done. */
bool hl_device_step(struct hl_device *d, const struct hl_action *action,
                    struct hl_device_verdict *verdict);

#endif
