// SPDX-License-Identifier: MIT
/* For tools/stores: what a subject stores for each of a fixed set of updates, and what is said of
 * it. It is linked with one subject, and with hook/ or stepped/. */
#include "observe/observe.h"
#include "smmu/ste.h"
#include "verdict/verdict.h"

#include <stdio.h>

extern const struct hl_sequencer HL_SUBJECT;

static const struct hl_entry wishes[] = {
    {{0}},
    {{0x1}},                                                      /* abort */
    {{0x9, UINT64_C(1) << 44}},                                   /* bypass */
    {{0x8000000b | UINT64_C(5) << 59, UINT64_C(0x1000000000d4)}}, /* stage 1 */
    {{0xd, UINT64_C(1) << 44, UINT64_C(0x000e355800000001), 0x90000000}},
    {{0xd, UINT64_C(1) << 44, UINT64_C(0x000e355800000002), 0xa0000000}},
};
static const char *const names[] = {"invalid", "abort", "bypass", "s1", "s2", "other s2"};
enum { WISHES = sizeof wishes / sizeof *wishes };

static const char *comma;

static void store(struct hl_writer *w, unsigned offset, unsigned bytes, uint64_t value,
                  uint64_t high)
{
    (void)w;
    printf("%s[%u,%u,\"%llx\",\"%llx\"]", comma, offset, bytes, (unsigned long long)value,
           (unsigned long long)high);
    comma = ",";
}

static void barrier(struct hl_writer *w)
{
    (void)w;
    printf("%s[\"barrier\"]", comma);
    comma = ",";
}

static void sync(struct hl_writer *w)
{
    (void)w;
    printf("%s[\"sync\"]", comma);
    comma = ",";
}

int main(void)
{
    static struct hl_writer writer = {store, barrier, sync, NULL};
    static struct hl_verdict v;
    struct hl_smmu smmu;
    struct hl_decoder decoder;
    const struct hl_assumptions assume = {.ats_quiesced = true};
    struct hl_entry overlook;

    hl_smmu_init(&smmu, &hl_profile_find("mmu-600")->regs, HL_NONSECURE, &hl_default_options);
    overlook = hl_ste_assume(&smmu, &assume);
    decoder = hl_ste_decoder(&smmu);
    for (unsigned from = 0; from < WISHES; from++)
        for (unsigned to = 0; to < WISHES; to++) {
            struct hl_question q = {
                .decoder = &decoder, .sequencer = &HL_SUBJECT, .overlook = overlook};
            struct hl_update u = {.decoder = &decoder, .writer = &writer};

            if (from == to)
                continue;
            q.old = u.current = hl_written_fresh(&HL_SUBJECT, &decoder, &wishes[from]);
            q.target = u.target = hl_written_fresh(&HL_SUBJECT, &decoder, &wishes[to]);
            if (hl_entry_equal(&q.old, &q.target))
                continue; /* it has no such entry, or no such operation */
            comma = "";
            printf("{\"from\":\"%s\",\"to\":\"%s\",\"stores\":[", names[from], names[to]);
            HL_SUBJECT.update(&HL_SUBJECT, &u);
            hl_judge(&q, &v);
            printf("],\"outcome\":\"%s\",\"found\":[", hl_outcome_names[v.outcome]);
            comma = "";
            for (unsigned k = 0; k < HL_FINDING_COUNT; k++)
                if (v.found[k] && !hl_finding_is_advice((enum hl_finding_kind)k)) {
                    printf("%s\"%s\"", comma, hl_finding_names[k]);
                    comma = ",";
                }
            printf("]}\n");
        }
    return 0;
}
