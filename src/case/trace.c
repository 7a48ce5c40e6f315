// SPDX-License-Identifier: MIT
#include "case/trace.h"
#include "case/names.h"
#include "entry/text.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct reader {
    const char *name;
    unsigned long line;
    struct hl_case *c;
    struct hl_trace *trace;
    struct hl_error *error;
    bool has_old, has_new;
};

static bool wrong(const struct reader *r, const char *why)
{
    return hl_error_set(r->error, "%s:%lu:1: %s", r->name, r->line, why);
}

static bool wrong_word(const struct reader *r, const char *why, const char *word)
{
    return hl_error_set(r->error, "%s:%lu:1: %s: %s", r->name, r->line, why, word);
}

static bool add(struct reader *r, struct hl_trace_step step)
{
    if (r->trace->steps == HL_TRACE_STEPS)
        return wrong(r, "more steps than an update may have");
    r->trace->step[r->trace->steps++] = step;
    return true;
}

/* The next word of a line as a number. */
static bool number(char **rest, uint64_t *value)
{
    char *word = strsep(rest, " \t"), *end;

    if (!word || !*word || strchr(word, '-'))
        return false;
    errno = 0;
    *value = strtoull(word, &end, 0);
    return errno == 0 && *end == '\0';
}

static bool at_end(const char *rest)
{
    return !rest || !rest[strspn(rest, " \t")];
}

static bool read_entry(struct reader *r, const char *text, struct hl_entry *entry, bool *has)
{
    unsigned column;
    const char *why = hl_entry_parse(text ? text : "", HL_QWORDS, entry, &column);

    if (why)
        return wrong(r, why);
    if (*has)
        return wrong(r, "given twice");
    if (r->trace->steps)
        return wrong(r, "an entry after the first step");
    *has = true;
    return true;
}

static bool read_old(struct reader *r, char *rest)
{
    return read_entry(r, rest, &r->c->old, &r->has_old);
}

/* What the stores make of the old entry. */
static struct hl_entry end_of(const struct hl_trace *trace, const struct hl_entry *old)
{
    struct hl_entry e = *old;

    for (unsigned i = 0; i < trace->steps; i++) {
        const struct hl_trace_step *s = &trace->step[i];

        if (s->kind != HL_TRACE_STORE)
            continue;
        hl_bits_set(&e, 8 * s->offset, 8 * (s->bytes < 8 ? s->bytes : 8), s->value);
        if (s->bytes > 8)
            e.q[s->offset / 8 + 1] = s->high;
    }
    return e;
}

/* Memory as it is now: a store of each qword that is another than before, in no order. */
static bool read_now(struct reader *r, char *rest)
{
    struct hl_entry was, is;
    unsigned column;
    const char *why = hl_entry_parse(rest ? rest : "", HL_QWORDS, &is, &column);

    if (why)
        return wrong(r, why);
    if (!r->has_old) {
        r->c->old = is;
        r->has_old = true;
        return true;
    }
    was = end_of(r->trace, &r->c->old);
    for (unsigned q = 0; q < HL_QWORDS; q++)
        if (is.q[q] != was.q[q] &&
            !add(r, (struct hl_trace_step){HL_TRACE_STORE, 8 * q, 8, is.q[q], 0}))
            return false;
    return true;
}

static bool read_new(struct reader *r, char *rest)
{
    return read_entry(r, rest, &r->c->target, &r->has_new);
}

static bool read_ste(struct reader *r, char *rest)
{
    return read_entry(r, rest, &r->c->ste, &r->c->has_ste);
}

static bool read_kind(struct reader *r, char *rest)
{
    return (rest && hl_kind_parse(rest, &r->c->kind)) || wrong(r, "kind is ste or cd");
}

static bool read_smmu(struct reader *r, char *rest)
{
    struct hl_error why;

    return hl_smmu_parse(rest ? rest : "", &r->c->setting.regs, r->c->profile, &why) ||
           wrong_word(r, "smmu", why.text);
}

static bool read_security(struct reader *r, char *rest)
{
    return (rest && hl_security_parse(rest, &r->c->setting.security)) ||
           wrong(r, "security is ns, secure or realm");
}

static bool read_assume(struct reader *r, char *rest)
{
    return (rest && hl_assumptions_parse(rest, &r->c->setting.assume)) ||
           wrong(r, "an unknown assumption");
}

static bool read_unit(struct reader *r, char *rest)
{
    return (rest && hl_unit_parse(rest, &r->c->reads_128)) || wrong(r, "unit is 64 or 128");
}

static bool read_store(struct reader *r, char *rest)
{
    uint64_t index, value;

    if (!number(&rest, &index) || !number(&rest, &value) || !at_end(rest) || index >= HL_QWORDS)
        return wrong(r, "not `store QWORD VALUE', QWORD from 0 to 7");
    return add(r, (struct hl_trace_step){HL_TRACE_STORE, 8 * (unsigned)index, 8, value, 0});
}

/* Whether there is such a store, and its value has no more bits than that. */
static bool is_store(uint64_t offset, uint64_t bytes, uint64_t value)
{
    return bytes && bytes <= 16 && !(bytes & (bytes - 1)) && offset % bytes == 0 &&
           offset < 8 * HL_QWORDS && (bytes >= 8 || !(value >> (8 * bytes)));
}

static bool read_write(struct reader *r, char *rest)
{
    uint64_t offset, bytes, value, high = 0;

    if (!number(&rest, &offset) || !number(&rest, &bytes) || !number(&rest, &value) ||
        (bytes == 16 && !number(&rest, &high)) || !at_end(rest) || !is_store(offset, bytes, value))
        return wrong(r, "not `write OFFSET BYTES VALUE' of 1, 2, 4 or 8 aligned bytes, nor `write "
                        "OFFSET 16 LOW HIGH'");
    return add(
        r, (struct hl_trace_step){HL_TRACE_STORE, (unsigned)offset, (unsigned)bytes, value, high});
}

static bool read_barrier(struct reader *r, char *rest)
{
    return at_end(rest) ? add(r, (struct hl_trace_step){.kind = HL_TRACE_BARRIER})
                        : wrong(r, "barrier takes nothing");
}

static bool read_sync(struct reader *r, char *rest)
{
    return at_end(rest) ? add(r, (struct hl_trace_step){.kind = HL_TRACE_SYNC})
                        : wrong(r, "sync takes nothing");
}

static const struct {
    const char *word;
    bool (*read)(struct reader *r, char *rest);
} lines[] = {
    {"smmu", read_smmu},   {"security", read_security}, {"kind", read_kind},
    {"unit", read_unit},   {"assume", read_assume},     {"ste", read_ste},
    {"old", read_old},     {"new", read_new},           {"store", read_store},
    {"write", read_write}, {"barrier", read_barrier},   {"sync", read_sync},
    {"now", read_now},
};

bool hl_trace_has_word(const char *text)
{
    const size_t n = strcspn(text, " \t\r\n");

    for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
        if (strlen(lines[i].word) == n && strncmp(lines[i].word, text, n) == 0)
            return true;
    return false;
}

static bool read_line(struct reader *r, char *text)
{
    char *rest = text + strspn(text, " \t"), *word;

    rest[strcspn(rest, "\r\n")] = '\0';
    for (size_t n = strlen(rest); n && strchr(" \t", rest[n - 1]); n--)
        rest[n - 1] = '\0';
    if (!*rest || *rest == '#')
        return true;
    word = strsep(&rest, " \t");
    if (rest)
        rest += strspn(rest, " \t");
    for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
        if (strcmp(lines[i].word, word) == 0)
            return lines[i].read(r, rest);
    return wrong_word(r, "unknown word", word);
}

static void replay(const struct hl_sequencer *self, const struct hl_update *u)
{
    const struct hl_trace *trace = (const struct hl_trace *)self; /* its first member */

    for (unsigned i = 0; i < trace->steps; i++) {
        const struct hl_trace_step *s = &trace->step[i];

        if (s->kind == HL_TRACE_STORE)
            u->writer->store(u->writer, s->offset, s->bytes, s->value, s->high);
        else if (s->kind == HL_TRACE_BARRIER)
            u->writer->barrier(u->writer);
        else
            u->writer->sync(u->writer);
    }
}

bool hl_trace_read(FILE *in, const char *name, struct hl_case *settings, struct hl_trace *trace,
                   struct hl_error *error)
{
    struct reader r = {.name = name, .c = settings, .trace = trace, .error = error};
    char *text = NULL;
    size_t size = 0;
    bool good = true;

    memset(trace, 0, sizeof(*trace));
    trace->sequencer = (struct hl_sequencer){.abi = HL_SEQUENCER_ABI,
                                             .kinds = HL_KIND_STE | HL_KIND_CD,
                                             .name = "recorded",
                                             .description = "what was recorded",
                                             .update = replay};
    while (good && getline(&text, &size, in) >= 0) {
        r.line++;
        good = read_line(&r, text);
    }
    free(text);
    if (!good)
        return false;
    if (ferror(in))
        return hl_error_set(error, "%s: %s", name, strerror(errno));
    if (!r.has_old)
        return hl_error_set(error, "%s: no line `old'", name);
    if (!r.has_new)
        settings->target = end_of(trace, &settings->old);
    return true;
}
