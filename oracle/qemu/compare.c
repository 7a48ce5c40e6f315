// SPDX-License-Identifier: MIT
#include "compare.h"
#include "pci.h"
#include "process.h"

static bool in_windows(uint64_t address)
{
    const uint64_t windows = HQ_WINDOW_PAGES * (uint64_t)HQ_WINDOW_SIZE;

    if (address >= HQ_WINDOWS && address < HQ_WINDOWS + windows)
        return true;
    return address >= HQ_AREAS && address < HQ_AREAS + hq_stage2_count * HQ_AREA_SIZE &&
           (address - HQ_AREAS) % HQ_AREA_SIZE < windows;
}

bool hq_hits_tables(const struct hq_expected *e)
{
    return e->outcome == HL_OUTPUT && !in_windows(e->address) && e->address >= HQ_RAM_BASE &&
           e->address < HQ_RAM_BASE + HQ_RAM_SIZE;
}

static struct hl_transaction sent(const struct hq_case *c)
{
    return (struct hl_transaction){.traffic = HL_ORDINARY,
                                   .stream = hq_stream(c->function),
                                   .address = hq_iova(c->function),
                                   .write = true,
                                   .attributes = {.type = HL_NORMAL}};
}

static struct hq_expected expected_of(const struct hl_response *r)
{
    struct hq_expected e = {.outcome = r->outcome, .step = r->step, .address = r->address};

    if (r->outcome == HL_OUTPUT && in_windows(r->address))
        e.answer.landed = r->address;
    e.answer.events = r->event.type != HL_NO_EVENT;
    e.answer.event = r->event;
    return e;
}

struct hq_expected hq_expect(const struct hl_smmu *smmu, unsigned char *ram,
                             const struct hq_case *c)
{
    struct hl_tables tables = hq_smmu_tables();
    struct hq_memory machine = {.ram = ram};
    struct hl_memory memory = hq_memory(&machine);
    struct hl_transaction t = sent(c);
    struct hl_response r;
    struct hq_expected e;

    hl_translate(smmu, &tables, &memory, &t, NULL, &r);
    e = expected_of(&r);
    e.device = machine.device;
    return e;
}

struct hq_expected hq_expect_view(const struct hl_smmu *smmu, const struct hq_case *c,
                                  struct hq_view *v)
{
    struct hl_memory memory = hq_memory(&v->memory);
    struct hl_transaction t = sent(c);
    struct hl_response r;

    if (c->kind == HL_KIND_CD)
        v->memory.cd = &v->cd;
    v->memory.cd_address = hq_cd_address(c->function);
    hl_translate_ste(smmu, &v->ste, &memory, &t, NULL, &r);
    if (r.event.type == HL_F_WALK_EABT && r.event.s2 && v->memory.fold.size)
        r.event.fetch = hq_folded(&v->memory.fold, r.event.fetch);
    return expected_of(&r);
}

/* 7.3: the positions are those of the type's record; a field that it does not have is RES0. */
void hq_add_record(struct hq_answer *a, const struct hq_record *r)
{
    struct hl_event *e = &a->event;

    if (a->events++)
        return;
    e->type = r->q[0] & 0xff;
    e->stream = (uint32_t)(r->q[0] >> 32);
    e->ssv = r->q[0] >> 11 & 1;
    e->substream = r->q[0] >> 12 & 0xfffff;
    e->stall = r->q[1] >> 31 & 1;
    e->pnu = r->q[1] >> 33 & 1;
    e->ind = r->q[1] >> 34 & 1;
    e->rnw = r->q[1] >> 35 & 1;
    e->nsipa = r->q[1] >> 38 & 1;
    e->s2 = r->q[1] >> 39 & 1;
    e->class = r->q[1] >> 40 & 3;
    e->input = r->q[2];
    if (e->type >= HL_F_TRANSLATION)
        e->ipa = r->q[3];
    else
        e->fetch = r->q[3];
}

static bool same_place(const struct hl_event *a, const struct hl_event *b)
{
    return a->type == b->type && a->stream == b->stream && a->ssv == b->ssv &&
           a->substream == b->substream && a->stall == b->stall && a->s2 == b->s2 &&
           a->class == b->class;
}

static bool same_access(const struct hl_event *a, const struct hl_event *b)
{
    return a->rnw == b->rnw && a->ind == b->ind && a->pnu == b->pnu && a->nsipa == b->nsipa &&
           a->input == b->input && a->ipa == b->ipa && a->fetch == b->fetch;
}

bool hq_same(const struct hq_answer *a, const struct hq_answer *b)
{
    if (a->landed != b->landed || a->events != b->events)
        return false;
    return !a->events || (same_place(&a->event, &b->event) && same_access(&a->event, &b->event));
}
