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

enum {
    HL_CACHED_STREAMS = 8,
    HL_CACHED_KINDS = 16, /* of a stream's traffic: 0 without PASID, others with one each */
    HL_CACHED_CONTEXTS = 32,
    HL_CACHED_USES = 96,
    HL_CACHED_ENTRIES = 128
};

/* What addresses of a translation are (3.17): VA of stage 1, or of both stages combined; IPA of
 * stage 2; nothing that the SMMU tags, when no stage translates: only an ATC holds that. */
enum hl_part { HL_PART_VA, HL_PART_IPA, HL_PART_DIRECT };

/* A tag and what it means. */
struct hl_space_tag {
    enum hl_part part;
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
    int8_t level;
    uint8_t granule; /* log2 */
    bool table, global;
    bool any; /* anything: base, last, and so on do not count */
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
    bool atc;     /* the ATC may hold something of it */
    bool pending; /* as above, by ATC_INV */
};

enum hl_cached_where { HL_CACHED_TLB, HL_CACHED_ATC };

/* Entries that may be there, and cannot come any more, or not for long: still mapped. */
struct hl_cached_entry {
    enum hl_cached_where where;
    uint8_t context;
    uint8_t stream, kind; /* HL_CACHED_ATC */
    bool gone;            /* else it is looked up whether it is mapped, whenever that matters */
    bool pending;
    struct hl_cached_range range;
};

enum hl_stale_kind {
    HL_STALE_UNMAPPED,   /* what is not mapped any more */
    HL_STALE_DETACHED,   /* an ATC's, of what its stream or PASID has no more */
    HL_STALE_RETIRED,    /* of tables that are gone */
    HL_STALE_TAG,        /* of a tag that means something else now */
    HL_STALE_UNKNOWN_TAG /* of before this driver: it never cleared what the SMMU might hold */
};
struct hl_stale {
    enum hl_stale_kind kind;
    enum hl_cached_where where;
    struct hl_space_tag tag, now; /* now: HL_STALE_TAG, HL_STALE_UNKNOWN_TAG: its new meaning */
    uint8_t stream, pasid_kind;   /* HL_CACHED_ATC, HL_STALE_TAG: whose */
    struct hl_cached_range range;
};

struct hl_cached_listener {
    void *context;
    void (*stale)(void *context, const struct hl_stale *stale);
};

struct hl_cached {
    const struct hl_smmu *smmu;
    const struct hl_memory *memory;
    struct hl_cached_listener listener;
    uint32_t sid[HL_CACHED_STREAMS];
    int64_t pasid[HL_CACHED_KINDS]; /* [0]: -1 */
    uint8_t streams, kinds;
    uint8_t ats;           /* streams whose endpoint has ATS on */
    uint8_t vmw;           /* CR0.VMW */
    bool old_el1, old_el2; /* entries of before this driver (kdump; 3.19: after reset, too) */
    bool old_el1_pending, old_el2_pending;
    bool overflow; /* a bound was exceeded: no verdict */
    struct hl_cached_context at[HL_CACHED_CONTEXTS];
    struct hl_cached_use use[HL_CACHED_USES];
    struct hl_cached_entry entry[HL_CACHED_ENTRIES];
    uint16_t entries;
};

/* Nothing is open; the TLBs may hold anything of before. smmu and memory must outlive it. */
void hl_cached_init(struct hl_cached *c, const struct hl_smmu *smmu, const struct hl_memory *memory,
                    const struct hl_cached_listener *listener);

/* Their numbers; HL_CACHED_STREAMS or HL_CACHED_KINDS if there are too many. */
unsigned hl_cached_stream(struct hl_cached *c, uint32_t sid);
unsigned hl_cached_kind(struct hl_cached *c, int64_t pasid);

/* A view that can be observed: traffic of this kind is translated by ste and cd (as for
 * hl_space_tags(); regimes). eats: as it stands in the STE. */
void hl_cached_see(struct hl_cached *c, unsigned stream, unsigned kind,
                   const struct hl_meaning *ste, const struct hl_entry *cd, unsigned eats);
/* What is seen between these two is all that can be observed of this traffic. */
void hl_cached_look(struct hl_cached *c, unsigned stream, unsigned kind);
void hl_cached_looked(struct hl_cached *c, unsigned stream, unsigned kind);

void hl_cached_ats(struct hl_cached *c, unsigned stream, bool on);

/* What is mapped in this range by the tables at root may be changed from now on. Before it is. */
void hl_cached_leaving(struct hl_cached *c, uint64_t root, uint64_t base, uint64_t last);
/* The same where nobody can see the table, which has changed already: a process's, a guest's. asid:
 * -1 is any; vmid: likewise. */
void hl_cached_changed(struct hl_cached *c, uint64_t root, int asid, uint64_t base, uint64_t last);
/* These tables are given back: nothing of theirs may be left when the operation ends. */
void hl_cached_retire(struct hl_cached *c, uint64_t root);
/* Whether anything that is or was open may walk these tables. */
bool hl_cached_reaches(const struct hl_cached *c, uint64_t root);

/* A command is taken; a SYNC has completed. */
void hl_cached_command(struct hl_cached *c, const struct hl_command *command);
void hl_cached_synced(struct hl_cached *c);

/* An operation has returned: what may still be there and should not is told. */
void hl_cached_end(struct hl_cached *c);

#endif
