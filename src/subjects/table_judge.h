// SPDX-License-Identifier: MIT
/* What an SMMU may observe while a driver makes its stream table, attaches streams, and takes them
 * back: every view of each stream's STE must be what the stream meant before the operation or what
 * it means after it, or stop it, whatever way leads there; and nothing may be held that is no
 * longer so when the operation has returned. CDs are not looked at. */
#ifndef HITLESS_SUBJECTS_TABLE_JUDGE_H
#define HITLESS_SUBJECTS_TABLE_JUDGE_H

#include "device/joint.h"
#include "driver/holds.h"
#include "driver/severity.h"
#include "smmu/setting.h"
#include "subjects/owner.h"

enum { HL_TABLE_STREAMS = 4, HL_TABLE_SEEN = 32, HL_TABLE_FINDINGS = 8 };

/* Two in a second-level table, and two in others. */
extern const uint32_t hl_table_sids[HL_TABLE_STREAMS];

enum hl_table_operation { HL_TABLE_ENABLE, HL_TABLE_ATTACH, HL_TABLE_DETACH, HL_TABLE_OPERATIONS };
extern const char *const hl_table_operation_names[HL_TABLE_OPERATIONS];

/* What a stream's traffic meets. */
struct hl_table_view {
    bool reached; /* an STE; else C_BAD_STREAMID */
    struct hl_entry ste;
    struct hl_meaning meaning; /* of an STE */
};

struct hl_table_finding {
    enum hl_finding_kind kind;
    enum hl_severity severity;
    enum hl_table_operation operation;
    const char *section, *why; /* constants */
    uint32_t sid;
    bool has_view; /* seen, before, after; else structure, unless that is of a warning */
    struct hl_table_view seen, before, after;
    struct hl_holds_finding structure;
};

struct hl_table_verdict {
    uint64_t views;
    enum hl_outcome outcome; /* the worst of its streams */
    bool refused;            /* by the driver */
    bool gave_up;      /* a bound was exceeded, or a command was in error: no verdict any more */
    unsigned findings; /* all; the first are in finding[] */
    struct hl_table_finding finding[HL_TABLE_FINDINGS];
};

/* A driver out of reset, on an SMMU of this setting, with two-level stream tables and StreamIDs of
 * HL_OWNER_SID_BITS at least. Security state: the driver's. False: it refuses. */
bool hl_table_begin(const struct hl_owner *owner, const struct hl_setting *setting,
                    struct hl_table_verdict *verdict);
/* The stream of hl_table_sids[]; wish: NULL, it is detached. */
void hl_table_do(unsigned stream, const struct hl_entry *wish, struct hl_table_verdict *verdict);

/* The same for the same mistake: "stale-entry L1STD in attach". */
enum { HL_TABLE_TITLE = 128 };
const char *hl_table_title(const struct hl_table_finding *f, char title[HL_TABLE_TITLE]);

#endif
