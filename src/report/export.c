// SPDX-License-Identifier: MIT
#include "report/export.h"
#include "case/names.h"
#include "entry/text.h"
#include "report/report.h"

#include <inttypes.h>

/* An entry as the bytes that are in memory, 16 a line. */
static void put_bytes(FILE *out, const char *label, const struct hl_entry *e)
{
    fprintf(out, "# %s\n", label);
    for (unsigned at = 0; at < 8 * HL_QWORDS; at += 16) {
        fprintf(out, "%08x:", at);
        for (unsigned i = at; i < at + 16; i++)
            fprintf(out, " %02x", (unsigned)(e->q[i / 8] >> (8 * (i % 8)) & 0xff));
        fputc('\n', out);
    }
}

/* The lines that begin with an offset are what xxd -r takes. */
static const char *write_hex(FILE *out, const struct hl_trial *t, const struct hl_verdict *v,
                             const char *name)
{
    (void)name;
    put_bytes(out, "old", &t->question.old);
    put_bytes(out, "new", &t->question.target);
    for (unsigned i = 0; i < v->findings; i++)
        if (hl_finding_has_view(v->finding[i].kind))
            put_bytes(out, hl_finding_names[v->finding[i].kind], &v->finding[i].view);
    return NULL;
}

static void put_line(FILE *out, const char *word, const struct hl_entry *e)
{
    char text[HL_ENTRY_TEXT];

    hl_entry_format(e, text);
    fprintf(out, "%s %s\n", word, text);
}

static void put_question(FILE *out, const struct hl_case *c)
{
    char smmu[HL_CASE_TEXT];

    hl_smmu_format(&c->setting.regs, smmu, sizeof(smmu));
    fprintf(out, "smmu %s\nsecurity %s\nkind %s\nunit %u\nassume %s\n", smmu,
            hl_security_names[c->setting.security], hl_kind_name(c->kind),
            c->reads_128 ? 128u : 64u, c->setting.assume.ats_quiesced ? "ats-quiesced" : "none");
    if (c->has_ste)
        put_line(out, "ste", &c->ste);
    put_line(out, "old", &c->old);
    put_line(out, "new", &c->target);
}

static void put_store(FILE *out, const struct hl_store *s)
{
    if (s->joined)
        fprintf(out, "write %u 16 0x%016" PRIx64 " 0x%016" PRIx64 "\n", 8u * s->index, s->value,
                s[1].value);
    else if (s->bytes && s->bytes < 8)
        fprintf(out, "write %u %u 0x%" PRIx64 "\n", 8u * s->index + s->at, s->bytes,
                (s->value >> (8 * s->at)) & hl_ones(8u * s->bytes));
    else
        fprintf(out, "store %u 0x%016" PRIx64 "\n", s->index, s->value);
}

static const char *write_trace(FILE *out, const struct hl_trial *t, const struct hl_verdict *v,
                               const char *name)
{
    struct hl_steps steps;
    struct hl_log_step step;
    bool joined = false; /* the last store was one with this */

    (void)name;
    put_question(out, t->source);
    hl_steps_begin(&steps, &v->log);
    while (hl_steps_next(&steps, &step)) {
        if (step.kind != HL_STEP_STORE)
            fputs(step.kind == HL_STEP_SYNC ? "sync\n" : "barrier\n", out);
        else if (!joined)
            put_store(out, step.store);
        joined = step.kind == HL_STEP_STORE && step.store->joined;
    }
    return NULL;
}

const struct hl_export hl_exports[] = {
    {"kunit", "a test function for the driver's own arm-smmu-v3-test.c", hl_export_kunit},
    {"c", "a program that needs nothing", hl_export_c},
    {"hex", "the entries, old, new and bad views, as they lie in memory", write_hex},
    {"trace", "what `hitless trace' reads", write_trace},
    {"qemu", "a script that does it to QEMU's SMMUv3", hl_export_qemu},
};
const size_t hl_export_count = sizeof(hl_exports) / sizeof(hl_exports[0]);
