// SPDX-License-Identifier: MIT
/* The driver as a sequencer: what it stores, and when it syncs. */
#include "helpers.h"

static void test_sequences(void)
{
    struct hl_linux_stream passthrough = plain;
    struct recorder r;
    struct hl_entry abort_ste = made(HL_LINUX_ABORT, &everything, &plain);
    struct hl_entry bypass = made(HL_LINUX_BYPASS, &everything, &plain);
    struct hl_entry s1 = made(HL_LINUX_CDTABLE, &everything, &plain);
    struct hl_entry s2 = made(HL_LINUX_S2, &everything, &plain);
    struct hl_entry off = {{0}};
    struct hl_entry s1_bypass;

    passthrough.ssid_bits = 4;
    passthrough.s1dss = 1;
    s1_bypass = made(HL_LINUX_CDTABLE, &everything, &passthrough);

    run(&r, HL_KIND_STE, abort_ste, abort_ste, NULL);
    CHECK(strcmp(r.text, "") == 0);
    run(&r, HL_KIND_STE, bypass, abort_ste, NULL);
    CHECK(strcmp(r.text, "0s1s") == 0);
    run(&r, HL_KIND_STE, abort_ste, s1, NULL);
    CHECK(strcmp(r.text, "1s0s") == 0);
    /* SHCFG is used by the CD table entry that bypasses, so qword 1 is ready and 0 is critical. */
    run(&r, HL_KIND_STE, s1_bypass, bypass, NULL);
    CHECK(strcmp(r.text, "0s1s") == 0 || !hl_linux_has(hl_linux_info(), HL_FEATURE_S1DSS));
    run(&r, HL_KIND_STE, off, s2, NULL);
    CHECK(strcmp(r.text, "123s0s") == 0);
    run(&r, HL_KIND_STE, s2, bypass, NULL);
    CHECK(r.length > 0 && r.text[r.length - 1] == 's');
    CHECK(hl_linux_warnings() == 0);
}

static void test_safe(void)
{
    const struct hl_linux_info *info = hl_linux_info();
    const struct hl_sequencer *s = hl_linux_sequencer();
    struct hl_linux_stream ats = plain;
    struct recorder r;
    struct hl_entry all, from, to;

    /* S2S and EATS both change: by the driver's own masks two critical qwords, so a break. */
    from = made(HL_LINUX_S2, &everything, &plain);
    ats.stall = true;
    to = made(HL_LINUX_S2, &everything, &ats);
    HL_SET(STE, &to, EATS, 1);
    HL_SET(STE, &to, S2S, 1);
    run(&r, HL_KIND_STE, from, to, NULL);
    CHECK(strcmp(r.text, "0s12s0s") == 0);
    /* With a mask of everything there is nothing left to be critical. */
    memset(&all, 0xff, sizeof(all));
    run(&r, HL_KIND_STE, from, to, &all);
    if (hl_linux_has(info, HL_FEATURE_UPDATE_SAFE)) {
        CHECK(strcmp(r.text, "12s") == 0);
        CHECK(s->update_safe != NULL);
    } else {
        CHECK(strcmp(r.text, "0s12s0s") == 0); /* a tree without update_safe ignores the mask */
        CHECK(s->update_safe == NULL);
    }
    /* The mask is that of one update only. */
    run(&r, HL_KIND_STE, from, to, NULL);
    CHECK(strcmp(r.text, "0s12s0s") == 0);
    if (hl_linux_has(info, HL_FEATURE_UPDATE_SAFE)) {
        struct hl_decoder decoder = {.kind = HL_KIND_STE};
        struct hl_entry safe;
        s->update_safe(s, &decoder, &from, &from, &safe);
        CHECK(field("MEV", &safe) == 1);
        CHECK(field("EATS", &safe) == 1);
    }
}

static void test_cd(void)
{
    struct hl_entry a = {{UINT64_C(1) << 31 | UINT64_C(1) << 41 | UINT64_C(7) << 48, 0x1000}};
    struct hl_entry b = a;
    struct hl_entry off = {{0}};
    struct recorder r;

    b.q[0] ^= UINT64_C(3) << 48;
    run(&r, HL_KIND_CD, a, b, NULL);
    CHECK(strcmp(r.text, "0s") == 0);
    run(&r, HL_KIND_CD, off, a, NULL);
    CHECK(strcmp(r.text, "1s0s") == 0);
    b.q[1] = 0x2000;
    run(&r, HL_KIND_CD, a, b, NULL);
    CHECK(strcmp(r.text, "0s1s0s") == 0);
}

static void test_escape(void)
{
    struct hl_entry s2 = made(HL_LINUX_S2, &everything, &plain);
    struct hl_entry off = {{0}};
    struct recorder r;

    for (unsigned bound = 0; bound < 6; bound++) {
        run_bounded(&r, HL_KIND_STE, off, s2, NULL, bound);
        CHECK(r.length == bound);
        run(&r, HL_KIND_STE, off, s2, NULL);
        CHECK(strcmp(r.text, "123s0s") == 0);
    }
}

static void test_warnings(void)
{
    struct hl_entry off = {{0}};
    struct hl_entry odd = {{1, 0, 0, 0, 0, 0, 0, 1}}; /* a bit that no used function reports */
    struct recorder r;

    run(&r, HL_KIND_STE, off, odd, NULL);
    CHECK(hl_linux_warnings() > 0);
    CHECK(hl_linux_warnings() == 0);
}

int main(void)
{
    const struct hl_linux_info *info = hl_linux_info();

    if (!info || !hl_linux_sequencer()) {
        fprintf(stderr, "no kernel tree in this build\n");
        return 1;
    }
    printf("Linux %s, %s\n%s\n", info->version, info->hash, info->functions);
    if (info->makers_unknown) {
        printf("skipped: this tree's makers are not known: %s\n", info->makers_unknown);
        return 77;
    }
    test_sequences();
    test_safe();
    test_cd();
    test_escape();
    test_warnings();
    printf("%u failures\n", failures);
    return failures != 0;
}
