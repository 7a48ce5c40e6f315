// SPDX-License-Identifier: MIT
/* A shell script that does the recorded steps to QEMU's SMMUv3, over qtest, with a DMA after each.
 */
#include "report/export.h"
#include "report/report.h"

#include <inttypes.h>
#include <string.h>

/* The machine `virt' with a device that can do DMA, and what is where in its RAM. */
enum { STREAM = 8, QUEUE_BITS = 5, MOST = 1 << QUEUE_BITS };
static const uint64_t smmu = 0x09050000, page1 = 0x09060000, streams = 0x40000000,
                      commands = 0x40010000, events = 0x40020000, target = 0x48000000,
                      config = 0x3f008000, bar = 0x10000000;

struct script {
    FILE *out;
    unsigned command, probes;
};

static void put(const struct script *s, const char *verb, uint64_t address, uint64_t value)
{
    fprintf(s->out, "%s 0x%" PRIx64 " 0x%" PRIx64 "\n", verb, address, value);
}

static void put_command(struct script *s, uint64_t low, uint64_t high)
{
    const uint64_t at = commands + 16 * (s->command % MOST);

    put(s, "writeq", at, low);
    put(s, "writeq", at + 8, high);
    s->command = (s->command + 1) % (2 * MOST);
}

/* CMD_CFGI_STE and CMD_TLBI_NSNH_ALL, and their CMD_SYNC: 4.3.1, 4.4, 4.7. */
static void put_sync(struct script *s)
{
    put_command(s, 0x03 | (uint64_t)STREAM << 32, 1);
    put_command(s, 0x30, 0);
    put_command(s, 0x46, 0);
    put(s, "writel", smmu + 0x98, s->command);
}

/* QEMU keeps an STE until it is invalidated: what a fetch at this moment means is asked of one that
 * has kept nothing. */
static void put_probe(struct script *s, const char *what)
{
    put_sync(s);
    put(s, "writel", target, 0);
    put(s, "writel", bar + 0x60, 1); /* the device raises its MSI: a write of 4 bytes */
    fprintf(s->out, "readl 0x%" PRIx64 " # landed\nreadl 0x%" PRIx64 " # %s\n", target,
            page1 + 0xa8, what);
    s->probes++;
}

static void put_entry(const struct script *s, const struct hl_entry *e)
{
    for (unsigned q = 0; q < HL_QWORDS; q++)
        put(s, "writeq", streams + 64 * STREAM + 8 * q, e->q[q]);
}

static void put_machine(const struct script *s)
{
    put(s, "writel", config + 0x10, bar);
    put(s, "writel", config + 0x04, 6); /* memory, bus master */
    put(s, "writel", config + 0x44, target);
    put(s, "writel", config + 0x4c, 0xbe00);
    put(s, "writel", config + 0x40, 0x00810005); /* MSI enabled */
    put(s, "writeq", smmu + 0x80, streams);
    put(s, "writel", smmu + 0x88, 7);
    put(s, "writeq", smmu + 0x90, commands | QUEUE_BITS);
    put(s, "writeq", smmu + 0xa0, events | QUEUE_BITS);
    put(s, "writel", smmu + 0x20, 0xd); /* SMMUEN, EVENTQEN, CMDQEN */
}

static const char begin[] = "set -eu\n"
                            "qemu=${1:-qemu-system-aarch64}\n"
                            "work=$(mktemp -d)\n"
                            "trap 'rm -rf \"$work\"' EXIT\n"
                            "# What is written, and of what is read what it is.\n"
                            "cat >\"$work/commands\" <<'END'\n";

static const char end[] =
    "END\n"
    ": >\"$work/answers\"\n"
    "# QEMU answers each line with one: OK, or OK and what was read.\n"
    "{ sed 's/ #.*//' \"$work/commands\"; sleep \"${WAIT:-2}\"; } |\n"
    "  \"$qemu\" -S -qtest stdio -qtest-log none -nodefaults -display none -monitor none "
    "\\\n"
    "    -global arm-smmuv3.stage=nested -machine virt,iommu=smmuv3,highmem-ecam=off -m 256M \\\n"
    "    -device edu,addr=01.0,dma_mask=0xffffffffffffffff >\"$work/answers\" 2>\"$work/errors\" "
    "&\n"
    "running=$!\n"
    "while kill -0 $running 2>/dev/null &&\n"
    "  [ \"$(wc -l <\"$work/answers\")\" -lt \"$(wc -l <\"$work/commands\")\" ]; do sleep 0.1; "
    "done\n"
    "kill $running 2>/dev/null || :\n"
    "if [ \"$(wc -l <\"$work/answers\")\" -lt \"$(wc -l <\"$work/commands\")\" ]; then\n"
    "  echo \"$qemu: $(grep -v '^[*]*$' \"$work/errors\" | tail -n 1)\" >&2\n"
    "  exit 2\n"
    "fi\n";

/* The events of QEMU's answers, beside the steps. */
static const char report[] =
    "paste -d'|' \"$work/answers\" \"$work/commands\" | awk -F'|' '\n"
    "  BEGIN {\n"
    "    n = records = taken = 0; before = \"0x0000000000000000\"\n"
    "    name[\"01\"] = \"F_UUT\"; name[\"03\"] = \"F_STE_FETCH\"; name[\"04\"] = \"C_BAD_STE\"\n"
    "    name[\"06\"] = \"F_STREAM_DISABLED\"; name[\"08\"] = \"C_BAD_SUBSTREAMID\"\n"
    "    name[\"09\"] = \"F_CD_FETCH\"; name[\"0a\"] = \"C_BAD_CD\"; name[\"0b\"] = "
    "\"F_WALK_EABT\"\n"
    "    name[\"10\"] = \"F_TRANSLATION\"; name[\"11\"] = \"F_ADDR_SIZE\"; name[\"12\"] = "
    "\"F_ACCESS\"\n"
    "    name[\"13\"] = \"F_PERMISSION\"\n"
    "  }\n"
    "  $2 !~ / # / { next }\n"
    "  { split($1, answer, \" \"); what = $2; sub(/^.* # /, \"\", what) }\n"
    "  what == \"landed\" { landed = answer[2]; next }\n"
    "  what == \"record\" { record[records++] = substr(answer[2], length(answer[2]) - 1); next }\n"
    "  { step[n] = what; arrived[n] = landed !~ /^0x0+$/; produced[n++] = answer[2] }\n"
    "  END {\n"
    "    for (i = 0; i < n; i++) {\n"
    "      text = arrived[i] ? \"passes\" : \"aborted\"\n"
    "      if (produced[i] != before) {\n"
    "        id = record[taken++]\n"
    "        text = text \", event 0x\" id (id in name ? \" \" name[id] : \"\")\n"
    "      } else if (!arrived[i])\n"
    "        text = text \", no event\"\n"
    "      before = produced[i]\n"
    "      printf \"%-40s %s\\n\", step[i], text\n"
    "    }\n"
    "  }'\n";

/* "store 3: qword 0 = 0x..." */
static void put_steps(struct script *s, const struct hl_verdict *v)
{
    struct hl_steps steps;
    struct hl_log_step step;
    unsigned number = 0;
    char what[64];

    hl_steps_begin(&steps, &v->log);
    while (hl_steps_next(&steps, &step)) {
        if (step.kind == HL_STEP_BARRIER)
            continue;
        number++;
        if (step.kind == HL_STEP_STORE) {
            put(s, "writeq", streams + 64 * STREAM + 8 * step.qword, step.after);
            snprintf(what, sizeof(what), "step %u, store to qword %u", number, step.qword);
        } else {
            put_sync(s);
            snprintf(what, sizeof(what), "step %u, sync", number);
        }
        put_probe(s, what);
    }
}

static void put_views(struct script *s, const struct hl_trial *t, const struct hl_verdict *v)
{
    char what[96];

    for (unsigned i = 0; i < v->findings && s->probes < MOST - 1; i++) {
        const struct hl_finding *f = &v->finding[i];

        if (!hl_finding_has_view(f->kind))
            continue;
        put_entry(s, &f->view);
        snprintf(what, sizeof(what), "%s %s", hl_finding_names[f->kind],
                 f->rule ? t->at.decoder.rule_name(f->rule) : "");
        put_probe(s, what);
    }
}

const char *hl_export_qemu(FILE *out, const struct hl_trial *t, const struct hl_verdict *v,
                           const char *name)
{
    struct script s = {.out = out};

    if (t->source->kind != HL_KIND_STE || t->source->setting.security != HL_NONSECURE)
        return "QEMU's script takes Non-secure STEs";
    if (v->log.stores + v->log.syncs + 2 > MOST - 1)
        return "more steps than the script's queue has room for";
    fprintf(
        out,
        "#!/bin/sh\n# %s: what %s does, done to QEMU's SMMUv3, whatever SMMU the case is of: sh "
        "FILE [QEMU]; stage 2\n# needs QEMU 9.1 or newer. After each step a device writes to "
        "0x%" PRIx64 ", and a fetch finds nothing cached. There are\n# no translation tables, "
        "so that a translation ends in an event. Last, each bad view as the SMMU may put it "
        "together.\n",
        name, t->question.sequencer->name, target);
    fputs(begin, out);
    put_machine(&s);
    put_entry(&s, &t->question.old);
    put_probe(&s, "old");
    put_steps(&s, v);
    put_views(&s, t, v);
    for (unsigned i = 0; i < s.probes; i++)
        fprintf(out, "readl 0x%" PRIx64 " # record\n", events + 32 * i);
    fputs(end, out);
    fputs(report, out);
    return NULL;
}
