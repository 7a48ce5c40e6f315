// SPDX-License-Identifier: MIT
/* Private to report/: the transactions that are sent to entries to see what differs. What a probe
 * finds in memory belongs to the probe: all entries are asked the same. */
#ifndef HITLESS_REPORT_PROBES_H
#define HITLESS_REPORT_PROBES_H

#include "report/canonical.h"
#include "translate/translate.h"

struct hl_probe {
    struct hl_transaction t;
    struct hl_flavour memory;
};

/* The n-th probe of a trial, the plainest first. False: there are no more. */
bool hl_probe_get(const struct hl_trial *trial, unsigned n, struct hl_probe *probe);

enum { HL_PROBE_TEXT = 160 };
/* "write at IOVA 0x1000, SubstreamID 1, Access flag 0 at stage 2" */
void hl_probe_text(const struct hl_probe *probe, char text[HL_PROBE_TEXT]);

/* What comes of it with an entry: an STE, or a CD under the trial's STE. memory: the trial's,
 * hl_canonical_of(). */
void hl_probe_send(const struct hl_trial *trial, const struct hl_canonical *memory,
                   const struct hl_entry *entry, const struct hl_probe *probe,
                   struct hl_response *response);

/* responses.c: whether a device, or software by the event, sees the same. */
bool hl_response_equal(const struct hl_response *a, const struct hl_response *b);

enum { HL_ATTRIBUTES_TEXT = 64 };
/* "iWB-oWB-ISH", with allocation hints where they are not those of most transactions */
void hl_attributes_text(const struct hl_attributes *attributes, char text[HL_ATTRIBUTES_TEXT]);

enum { HL_RESPONSE_TEXT = 200, HL_RESPONSES = 3 };
/* Responses to one probe in words: two that are not equal have different ones. secure: there is
 * more than one PA space. */
void hl_responses_text(const struct hl_response *const responses[HL_RESPONSES], bool secure,
                       char text[HL_RESPONSES][HL_RESPONSE_TEXT]);

/* Fields that probes cannot show. */
struct hl_unshown {
    enum hl_kind kind;
    bool ever;          /* some entries have probes that show it, after all */
    const char *fields; /* a pattern */
    const char *reason;
};
extern const struct hl_unshown hl_unshown[];
extern const size_t hl_unshown_count;

/* NULL: of this field a probe should show a difference. */
const struct hl_unshown *hl_unshown_find(enum hl_kind kind, const char *field);

#endif
