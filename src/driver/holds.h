// SPDX-License-Identifier: MIT
/* What an SMMU may hold of the configuration structures, by what was stored, commanded and
 * completed: L1STDs, STEs, L1CDs and CDs, each cached by itself (4.3, 16.2). It can fetch what it
 * can reach from STRTAB_BASE through valid pointers, its cached ones too, at any time; it keeps
 * what it fetched until a command covers it and a SYNC after that is complete (3.21.3). A copy
 * belongs to its StreamID, and that of an L1CD or CD to its SubstreamID, too (4.3.3). A guest's
 * CDs, which a nested STE leads to, are not followed.
 *
 * A structure that is not changed is held as memory has it, so that only those are kept here that
 * were, since the last invalidation that covers them. */
#ifndef HITLESS_DRIVER_HOLDS_H
#define HITLESS_DRIVER_HOLDS_H

#include "driver/dated.h"
#include "driver/model.h"
#include "smmu/tables.h"
#include "verdict/verdict.h"

enum {
    HL_HOLDS_STREAMS = 16,
    HL_HOLDS_TABLES = 64,
    HL_HOLDS_COPIES = 48,
    HL_HOLDS_COMMANDS = 128, /* that no SYNC has completed */
    HL_HOLDS_UNORDERED = 16,
    HL_HOLDS_RANGES = 16,
    HL_HOLDS_SOURCES = 8,
    HL_HOLDS_SCAN = 16384 /* a first-level table of more entries is looked at where streams are */
};

enum hl_structure {
    HL_STRUCTURE_L1STD,
    HL_STRUCTURE_STE,
    HL_STRUCTURE_L1CD,
    HL_STRUCTURE_CD,
    HL_STRUCTURE_ROOT,  /* STRTAB_BASE: where a stream table's pointer is */
    HL_STRUCTURE_QUEUE, /* freed-reachable: of a queue */
    HL_STRUCTURE_ANY,   /* stale-entry: all that an SMMU may hold before it is told to forget */
    HL_STRUCTURE_COUNT
};
extern const char *const hl_structure_names[HL_STRUCTURE_COUNT];

/* An entry of a table, as what the SMMU has it. */
struct hl_place {
    enum hl_structure structure;
    uint8_t reach;      /* L1STD, L1CD: log2 of the IDs that it stands for */
    uint32_t sid, ssid; /* L1STD, L1CD: the first */
    uint64_t address;
};

struct hl_copy {
    struct hl_place place;
    uint32_t covered; /* when the last command that covers it was taken; 0: none since a SYNC */
    uint32_t through; /* likewise of one that covers the pointer to it, too */
    uint32_t lost;    /* when it was no longer to be reached; 0: it is */
    struct hl_dated dated; /* an L1 descriptor is qword 0 */
};

/* A table that can be reached. */
struct hl_table {
    enum hl_structure structure; /* of its entries */
    uint8_t log2;                /* of their number */
    uint8_t reach;               /* theirs */
    bool freed;                  /* and that was told */
    uint32_t sid, ssid;          /* of the first */
    uint32_t overwritten;        /* when its pointer was, or 0 */
    uint64_t base;
    struct hl_place by; /* the pointer */
    uint64_t pointer;   /* its value: qword 0 of an STE */
};

struct hl_holds_finding {
    enum hl_finding_kind kind; /* stale-entry, freed-reachable, unordered-store, plain-store */
    struct hl_place place;     /* stale, stored; or the pointer to freed memory */
    const char *section;
    const char *why;              /* a constant */
    struct hl_entry held, memory; /* stale-entry: one older view, and what is there */
    uint64_t freed, bytes;        /* freed-reachable: the table */
    struct hl_command command;    /* unordered-store: the one that covers it; of a table's content
                                     the pointer's store is what publishes it, and this is zero */
};

struct hl_holds_listener {
    void *context;
    /* Something that this stream may hold is about to be forgotten. */
    void (*look)(void *context, uint32_t sid);
    void (*found)(void *context, const struct hl_holds_finding *finding);
};

struct hl_holds_command {
    struct hl_command command;
    uint32_t taken;
};

/* Stored with no barrier since; then published by the commands from .. to - 1. */
struct hl_unordered {
    struct hl_place place;
    uint64_t from, to;
};

/* Memory; of more, the latest. */
struct hl_ranges {
    unsigned number;
    struct hl_range {
        uint64_t address, bytes;
        bool dirty; /* it was not all zero when it was given */
    } range[HL_HOLDS_RANGES];
};

/* Its model must outlive it. */
struct hl_holds {
    const struct hl_model *model;
    struct hl_holds_listener listener;
    struct hl_smmu smmu; /* as CR0 and CR2 are */
    struct hl_stream_table root;
    bool enabled;
    bool leftover;         /* what was held before SMMUEN was set: unknown (3.11) */
    bool leftover_covered; /* by a command that no SYNC has completed */
    bool incomplete;       /* a bound was exceeded: there is no verdict any more */
    uint32_t clock;
    uint8_t streams;
    uint32_t sid[HL_HOLDS_STREAMS];
    uint32_t generation[HL_HOLDS_STREAMS];
    unsigned tables, copies, commands, unordered, suspects;
    struct hl_unordered store[HL_HOLDS_UNORDERED], suspect[HL_HOLDS_UNORDERED];
    struct hl_ranges fresh; /* given to the driver, with no barrier since */
    struct hl_ranges gone;  /* given back, and not given again */
    struct hl_table table[HL_HOLDS_TABLES];
    struct hl_holds_command command[HL_HOLDS_COMMANDS];
    struct hl_copy copy[HL_HOLDS_COPIES];
};

/* For an SMMU out of reset, of whose caches nothing is known (3.11). It listens to the model.
 * False: that has too many listeners. */
bool hl_holds_init(struct hl_holds *h, struct hl_model *model,
                   const struct hl_holds_listener *listener);
/* A stream that is of interest: it is looked for in tables that are found, and told to look(). */
bool hl_holds_stream(struct hl_holds *h, uint32_t sid);

/* Memory changes: `bytes' (1 to 8, within a qword) at an address, from old to value. Before or
 * after it is done. */
void hl_holds_store(struct hl_holds *h, uint64_t address, unsigned bytes, uint64_t old,
                    uint64_t value);
/* What was stored there (old: the qword before) was no access that the language keeps whole:
 * plain-store, if it can be reached and is valid, before or after. Beside hl_holds_store(), once it
 * is done. */
void hl_holds_plain(struct hl_holds *h, uint64_t address, uint64_t old, const char *why);
/* A barrier that orders the stores before it. */
void hl_holds_barrier(struct hl_holds *h);
/* Memory is given to the driver; zeroed: all of it is zero, and everybody sees that. */
void hl_holds_give(struct hl_holds *h, uint64_t address, uint64_t bytes, bool zeroed);
/* Memory is given back. */
void hl_holds_free(struct hl_holds *h, uint64_t address, uint64_t bytes);
/* An operation has returned: stale-entry for what is older than memory. It is told once, and then
 * forgotten, so that it does not show in the operations that follow. */
void hl_holds_end(struct hl_holds *h);

/* Copy what is in use: for snapshots. */
void hl_holds_copy(struct hl_holds *to, const struct hl_holds *from);

/* What the SMMU may take for a structure. */
enum hl_held {
    HL_HELD,
    HL_UNREACHED /* an L1 descriptor leads nowhere, or the memory cannot be read */
};
struct hl_source {
    enum hl_held held;
    bool direct; /* where memory or the given STE leads; else cached from elsewhere */
    uint64_t address;
    const struct hl_window *window; /* or NULL: entry */
    struct hl_entry entry;
    unsigned views;
};
/* Valid until anything changes. */
struct hl_views {
    unsigned sources, views;
    bool too_many; /* more than HL_MAX_VIEWS, or than there is room for: views is 0 */
    struct hl_source source[HL_HOLDS_SOURCES];
};

/* The STEs that the SMMU may take for this stream; none while it is disabled. Returns the number of
 * views. */
unsigned hl_holds_stes(const struct hl_holds *h, uint32_t sid, struct hl_views *views);
/* The CDs that it may take for an index of the stream's CD table while it takes an STE of this
 * meaning: direct, where that leads; and those that other STEs of this stream led to, since a CD
 * may be found by StreamID and SubstreamID alone (4.3.3, 16.2). */
unsigned hl_holds_cds(const struct hl_holds *h, uint32_t sid, const struct hl_meaning *ste,
                      uint32_t index, struct hl_views *views);
/* View `number', and its source. */
enum hl_held hl_views_get(const struct hl_views *views, unsigned number, struct hl_entry *entry,
                          const struct hl_source **source);

/* Changes whenever these may answer differently. */
uint32_t hl_holds_generation(const struct hl_holds *h, uint32_t sid);

#endif
