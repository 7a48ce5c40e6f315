// SPDX-License-Identifier: MIT
/* 7.3: which fields the record of each event has. */
#include "translate/respond.h"

enum {
    SSID = 1 << 0,   /* SubstreamID with SSV */
    INDEX = 1 << 1,  /* SubstreamID that is always valid */
    INPUT = 1 << 2,  /* InputAddr */
    RNW = 1 << 3,    /* RnW */
    ACCESS = 1 << 4, /* InD, PnU */
    FETCH = 1 << 5,  /* FetchAddr */
    STAGE = 1 << 6,  /* S2, CLASS */
    IPA = 1 << 7     /* IPA and NSIPA, when S2 */
};

struct event_format {
    const char *name;
    enum hl_event_type type;
    unsigned fields;
};

#define TRANSLATION (SSID | INPUT | RNW | ACCESS | STAGE | IPA)

static const struct event_format formats[] = {
    {"F_UUT", HL_F_UUT, SSID | INPUT | RNW | ACCESS},
    {"C_BAD_STREAMID", HL_C_BAD_STREAMID, SSID},
    {"F_STE_FETCH", HL_F_STE_FETCH, SSID | FETCH},
    {"C_BAD_STE", HL_C_BAD_STE, SSID},
    {"F_BAD_ATS_TREQ", HL_F_BAD_ATS_TREQ, SSID | INPUT | RNW | ACCESS},
    {"F_STREAM_DISABLED", HL_F_STREAM_DISABLED, 0},
    {"F_TRANSL_FORBIDDEN", HL_F_TRANSL_FORBIDDEN, INPUT | RNW},
    {"C_BAD_SUBSTREAMID", HL_C_BAD_SUBSTREAMID, INDEX},
    {"F_CD_FETCH", HL_F_CD_FETCH, SSID | FETCH},
    {"C_BAD_CD", HL_C_BAD_CD, SSID},
    {"F_WALK_EABT", HL_F_WALK_EABT, SSID | INPUT | RNW | ACCESS | STAGE | FETCH},
    {"F_TRANSLATION", HL_F_TRANSLATION, TRANSLATION},
    {"F_ADDR_SIZE", HL_F_ADDR_SIZE, TRANSLATION},
    {"F_ACCESS", HL_F_ACCESS, TRANSLATION},
    {"F_PERMISSION", HL_F_PERMISSION, TRANSLATION},
    {"F_VMS_FETCH", HL_F_VMS_FETCH, SSID | FETCH},
};

static const struct event_format *find(enum hl_event_type type)
{
    for (unsigned i = 0; i < sizeof formats / sizeof formats[0]; i++)
        if (formats[i].type == type)
            return &formats[i];
    return NULL;
}

const char *hl_event_name(enum hl_event_type type)
{
    const struct event_format *f = find(type);

    return f ? f->name : NULL;
}

const char *hl_fate_name(enum hl_fate outcome)
{
    static const char *const names[] = {
        [HL_OUTPUT] = "output",
        [HL_ABORTED] = "aborted",
        [HL_READ_ZERO] = "read-zero",
        [HL_STALLED] = "stalled",
        [HL_ATS_NO_ACCESS] = "ats-no-access",
        [HL_ATS_UNSUPPORTED] = "ats-unsupported",
        [HL_ATS_COMPLETER_ABORT] = "ats-completer-abort",
        [HL_NOT_MODELLED] = "not-modelled",
    };

    return (size_t)outcome < sizeof names / sizeof names[0] ? names[outcome] : NULL;
}

/* F_BAD_ATS_TREQ has what was asked for, the others what the overrides made of it. */
static void fill_access(const struct hl_lookup *l, const struct hl_access *a, struct hl_event *e)
{
    bool asked = e->type == HL_F_BAD_ATS_TREQ || !a;

    e->ind = asked ? l->t.instruction : a->instruction;
    e->pnu = asked ? l->t.privileged : a->privileged;
}

static void fill_stage(const struct hl_failure *why, unsigned fields, struct hl_event *e)
{
    e->s2 = why->s2;
    e->class = why->class;
    if (e->type == HL_F_PERMISSION && why->class == HL_CLASS_TTD)
        e->ttrnw = !why->fault_write;
    if (!(fields & IPA) || !why->s2)
        return;
    e->nsipa = why->nsipa;
    e->ipa = why->ipa & hl_ones(56) & ~UINT64_C(0xfff);
}

void hl_event_fill(const struct hl_lookup *l, const struct hl_failure *why,
                   const struct hl_access *a, struct hl_event *e)
{
    const struct event_format *f = find(why->event);
    unsigned fields = f ? f->fields : 0;

    *e = (struct hl_event){.type = why->event, .stream = l->t.stream};
    e->rule = why->rule;
    e->l1 = why->l1;
    if (fields & INDEX)
        e->substream = why->substream;
    if ((fields & SSID) && l->t.has_substream) {
        e->ssv = true;
        e->substream = l->t.substream;
    }
    if (fields & INPUT)
        e->input = l->t.address;
    if (e->type == HL_F_BAD_ATS_TREQ)
        e->input &= ~UINT64_C(0xfff); /* InputAddr[63:12] */
    /* 3.9.1.2: UNKNOWN in what REC_CFG_ATS records of a request; false here */
    if ((fields & RNW) && (l->t.traffic != HL_ATS_REQUEST || e->type == HL_F_BAD_ATS_TREQ))
        e->rnw = !l->t.write;
    if (fields & ACCESS)
        fill_access(l, a, e);
    if (fields & FETCH)
        e->fetch = why->fetch;
    if (fields & STAGE)
        fill_stage(why, fields, e);
}

static uint64_t bits(const uint64_t record[4], unsigned qword, unsigned lsb, unsigned width)
{
    return record[qword] >> lsb & hl_ones(width);
}

bool hl_event_read(const uint64_t record[4], struct hl_event *e)
{
    const struct event_format *f = find((enum hl_event_type)bits(record, 0, 0, 8));

    *e = (struct hl_event){.stream = (uint32_t)bits(record, 0, 32, 32)};
    if (!f)
        return false;
    e->type = f->type;
    e->ssv = (f->fields & SSID) && bits(record, 0, 11, 1);
    if (e->ssv || (f->fields & INDEX))
        e->substream = (uint32_t)bits(record, 0, 12, 20);
    e->stall = (f->fields & IPA) && bits(record, 1, 31, 1);
    if (f->fields & ACCESS) {
        e->pnu = bits(record, 1, 33, 1);
        e->ind = bits(record, 1, 34, 1);
    }
    if (f->fields & RNW)
        e->rnw = bits(record, 1, 35, 1);
    if (f->fields & STAGE) {
        e->s2 = bits(record, 1, 39, 1);
        e->class = (enum hl_class)bits(record, 1, 40, 2);
        e->ttrnw = e->type == HL_F_PERMISSION && e->class == HL_CLASS_TTD && bits(record, 1, 44, 1);
    }
    if (f->fields & INPUT)
        e->input = record[2];
    if ((f->fields & IPA) && e->s2)
        e->ipa = record[3] & hl_ones(56) & ~UINT64_C(0xfff);
    if (f->fields & FETCH)
        e->fetch = record[3] & hl_ones(56) & ~UINT64_C(7);
    return true;
}

bool hl_event_has_access(enum hl_event_type type)
{
    const struct event_format *f = find(type);

    return f && (f->fields & RNW);
}
