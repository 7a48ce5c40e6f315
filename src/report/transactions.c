// SPDX-License-Identifier: MIT
/* What a bad view does to a device: a few transactions, with the old entry, the view and the new.
 */
#include "report/canonical.h"
#include "report/wrap.h"
#include "translate/attributes.h"
#include "translate/translate.h"

#include <inttypes.h>
#include <string.h>

enum { SHOWN = 3 }; /* transactions of a view */

#define LOW 0x1000
#define HIGH UINT64_C(0xffffffffffff1000)

struct probe {
    const char *text;
    struct hl_transaction t;
};

static const struct probe ste_probes[] = {
    {"read at IOVA 0x1000", {.address = LOW}},
    {"write at IOVA 0x1000", {.address = LOW, .write = true}},
    {"read at IOVA 0x1000, SubstreamID 1", {.address = LOW, .has_substream = true, .substream = 1}},
    {"instruction fetch at IOVA 0x1000", {.address = LOW, .instruction = true}},
    {"read at IOVA 0xffffffffffff1000", {.address = HIGH}},
    {"ATS request for 0x1000", {.traffic = HL_ATS_REQUEST, .address = LOW, .write = true}},
    {"ATS Translated write at 0x1000",
     {.traffic = HL_ATS_TRANSLATED, .address = LOW, .write = true}},
};

static const struct probe cd_probes[] = {
    {"read at IOVA 0x1000", {.address = LOW}},
    {"write at IOVA 0x1000", {.address = LOW, .write = true}},
    {"privileged read at IOVA 0x1000", {.address = LOW, .privileged = true}},
    {"read at IOVA 0xffffffffffff1000", {.address = HIGH}},
    {"privileged fetch at IOVA 0x1000", {.address = LOW, .privileged = true, .instruction = true}},
    {"read at IOVA 0x5a00000000001000", {.address = UINT64_C(0x5a) << 56 | LOW}},
    {"read at IOVA 0x7fff00001000", {.address = UINT64_C(0x7fff00001000)}},
};

static void send(const struct hl_trial *trial, const struct hl_entry *entry,
                 const struct probe *probe, struct hl_response *r)
{
    struct hl_canonical canonical = hl_canonical_of(trial);
    const struct hl_memory memory = hl_canonical_memory(&canonical);
    struct hl_transaction t = probe->t;

    t.attributes = hl_default_attributes;
    if (trial->at.decoder.kind == HL_KIND_CD) { /* with a SubstreamID, whatever S1DSS says */
        t.has_substream = HL_GET(STE, &trial->source->ste, S1CDMax) != 0;
        t.substream = t.has_substream;
    }
    if (trial->at.decoder.kind == HL_KIND_CD)
        hl_translate_cd(&trial->at.smmu, &trial->source->ste, entry, &memory, &t, NULL, r);
    else
        hl_translate_ste(&trial->at.smmu, entry, &memory, &t, NULL, r);
}

static bool same_attributes(const struct hl_response *a, const struct hl_response *b)
{
    return hl_attributes_equal(&a->attributes, &b->attributes) &&
           a->instruction == b->instruction && a->privileged == b->privileged &&
           a->space == b->space;
}

static bool same_event(const struct hl_event *a, const struct hl_event *b)
{
    return a->type == b->type && a->stall == b->stall && a->s2 == b->s2 && a->class == b->class &&
           a->ipa == b->ipa && a->fetch == b->fetch && a->ind == b->ind && a->pnu == b->pnu;
}

static bool same(const struct hl_response *a, const struct hl_response *b)
{
    return a->outcome == b->outcome && same_event(&a->event, &b->event) &&
           a->address == b->address && a->page_bits == b->page_bits && a->read == b->read &&
           a->write == b->write && a->exec == b->exec && a->af_update == b->af_update &&
           a->dirty_update == b->dirty_update && same_attributes(a, b);
}

static void describe_attributes(const struct hl_response *r, char *text, size_t size)
{
    static const char *const types[] = {"Device-nGnRnE", "Device-nGnRE", "Device-nGRE",
                                        "Device-GRE"};
    static const char *const caches[] = {"NC", "WT", "WB"};
    static const char *const shares[] = {"NSH", "NSH", "OSH", "ISH"};
    const struct hl_attributes *a = &r->attributes;

    if (a->type != HL_NORMAL)
        snprintf(text, size, "%s", types[a->type]);
    else
        snprintf(text, size, "i%s-o%s-%s", caches[a->inner.cache], caches[a->outer.cache],
                 shares[a->share]);
}

enum { TEXT = 160 };

/* attributes: the addresses are no difference; secure: there is more than one PA space. */
static void describe(const struct hl_response *r, bool attributes, bool secure, char text[TEXT])
{
    static const char *const stages[] = {"", " of stage 2"};
    char more[32];

    describe_attributes(r, more, sizeof(more));
    if (r->outcome == HL_OUTPUT)
        snprintf(text, TEXT, "%s 0x%" PRIx64 "%s%s%s%s%s", r->ats_split_ipa ? "IPA" : "PA",
                 r->address, attributes ? " " : "", attributes ? more : "",
                 attributes && r->instruction ? " instruction" : "",
                 attributes && r->privileged ? " privileged" : "",
                 attributes && secure && r->space == HL_SPACE_NONSECURE ? " NS" : "");
    else if (r->outcome == HL_NOT_MODELLED)
        snprintf(text, TEXT, "not modelled (%s)", hl_steps[r->step].doc);
    else if (r->event.type)
        snprintf(text, TEXT, "%s with %s%s", hl_fate_name(r->outcome), hl_event_name(r->event.type),
                 stages[r->event.s2]);
    else
        snprintf(text, TEXT, "%s without an event", hl_fate_name(r->outcome));
}

struct outcome {
    struct hl_response old, view, target;
};

static bool same_address(const struct hl_response *a, const struct hl_response *b)
{
    return a->outcome == HL_OUTPUT && b->outcome == HL_OUTPUT && a->address == b->address;
}

static void print_probe(FILE *out, const struct probe *probe, const struct outcome *o, bool secure,
                        unsigned indent)
{
    const bool attributes = same_address(&o->old, &o->view) || same_address(&o->target, &o->view);
    struct hl_wrap w = hl_wrap_begin(out, indent + (unsigned)strlen(probe->text) + 2, indent + 2);
    char text[TEXT];

    fprintf(out, "%*s%s: ", (int)indent, "", probe->text);
    describe(&o->old, attributes, secure, text);
    hl_wrap_item(&w, "old -> %s", text);
    describe(&o->view, attributes, secure, text);
    hl_wrap_item(&w, "view -> %s", text);
    describe(&o->target, attributes, secure, text);
    hl_wrap_item(&w, "new -> %s", text);
    hl_wrap_end(&w, "");
}

/* What is to be said where no transaction does something that is neither old nor new. */
static void print_likeness(FILE *out, unsigned as_old, unsigned as_new, unsigned all,
                           unsigned indent)
{
    const char *what = as_old == all && as_new == all
                           ? "does the same with the old entry, the view and the new one"
                       : as_old == all ? "does as with the old entry"
                       : as_new == all
                           ? "does as with the new entry"
                           : "does as with the old or with the new entry, not all alike";

    fprintf(out, "%*severy probed transaction %s:\n%*sthe configuration differs all the same\n",
            (int)indent, "", what, (int)indent + 2, "");
}

void hl_text_transactions(FILE *out, const struct hl_trial *trial, const struct hl_entry *view,
                          unsigned indent)
{
    const bool cd = trial->at.decoder.kind == HL_KIND_CD;
    const struct probe *probes = cd ? cd_probes : ste_probes;
    const unsigned count =
        cd ? sizeof(cd_probes) / sizeof(*cd_probes) : sizeof(ste_probes) / sizeof(*ste_probes);
    unsigned all = 0, as_old = 0, as_new = 0, strange = 0;

    for (unsigned i = 0; i < count; i++) {
        struct outcome o;
        bool old, target;

        if (probes[i].t.traffic != HL_ORDINARY && trial->source->setting.assume.ats_quiesced)
            continue;
        send(trial, &trial->question.old, &probes[i], &o.old);
        send(trial, view, &probes[i], &o.view);
        send(trial, &trial->question.target, &probes[i], &o.target);
        old = same(&o.old, &o.view);
        target = same(&o.target, &o.view);
        all++;
        as_old += old;
        as_new += target;
        if (!old && !target && strange++ < SHOWN)
            print_probe(out, &probes[i], &o, trial->source->setting.security != HL_NONSECURE,
                        indent);
    }
    if (strange > SHOWN)
        fprintf(out,
                "%*sand %u more of %u probed transactions are neither as with the old entry nor "
                "as with the new\n",
                (int)indent, "", strange - SHOWN, all);
    if (!strange)
        print_likeness(out, as_old, as_new, all, indent);
}
