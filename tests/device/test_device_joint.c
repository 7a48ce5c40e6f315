// SPDX-License-Identifier: MIT
/* What an STE and a CD mean together: a table of cases, and agreement with the model of
 * translation, transaction by transaction. */
#include "device_helpers.h"

#include "report/canonical.h"
#include "translate/translate.h"

#define TABLE UINT64_C(0x80000000)
#define S1_STE                                                                                     \
    "V=1 Config=s1 S1ContextPtr=0x80000000 S1CDMax=3 S1DSS=ssid0 S1CIR=1 S1COR=1 S1CSH=3 "
#define S2_STE                                                                                     \
    "V=1 Config=s2 S2AA64=1 S2T0SZ=25 S2SL0=1 S2TG=4k S2PS=48-bit S2TTB=0x40000000 S2VMID=1 "
#define CD                                                                                         \
    "V=1 AA64=1 T0SZ=25 TG0=4k IPS=48-bit TTB0=0x20000000 EPD1=1 A=1 R=1 ASID=1 MAIR0=0x44ff "
#define NONE HL_NO_PASID

struct row {
    const char *ste[2];
    const char *cd[2]; /* at every index */
    int pasid;
    enum hl_joint_state state;
    bool uses_cd;
};

static const struct row rows[] = {
    {{"V=0"}, {CD}, NONE, HL_JOINT_STE_OFF, false},
    {{"V=0"}, {CD}, 1, HL_JOINT_STE_OFF, false},
    {{S1_STE, "S1CDMax=21"}, {CD}, NONE, HL_JOINT_STE_ILLEGAL, false},
    {{ABORT}, {CD}, NONE, HL_JOINT_ABORT, false},
    {{ABORT}, {CD}, 1, HL_JOINT_ABORT, false},
    {{BYPASS}, {CD}, NONE, HL_JOINT_LIVE, false},
    {{BYPASS}, {CD}, 1, HL_JOINT_SUBSTREAM, false},
    {{BYPASS}, {CD}, 0, HL_JOINT_SUBSTREAM, false},
    {{S2_STE}, {CD}, NONE, HL_JOINT_LIVE, false},
    {{S2_STE}, {CD}, 1, HL_JOINT_SUBSTREAM, false},
    {{S1_STE}, {CD}, NONE, HL_JOINT_LIVE, true},
    {{S1_STE}, {CD}, 1, HL_JOINT_LIVE, true},
    {{S1_STE}, {CD}, 7, HL_JOINT_LIVE, true},
    {{S1_STE}, {CD}, 0, HL_JOINT_DISABLED, false},
    {{S1_STE, "S1CDMax=2"}, {CD}, 3, HL_JOINT_LIVE, true},
    {{S1_STE, "S1CDMax=2"}, {CD}, 4, HL_JOINT_SUBSTREAM, false},
    {{S1_STE, "S1CDMax=0"}, {CD}, NONE, HL_JOINT_LIVE, true},
    {{S1_STE, "S1CDMax=0"}, {CD}, 0, HL_JOINT_SUBSTREAM, false},
    {{S1_STE, "S1CDMax=0 S1DSS=terminate"}, {CD}, NONE, HL_JOINT_LIVE, true},
    {{S1_STE, "S1DSS=terminate"}, {CD}, NONE, HL_JOINT_DISABLED, false},
    {{S1_STE, "S1DSS=terminate"}, {CD}, 0, HL_JOINT_LIVE, true},
    {{S1_STE, "S1DSS=terminate"}, {CD}, 1, HL_JOINT_LIVE, true},
    {{S1_STE, "S1DSS=bypass"}, {CD}, NONE, HL_JOINT_LIVE, false},
    {{S1_STE, "S1DSS=bypass"}, {CD}, 0, HL_JOINT_LIVE, true},
    {{S1_STE, "S1DSS=bypass"}, {CD, "V=0"}, NONE, HL_JOINT_LIVE, false},
    {{S1_STE}, {CD, "V=0"}, NONE, HL_JOINT_CD_OFF, false},
    {{S1_STE}, {CD, "V=0"}, 1, HL_JOINT_CD_OFF, false},
    {{S1_STE}, {CD, "T0SZ=0"}, 1, HL_JOINT_CD_ILLEGAL, false},
    {{S1_STE, "S1STALLD=1"}, {CD, "S=1"}, 1, HL_JOINT_CD_ILLEGAL, false},
    /* another table, and a guest's: not the CDs that are known */
    {{S1_STE, "S1ContextPtr=0x90000000"}, {CD, "V=0"}, 1, HL_JOINT_LIVE, false},
    {{S2_STE, S1_STE "Config=nested"}, {CD, "V=0"}, 1, HL_JOINT_LIVE, false},
};

static void mean(const struct hl_smmu *smmu, const struct hl_entry *ste, const struct hl_entry *cds,
                 uint64_t table, int pasid, struct hl_joint *joint)
{
    struct hl_cd_context context;
    struct hl_meaning m;

    hl_ste_decode(smmu, ste, &m);
    hl_cd_context_init(&context, smmu, &m);
    hl_joint(smmu, &m, &context, cds, table, pasid, joint);
}

static void make_row(const char *const text[2], const struct hl_layout *layout, struct hl_entry *e)
{
    *e = (struct hl_entry){{0}};
    for (unsigned i = 0; i < 2; i++)
        if (text[i])
            set_layout_fields(layout, e, text[i]);
}

static void test_table(void **state)
{
    const struct place place = {.profile = "grace"};
    struct hl_smmu smmu;

    (void)state;
    make_smmu(&smmu, &place);
    for (size_t i = 0; i < LENGTH(rows); i++) {
        struct hl_entry ste, cds[HL_DEVICE_PASIDS];
        struct hl_joint joint;

        make_row(rows[i].ste, &hl_ste_layout, &ste);
        for (unsigned p = 0; p < HL_DEVICE_PASIDS; p++)
            make_row(rows[i].cd, &hl_cd_layout, &cds[p]);
        mean(&smmu, &ste, cds, TABLE >> 6, rows[i].pasid, &joint);
        if (joint.state != rows[i].state || joint.uses_cd != rows[i].uses_cd)
            fail_msg("row %zu, PASID %d: %s", i, rows[i].pasid, hl_joint_state_names[joint.state]);
    }
}

/* Which of two STEs with the same CDs are alike to whom. */
static const struct {
    const char *a, *b;
    int pasid;
    bool equal;
} pairs[] = {
    {S1_STE, S1_STE "S1DSS=bypass", 1, true},
    {S1_STE, S1_STE "S1DSS=bypass SHCFG=1", 1, true},
    {S1_STE, S1_STE "S1DSS=bypass", NONE, false},
    {S1_STE, S1_STE "S1CDMax=0", NONE, true},
    {S1_STE "S1DSS=bypass", S1_STE "S1DSS=bypass S1ContextPtr=0x90000000", NONE, true},
    {S1_STE "S1DSS=bypass SHCFG=1", S1_STE "S1DSS=bypass SHCFG=2", NONE, false},
    {S1_STE, S1_STE "S1ContextPtr=0x90000000", NONE, false},
    {S1_STE, S1_STE "S1CIR=2", 1, false},
    {S1_STE, S1_STE "MEV=1 EATS=full", 1, true},
    {S2_STE, S2_STE "S2VMID=2", NONE, false},
    {ABORT, "V=0", NONE, true},
};

static void test_pairs(void **state)
{
    const struct place place = {.profile = "grace"};
    struct hl_smmu smmu;

    (void)state;
    make_smmu(&smmu, &place);
    for (size_t i = 0; i < LENGTH(pairs); i++) {
        struct hl_entry ste[2] = {{{0}}, {{0}}}, cds[HL_DEVICE_PASIDS];
        struct hl_joint joint[2];

        set_fields(&ste[0], pairs[i].a);
        set_fields(&ste[1], pairs[i].b);
        for (unsigned p = 0; p < HL_DEVICE_PASIDS; p++)
            make_row((const char *const[2]){CD}, &hl_cd_layout, &cds[p]);
        for (unsigned j = 0; j < 2; j++)
            mean(&smmu, &ste[j], cds, TABLE >> 6, pairs[i].pasid, &joint[j]);
        if (hl_joint_equal(&joint[0], &joint[1]) != pairs[i].equal)
            fail_msg("pair %zu, PASID %d", i, pairs[i].pasid);
    }
}

/* The CD table of a device, in a memory where every other pointer leads to something legal. */
struct scene {
    struct hl_canonical canonical;
    struct hl_memory rest;
    struct hl_entry ste, cds[HL_DEVICE_PASIDS];
    uint64_t table; /* S1ContextPtr, as the field */
};

static bool read_scene(void *context, enum hl_fetch what, enum hl_space space, uint64_t address,
                       unsigned bytes, unsigned char *data)
{
    struct scene *s = context;
    uint64_t index = (address - (s->table << 6)) / 64;

    if (what != HL_FETCH_CD || index >= HL_DEVICE_PASIDS)
        return s->rest.read(s->rest.context, what, space, address, bytes, data);
    for (unsigned i = 0; i < bytes; i++)
        data[i] = (unsigned char)(s->cds[index].q[i / 8] >> (8 * (i % 8)));
    return true;
}

static void mutate(struct hl_entry *e, const struct hl_layout *layout, uint64_t *random)
{
    for (unsigned n = random_below(random, 4); n > 0; n--) {
        const struct hl_field *f = &layout->fields[random_below(random, (unsigned)layout->count)];
        hl_field_set(f, e, next_random(random) >> random_below(random, 64));
    }
}

static void random_scene(const struct hl_maker *maker, uint64_t *random, struct scene *s)
{
    const struct hl_shape shape = {.streams = 1, .ssid_bits = (uint8_t)random_below(random, 4)};
    const struct hl_ste_wish table = {.kind = HL_STE_CDTABLE};
    struct hl_ste_wish wish = {.kind = random_below(random, 8),
                               .domain = (uint8_t)random_below(random, 4),
                               .s1dss = (uint8_t)random_below(random, 3),
                               .ats = random_below(random, 2)};
    struct hl_attachment cd = {.domain = (uint8_t)random_below(random, 8)};

    if (wish.kind > HL_STE_NESTED)
        wish.kind = HL_STE_CDTABLE;
    assert_true(maker->ste(maker, &shape, &table, &s->ste));
    s->table = HL_GET(STE, &s->ste, S1ContextPtr);
    assert_true(maker->ste(maker, &shape, &wish, &s->ste));
    for (unsigned p = 0; p < HL_DEVICE_PASIDS; p++) {
        cd.kind = (uint8_t)random_below(random, 4);
        assert_true(maker->cd(maker, &shape, &cd, &s->cds[p]));
    }
}

static void mutate_scene(struct scene *s, uint64_t *random)
{
    mutate(&s->ste, &hl_ste_layout, random);
    HL_SET(STE, &s->ste, S1Fmt, 0); /* two-level tables are taken for linear ones */
    for (unsigned p = 0; p < HL_DEVICE_PASIDS; p++)
        if (random_below(random, 4) == 0)
            mutate(&s->cds[p], &hl_cd_layout, random);
}

static void translate(const struct hl_smmu *smmu, struct scene *s, const struct hl_transaction *t,
                      struct hl_response *r)
{
    struct hl_memory memory = {.context = s, .read = read_scene};

    s->canonical = (struct hl_canonical){.smmu = smmu, .bits = 40};
    s->rest = hl_canonical_memory(&s->canonical);
    hl_translate_ste(smmu, &s->ste, &memory, t, NULL, r);
}

/* The event, if any, that each state has for ordinary traffic. */
static enum hl_event_type event_of(enum hl_joint_state state)
{
    switch (state) {
    case HL_JOINT_STE_OFF:
    case HL_JOINT_STE_ILLEGAL:
        return HL_C_BAD_STE;
    case HL_JOINT_SUBSTREAM:
        return HL_C_BAD_SUBSTREAMID;
    case HL_JOINT_DISABLED:
        return HL_F_STREAM_DISABLED;
    case HL_JOINT_CD_OFF:
    case HL_JOINT_CD_ILLEGAL:
        return HL_C_BAD_CD;
    default:
        return HL_NO_EVENT;
    }
}

static bool is_config_event(enum hl_event_type e)
{
    return e == HL_C_BAD_STE || e == HL_C_BAD_SUBSTREAMID || e == HL_F_STREAM_DISABLED ||
           e == HL_C_BAD_CD;
}

static void check_state(const struct hl_joint *j, const struct hl_response *r)
{
    if (j->state == HL_JOINT_LIVE) {
        /* A CD that is not known may be anything. */
        if (is_config_event(r->event.type) && (j->uses_cd || r->event.type != HL_C_BAD_CD))
            fail_msg("live, but %s", hl_event_name(r->event.type));
        return;
    }
    assert_int_not_equal(r->outcome, HL_OUTPUT);
    if (r->event.type != event_of(j->state))
        fail_msg("%s, but event %d", hl_joint_state_names[j->state], r->event.type);
}

static bool same_response(const struct hl_response *a, const struct hl_response *b)
{
    return a->outcome == b->outcome && a->event.type == b->event.type &&
           a->event.stall == b->event.stall && a->event.s2 == b->event.s2 &&
           a->event.input == b->event.input && a->event.ipa == b->event.ipa &&
           a->event.ind == b->event.ind && a->event.pnu == b->event.pnu &&
           a->address == b->address && a->space == b->space && a->page_bits == b->page_bits &&
           memcmp(&a->attributes, &b->attributes, sizeof a->attributes) == 0 &&
           a->instruction == b->instruction && a->privileged == b->privileged &&
           a->read == b->read && a->write == b->write && a->exec == b->exec &&
           a->ats_global == b->ats_global && a->ats_untranslated_only == b->ats_untranslated_only;
}

static struct hl_transaction random_transaction(int pasid, bool ats, uint64_t *random)
{
    static const uint64_t addresses[] = {0x1000, 0x7fff00001000, 0x5a00000000001000, 0x4012345678,
                                         0xffffffffffff1000};

    return (struct hl_transaction){
        .traffic = ats ? HL_ATS_REQUEST : HL_ORDINARY,
        .substream = pasid == NONE ? 0 : (uint32_t)pasid,
        .has_substream = pasid != NONE,
        .address = addresses[random_below(random, LENGTH(addresses))],
        .write = random_below(random, 2),
        .instruction = random_below(random, 2),
        .privileged = random_below(random, 2),
        .attributes = hl_default_attributes,
    };
}

/* What means the same is answered alike. */
static unsigned check_pair(const struct hl_smmu *smmu, struct scene s[2], uint64_t *random)
{
    int pasid = (int)random_below(random, HL_DEVICE_PASIDS + 1) - 1;
    struct hl_transaction t = random_transaction(pasid, false, random);
    struct hl_joint j[2];
    struct hl_response r[2];

    for (unsigned i = 0; i < 2; i++) {
        mean(smmu, &s[i].ste, s[i].cds, s[i].table, pasid, &j[i]);
        translate(smmu, &s[i], &t, &r[i]);
        check_state(&j[i], &r[i]);
    }
    if (j[0].state != HL_JOINT_LIVE || !hl_joint_equal(&j[0], &j[1]))
        return 0;
    if (!same_response(&r[0], &r[1]))
        fail_msg("equal, but PASID %d at %#llx is answered otherwise", pasid,
                 (unsigned long long)t.address);
    if (j[0].eats == j[1].eats) {
        t = random_transaction(pasid, true, random);
        for (unsigned i = 0; i < 2; i++)
            translate(smmu, &s[i], &t, &r[i]);
        if (!same_response(&r[0], &r[1]))
            fail_msg("equal, but an ATS request is answered otherwise");
    }
    return 1;
}

static void test_agrees_with_translation(void **state)
{
    static const char *const profiles[] = {"mmu-700", "mmu-600", "grace", "v3.4-full"};
    static struct scene s[2];
    uint64_t random = 0xfeed;

    (void)state;
    for (size_t p = 0; p < LENGTH(profiles); p++) {
        const struct place place = {.profile = profiles[p]};
        struct hl_smmu smmu;
        struct hl_maker maker;
        unsigned equal = 0;

        make_smmu(&smmu, &place);
        maker = hl_builtin_maker(&smmu);
        for (unsigned i = 0; i < HL_ROUNDS(60000); i++) {
            random_scene(&maker, &random, &s[0]);
            if (random_below(&random, 2))
                mutate_scene(&s[0], &random);
            s[1] = s[0];
            mutate_scene(&s[1], &random);
            equal += check_pair(&smmu, s, &random);
        }
        print_message("%s: %u pairs of the same live meaning\n", profiles[p], equal);
        assert_true(equal > HL_ROUNDS(5000));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_table),
        cmocka_unit_test(test_pairs),
        cmocka_unit_test(test_agrees_with_translation),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
