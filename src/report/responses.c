// SPDX-License-Identifier: MIT
/* What comes of a transaction, compared and in words. */
#include "report/probes.h"

#include <inttypes.h>
#include <stdarg.h>
#include <string.h>

static bool same_attributes(const struct hl_response *a, const struct hl_response *b)
{
    return hl_attributes_equal(&a->attributes, &b->attributes) &&
           a->instruction == b->instruction && a->privileged == b->privileged &&
           a->space == b->space;
}

static bool same_event(const struct hl_event *a, const struct hl_event *b)
{
    return a->type == b->type && a->stall == b->stall && a->s2 == b->s2 && a->class == b->class &&
           a->ipa == b->ipa && a->nsipa == b->nsipa && a->fetch == b->fetch && a->ind == b->ind &&
           a->pnu == b->pnu && a->ttrnw == b->ttrnw;
}

bool hl_response_equal(const struct hl_response *a, const struct hl_response *b)
{
    return a->outcome == b->outcome && same_event(&a->event, &b->event) &&
           a->address == b->address && a->ats_split_ipa == b->ats_split_ipa &&
           a->page_bits == b->page_bits && a->read == b->read && a->write == b->write &&
           a->exec == b->exec && a->af_update == b->af_update &&
           a->dirty_update == b->dirty_update && same_attributes(a, b);
}

/* A text that grows, and never overflows. */
struct words {
    char *text;
    size_t size, used;
};

__attribute__((format(printf, 2, 3))) static void add(struct words *w, const char *format, ...)
{
    va_list list;
    int length;

    va_start(list, format);
    length = vsnprintf(w->text + w->used, w->size - w->used, format, list);
    va_end(list);
    if (length > 0)
        w->used += (size_t)length;
    if (w->used >= w->size)
        w->used = w->size - 1;
}

static void add_cache(struct words *w, const struct hl_cacheability *c)
{
    static const char *const caches[] = {"NC", "WT", "WB"};
    const bool usual = c->read_allocate && c->write_allocate && !c->transient;

    add(w, "%s", caches[c->cache]);
    if (c->cache != HL_NON_CACHEABLE && !usual)
        add(w, "(%s%s%s)",
            c->read_allocate    ? c->write_allocate ? "rawa" : "ra"
            : c->write_allocate ? "wa"
                                : "no-alloc",
            c->transient ? " " : "", c->transient ? "transient" : "");
}

static void add_attributes(struct words *w, const struct hl_attributes *a)
{
    static const char *const types[] = {"Device-nGnRnE", "Device-nGnRE", "Device-nGRE",
                                        "Device-GRE"};
    static const char *const shares[] = {"NSH", "NSH", "OSH", "ISH"};

    if (a->type != HL_NORMAL) {
        add(w, "%s", types[a->type]);
        return;
    }
    add(w, "i");
    add_cache(w, &a->inner);
    add(w, "-o");
    add_cache(w, &a->outer);
    add(w, "-%s", shares[a->share]);
}

void hl_attributes_text(const struct hl_attributes *attributes, char text[HL_ATTRIBUTES_TEXT])
{
    struct words w = {text, HL_ATTRIBUTES_TEXT, 0};

    add_attributes(&w, attributes);
}

static void add_outcome(struct words *w, const struct hl_response *r)
{
    static const char *const stages[] = {"", " of stage 2"};

    if (r->outcome == HL_OUTPUT)
        add(w, "%s 0x%" PRIx64, r->ats_split_ipa ? "IPA" : "PA", r->address);
    else if (r->outcome == HL_NOT_MODELLED)
        add(w, "not modelled (%s)", hl_steps[r->step].doc);
    else if (r->event.type)
        add(w, "%s with %s%s", hl_fate_name(r->outcome), hl_event_name(r->event.type),
            stages[r->event.s2]);
    else
        add(w, "%s without an event", hl_fate_name(r->outcome));
}

static bool is_completion(const struct hl_response *r)
{
    return r->read || r->write || r->exec;
}

static void add_output_details(struct words *w, const struct hl_response *r, bool secure)
{
    add(w, " ");
    add_attributes(w, &r->attributes);
    add(w, "%s%s%s", r->instruction ? " instruction" : "", r->privileged ? " privileged" : "",
        secure && r->space == HL_SPACE_NONSECURE ? " NS" : "");
    if (is_completion(r))
        add(w, " %s%s%s", r->read ? "R" : "", r->write ? "W" : "", r->exec ? "X" : "");
    add(w, "%s%s", r->af_update ? " sets the Access flag" : "",
        r->dirty_update ? " makes the page dirty" : "");
}

static void add_event_details(struct words *w, const struct hl_event *e)
{
    static const char *const classes[] = {"CD", "TTD", "IN"};

    add(w, " CLASS=%s%s%s%s", classes[e->class], e->ind ? " Ind" : "", e->pnu ? " PnU" : "",
        e->ttrnw ? " TTRnW" : "");
    if (e->ipa || e->nsipa)
        add(w, " %sIPA 0x%" PRIx64, e->nsipa ? "NS " : "", e->ipa);
    if (e->fetch)
        add(w, " FetchAddr 0x%" PRIx64, e->fetch);
}

/* Whether outcomes alone leave two of them alike that are not. */
static bool needs_details(const struct hl_response *const r[HL_RESPONSES],
                          char text[HL_RESPONSES][HL_RESPONSE_TEXT])
{
    for (unsigned i = 0; i < HL_RESPONSES; i++)
        for (unsigned k = 0; k < i; k++)
            if (strcmp(text[i], text[k]) == 0 && !hl_response_equal(r[i], r[k]))
                return true;
    return false;
}

static bool ranges_differ(const struct hl_response *const r[HL_RESPONSES])
{
    return r[0]->page_bits != r[1]->page_bits || r[1]->page_bits != r[2]->page_bits;
}

void hl_responses_text(const struct hl_response *const r[HL_RESPONSES], bool secure,
                       char text[HL_RESPONSES][HL_RESPONSE_TEXT])
{
    struct words w[HL_RESPONSES];

    memset(text, 0, sizeof(char[HL_RESPONSES][HL_RESPONSE_TEXT]));
    for (unsigned i = 0; i < HL_RESPONSES; i++) {
        w[i] = (struct words){text[i], HL_RESPONSE_TEXT, 0};
        add_outcome(&w[i], r[i]);
    }
    if (!needs_details(r, text))
        return;
    for (unsigned i = 0; i < HL_RESPONSES; i++) {
        if (r[i]->outcome == HL_OUTPUT)
            add_output_details(&w[i], r[i], secure);
        else if (r[i]->event.type)
            add_event_details(&w[i], &r[i]->event);
        if (ranges_differ(r) && r[i]->page_bits && r[i]->page_bits < 64)
            add(&w[i], " of 2^%u bytes", r[i]->page_bits);
    }
}
