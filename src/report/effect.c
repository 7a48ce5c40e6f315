// SPDX-License-Identifier: MIT
/* What an SMMU does with a transaction, from the meaning of its STE. */
#include "report/report.h"

#include <inttypes.h>

static void stage1(const struct hl_entry *e, char *text, size_t size)
{
    static const char *const without_substream[] = {"abort", "bypass", "CD 0", "abort"};
    const uint64_t table = HL_GET(STE, e, S1ContextPtr) << 6;

    if (HL_GET(STE, e, S1CDMax))
        snprintf(text, size, "stage 1 (CDs at 0x%" PRIx64 "; no SubstreamID: %s)", table,
                 without_substream[HL_GET(STE, e, S1DSS)]);
    else
        snprintf(text, size, "stage 1 (CD at 0x%" PRIx64 ")", table);
}

static void stage2(const struct hl_entry *e, char *text, size_t size)
{
    snprintf(text, size, "stage 2 (tables at 0x%" PRIx64 ", VMID %" PRIu64 ")",
             HL_GET(STE, e, S2TTB) << 4, HL_GET(STE, e, S2VMID));
}

static void cd_effect(const struct hl_trial *t, const struct hl_meaning *m,
                      char text[HL_EFFECT_TEXT])
{
    const struct hl_entry *e = &m->regime;

    if (m->state == HL_STATE_OFF)
        snprintf(text, HL_EFFECT_TEXT, "aborted, event C_BAD_CD (V=0)");
    else if (m->state == HL_STATE_ILLEGAL)
        snprintf(text, HL_EFFECT_TEXT, "aborted, event C_BAD_CD (%s)",
                 t->at.decoder.rule_name(m->rule));
    else
        snprintf(
            text, HL_EFFECT_TEXT,
            "translated by stage 1 tables at 0x%" PRIx64 "%s and 0x%" PRIx64 "%s, ASID %" PRIu64,
            HL_GET(CD, e, TTB0) << 4, HL_GET(CD, e, EPD0) ? " (off)" : "", HL_GET(CD, e, TTB1) << 4,
            HL_GET(CD, e, EPD1) ? " (off)" : "", HL_GET(CD, e, ASID));
}

void hl_text_effect(const struct hl_trial *t, const struct hl_meaning *m, char text[HL_EFFECT_TEXT])
{
    char first[100], second[100];

    if (t->at.decoder.kind == HL_KIND_CD) {
        cd_effect(t, m, text);
        return;
    }
    stage1(&m->regime, first, sizeof(first));
    stage2(&m->regime, second, sizeof(second));
    if (m->state == HL_STATE_OFF)
        snprintf(text, HL_EFFECT_TEXT, "aborted, event C_BAD_STE (V=0)");
    else if (m->state == HL_STATE_ILLEGAL)
        snprintf(text, HL_EFFECT_TEXT, "aborted, event C_BAD_STE (%s)",
                 t->at.decoder.rule_name(m->rule));
    else if (m->config == HL_CONFIG_ABORT)
        snprintf(text, HL_EFFECT_TEXT, "aborted without an event (Config abort)");
    else if (m->config == HL_CONFIG_BYPASS)
        snprintf(text, HL_EFFECT_TEXT, "passed to its incoming address (Config bypass)");
    else if (m->config == HL_CONFIG_S1)
        snprintf(text, HL_EFFECT_TEXT, "translated by %s", first);
    else if (m->config == HL_CONFIG_S2)
        snprintf(text, HL_EFFECT_TEXT, "translated by %s", second);
    else
        snprintf(text, HL_EFFECT_TEXT, "translated by %s, then %s", first, second);
}
