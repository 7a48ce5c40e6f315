// SPDX-License-Identifier: MIT
#include "report/probes.h"

#include <inttypes.h>
#include <stdarg.h>

#define LOW UINT64_C(0x1000)
#define HIGH UINT64_C(0xffffffffffff1000)
#define TAG (UINT64_C(0x5a) << 56)
#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))

/* ---- what they are made of */

static const struct {
    bool write, instruction, privileged;
} accesses[] = {{0, 0, 0}, {1, 0, 0}, {0, 1, 0}, {0, 0, 1}, {1, 0, 1}, {0, 1, 1}};
enum { ACCESSES = LENGTH(accesses) };

/* Beside the default: no value of MTCFG, MemAttr, ALLOCCFG and SHCFG is what all of these have. */
static const struct hl_attributes incoming[] = {
    {HL_NORMAL, {HL_WRITE_BACK, 1, 1, 0}, {HL_WRITE_BACK, 1, 1, 0}, HL_INNER_SHAREABLE},
    {HL_NORMAL, {HL_WRITE_BACK, 1, 1, 0}, {HL_WRITE_BACK, 1, 1, 0}, HL_OUTER_SHAREABLE},
    {HL_NORMAL, {HL_WRITE_THROUGH, 1, 0, 0}, {HL_WRITE_BACK, 0, 1, 0}, HL_NON_SHAREABLE},
    {.type = HL_NORMAL, .share = HL_OUTER_SHAREABLE},
    {.type = HL_DEVICE_nGnRE, .share = HL_OUTER_SHAREABLE},
};

#define BIT(n) (UINT64_C(1) << (n))

/* What descriptors have differently than the plain ones of canonical.c. */
static const struct hl_flavour flavours[] = {
    {.text = "Access flag 0 at stage 1", .stage1 = BIT(10)},
    {.text = "AP[2]=1 at stage 1", .stage1 = BIT(7)},
    {.text = "AP[2]=1 with DBM at stage 1", .stage1 = BIT(7) | BIT(51)},
    {.text = "AP[1]=0 at stage 1", .stage1 = BIT(6)},
    {.text = "AP[1]=0 with UXN at stage 1", .stage1 = BIT(6) | BIT(54)},
    {.text = "UXN at stage 1", .stage1 = BIT(54)},
    {.text = "PXN at stage 1", .stage1 = BIT(53) | BIT(7)},
    {.text = "AttrIndx 1", .stage1 = 1 << 2},
    {.text = "AttrIndx 2", .stage1 = 2 << 2},
    {.text = "AttrIndx 3", .stage1 = 3 << 2},
    {.text = "AttrIndx 4", .stage1 = 4 << 2},
    {.text = "AttrIndx 5", .stage1 = 5 << 2},
    {.text = "AttrIndx 6", .stage1 = 6 << 2},
    {.text = "AttrIndx 7", .stage1 = 7 << 2},
    {.text = "SH=2 at stage 1", .stage1 = 2 << 8},
    {.text = "SH=3 at stage 1", .stage1 = 3 << 8},
    {.text = "NS at stage 1", .stage1 = BIT(5)},
    {.text = "NSTable", .stage1 = BIT(63)},
    {.text = "APTable[1]=1", .stage1 = BIT(62)},
    {.text = "APTable[0]=1", .stage1 = BIT(61) | BIT(7)},
    {.text = "UXNTable", .stage1 = BIT(60)},
    {.text = "PXNTable", .stage1 = BIT(59) | BIT(7)},
    {.text = "Access flag 0 at stage 2", .stage2 = BIT(10)},
    {.text = "S2AP=read at stage 2", .stage2 = BIT(7)},
    {.text = "S2AP=read with DBM at stage 2", .stage2 = BIT(7) | BIT(51)},
    {.text = "S2AP=write at stage 2", .stage2 = BIT(6)},
    {.text = "XN=1 at stage 2", .stage2 = BIT(53)},
    {.text = "XN=2 at stage 2", .stage2 = BIT(54)},
    {.text = "XN=3 at stage 2", .stage2 = BIT(53) | BIT(54)},
    {.text = "MemAttr 1 at stage 2", .stage2 = (15 ^ 1) << 2},
    {.text = "MemAttr 4 at stage 2", .stage2 = (15 ^ 4) << 2},
    {.text = "MemAttr 5 at stage 2", .stage2 = (15 ^ 5) << 2},
    {.text = "MemAttr 6 at stage 2", .stage2 = (15 ^ 6) << 2},
    {.text = "MemAttr 10 at stage 2", .stage2 = (15 ^ 10) << 2},
    {.text = "SH=2 at stage 2", .stage2 = 2 << 8},
    {.text = "SH=3 at stage 2", .stage2 = 3 << 8},
    {.text = "NS at stage 2", .stage2 = BIT(55)},
    {.text = "bits [15:12] set at stage 1", .stage1 = 15 << 12},
    {.text = "bits [15:12] set at stage 2", .stage2 = 15 << 12},
    {.text = "CD.V=0", .cd = HL_CANONICAL_CD_INVALID},
    {.text = "CD.S=1", .cd = HL_CANONICAL_CD_STALL},
    {.text = "CD.PIE=1", .cd = HL_CANONICAL_CD_PIE},
    {.text = "CD.AA64=0", .cd = HL_CANONICAL_CD_AA32},
};

static void set_access(struct hl_transaction *t, unsigned n)
{
    t->write = accesses[n].write;
    t->instruction = accesses[n].instruction;
    t->privileged = accesses[n].privileged;
}

/* ---- families of probes */

static void low(unsigned n, struct hl_probe *p)
{
    set_access(&p->t, n);
}

static void high(unsigned n, struct hl_probe *p)
{
    set_access(&p->t, n);
    p->t.address = HIGH;
}

/* 0, and each power of two. */
static void substreams(unsigned n, struct hl_probe *p)
{
    p->t.has_substream = true;
    p->t.substream = n ? 1u << (n - 1) : 0;
}

static void attributes(unsigned n, struct hl_probe *p)
{
    p->t.attributes = incoming[n];
}

/* Of both kinds of traffic, without and with a SubstreamID. */
static void ats(unsigned n, struct hl_probe *p)
{
    p->t.traffic = n / ACCESSES % 2 ? HL_ATS_TRANSLATED : HL_ATS_REQUEST;
    set_access(&p->t, (n + 1) % ACCESSES);
    p->t.has_substream = n >= 2 * ACCESSES;
    p->t.substream = p->t.has_substream;
}

static void tagged(unsigned n, struct hl_probe *p)
{
    p->t.address = n ? (HIGH & hl_ones(56)) | TAG : LOW | TAG;
}

/* NS as presented, XT, traffic, read or fetch. */
static void spaces(unsigned n, struct hl_probe *p)
{
    p->t.nonsecure = n & 1;
    p->t.xt = n & 2;
    p->t.instruction = n & 4;
    p->t.traffic = n & 8 ? HL_ATS_TRANSLATED : HL_ORDINARY;
}

static void flavoured(unsigned n, struct hl_probe *p)
{
    set_access(&p->t, n % ACCESSES);
    p->memory = flavours[n / ACCESSES];
}

static void flavoured_high(unsigned n, struct hl_probe *p)
{
    flavoured(n, p);
    p->t.address = HIGH;
}

static void flavoured_requests(unsigned n, struct hl_probe *p)
{
    p->t.traffic = HL_ATS_REQUEST;
    p->t.write = n % 2;
    p->memory = flavours[n / 2];
}

/* PASIDTT and S1MPAM: the CD counts for Translated traffic, too. */
static void flavoured_translated(unsigned n, struct hl_probe *p)
{
    p->t.traffic = HL_ATS_TRANSLATED;
    p->t.has_substream = true;
    p->t.substream = 1;
    p->memory = flavours[n];
}

enum { FIRST_BIT = 13, LAST_BIT = 55, BITS = LAST_BIT - FIRST_BIT + 1 };

/* At the ends of the ranges that there may be. */
static void low_ends(unsigned n, struct hl_probe *p)
{
    p->t.address = BIT(FIRST_BIT + n);
}

static void high_ends(unsigned n, struct hl_probe *p)
{
    p->t.address = ~UINT64_C(0) << (FIRST_BIT + n);
}

enum { FIRST_PAGE_BIT = 20, LAST_PAGE_BIT = 49, PAGE_BITS = LAST_PAGE_BIT - FIRST_PAGE_BIT + 1 };

/* Descriptors with an address of so many bits. */
static void far_pages(unsigned n, struct hl_probe *p)
{
    p->memory.address_bit = FIRST_PAGE_BIT + n / 2;
    if (n % 2)
        p->memory.stage2 = BIT(FIRST_PAGE_BIT + n / 2);
    else
        p->memory.stage1 = BIT(FIRST_PAGE_BIT + n / 2);
}

static bool has_spaces(const struct hl_trial *trial)
{
    return trial->at.smmu.security != HL_NONSECURE;
}

static bool is_ste(const struct hl_trial *trial)
{
    return trial->at.decoder.kind == HL_KIND_STE;
}

static bool is_cd(const struct hl_trial *trial)
{
    return !is_ste(trial);
}

static const struct {
    unsigned count;
    void (*make)(unsigned n, struct hl_probe *probe);
    bool (*applies)(const struct hl_trial *trial); /* NULL: always */
} families[] = {
    {ACCESSES, low, NULL},
    {ACCESSES, high, NULL},
    {21, substreams, is_ste},
    {4 * ACCESSES, ats, NULL},
    {LENGTH(incoming), attributes, NULL},
    {2, tagged, NULL},
    {16, spaces, has_spaces},
    {LENGTH(flavours) * ACCESSES, flavoured, NULL},
    {LENGTH(flavours) * ACCESSES, flavoured_high, is_cd},
    {LENGTH(flavours) * 2, flavoured_requests, NULL},
    {LENGTH(flavours), flavoured_translated, NULL},
    {BITS, low_ends, NULL},
    {BITS, high_ends, NULL},
    {2 * PAGE_BITS, far_pages, NULL},
};

bool hl_probe_get(const struct hl_trial *trial, unsigned n, struct hl_probe *probe)
{
    for (size_t i = 0; i < LENGTH(families); i++) {
        if (families[i].applies && !families[i].applies(trial))
            continue;
        if (n < families[i].count) {
            *probe = (struct hl_probe){.t = {.address = LOW, .attributes = hl_default_attributes}};
            families[i].make(n, probe);
            return true;
        }
        n -= families[i].count;
    }
    return false;
}

/* "privileged ATS Translated write at 0x1000" */
static int access_text(const struct hl_transaction *t, char text[HL_PROBE_TEXT])
{
    static const char *const traffic[] = {"", "ATS request to ", "ATS Translated "};
    const bool fetch = t->instruction;
    const char *what = t->traffic == HL_ATS_REQUEST
                           ? (fetch      ? t->write ? "write and execute" : "execute"
                              : t->write ? "write"
                                         : "read")
                       : t->write ? "write"
                       : fetch    ? "instruction fetch"
                                  : "read";

    if (t->traffic == HL_ORDINARY && fetch && t->privileged)
        what = "fetch";
    return snprintf(text, HL_PROBE_TEXT, "%s%s%s at %s0x%" PRIx64,
                    t->privileged ? "privileged " : "", traffic[t->traffic], what,
                    t->traffic == HL_ATS_TRANSLATED ? "" : "IOVA ", t->address);
}

__attribute__((format(printf, 3, 4))) static int more(char text[HL_PROBE_TEXT], int used,
                                                      const char *format, ...)
{
    va_list list;
    int length;

    va_start(list, format);
    length = vsnprintf(text + used, (size_t)(HL_PROBE_TEXT - used), format, list);
    va_end(list);
    return used + length < HL_PROBE_TEXT ? used + length : HL_PROBE_TEXT - 1;
}

void hl_probe_text(const struct hl_probe *p, char text[HL_PROBE_TEXT])
{
    const struct hl_flavour *f = &p->memory;
    int used = access_text(&p->t, text);

    if (p->t.has_substream)
        used = more(text, used, ", SubstreamID %u", p->t.substream);
    if (p->t.nonsecure)
        used = more(text, used, ", NS");
    if (p->t.xt)
        used = more(text, used, ", XT");
    if (!hl_attributes_equal(&p->t.attributes, &hl_default_attributes)) {
        char attributes[HL_ATTRIBUTES_TEXT];
        hl_attributes_text(&p->t.attributes, attributes);
        used = more(text, used, ", incoming %s", attributes);
    }
    if (f->text)
        more(text, used, ", %s", f->text);
    else if (f->address_bit)
        more(text, used, ", stage %d at address bit %u", f->stage1 ? 1 : 2, f->address_bit);
}

void hl_probe_send(const struct hl_trial *trial, const struct hl_canonical *canonical,
                   const struct hl_entry *entry, const struct hl_probe *probe,
                   struct hl_response *r)
{
    struct hl_canonical flavoured = *canonical;
    const struct hl_memory memory = hl_canonical_memory(&flavoured);
    struct hl_transaction t = probe->t;

    flavoured.flavour = probe->memory;
    if (is_ste(trial)) {
        hl_translate_ste(&trial->at.smmu, entry, &memory, &t, NULL, r);
        return;
    }
    /* with a SubstreamID, whatever S1DSS says */
    t.has_substream = HL_GET(STE, &trial->source->ste, S1CDMax) != 0;
    t.substream = t.has_substream;
    hl_translate_cd(&trial->at.smmu, &trial->source->ste, entry, &memory, &t, NULL, r);
}
