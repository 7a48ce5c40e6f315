// SPDX-License-Identifier: MIT
#include "cli/trace_log.h"
#include "case/trace.h"
#include "cli/log_lines.h"
#include "entry/text.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

struct filter {
    int64_t stream; /* -1: any */
    bool cd;        /* the entry is one */
    bool covered;   /* by a command that no CMD_SYNC has completed */
    struct cli_log log;
    FILE *out;
};

/* "...: store 0 0x1": what a kernel printed, behind all that a log puts before it; or NULL. */
static const char *words_in(const char *line)
{
    const char *words = NULL;

    for (const char *colon = strstr(line, ": "); colon; colon = strstr(colon + 1, ": "))
        if (hl_trace_has_word(colon + 2))
            words = colon + 2;
    return words;
}

/* "streamid= 0x8"; QEMU before 7.1 writes it in decimal, without 0x. */
static bool is_this(const struct filter *f, const char *event)
{
    const char *number = strchr(event, '=');

    return number && (f->stream < 0 || strtoll(number + 1, NULL, 0) == f->stream);
}

/* "start=0x0 - end=0x1f" */
static bool is_in(const struct filter *f, const char *event)
{
    const char *start = strstr(event, "start="), *end = strstr(event, "end=");

    return start && end &&
           (f->stream < 0 ||
            (strtoll(start + 6, NULL, 16) <= f->stream && f->stream <= strtoll(end + 4, NULL, 16)));
}

/* Whether a command covers the entry: 4.3. Which CD a CMD_CFGI_CD is of is not told. */
static bool covers(const struct filter *f, const char *line)
{
    const char *event = strstr(line, "smmuv3_cmdq_cfgi_");

    if (!event)
        return strstr(line, "SMMU_CMD_CFGI_ALL") != NULL;
    if (strstr(event, "_ste_range"))
        return is_in(f, event);
    if (strstr(event, "_cfgi_ste"))
        return is_this(f, event);
    return f->cd && strstr(event, "_cfgi_cd") && is_this(f, event);
}

/* An event of QEMU's SMMU; false: it is none about commands. */
static bool take_event(struct filter *f, const char *line)
{
    const bool sync = strstr(line, "SMMU_CMD_SYNC") != NULL;

    if (!strstr(line, "smmuv3_cmdq_"))
        return false;
    fputs(sync && f->covered ? "sync\n" : "\n", f->out);
    f->covered = (f->covered && !sync) || covers(f, line);
    return true;
}

static const char *take_line(struct filter *f, const char *line)
{
    const char *rest = line + strspn(line, " \t"), *why = NULL, *words;
    char text[HL_ENTRY_TEXT];

    if (hl_trace_has_word(rest) || !*rest || strchr("#\r\n", *rest)) {
        f->cd = strncmp(rest, "kind ", 5) == 0 ? strstr(rest, "cd") != NULL : f->cd;
        fputs(rest, f->out);
        return NULL;
    }
    if (take_event(f, line))
        return NULL;
    words = cli_log_is_open(&f->log) ? NULL : words_in(line);
    if (words) {
        fputs(words, f->out);
        return NULL;
    }
    switch (cli_log_line(&f->log, line, &why)) {
    case CLI_LOG_NOT:
        fputs(rest, f->out);
        break;
    case CLI_LOG_ENTRY:
        hl_entry_format(&f->log.entry, text);
        fprintf(f->out, "now %s\n", text);
        break;
    case CLI_LOG_OTHER:
    case CLI_LOG_PART:
    case CLI_LOG_EVENT:
    case CLI_LOG_WRONG:
        fputc('\n', f->out);
        break;
    }
    return why;
}

FILE *cli_trace_log(FILE *in, const char *name, int64_t stream, enum hl_kind kind)
{
    struct filter f = {.stream = stream, .cd = kind == HL_KIND_CD, .out = tmpfile()};
    unsigned long number = 0;
    char *line = NULL;
    const char *why;
    size_t size = 0;

    if (!f.out)
        cli_die("%s: %s", name, strerror(errno));
    while (getline(&line, &size, in) >= 0) {
        number++;
        why = take_line(&f, line);
        if (why)
            cli_die("%s:%lu:1: %s", name, number, why);
    }
    if (ferror(in))
        cli_die("%s: %s", name, strerror(errno));
    if (cli_log_is_open(&f.log))
        cli_die("%s:%lu:1: the end, within what a log shows", name, number);
    free(line);
    if (in != stdin)
        fclose(in);
    rewind(f.out);
    return f.out;
}
