// SPDX-License-Identifier: MIT
/* The judge of a whole driver's operations: what the SMMU could observe from an operation's begin
 * to its end, against what traffic meant before, what it means after, and what was asked for. */
#ifndef HITLESS_DRIVER_JUDGE_H
#define HITLESS_DRIVER_JUDGE_H

#include "driver/cached.h"
#include "driver/contract.h"
#include "driver/fault.h"
#include "driver/holds.h"
#include "driver/severity.h"

enum {
    HL_JUDGE_STREAMS = HLK_DEVICES * HLK_STREAMS,
    HL_JUDGE_KINDS = HL_CACHED_KINDS, /* of traffic: [0] without PASID */
    HL_JUDGE_SEEN = 64,
    HL_JUDGE_FINDINGS = 16,
    HL_JUDGE_DEPTH = 8,
    HL_JUDGE_BETWEEN = 8
};

/* What the contract says that traffic has to mean. */
enum hl_due_kind {
    HL_DUE_ANYTHING,
    HL_DUE_STOPPED,
    HL_DUE_BYPASS,
    HL_DUE_STAGE1,
    HL_DUE_STAGE2,
    HL_DUE_NESTED,
    HL_DUE_QUIET,   /* a CD that is there and walks nothing */
    HL_DUE_UNOWNED, /* nobody's: it translates for nobody */
    HL_DUE_COUNT
};
extern const char *const hl_due_names[HL_DUE_COUNT];
struct hl_due {
    enum hl_due_kind kind;
    bool has_tag; /* the ASID or VMID is known, too */
    uint16_t tag;
    uint64_t root;      /* stage 1's or stage 2's */
    uint64_t vste[2];   /* as the guest's SMMU understands it */
    bool guest_illegal; /* it is ILLEGAL there: so may be what is made of it */
};

/* What a device's traffic may mean for a while: one of two operations has been done
 * (judge_between.c). */
struct hl_between {
    uint8_t device;
    int64_t pasid; /* -1: any PASID that was named */
    struct hl_due due;
};

/* What domains and mms mean: hlk_domain_meaning(), hlk_mm_meaning(). */
struct hl_meanings {
    int (*domain)(unsigned dom, struct hlk_meaning *meaning);
    int (*mm)(unsigned mm, struct hlk_meaning *meaning);
};

enum hl_driver_where {
    HL_AT_VIEW,        /* seen during the operation */
    HL_AT_END,         /* what memory means when it has returned */
    HL_AT_STRUCTURE,   /* of the configuration structures: structure */
    HL_AT_TRANSLATION, /* of TLBs and ATCs: stale */
    HL_AT_MEMORY,      /* translation tables: address */
    HL_AT_FAULT        /* a fault of this StreamID */
};
struct hl_driver_finding {
    enum hl_finding_kind kind;
    enum hl_severity severity;
    enum hl_operation_kind operation;
    enum hl_driver_where where;
    const char *section; /* constants */
    const char *why;
    uint8_t device;
    bool ats; /* at that device's endpoint, then */
    uint32_t sid;
    int64_t pasid; /* -1: without */
    /* HL_AT_VIEW, HL_AT_END */
    struct hl_joint seen, before, after;
    struct hl_entry ste, cd;
    struct hl_due due; /* wrong-final */
    /* the others */
    struct hl_holds_finding structure;
    struct hl_stale stale;
    uint64_t address, bytes;
};

/* Entries that were decoded last: most are looked at again and again. */
enum { HL_JUDGE_STES = 32, HL_JUDGE_CDS = 64 };
/* With what it was looked at, while nothing was forgotten and no operation began or ended: there is
 * nothing new in the same view then. */
struct hl_noted {
    uint32_t epoch;
    uint16_t kinds;
    uint8_t stream;
};
struct hl_known_ste {
    uint32_t serial; /* 0: nothing */
    bool quiesced, leads;
    uint8_t kinds;
    struct hl_entry ste;
    struct hl_meaning meaning;
    struct hl_cd_context context; /* leads: of its CDs */
    int index[HL_JUDGE_KINDS];    /* the CD that decides, or -1: joint is complete */
    struct hl_joint joint[HL_JUDGE_KINDS];
    struct hl_noted noted; /* of kinds that no CD decides */
};
struct hl_known_cd {
    uint32_t serial; /* of the STE */
    struct hl_entry cd;
    struct hl_meaning meaning;
    struct hl_noted noted;
};

/* A view that is not what was before. */
struct hl_seen {
    uint8_t stream, kind;
    bool ats;
    bool old; /* it was there when the operation began */
    struct hl_joint joint;
    struct hl_entry ste, cd;
};

struct hl_side {
    struct hl_joint joint[HL_JUDGE_KINDS];
    struct hl_entry ste, cd[HL_JUDGE_KINDS];
    bool has_ste;
    bool ats;
};

struct hl_judge_stream {
    uint32_t sid;
    uint8_t device;
    bool shrinks;             /* something of it was forgotten since it was looked at */
    bool kept;                /* that was right before, and nothing has come since */
    bool learnt;              /* home is known */
    uint32_t looked, settled; /* generations */
    struct hl_joint home;     /* what its default domain means */
    struct hl_side before, after;
};

/* It must stay in its place. */
struct hl_driver_judge {
    struct hl_holds *holds;
    struct hl_meanings meanings;
    struct hl_smmu smmu[2]; /* [1]: ATS is quiesced */
    struct hl_smmu guest;   /* that of guests */
    struct hl_cached cached;
    struct hl_faults faults; /* that are owed an answer */
    struct hl_judge_stream stream[HL_JUDGE_STREAMS];
    uint8_t streams;
    uint8_t kinds; /* whose meaning before is known */
    bool ats[HLK_DEVICES];
    bool known; /* what was before is */
    uint8_t depth;
    struct hl_operation operation[HL_JUDGE_DEPTH]; /* under way */
    uint64_t root[HL_JUDGE_DEPTH];                 /* that they give back */
    uint64_t vste[HLK_DOMAINS][2];                 /* of nested domains */
    /* Kinds whose meaning the operations may change; those of operations that failed; and the one
     * that changes a device: no two change the same (conduct.c). */
    uint32_t named[HLK_DEVICES], failed[HLK_DEVICES];
    enum hl_operation_kind changer[HLK_DEVICES]; /* HL_DO_COUNT: none */
    unsigned betweens;
    struct hl_between between[HL_JUDGE_BETWEEN];
    bool all_named, too_many;
    unsigned taken; /* guest's commands, of the operation that ends */
    enum hl_severity gravest;
    uint32_t serial, epoch;
    struct hl_known_ste known_ste[HL_JUDGE_STES];
    struct hl_known_cd known_cd[HL_JUDGE_CDS];
    unsigned seens;
    struct hl_seen seen[HL_JUDGE_SEEN];
    unsigned findings; /* all; the first are in finding[] */
    struct hl_driver_finding finding[HL_JUDGE_FINDINGS];
};

/* After hl_holds_init() and before the SMMU is probed: it listens to the same model. holds and
 * memory must outlive it. False: the model has too many listeners. */
bool hl_driver_judge_init(struct hl_driver_judge *j, struct hl_holds *holds, struct hl_model *model,
                          const struct hl_memory *memory, const struct hl_meanings *meanings,
                          const struct hlk_machine *machine);

/* To be made the listener of the holds (hl_holds_listener), with the judge as its context. */
void hl_driver_judge_look(void *judge, uint32_t sid);
void hl_driver_judge_found(void *judge, const struct hl_holds_finding *finding);

/* What the kernel's side tells (hlh_ats(), hlh_free()). */
void hl_driver_judge_ats(struct hl_driver_judge *j, unsigned device, bool on);
void hl_driver_judge_freed(struct hl_driver_judge *j, uint64_t address, uint64_t bytes);

/* Before an operation's call, with the contract as it was before, and after it has returned, with
 * the contract as it is then. They nest. */
void hl_driver_judge_begin(struct hl_driver_judge *j, const struct hl_operation *operation,
                           const struct hl_contract *contract);
void hl_driver_judge_end(struct hl_driver_judge *j, int result, const struct hl_contract *contract);
/* Right before the end of a guest's commands that failed: the driver says that it has taken so
 * many. */
void hl_driver_judge_took(struct hl_driver_judge *j, unsigned commands);

/* A bound was exceeded (views, what may be cached or held): since then there is no verdict. */
bool hl_driver_judge_gave_up(const struct hl_driver_judge *j);

/* Forget what was found. */
void hl_driver_judge_clear(struct hl_driver_judge *j);

/* Between operations: copy what it is, its findings too. */
void hl_driver_judge_copy(struct hl_driver_judge *to, const struct hl_driver_judge *from);

/* Its name; HL_DO_COUNT: before any, the SMMU is probed. */
const char *hl_driver_operation_name(enum hl_operation_kind kind);

/* A finding's name, the same for the same mistake: "stale-entry STE in attach",
 * "needless-break view in attach: stage 1 to stage 2". */
enum { HL_DRIVER_TITLE = 96 };
const char *hl_driver_finding_title(const struct hl_driver_finding *f, char title[HL_DRIVER_TITLE]);

#endif
