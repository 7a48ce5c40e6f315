// SPDX-License-Identifier: MIT
#include "batch.h"
#include "pci.h"

#include <stdio.h>
#include <string.h>

enum { SHOWN = 20 }; /* unexplained differences in full */

struct batch {
    unsigned count;
    struct hq_case cases[HQ_FUNCTIONS]; /* by function */
    bool sent[HQ_FUNCTIONS];
    struct hq_expected expected[HQ_FUNCTIONS];
    struct hq_answer qemu[HQ_FUNCTIONS];
    unsigned strays; /* events of other streams */
};

static unsigned char *at(const struct hq_machine *m, uint64_t address)
{
    return m->process.ram + (address - HQ_RAM_BASE);
}

static void place(const struct hq_machine *m, const struct hq_case *c)
{
    memcpy(at(m, hq_ste_address(c->function)), &c->ste, sizeof c->ste);
    if (c->kind == HL_KIND_CD)
        memcpy(at(m, hq_cd_address(c->function)), &c->cd, sizeof c->cd);
}

/* Whether the case may be sent; all entries are in place, so it can be asked what they do. */
static bool admit(const struct hq_machine *m, struct batch *b, unsigned i, struct hq_counts *counts)
{
    enum hq_unsent why = hq_unsent(&b->cases[i], m->process.ram);

    if (why != HQ_SENT) {
        counts->unsent[why]++;
        return false;
    }
    b->expected[i] = hq_expect(&m->reference, m->process.ram, &b->cases[i]);
    if (b->expected[i].outcome == HL_NOT_MODELLED) {
        counts->not_modelled++;
        return false;
    }
    if (b->expected[i].device) {
        counts->devices++;
        return false;
    }
    counts->tables += hq_hits_tables(&b->expected[i]);
    return !hq_hits_tables(&b->expected[i]);
}

static void prepare(const struct hq_machine *m, struct batch *b, struct hq_counts *counts)
{
    for (unsigned i = 0; i < b->count; i++)
        place(m, &b->cases[i]);
    for (unsigned i = 0; i < b->count; i++)
        b->sent[i] = admit(m, b, i, counts);
}

static bool send(struct hq_machine *m, struct batch *b)
{
    struct hq_record records[2 * HQ_FUNCTIONS];
    unsigned n;

    hq_smmu_invalidate(&m->smmu);
    for (unsigned i = 0; i < b->count; i++)
        if (b->sent[i])
            hq_pci_send(&m->qtest, i);
    n = hq_smmu_events(&m->smmu, records, 2 * HQ_FUNCTIONS);
    for (unsigned i = 0; i < n; i++) {
        unsigned function = hq_function((uint32_t)(records[i].q[0] >> 32));
        if (function < b->count)
            hq_add_record(&b->qemu[function], &records[i]);
        else
            b->strays++;
    }
    return !m->qtest.lost;
}

static void differ(const struct hq_machine *m, const struct batch *b, unsigned i,
                   struct hq_counts *counts)
{
    struct hq_difference d = {.smmu = &m->reference,
                              .ram = m->process.ram,
                              .c = &b->cases[i],
                              .expected = b->expected[i],
                              .qemu = b->qemu[i]};
    enum hq_exception why = hq_explain(&d);

    if (why == HQ_UNEXPLAINED && counts->by[why] < SHOWN)
        hq_report_difference(&d);
    counts->by[why]++;
}

static void judge(const struct hq_machine *m, struct batch *b, enum hl_kind kind,
                  struct hq_counts *counts)
{
    for (unsigned i = 0; i < b->count; i++) {
        const struct hq_answer *e = &b->expected[i].answer;

        if (!b->sent[i])
            continue;
        b->qemu[i].landed = hq_landed(m->process.ram, i);
        *(kind == HL_KIND_STE ? &counts->stes : &counts->cds) += 1;
        counts->fates[e->landed ? 0 : e->events ? 1 : 2]++;
        if (!hq_same(e, &b->qemu[i]))
            differ(m, b, i, counts);
    }
}

bool hq_batch(struct hq_machine *m, enum hl_kind kind, uint64_t seed, uint64_t first, uint64_t last,
              struct hq_counts *counts)
{
    struct batch b = {.count = (unsigned)(last - first)};

    for (unsigned i = 0; i < b.count; i++)
        hq_generate(kind, seed, first + i, &b.cases[i]);
    prepare(m, &b, counts);
    if (!send(m, &b) || hq_smmu_error(&m->smmu) || b.strays)
        return false;
    judge(m, &b, kind, counts);
    return true;
}
