// SPDX-License-Identifier: MIT
/* What may be in the SMMU's TLBs and in the endpoints' ATCs: windows over translations. IHI 0070
 * sections 3.9, 3.17, 3.21.1, 4.4 and 4.5.
 *
 * An entry may come at any time from whatever configuration the SMMU can observe then and whatever
 * the tables map then. It is gone when a command that covers it has been taken at a time when it
 * could not come again, and a SYNC after that has completed. What can still come is not kept here:
 * it is what is open and mapped. Kept is what cannot come any more and may still be there. */
#ifndef HITLESS_DRIVER_CACHED_H
#define HITLESS_DRIVER_CACHED_H

#include "smmu/cd.h"
#include "translate/memory.h"

struct hl_command;

enum { HL_ANY_LEVEL = -128 };
enum {
    HL_CACHED_STREAMS = 8,
    HL_CACHED_KINDS = 16, /* of a stream's traffic: 0 without PASID, others with one each */
    HL_CACHED_CONTEXTS = 32,
    HL_CACHED_USES = 96,
    HL_CACHED_ENTRIES = 128,
    HL_CACHED_EMPTY = 16,
    HL_CACHED_PAGES = 4096 /* blocks and pages that an operation unmaps at most */
};

/* What addresses of a translation are (3.17): VA of stage 1, or of both stages combined; IPA of
 * stage 2; nothing that the SMMU tags, when no stage translates: only an ATC holds that. */
enum hl_tag_part { HL_PART_VA, HL_PART_IPA, HL_PART_DIRECT };

/* A tag and what it means. */
struct hl_space_tag {
    enum hl_tag_part part;
    enum hl_world world;
    bool nested; /* VA through both stages: of a guest, with any ASID of it */
    bool has_asid, has_vmid;
    uint16_t asid, vmid; /* 0 where it has none */
    uint64_t root[2];    /* TTB0 and TTB1, or S2TTB: addresses; 0: none, or not walked */
    uint64_t shape;      /* what else decides where a walk leads: sizes, granules */
};

/* Once stages are known: up to two tags (of nested translation: its VA and its IPA). cd: the regime
 * of a live CD, or NULL where no stage 1 translates or it is a guest's. Returns how many. */
unsigned hl_space_tags(const struct hl_smmu *smmu, const struct hl_meaning *ste,
                       const struct hl_entry *cd, struct hl_space_tag tags[2]);

/* Whether two may be hit by one another's lookups. */
bool hl_space_same_tag(const struct hl_space_tag *a, const struct hl_space_tag *b);
/* Whether they then mean the same. */
bool hl_space_same_meaning(const struct hl_space_tag *a, const struct hl_space_tag *b);

/* What a TLBI command covers of the entries with a tag (4.4). An entry is of a block or page of
 * 2^bits bytes, found at this level of a table with this granule; table: it is of a table
 * descriptor (a walk cache). */
struct hl_cached_range {
    uint64_t base, last; /* inclusive; whole blocks */
    uint8_t bits;
    int8_t level;    /* or HL_ANY_LEVEL, which no TTL hint meets */
    uint8_t granule; /* log2 */
    bool table, global;
    bool deep;     /* tables in it have changed, too: no Leaf command covers it */
    bool any;      /* anything: no address covers it */
    bool any_asid; /* where the tag has no ASID: of any, or of this one */
    uint16_t asid;
    uint64_t next; /* table: where it leads */
};

/* Which blocks of the range, from *base to *last inclusive. False: none. */
bool hl_tlbi_covers(const struct hl_smmu *smmu, unsigned vmw, const struct hl_command *command,
                    const struct hl_space_tag *tag, const struct hl_cached_range *range,
                    uint64_t *base, uint64_t *last);
/* The same for ATC_INV (4.5) and the ATC entries of a stream. pasid: -1 is none. */
bool hl_atc_inv_covers(const struct hl_command *command, uint32_t sid, int64_t pasid,
                       uint64_t *base, uint64_t *last);

struct hl_cached_context {
    struct hl_space_tag tag;
    struct hl_entry ste, cd; /* the regimes of a view with this tag, for walks */
    uint8_t open;            /* uses that are open: views lead there */
    uint8_t depth;           /* retired: of which operation */
    bool used;               /* this slot is */
    bool dormant;            /* not open, and what its tables map may still be cached */
    bool pending;            /* a command has covered all of that, and no SYNC yet */
    bool retired;            /* its tables, or what they meant, are gone */
};

/* One kind of a stream's traffic, and a context that it has or had. */
struct hl_cached_use {
    uint8_t stream, kind, context;
    bool used, open, seen;
    bool eats;    /* a view allows ATS */
    bool asking;  /* the device may ask for it: open, eats, and ATS is on */
    bool atc;     /* the ATC may hold something of it */
    bool pending; /* not open: all of that is covered, and no SYNC yet */
};

/* CD: of a guest's own CDs, which nobody sees here. */
enum hl_cached_where { HL_CACHED_TLB, HL_CACHED_ATC, HL_CACHED_CD };

/* Entries that may be there, and should be gone when the operation that began at this depth ends.
 */
struct hl_cached_entry {
    enum hl_cached_where where;
    uint8_t context;
    uint8_t stream, kind; /* HL_CACHED_ATC, HL_CACHED_CD */
    uint8_t depth;
    uint8_t number; /* of the guest's command that asked for it */
    bool asked;     /* by a guest */
    bool gone;      /* not mapped any more; else it is looked up whenever that matters */
    bool pending;   /* covered when it could not come again, and no SYNC yet */
    struct hl_cached_range range;
};

enum hl_stale_kind {
    HL_STALE_UNMAPPED,   /* of what is not mapped any more */
    HL_STALE_DETACHED,   /* an ATC's, of what its stream or PASID has no more */
    HL_STALE_RETIRED,    /* of tables that are gone */
    HL_STALE_TAG,        /* under a tag that means something else now */
    HL_STALE_UNKNOWN_TAG /* of before this driver, which never cleared them */
};
struct hl_stale {
    enum hl_stale_kind kind;
    enum hl_cached_where where;
    struct hl_space_tag tag, now; /* now: HL_STALE_TAG, HL_STALE_UNKNOWN_TAG: what it means now */
    uint8_t stream, traffic;      /* whose ATC, or through whom a tag has its new meaning */
    struct hl_cached_range range; /* HL_STALE_UNMAPPED */
};

struct hl_cached {
    const struct hl_smmu *smmu;
    const struct hl_memory *memory;
    void *context;
    void (*stale)(void *context, const struct hl_stale *stale);
    uint32_t sid[HL_CACHED_STREAMS];
    int64_t pasid[HL_CACHED_KINDS]; /* [0]: -1 */
    uint8_t streams, kinds;
    uint8_t contexts, uses; /* slots in use: below these */
    uint8_t ats;            /* streams whose endpoint has ATS on */
    uint8_t vmw;            /* CR0.VMW */
    uint8_t depth;          /* operations that are under way */
    bool old_el[2];         /* entries of before this driver: EL1's, EL2's */
    bool old_pending[2];
    bool overflow; /* a bound was exceeded: no verdict from here on */
    uint8_t empties;
    uint64_t empty[HL_CACHED_EMPTY]; /* roots of tables that have mapped nothing yet */
    struct hl_cached_context at[HL_CACHED_CONTEXTS];
    struct hl_cached_use use[HL_CACHED_USES];
    struct hl_cached_entry entry[HL_CACHED_ENTRIES];
    uint16_t entries;
};

/* Nothing is open, and the TLBs may hold anything of before, as after reset or under a kernel that
 * was started by another one. smmu and memory must outlive it; stale is told of what is found. */
void hl_cached_init(struct hl_cached *c, const struct hl_smmu *smmu, const struct hl_memory *memory,
                    void (*stale)(void *context, const struct hl_stale *stale), void *context);

/* The number of a StreamID, and of a kind of traffic (pasid: -1 is none); 0 with overflow set, if
 * there are too many. */
unsigned hl_cached_stream(struct hl_cached *c, uint32_t sid);
unsigned hl_cached_kind(struct hl_cached *c, int64_t pasid);

/* What can be observed of this traffic is all that is seen between look and looked. */
void hl_cached_look(struct hl_cached *c, unsigned stream, unsigned kind);
/* A view can be observed under which this traffic passes: ste as decoded (with S1DSS=bypass in
 * force: as bypass), cd as for hl_space_tags(); eats of the STE. Also beside a look: one view more.
 */
void hl_cached_see(struct hl_cached *c, unsigned stream, unsigned kind,
                   const struct hl_meaning *ste, const struct hl_entry *cd, unsigned eats);
void hl_cached_looked(struct hl_cached *c, unsigned stream, unsigned kind);

/* Another kernel takes over: what was cached may have any tag now, and of the endpoints nothing is
 * known. */
void hl_cached_restart(struct hl_cached *c);

/* ATS is on or off at the endpoint from now on. */
void hl_cached_ats(struct hl_cached *c, unsigned stream, bool on);

/* An operation begins; another may begin before it ends. */
void hl_cached_begin(struct hl_cached *c);
/* It has returned. What may still be there, and should not, is told. */
void hl_cached_end(struct hl_cached *c);

/* These tables map nothing yet; they do. What is not known to be empty maps something. */
void hl_cached_empty(struct hl_cached *c, uint64_t root);
void hl_cached_fill(struct hl_cached *c, uint64_t root);
/* The operation may unmap what the tables at this root map from base to last. Told before it does.
 */
void hl_cached_leaving(struct hl_cached *c, uint64_t root, uint64_t base, uint64_t last);

/* Tables that nobody can see here have changed (a process's, a guest's) from base to last. */
struct hl_cached_change {
    uint64_t root; /* 0: any */
    int vmid;      /* of nested translation; -1: any */
    int asid;      /* -1: any */
    bool only_tlb; /* of ATCs a guest takes care by commands of its own */
    bool leaf;     /* no table has changed */
    uint64_t base, last;
    uint8_t number; /* of the guest's command that says so */
};
void hl_cached_changed(struct hl_cached *c, const struct hl_cached_change *change);
/* A guest says that a device's ATC must not have these addresses any more, or that CDs of its own
 * have changed: it must come to pass for this stream. */
struct hl_cached_request {
    enum hl_cached_where where; /* HL_CACHED_ATC or HL_CACHED_CD */
    unsigned stream;
    int64_t pasid;       /* ATC: -1: whatever was asked for with; CD: the SubstreamID, -1: any */
    uint64_t base, last; /* ATC */
    uint8_t number;      /* of the guest's command */
};
void hl_cached_request(struct hl_cached *c, const struct hl_cached_request *request);
/* Of the operation's guest's commands those from this number on were not taken: nothing has
 * changed by them. */
void hl_cached_cancel(struct hl_cached *c, unsigned from);
/* The operation gives these tables back. */
void hl_cached_retire(struct hl_cached *c, uint64_t root);

/* Memory is being freed: whether the SMMU may still read a translation table there. */
bool hl_cached_reaches(const struct hl_cached *c, uint64_t address, uint64_t bytes);

/* A command is taken; a SYNC has completed. */
void hl_cached_command(struct hl_cached *c, const struct hl_command *command);
void hl_cached_synced(struct hl_cached *c);

#endif
