// SPDX-License-Identifier: MIT
/* A C program with the recorded steps, which looks at every value that could be read between them.
 */
#include "report/export.h"
#include "report/report.h"

#include <inttypes.h>

static void put_entry(FILE *out, const char *name, const struct hl_entry *e)
{
    fprintf(out, "%s{", name);
    for (unsigned i = 0; i < HL_QWORDS; i++)
        fprintf(out, "%s0x%016" PRIx64 "u", i ? ", " : "", e->q[i]);
    fputs("}", out);
}

static void put_head(FILE *out, const struct hl_trial *t, const struct hl_verdict *v)
{
    fputs("/* A store goes to one of eight 64-bit words that a device reads in any order, and may "
          "keep, "
          "until a\n * sync. Exit status 1: a value of bad[] can be assembled so.",
          out);
    if (t->source->title[0])
        fprintf(out, "\n * %s.", t->source->title);
    fputs(" */\n#include <inttypes.h>\n#include <stdbool.h>\n#include <stdint.h>\n#include "
          "<stdio.h>\n\n",
          out);
    put_entry(out, "static const uint64_t before[8] = ", &t->question.old);
    fputs(";\nstatic const struct {\n    const char *what;\n    uint64_t q[8];\n} bad[] = {\n",
          out);
    for (unsigned i = 0; i < v->findings; i++) {
        const struct hl_finding *f = &v->finding[i];

        if (f->kind != HL_ILLEGAL_VIEW && f->kind != HL_MIXED_VIEW)
            continue;
        fprintf(out, "    {\"%s%s%s\",\n     ", hl_finding_names[f->kind], f->rule ? " " : "",
                f->rule ? t->at.decoder.rule_name(f->rule) : "");
        put_entry(out, "", &f->view);
        fputs("},\n", out);
    }
    fputs("};\n\n", out);
}

static const char machine[] =
    "/* The values that each word may be read as since the last sync. */\n"
    "static uint64_t value[8][256];\n"
    "static unsigned values[8];\n"
    "static bool seen;\n"
    "\n"
    "static void begin(void)\n"
    "{\n"
    "    for (unsigned i = 0; i < 8; i++) {\n"
    "        value[i][0] = before[i];\n"
    "        values[i] = 1;\n"
    "    }\n"
    "}\n"
    "\n"
    "static void look(void)\n"
    "{\n"
    "    for (unsigned n = 0; n < sizeof(bad) / sizeof(bad[0]); n++) {\n"
    "        unsigned words = 0;\n"
    "\n"
    "        for (unsigned i = 0; i < 8; i++)\n"
    "            for (unsigned k = 0; k < values[i]; k++)\n"
    "                if (value[i][k] == bad[n].q[i]) {\n"
    "                    words++;\n"
    "                    break;\n"
    "                }\n"
    "        if (words == 8) {\n"
    "            seen = true;\n"
    "            printf(\"%s can be read:\", bad[n].what);\n"
    "            for (unsigned i = 0; i < 8; i++)\n"
    "                printf(\" 0x%016\" PRIx64, bad[n].q[i]);\n"
    "            putchar('\\n');\n"
    "        }\n"
    "    }\n"
    "}\n"
    "\n"
    "static void store(unsigned word, uint64_t to)\n"
    "{\n"
    "    value[word][values[word]++] = to;\n"
    "}\n"
    "\n"
    "static void sync(void)\n"
    "{\n"
    "    look();\n"
    "    for (unsigned i = 0; i < 8; i++) {\n"
    "        value[i][0] = value[i][values[i] - 1];\n"
    "        values[i] = 1;\n"
    "    }\n"
    "}\n"
    "\n";

const char *hl_export_c(FILE *out, const struct hl_trial *t, const struct hl_verdict *v,
                        const char *name)
{
    struct hl_steps steps;
    struct hl_log_step step;

    (void)name;
    if (!v->found[HL_ILLEGAL_VIEW] && !v->found[HL_MIXED_VIEW])
        return "no bad view is found";
    put_head(out, t, v);
    fputs(machine, out);
    fprintf(out, "/* What %s did; call a driver here instead. */\nstatic void update(void)\n{\n",
            t->question.sequencer->name);
    hl_steps_begin(&steps, &v->log);
    while (hl_steps_next(&steps, &step)) {
        if (step.kind == HL_STEP_STORE)
            fprintf(out, "    store(%u, 0x%016" PRIx64 "u);\n", step.qword, step.after);
        else if (step.kind == HL_STEP_SYNC)
            fputs("    sync();\n", out);
    }
    fputs("}\n\nint main(void)\n{\n    begin();\n    update();\n    look();\n    return seen;\n}\n",
          out);
    return NULL;
}
