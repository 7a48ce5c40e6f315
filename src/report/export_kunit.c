// SPDX-License-Identifier: MIT
/* A KUnit case over the ops of the tree's own test. That test looks at the entry at each sync; this
 * one also at what could be read before it, of which the bad views are listed. */
#include "report/export.h"

#include <ctype.h>
#include <inttypes.h>
#include <string.h>

/* A name as the end of a function's. */
static void slug_of(const char *name, char *slug, size_t size)
{
    size_t n = 0;

    for (; *name && n + 1 < size; name++) {
        if (isalnum((unsigned char)*name))
            slug[n++] = (char)tolower((unsigned char)*name);
        else if (n && slug[n - 1] != '_')
            slug[n++] = '_';
    }
    while (n && slug[n - 1] == '_')
        n--;
    slug[n] = '\0';
}

static void put_qwords(FILE *out, const struct hl_entry *e, const char *indent)
{
    for (unsigned i = 0; i < HL_QWORDS; i++)
        fprintf(out, "%scpu_to_le64(0x%016" PRIx64 "ULL),%s", i % 2 ? " " : indent, e->q[i],
                i % 2 ? "\n" : "");
}

static void put_entry(FILE *out, const char *name, const struct hl_entry *e)
{
    fprintf(out, "\tconst __le64 %s[8] = {\n", name);
    put_qwords(out, e, "\t\t");
    fputs("\t};\n", out);
}

/* What the comment above the test says, one line a finding. */
static void put_comment(FILE *out, const struct hl_trial *t, const struct hl_verdict *v)
{
    const struct hl_decoder *d = &t->at.decoder;

    fputs("/*\n", out);
    if (t->source->title[0])
        fprintf(out, " * %s.\n", t->source->title);
    for (unsigned i = 0; i < v->findings; i++) {
        const struct hl_finding *f = &v->finding[i];

        fprintf(out, " * %s", hl_finding_names[f->kind]);
        if (f->rule)
            fprintf(out, ": %s, IHI 0070 %s", d->rule_name(f->rule), d->rule_section(f->rule));
        fputc('\n', out);
    }
    fputs(" */\n", out);
}

/* What memory holds at a sync, from what it held at the one before. store: the next one. */
static void go_to_sync(const struct hl_log *log, unsigned sync, unsigned *store,
                       struct hl_entry *memory)
{
    for (; *store < log->stores && log->store[*store].epoch <= sync; ++*store)
        memory->q[log->store[*store].index] = log->store[*store].value;
}

/* Whether a view has, of each qword, what memory held at one of two syncs that follow each other:
 * what a test that runs at each sync can tell. */
static bool shows_at_syncs(const struct hl_log *log, const struct hl_entry *view)
{
    struct hl_entry synced = log->initial, memory = log->initial;
    unsigned store = 0;

    for (unsigned sync = 0; sync <= log->syncs; sync++) {
        bool same = true;

        go_to_sync(log, sync, &store, &memory);
        for (unsigned i = 0; i < HL_QWORDS; i++)
            same = same && (view->q[i] == synced.q[i] || view->q[i] == memory.q[i]);
        if (same)
            return true;
        synced = memory;
    }
    return false;
}

/* Whether some sync finds the stream stopped: what a needless break must be seen by. */
static bool stops_at_syncs(const struct hl_decoder *d, const struct hl_log *log)
{
    struct hl_entry memory = log->initial;
    struct hl_meaning m;
    unsigned store = 0;

    for (unsigned sync = 0; sync < log->syncs; sync++) {
        go_to_sync(log, sync, &store, &memory);
        hl_decode(d, &memory, &m);
        if (m.state == HL_STATE_OFF || m.state == HL_STATE_STOP)
            return true;
    }
    return false;
}

static bool tells_break(const struct hl_trial *t, const struct hl_verdict *v)
{
    return v->found[HL_NEEDLESS_BREAK] && stops_at_syncs(&t->at.decoder, &v->log);
}

static bool is_told(const struct hl_verdict *v, const struct hl_finding *f)
{
    return (f->kind == HL_ILLEGAL_VIEW || f->kind == HL_MIXED_VIEW) &&
           shows_at_syncs(&v->log, &f->view);
}

static unsigned count_views(const struct hl_verdict *v)
{
    unsigned count = 0;

    for (unsigned i = 0; i < v->findings; i++)
        count += is_told(v, &v->finding[i]);
    return count;
}

static void put_views(FILE *out, const struct hl_verdict *v)
{
    fputs("\tconst __le64 bad[][8] = {\n", out);
    for (unsigned i = 0; i < v->findings; i++) {
        if (!is_told(v, &v->finding[i]))
            continue;
        fputs("\t\t{\n", out);
        put_qwords(out, &v->finding[i].view, "\t\t\t");
        fputs("\t\t},\n", out);
    }
    fputs("\t};\n", out);
}

static void put_writer(FILE *out, const char *slug)
{
    fprintf(out,
            "struct %s_writer {\n"
            "\tstruct arm_smmu_entry_writer writer;\n"
            "\t__le64 entry[8];\n"
            "\t__le64 synced[8]; /* at the last sync */\n"
            "\tconst __le64 (*bad)[8];\n"
            "\tunsigned int num_bad;\n"
            "\tunsigned int seen; /* bad values that a fetch could have assembled */\n"
            "\tunsigned int stopped; /* syncs at which no traffic passes */\n"
            "};\n\n",
            slug);
}

static void put_sync(FILE *out, const char *slug, bool cd)
{
    fprintf(out,
            "static void %s_sync(struct arm_smmu_entry_writer *writer)\n"
            "{\n"
            "\tstruct %s_writer *w = container_of(writer, struct %s_writer, writer);\n"
            "\tunsigned int i, j;\n\n"
            "\t/* Until a sync each qword may be read old or new. */\n"
            "\tfor (i = 0; i < w->num_bad; i++) {\n"
            "\t\tfor (j = 0; j < 8; j++)\n"
            "\t\t\tif (w->bad[i][j] != w->synced[j] && w->bad[i][j] != w->entry[j])\n"
            "\t\t\t\tbreak;\n"
            "\t\tif (j == 8)\n"
            "\t\t\tw->seen++;\n"
            "\t}\n"
            "\tif (!(w->entry[0] & cpu_to_le64(%s))%s)\n"
            "\t\tw->stopped++;\n"
            "\tmemcpy(w->synced, w->entry, sizeof(w->synced));\n"
            "}\n\n",
            slug, slug, slug, cd ? "CTXDESC_CD_0_V" : "STRTAB_STE_0_V",
            cd ? ""
               : " ||\n\t    FIELD_GET(STRTAB_STE_0_CFG, le64_to_cpu(w->entry[0])) <\n"
                 "\t\t    STRTAB_STE_0_CFG_BYPASS");
}

static void put_test(FILE *out, const char *slug, const struct hl_trial *t,
                     const struct hl_verdict *v)
{
    const unsigned views = count_views(v);

    fprintf(out, "static void %s(struct kunit *test)\n{\n", slug);
    put_entry(out, "cur", &t->question.old);
    put_entry(out, "target", &t->question.target);
    if (views)
        put_views(out, v);
    fprintf(out,
            "\tstruct arm_smmu_entry_writer_ops ops = %s;\n"
            "\tstruct %s_writer w = {\n"
            "\t\t.writer = { .ops = &ops },\n%s"
            "\t};\n\n"
            "\tops.sync = %s_sync;\n"
            "\tmemcpy(w.entry, cur, sizeof(w.entry));\n"
            "\tmemcpy(w.synced, cur, sizeof(w.synced));\n"
            "\tarm_smmu_write_entry(&w.writer, w.entry, target);\n",
            t->source->kind == HL_KIND_CD ? "test_cd_ops" : "test_ste_ops", slug,
            views ? "\t\t.bad = bad,\n\t\t.num_bad = ARRAY_SIZE(bad),\n" : "", slug);
    if (tells_break(t, v))
        fputs("\tKUNIT_EXPECT_EQ(test, w.stopped, 0U);\n", out);
    if (views)
        fprintf(out,
                "\t%s_sync(&w.writer); /* what no sync followed */\n"
                "\tKUNIT_EXPECT_EQ(test, w.seen, 0U);\n",
                slug);
    fputs("\tKUNIT_EXPECT_MEMEQ(test, w.entry, target, sizeof(w.entry));\n}\n\n", out);
    fprintf(out, "/* Into arm_smmu_v3_test_cases[]: KUNIT_CASE(%s), */\n", slug);
}

const char *hl_export_kunit(FILE *out, const struct hl_trial *t, const struct hl_verdict *v,
                            const char *name)
{
    char slug[HL_CASE_NAME] = "hitless_";

    if (!count_views(v) && !tells_break(t, v) && !v->found[HL_WRONG_FINAL])
        return "nothing is found that shows at a sync: a bad view, a needless break, a wrong end";
    slug_of(name, slug + strlen(slug), sizeof(slug) - strlen(slug));
    put_writer(out, slug);
    put_sync(out, slug, t->source->kind == HL_KIND_CD);
    put_comment(out, t, v);
    put_test(out, slug, t, v);
    return NULL;
}
