// SPDX-License-Identifier: MIT
/* What a kernel log shows of an SMMU: records of the Event queue as the Linux driver prints them,
 * and dumps of memory. */
#ifndef HITLESS_CLI_LOG_LINES_H
#define HITLESS_CLI_LOG_LINES_H

#include "cli/cli.h"

/* At first all zero. */
struct cli_log {
    unsigned event_qwords; /* of a record that has begun: 1 + those that were read */
    unsigned bytes;        /* of a dump that has begun */
    uint64_t event[4];
    struct hl_entry entry;
};

enum cli_log_kind {
    CLI_LOG_NOT,   /* no line of a log */
    CLI_LOG_OTHER, /* one of something else */
    CLI_LOG_PART,  /* what it belongs to goes on */
    CLI_LOG_EVENT, /* the last of a record: event */
    CLI_LOG_ENTRY, /* of a dump of 64 bytes: entry */
    CLI_LOG_WRONG
};

/* A line with whatever its log puts before it: times, levels, the device. A record: "event 0x04
 * received:" and four lines of a qword. A dump, as print_hex_dump() and xxd write it: an offset and
 * a colon, and 16 bytes in groups of 1, 2, 4 or 8. WRONG: why. */
enum cli_log_kind cli_log_line(struct cli_log *log, const char *line, const char **why);

/* Whether something has begun that has not ended. */
bool cli_log_is_open(const struct cli_log *log);

#endif
