// SPDX-License-Identifier: MIT
/* Decodes a fixed number of random STEs, and of random CDs through the live ones, on all profiles
 * and on random SMMUs, in all Security states: ./dev rules counts what they reach. */
#include "../unit/samples.h"
#include "smmu/cd.h"

enum { SMMUS = 3000, ENTRIES = 200, CDS = 4 };

/* Legal CDs of the three formats; fields of random_cd() are changed on top. */
static const char *const cd_templates[] = {
    "V=1 AA64=1 T0SZ=25 TG0=0 IR0=1 OR0=1 SH0=3 EPD1=1 IPS=5 TTB0=0x40000000 A=1 R=1 ASET=1",
    "V=1 AA64=1 T0SZ=25 TG0=0 T1SZ=25 TG1=2 IPS=5 TTB0=0x40000000 TTB1=0x50000000 A=1 R=1",
    "V=1 AA64=1 T0SZ=12 TG0=1 EPD1=1 IPS=6 TTB0=0x40000000 A=1 R=1 HA=1 HD=1",
    "V=1 AA64=1 T0SZ=16 TG0=0 EPD1=1 IPS=6 DS=1 TTB0=0x40000000 A=1 R=1",
    "V=1 AA64=1 T0SZ=25 TG0=0 EPD1=1 IPS=5 TTB0=0x40000000 A=1 R=1 S=1 PIE=1",
    "V=1 AA64=0 T0SZ=0 EPD1=1 TTB0=0x40000000 A=1 R=1",
    "V=1 AA64=0 T0SZ=25 EPD1=1 IPS=5 TTB0=0x40000000 A=1 R=1",
    "V=1 AA64=0 T0SZ=1 T1SZ=1 TTB0=0x40000000 TTB1=0x50000000 A=1 R=1",
};

static void set_cd(struct hl_entry *e, const char *text)
{
    struct token t;

    while ((text = next_token(text, &t)) != NULL) {
        const struct hl_field *f = hl_field_find(&hl_cd_layout, t.name);
        uint64_t value = 0;
        if (!f || hl_field_parse(f, t.value, &value)) {
            fprintf(stderr, "no CD field %s=%s\n", t.name, t.value);
            exit(2);
        }
        hl_field_set(f, e, value);
    }
}

static struct hl_entry random_cd(uint64_t *random)
{
    unsigned changes = random_below(random, 8);
    struct hl_entry e = {{0}};

    if (random_below(random, 50) == 0)
        return random_bits(random);
    set_cd(&e, cd_templates[random_below(random, LENGTH(cd_templates))]);
    while (changes-- > 0) {
        const struct hl_field *f =
            &hl_cd_layout.fields[random_below(random, (unsigned)hl_cd_layout.count)];
        hl_field_set(f, &e, random_value(random, f->width));
    }
    if (random_below(random, 8) == 0)
        hl_entry_flip(&e, random_below(random, 512));
    return e;
}

static unsigned long decode_cds(const struct hl_smmu *smmu, const struct hl_meaning *ste,
                                uint64_t *random)
{
    struct hl_cd_context context;
    unsigned long legal = 0;

    if (!hl_cd_context_init(&context, smmu, ste))
        return 0;
    for (unsigned i = 0; i < CDS; i++) {
        struct hl_entry cd = random_cd(random);
        struct hl_meaning m;
        hl_cd_decode(&context, &cd, &m);
        legal += m.rule == HL_CD_LEGAL;
    }
    return legal;
}

int main(void)
{
    unsigned long live = 0, legal_cds = 0;
    uint64_t random = 1;

    make_templates();
    for (unsigned n = 0; n < SMMUS; n++) {
        struct hl_smmu smmu;
        random_smmu(&random, n, &smmu);
        for (unsigned i = 0; i < ENTRIES; i++) {
            struct hl_entry e = random_entry(&random);
            struct hl_meaning m;
            hl_ste_decode(&smmu, &e, &m);
            live += m.state == HL_STATE_LIVE;
            legal_cds += decode_cds(&smmu, &m, &random);
        }
    }
    printf("%d STEs, %lu live; %lu legal CDs\n", SMMUS * ENTRIES, live, legal_cds);
    return live && legal_cds ? 0 : 1;
}
