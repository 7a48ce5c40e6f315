// SPDX-License-Identifier: MIT
#include "cli/log_lines.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum { ROW = 16, ENTRY = 8 * HL_QWORDS };

/* "[   12.345] ", "<3>", "Nov 28 12:00:00 host kernel: ", "arm-smmu-v3 ...: ": it is of a log. */
static bool is_of_a_log(const char *line)
{
    line += strspn(line, " \t");
    return *line == '[' || *line == '<' || strstr(line, "kernel: ") || strstr(line, "smmu");
}

static const char *last_word(const char *line)
{
    const char *end = line + strlen(line);

    while (end > line && isspace((unsigned char)end[-1]))
        end--;
    while (end > line && !isspace((unsigned char)end[-1]))
        end--;
    return end;
}

/* A qword at the end of the line, as "0x%016llx". */
static bool read_qword(const char *line, uint64_t *value)
{
    const char *word = last_word(line);
    char *end;

    if (strncmp(word, "0x", 2) != 0)
        return false;
    *value = strtoull(word, &end, 16);
    return end == word + 2 + 16 && !*(end + strspn(end, " \t\r"));
}

static enum cli_log_kind next_of_event(struct cli_log *log, const char *line, const char **why)
{
    if (!read_qword(line, &log->event[log->event_qwords - 1])) {
        *why = "not a qword of the event record that has begun";
        return CLI_LOG_WRONG;
    }
    if (++log->event_qwords <= 4)
        return CLI_LOG_PART;
    log->event_qwords = 0;
    return CLI_LOG_EVENT;
}

/* The digits of a group; 0: none. */
static size_t digits(const char *text)
{
    return strspn(text, "0123456789abcdefABCDEF");
}

/* 16 bytes behind the offset: groups of numbers in the byte order of the machine, little-endian,
 * but bytes, and xxd's pairs of them, in their order in memory. */
static bool read_row(const char *text, uint8_t bytes[ROW])
{
    unsigned filled = 0;

    while (filled < ROW) {
        const char *group = text + strspn(text, " ");
        const size_t n = digits(group);

        if ((n != 2 && n != 4 && n != 8 && n != 16) || filled + n / 2 > ROW)
            return false;
        for (size_t i = 0; i < n / 2; i++) {
            const char pair[3] = {group[2 * i], group[2 * i + 1], 0};
            const size_t at = n > 4 ? n / 2 - 1 - i : i;
            bytes[filled + at] = (uint8_t)strtoul(pair, NULL, 16);
        }
        filled += (unsigned)n / 2;
        text = group + n;
    }
    return !*text || isspace((unsigned char)*text);
}

/* Where the bytes begin, behind "00000010: " or an address; NULL: no dump. */
static const char *row_of(const char *line, uint64_t *offset, uint8_t bytes[ROW])
{
    for (const char *colon = strchr(line, ':'); colon; colon = strchr(colon + 1, ':')) {
        const char *begin = colon;

        while (begin > line && isxdigit((unsigned char)begin[-1]))
            begin--;
        if (colon - begin < 4 || (begin > line && !isspace((unsigned char)begin[-1])) ||
            !read_row(colon + 1, bytes))
            continue;
        *offset = strtoull(begin, NULL, 16);
        return colon + 1;
    }
    return NULL;
}

/* Of an offset, or of an address. */
static enum cli_log_kind next_of_dump(struct cli_log *log, uint64_t offset, const uint8_t *bytes,
                                      const char **why)
{
    if (offset % ENTRY != log->bytes) {
        *why = log->bytes ? "not the next 16 bytes of the dump that has begun"
                          : "a dump of an entry begins at a multiple of 64 bytes";
        return CLI_LOG_WRONG;
    }
    for (unsigned i = 0; i < ROW; i++) {
        const unsigned at = log->bytes + i;

        if (at % 8 == 0)
            log->entry.q[at / 8] = 0;
        log->entry.q[at / 8] |= (uint64_t)bytes[i] << 8 * (at % 8);
    }
    log->bytes = (log->bytes + ROW) % ENTRY;
    return log->bytes ? CLI_LOG_PART : CLI_LOG_ENTRY;
}

enum cli_log_kind cli_log_line(struct cli_log *log, const char *line, const char **why)
{
    const char *event = strstr(line, "event 0x");
    uint8_t bytes[ROW];
    uint64_t offset;

    if (log->event_qwords)
        return next_of_event(log, line, why);
    if (row_of(line, &offset, bytes))
        return next_of_dump(log, offset, bytes, why);
    if (log->bytes) {
        *why = "not a line of the dump that has begun";
        return CLI_LOG_WRONG;
    }
    if (event && strstr(event, " received:")) {
        log->event_qwords = 1;
        return CLI_LOG_PART;
    }
    return is_of_a_log(line) ? CLI_LOG_OTHER : CLI_LOG_NOT;
}

bool cli_log_is_open(const struct cli_log *log)
{
    return log->event_qwords || log->bytes;
}
