// SPDX-License-Identifier: MIT
#include "report.h"
#include "pci.h"
#include "entry/text.h"

#include <inttypes.h>
#include <stdio.h>

enum { MANY = 500000 };

static void answer(const char *who, const struct hq_answer *a)
{
    const struct hl_event *e = &a->event;
    const char *name = hl_event_name(e->type);

    printf("  %-9s ", who);
    if (a->landed)
        printf("lands at 0x%" PRIx64, a->landed);
    else
        printf("does not land");
    if (a->events == 0) {
        printf(", no event\n");
        return;
    }
    printf(", %s(0x%x) stream %" PRIu32 " S2=%d CLASS=%d RnW=%d InD=%d PnU=%d NSIPA=%d Stall=%d"
           " SSV=%d InputAddr=0x%" PRIx64 " IPA=0x%" PRIx64 " FetchAddr=0x%" PRIx64,
           name ? name : "unknown", (unsigned)e->type, e->stream, e->s2, (int)e->class, e->rnw,
           e->ind, e->pnu, e->nsipa, e->stall, e->ssv, e->input, e->ipa, e->fetch);
    printf(a->events > 1 ? ", and %u more\n" : "\n", a->events - 1);
}

static void entry(const char *what, const struct hl_layout *layout, const struct hl_entry *e)
{
    char text[HL_ENTRY_TEXT], value[HL_VALUE_TEXT];

    hl_entry_format(e, text);
    printf("  %s %s\n   ", what, text);
    for (size_t i = 0; i < layout->count; i++) {
        const struct hl_field *f = &layout->fields[i];
        uint64_t v = hl_field_get(f, e);
        if (!v)
            continue;
        hl_field_format(f, v, value);
        printf(" %s=%s", f->name, value);
    }
    printf("\n");
}

void hq_report_difference(const struct hq_difference *d)
{
    const struct hq_case *c = d->c;
    const struct hl_step_info *step = &hl_steps[d->expected.step];

    printf("difference: %s %" PRIu64 " of seed %" PRIu64 ", address 0x%" PRIx64 "\n",
           c->kind == HL_KIND_STE ? "STE" : "CD", c->index, c->seed, hq_iova(c->function));
    entry("STE", &hl_ste_layout, &c->ste);
    if (c->kind == HL_KIND_CD)
        entry("CD ", &hl_cd_layout, &c->cd);
    answer("reference", &d->expected.answer);
    printf("            decided by %s (%s): %s", step->id, step->section, step->doc);
    if (d->expected.answer.event.rule) {
        unsigned rule = d->expected.answer.event.rule;
        printf("; rule %s", d->expected.answer.event.type == HL_C_BAD_STE ? hl_ste_rules[rule].id
                                                                          : hl_cd_rules[rule].id);
    }
    printf("\n");
    answer("QEMU", &d->qemu);
}

static void count(uint64_t n, const char *what, const char *text)
{
    if (n)
        printf("%9" PRIu64 "  %s%s\n", n, what, text);
}

/* An exception that many transactions did not need deserves a look: QEMU was repaired, or the
 * reference has the same fault. */
static void exception(enum hq_exception i, uint64_t n, uint64_t all)
{
    const struct hq_exception_info *e = &hq_exceptions[i];

    if (n || all >= MANY)
        printf("%9" PRIu64 "  %s: %s (%s): %s\n", n, n ? "explained" : "not needed", e->id,
               e->section, e->reason);
}

void hq_report_counts(const struct hq_counts *c, double seconds)
{
    uint64_t all = c->stes + c->cds;

    printf("%" PRIu64 " transactions compared in %.1f s: %.0f per second\n", all, seconds,
           seconds > 0 ? (double)all / seconds : 0);
    count(c->fates[0], "", "landed");
    count(c->fates[1], "", "recorded an event");
    count(c->fates[2], "", "did neither");
    for (unsigned i = 1; i < HQ_UNSENT_COUNT; i++)
        count(c->unsent[i], "not sent: ", hq_unsent_names[i]);
    count(c->tables, "not sent: ", "the write would hit the tables");
    count(c->devices, "not sent: ", "the SMMU would read a device");
    count(c->not_modelled, "not compared: ", "not modelled by the reference");
    for (unsigned i = 1; i < HQ_EXCEPTION_COUNT; i++)
        exception(i, c->by[i], all);
    printf("qemu: %" PRIu64 " STEs, %" PRIu64 " CDs compared, %" PRIu64 " unexplained\n", c->stes,
           c->cds, c->by[HQ_UNEXPLAINED]);
}
