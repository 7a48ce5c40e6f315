// SPDX-License-Identifier: MIT
#include "report/export.h"
#include "case/trace.h"

#include <stddef.h>

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

static const char *write_trace(FILE *out, const struct hl_trial *t, const struct hl_verdict *v,
                               const char *name)
{
    (void)name;
    hl_trace_write(out, t->source, &v->log);
    return NULL;
}

const struct hl_export hl_exports[] = {
    {"kunit", "a test function for the driver's own arm-smmu-v3-test.c", hl_export_kunit},
    {"c", "a program that needs nothing", hl_export_c},
    {"hex", "the entries, old, new and bad views, as they lie in memory", write_hex},
    {"trace", "what `hitless trace' reads", write_trace},
};
const size_t hl_export_count = sizeof(hl_exports) / sizeof(hl_exports[0]);
