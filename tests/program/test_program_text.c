// SPDX-License-Identifier: MIT
/* Program files: what a program is in bytes and what it is in text say the same, of every kind of
 * program; and what is wrong with a file is said in one line with a place. */
#include "helpers.h"

#include "driver/operation.h"
#include "program/case_program.h"
#include "program/text.h"

static const enum hl_program_kind kinds[] = {HL_PROGRAM_STE, HL_PROGRAM_CD, HL_PROGRAM_GUEST,
                                             HL_PROGRAM_LIFE, HL_PROGRAM_DRIVER};
enum { KINDS = sizeof kinds / sizeof kinds[0] };

/* The text of a program, to be freed. */
static char *text_of(const struct hl_program *p)
{
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);

    assert_non_null(out);
    assert_true(hl_program_format(out, p, NULL));
    fclose(out);
    return text;
}

/* Bytes of this version to a program, to text, to the same program, to the same bytes. */
static void assert_round_trip(const uint8_t *bytes, size_t size, enum hl_program_kind kind)
{
    static struct hl_program p, back;
    static uint8_t before[HL_PROGRAM_BYTES], after[HL_PROGRAM_BYTES];
    struct hl_error error = {""};
    char *text;

    hl_program_read(bytes, size, kind, &p);
    p.version = HL_PROGRAM_VERSION;
    size = hl_program_write(&p, before);
    text = text_of(&p);
    if (!hl_program_parse("text", text, strlen(text), &back, NULL, &error))
        fail_msg("%s\n%s", text, error.text);
    if (hl_program_write(&back, after) != size || memcmp(before, after, size) != 0)
        fail_msg("another program: %s", text);
    free(text);
}

static void test_random_programs(void **state)
{
    uint8_t bytes[400];
    uint64_t seed = 1;

    (void)state;
    for (unsigned n = 0; n < HL_ROUNDS(8000); n++) {
        size_t size = random_below(&seed, sizeof bytes + 1);
        for (size_t i = 0; i < size; i++) /* bits of all densities: named values and wild ones */
            bytes[i] = (uint8_t)(next_random(&seed) >> 40) & (n & 4 ? 0xff : (uint8_t)(n >> 3));
        assert_round_trip(bytes, size, kinds[n % KINDS]);
    }
}

static void test_uniform_programs(void **state)
{
    static uint8_t bytes[2 * HL_PROGRAM_BYTES];

    (void)state;
    for (unsigned value = 0; value < 256; value++) {
        memset(bytes, (int)value, sizeof bytes);
        for (unsigned k = 0; k < KINDS; k++)
            assert_round_trip(bytes, sizeof bytes, kinds[k]);
    }
    for (unsigned k = 0; k < KINDS; k++)
        assert_round_trip(NULL, 0, kinds[k]);
}

/* The field of every index, by its name. */
static void test_every_field(void **state)
{
    (void)state;
    for (unsigned k = 0; k < KINDS; k++) {
        const struct hl_layout *layout = hl_program_layout(kinds[k], 1);
        for (unsigned i = 0; hl_program_has_entries(kinds[k]) && i < layout->count; i++) {
            uint8_t bytes[24] = {HL_PROGRAM_VERSION, (uint8_t)kinds[k]};
            bytes[7] = HL_OP_OFF;
            bytes[8] = HL_OP_FIELDS;
            bytes[10] = (uint8_t)i;
            bytes[11] = 1;
            assert_round_trip(bytes, 11 + (layout->fields[i].width + 7u) / 8u, kinds[k]);
        }
    }
}

static const char everything[] = "program: cd\n"
                                 "version: 2\n"
                                 "title: all that there is\n"
                                 "smmu: grace\n"
                                 "flips: [idr0.18, idr5.7]\n"
                                 "security: secure\n"
                                 "options: [cont=0]\n"
                                 "assume: [ats-quiesced]\n"
                                 "legalise: 1\n"
                                 "entries: 12\n"
                                 "derive-seed: 0x1234\n"
                                 "safe: {ASID: 0xffff}\n"
                                 "ste: {op: raw, entry: {V: 1, Config: s1}}\n"
                                 "steps:\n"
                                 "- {op: raw, entry: {raw: 1 2 3 4 5 6 7 8}}\n"
                                 "- {op: fields, fields: [V=1, TTB0=0x90000000], sanitise: 1}\n"
                                 "- {op: splice, from: 1, qwords: [0, 7]}\n"
                                 "- {op: fields, bytes: 00000a}\n"
                                 "- {op: recipe, bytes: 000102030405060708090A0b0c0d0e0f}\n"
                                 "- op: released\n"
                                 "- {op: driver, space: 3, released: 1}\n";

static void test_everything(void **state)
{
    const unsigned cont = (unsigned)offsetof(struct hl_options, cont);
    struct hl_program p;
    struct hl_error error = {""};
    const struct hl_program_step *s = p.step;

    (void)state;
    assert_true(hl_program_parse("x", everything, strlen(everything), &p, NULL, &error));
    assert_int_equal(p.version, HL_PROGRAM_VERSION);
    assert_int_equal(p.kind, HL_PROGRAM_CD);
    assert_string_equal(hl_profiles[p.profile].name, "grace");
    assert_true(p.has_flips && p.flips == 2 && p.flip[0][0] == 0 && p.flip[0][1] == 18);
    assert_string_equal(hl_register_list[p.flip[1][0]].name, "idr5");
    assert_int_equal(p.security, HL_SECURE);
    assert_true(p.has_options && p.ats_quiesced && p.legalise);
    for (size_t i = 0; i < hl_option_count; i++)
        assert_int_equal(p.options >> i & 1,
                         hl_option_list[i].offset != cont && hl_option_list[i].preset);
    assert_int_equal(p.entries, 12);
    assert_int_equal(p.derive_seed, 0x1234);
    assert_int_equal(p.mask_mode, HL_MASK_RAW);
    assert_int_equal(HL_GET(CD, &p.mask, ASID), 0xffff);
    assert_int_equal(p.steps, 8);
    assert_true(s[0].op == HL_OP_RAW && s[0].size == 64 && s[0].data[0] == 0xb);
    assert_true(s[1].op == HL_OP_RAW && s[1].data[8] == 2 && s[1].data[56] == 8);
    assert_int_equal(s[2].op, HL_OP_FIELDS | HL_OP_SANITISE);
    assert_true(s[2].size == 3 + 1 + 7 && s[2].data[0] == 1 && s[2].data[1] == HL_CD_V);
    assert_true(s[2].data[2] == 1 && s[2].data[3] == HL_CD_TTB0);
    assert_true(s[3].op == HL_OP_SPLICE && s[3].data[0] == 1 && s[3].data[1] == 0x81);
    assert_true(s[4].op == HL_OP_FIELDS && s[4].size == 3 && s[4].data[2] == 0xa);
    assert_true(s[5].op == HL_OP_RECIPE && s[5].size == 16 && s[5].data[10] == 10);
    assert_true(s[6].op == HL_OP_RELEASED && s[6].size == 0);
    assert_true(s[7].op == HL_OP_DRIVER && s[7].size == 32 && s[7].data[0] == 1);
    assert_int_equal(s[7].data[10], 3);
}

/* What the file does not say: nothing is derived, and the sequencer's own mask is used. */
static void test_least(void **state)
{
    static const char text[] = "program: ste\nversion: 2\nsmmu: idr0=3\n";
    struct hl_program p;
    struct hl_error error = {""};

    (void)state;
    assert_true(hl_program_parse("x", text, strlen(text), &p, NULL, &error));
    assert_int_equal(p.profile, hl_profile_count);
    assert_int_equal(p.raw.idr0, 3);
    assert_int_equal(p.entries, 0);
    assert_true(p.mask_mode == HL_MASK_OWN && !p.steps && !p.has_options && !p.has_flips);
}

static void test_readable(void **state)
{
    const uint8_t bytes[] = {HL_PROGRAM_VERSION,
                             HL_PROGRAM_GUEST,
                             1,
                             0x90,
                             HL_PROGRAM_ENTRIES,
                             0,
                             0,
                             1,
                             4,
                             3, /* a flip: aidr.3 */
                             7,
                             0,
                             0,
                             0,
                             0,
                             0,
                             0,
                             0, /* the mask's seed */
                             HL_OP_BYPASS,
                             HL_OP_FIELDS,
                             1,
                             HL_STE_Config,
                             5,
                             HL_STE_S1DSS,
                             0xff,
                             HL_OP_FIELDS | HL_OP_SANITISE,
                             1,
                             HL_STE_Config,
                             5,
                             HL_STE_S1DSS,
                             1};
    struct hl_program p;
    char *text;

    (void)state;
    hl_program_read(bytes, sizeof bytes, HL_PROGRAM_GUEST, &p);
    text = text_of(&p);
    char wanted[512];
    snprintf(wanted, sizeof wanted,
             "program: guest\nversion: 2\nsmmu: %s\nflips: [aidr.3]\nmask: oracle\n"
             "mask-seed: 7\nparent:\n  op: bypass\nsteps:\n- op: fields\n  bytes: 01%02x05%02xff\n"
             "- op: fields\n  fields: [Config=s1, S1DSS=bypass]\n  sanitise: 1\n",
             hl_profiles[1].name, HL_STE_Config, HL_STE_S1DSS);
    assert_string_equal(text, wanted);
    free(text);
}

/* What a driver makes and what it is asked to do, in words. */
static void test_words(void **state)
{
    static const char driver[] = "program: ste\nversion: 2\nsmmu: grace\nsteps:\n- op: driver\n"
                                 "  make: nested\n  ats: 1\n  pgd: 0x900\n  vmid: 5\n"
                                 "  parange: 5\n  ats-always-on: 1\n  guest:\n    V: 1\n"
                                 "    Config: s1\n";
    static const char life[] =
        "program: life\nversion: 2\nsmmu: grace\nentries: 4\ndevice:\n  streams: 2\n"
        "  ssid-bits: 3\nsteps:\n- op: set-pasid\n  pasid: 2\n  what: sva\n  domain: 1\n"
        "- op: ats\n  enable: 1\n- op: release\n  streams: 1\n  ssid-bits: 0\n  stall: 1\n"
        "  ats-always-on: 1\n";
    const char *const files[] = {driver, life};
    struct hl_error error = {""};
    struct hl_program p;

    (void)state;
    for (size_t i = 0; i < LENGTH(files); i++) {
        char *text;
        if (!hl_program_parse("x", files[i], strlen(files[i]), &p, NULL, &error))
            fail_msg("%s", error.text);
        text = text_of(&p);
        assert_string_equal(text, files[i]);
        free(text);
        if (i == 0)
            assert_int_equal(p.step[0].data[15], 5 << 2);
    }
}

/* A driver's program: a machine, its devices, and operations. */
static void test_operations(void **state)
{
    static const char text[] =
        "program: driver\n"
        "version: 2\n"
        "smmu: grace\n"
        "machine: {msi: 0, sids: split}\n"
        "devices:\n"
        "- {streams: 2, pasid-bits: 11}\n"
        "- {pci: 0, stall: 1}\n"
        "steps:\n"
        "- {op: domain, device: 1, domain: 3, kind: parent}\n"
        "- {op: attach, device: 1, domain: blocked}\n"
        "- {op: map, domain: 3, iova: 0x200000, size: 0x400000, prot: ro}\n"
        "- {op: nested, domain: 4, viommu: 1, guest: {V: 1, Config: s1}}\n"
        "- {op: unmap, domain: 3, iova: 0x200000, size: 0x400000, during: 2}\n";
    static const uint8_t bytes[][HL_OPERATION_DATA] = {
        {1 | 1 << 2 | 2 << 4, 0, 1 | 1 << 1, 0, 1 << 4 | 1 << 7},
        {HL_DO_DOMAIN, 1, 1 | 2 << 3},
        {HL_DO_ATTACH, 1, 7},
        {HL_DO_MAP, 0, 1, 0, 6 | 6 << 4 | 1 << 7},
        {HL_DO_NESTED, 0, 2, 0, 0, 1},
        {HL_DO_UNMAP, 2 << 2, 1, 0, 6 | 6 << 4}};
    struct hl_program p;
    struct hl_error error = {""};

    (void)state;
    if (!hl_program_parse("x", text, strlen(text), &p, NULL, &error))
        fail_msg("%s", error.text);
    assert_int_equal(p.steps, LENGTH(bytes));
    for (unsigned i = 0; i < LENGTH(bytes); i++) {
        assert_memory_equal(p.step[i].data, bytes[i], sizeof bytes[i]);
        assert_int_equal(p.step[i].size, i == 4 ? 24 : 8);
    }
    assert_int_equal(p.step[4].data[8], 0xb); /* V, Config 5 */
}

static void expect_error(const char *text, const char *wanted)
{
    struct hl_program p;
    struct hl_error error = {""};

    assert_false(hl_program_parse("x", text, strlen(text), &p, NULL, &error));
    if (strncmp(error.text, wanted, strlen(wanted)) != 0)
        fail_msg("\"%s\" instead of \"%s\"", error.text, wanted);
    assert_null(strchr(error.text, '\n'));
}

#define HEAD "program: ste\nversion: 2\nsmmu: mmu-700\n"
#define STEP HEAD "steps:\n- "

#define LIFE "program: life\nversion: 2\nsmmu: grace\nentries: 1\nsteps:\n- op: attach\n"
#define DRIVER "program: driver\nversion: 2\nsmmu: grace\n"
/* What a file says beside the program, written and read again. */
static void test_expectations(void **state)
{
    static const struct hl_program p = {.version = HL_PROGRAM_VERSION, .kind = HL_PROGRAM_DRIVER};
    static const struct hl_program_about about = {
        .title = "What it shows",
        .origin = "Where it is from",
        .mend = "How it goes",
        .expectations = 2,
        .expect = {
            {"linux>=6.12 <7.2", "stale-entry L1STD in probe", HL_SEVERITY_LOST_DMA, "5.1.1"},
            {"linux>=7.2", "stale-entry L1STD in probe", HL_SEVERITY_FAULT_ONLY, ""}}};
    static struct hl_program read;
    static struct hl_program_about back;
    struct hl_error error;
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);

    (void)state;
    assert_true(out && hl_program_format(out, &p, &about) && fclose(out) == 0);
    if (!hl_program_parse("text", text, size, &read, &back, &error))
        fail_msg("%s\n%s", text, error.text);
    assert_string_equal(back.title, about.title);
    assert_string_equal(back.origin, about.origin);
    assert_string_equal(back.mend, about.mend);
    assert_int_equal(back.expectations, 2);
    for (unsigned i = 0; i < 2; i++) {
        assert_string_equal(back.expect[i].tree, about.expect[i].tree);
        assert_string_equal(back.expect[i].finding, about.expect[i].finding);
        assert_string_equal(back.expect[i].section, about.expect[i].section);
        assert_int_equal(back.expect[i].severity, about.expect[i].severity);
    }
    free(text);
}

static void test_errors_of_operations(void **state)
{
    char many[2000] = DRIVER "steps:\n";
    size_t length = strlen(many);

    (void)state;
    expect_error(DRIVER "steps:\n- op: detatch\n",
                 "x:5:7: steps.1.op: no such op in a program of kind driver: detatch");
    expect_error(DRIVER "steps:\n- op: detach\n- {op: free, device: 1}\n",
                 "x:6:22: steps.2.device: op free does not have it");
    expect_error(DRIVER "steps:\n- {op: free, domain: identity}\n",
                 "x:5:22: steps.1.domain: none of the values: identity");
    expect_error(DRIVER "steps:\n- {op: free, domain: 1}\n",
                 "x:5:22: steps.1.domain: none of the values: 1");
    expect_error(DRIVER "steps:\n- {op: map, iova: 0x1234}\n",
                 "x:5:19: steps.1.iova: none of the values: 0x1234");
    expect_error(DRIVER "steps:\n- {op: detach, during: 8}\n",
                 "x:5:24: steps.1.during: more than 7: 8");
    expect_error(DRIVER "steps:\n- {op: nested, guest: {S2VMID: 1}}\n",
                 "x:5:23: steps.1.guest: a guest shows only the first 2 qwords of its STE");
    expect_error(DRIVER "steps:\n- {op: detach, guest: {V: 1}}\n",
                 "x:5:23: steps.1.guest: op detach does not have it");
    expect_error(DRIVER "machine: {msi: 2}\n", "x:4:16: machine.msi: none of the values: 2");
    expect_error(DRIVER "devices:\n- pci: 1\n- streams: 3\n",
                 "x:6:12: devices.2.streams: none of the values: 3");
    for (unsigned i = 0; i < HL_DRIVER_STEPS; i++)
        length += (size_t)snprintf(many + length, sizeof many - length, "- op: detach\n");
    expect_error(many, "x:");
}

static void test_errors_of_the_head(void **state)
{
    (void)state;
    expect_error("version: 2\n", "x:1:1: missing: program");
    expect_error("program: smmu\nversion: 2\n",
                 "x:1:10: program: neither ste, cd, guest, life nor driver");
    expect_error("program: ste\nsmmu: mmu-700\n", "x:1:1: missing: version");
    expect_error("program: ste\nversion: 1\nsmmu: mmu-700\n",
                 "x:2:10: version: a program of version 1 of the format: this is version 2");
    expect_error("program: ste\nversion: two\nsmmu: mmu-700\n",
                 "x:2:10: version: not a number: two");
    expect_error("program: ste\nversion: 2\nsmmu: mmu-7\n", "x:3:7: smmu: unknown profile: mmu-7");
    expect_error("program: ste\nversion: 2\nsmmu: idr9=1\n", "x:3:7: smmu: unknown register: idr9");
    expect_error(HEAD "entry: ste\n", "x:4:1: entry: unknown key");
    expect_error(HEAD "flips: [idr0]\n", "x:4:9: flips.1: not REGISTER.BIT: idr0");
    expect_error(HEAD "flips: [idr0.1, idr0.32]\n", "x:4:17: flips.2: more than 31: 32");
    expect_error(HEAD "flips: [idr9.1]\n", "x:4:9: flips.1: not REGISTER.BIT: idr9.1");
    expect_error(HEAD "security: top\n", "x:4:11: security: neither");
    expect_error(HEAD "options: [kont=1]\n", "x:4:11: options.1: unknown decoder option");
    expect_error(HEAD "options: [unused=1]\n",
                 "x:4:11: options.1: bits of options that have names");
    expect_error(HEAD "assume: [luck]\n", "x:4:10: assume.1: unknown assumption: luck");
    expect_error(HEAD "legalise: 2\n", "x:4:11: legalise: more than 1: 2");
    expect_error(HEAD "legalise: -1\n", "x:4:11: legalise: not a number: -1");
    expect_error(HEAD "entries: 999\n", "x:4:10: entries: more than ");
    expect_error("program: life\nversion: 2\nsmmu: grace\ndevice: {streams: 2}\n",
                 "x:4:9: device: no step follows");
    expect_error(LIFE "device: {streams: 5}\n", "x:7:19: device.streams: none of the values: 5");
    expect_error(LIFE "device: {pasid: 5}\n", "x:7:10: device.pasid: unknown key");
    expect_error(HEAD "derive-seed: 0x10000\n", "x:4:14: derive-seed: more than 65535");
    expect_error(HEAD "mask: raw\n", "x:4:7: mask: neither own, oracle nor wild: raw");
    expect_error(HEAD "mask: oracle\nsafe: {V: 1}\n", "x:4:7: mask: a kind of mask beside safe");
    expect_error(HEAD "mask-seed: 1\n", "x:4:12: mask-seed: only oracle and wild");
    expect_error(HEAD "safe: {ASID: 1}\n", "x:4:8: safe.ASID: no such field in an STE");
    expect_error(HEAD "ste: {op: abort}\n", "x:4:1: ste: unknown key");
    expect_error("program: cd\nversion: 2\nsmmu: grace\nsteps:\n- op: \"off\"\n",
                 "x:1:10: program: missing: ste, before the steps");
    expect_error("program: guest\nversion: 2\nsmmu: grace\nsteps:\n- op: \"off\"\n",
                 "x:1:10: program: missing: parent, before the steps");
}

static void test_errors_of_steps(void **state)
{
    char many[1024];
    size_t length = (size_t)snprintf(
        many, sizeof many, "program: cd\nversion: 2\nsmmu: grace\nste: {op: abort}\nsteps:\n");

    (void)state;
    expect_error(STEP "op: jump\n", "x:5:7: steps.1.op: no such op in a program of kind ste: jump");
    expect_error("program: life\nversion: 2\nsmmu: grace\nsteps:\n- op: abort\n",
                 "x:5:7: steps.1.op: no such op in a program of kind life: abort");
    expect_error("program: cd\nversion: 2\nsmmu: grace\nste: {op: abort}\nsteps:\n- op: abort\n",
                 "x:6:7: steps.1.op: no such op in a program of kind cd: abort");
    expect_error(LIFE "- {op: ats, domain: 1}\n",
                 "x:7:21: steps.2.domain: op ats does not have it");
    expect_error(LIFE "- {op: attach, what: sva}\n",
                 "x:7:22: steps.2.what: none of the values: sva");
    expect_error(LIFE "- {op: attach, domain: 8}\n", "x:7:24: steps.2.domain: more than 7: 8");
    expect_error("program: life\nversion: 2\nsmmu: grace\nsteps:\n- {op: release, streams: 2}\n",
                 "x:5:26: steps.1.streams: op release does not have it");
    expect_error(STEP "op: driver\n  bytes: 00\n",
                 "x:6:10: steps.1.bytes: op driver does not have it");
    expect_error(STEP "op: abort\n  vmid: 1\n", "x:6:9: steps.1.vmid: op abort does not have it");
    expect_error(STEP "op: driver\n  space: 1\n", "x:6:3: steps.1.space: unknown key");
    expect_error(STEP "op: driver\n  make: s1\n", "x:6:9: steps.1.make: none of the values: s1");
    expect_error(STEP "op: driver\n  guest: {S2VMID: 1}\n",
                 "x:6:10: steps.1.guest: a guest shows only the first 2 qwords of its STE");
    expect_error(STEP "op: abort\n  guest: {V: 1}\n",
                 "x:6:10: steps.1.guest: op abort does not have it");
    expect_error(STEP "op: raw\n", "x:5:3: steps.1: missing: entry");
    expect_error(STEP "op: raw\n  entry: {Conf: 1}\n",
                 "x:6:11: steps.1.entry.Conf: no such field in an STE");
    expect_error(STEP "op: raw\n  entry: {V: 2}\n", "x:6:14: steps.1.entry.V: value too wide");
    expect_error(STEP "op: raw\n  entry: {}\n  from: 1\n",
                 "x:7:9: steps.1.from: op raw does not have it");
    expect_error(STEP "op: abort\n  bytes: 00\n",
                 "x:6:10: steps.1.bytes: op abort does not have it");
    expect_error(STEP "op: recipe\n", "x:5:3: steps.1: missing: bytes");
    expect_error(STEP "op: recipe\n  bytes: 00\n",
                 "x:6:10: steps.1.bytes: 1 bytes, not 16 as op recipe has");
    expect_error(STEP "op: recipe\n  bytes: 000\n", "x:6:10: steps.1.bytes: not two hexadecimal");
    expect_error(STEP "op: recipe\n  bytes: 0x\n",
                 "x:6:10: steps.1.bytes: not a hexadecimal digit, at character 2");
    expect_error(STEP "op: fields\n", "x:5:3: steps.1: missing: fields");
    expect_error(STEP "op: fields\n  fields: [V=1]\n  bytes: 000001\n",
                 "x:7:10: steps.1.bytes: op fields does not have it");
    expect_error(STEP "op: fields\n  fields: [V]\n",
                 "x:6:12: steps.1.fields.1: not FIELD=VALUE: V");
    expect_error(STEP "op: fields\n  fields: [V=1, W=1]\n",
                 "x:6:17: steps.1.fields.2: no such field in an STE: W");
    expect_error(STEP "op: fields\n  fields: [V=2]\n",
                 "x:6:12: steps.1.fields.1: value too wide for the field (1 bit): 2");
    expect_error(STEP "op: fields\n  bytes: 04\n",
                 "x:6:10: steps.1.bytes: not the bytes of changed");
    expect_error(STEP "op: fields\n  bytes: 00ff01\n", "x:6:10: steps.1.bytes: not the bytes of");
    expect_error(STEP "op: fields\n  bytes: 00000100\n", "x:6:10: steps.1.bytes: not the bytes of");
    expect_error(STEP "op: fields\n  bytes: 010001\n", "x:6:10: steps.1.bytes: not the bytes of");
    expect_error(STEP "op: splice\n", "x:5:3: steps.1: missing: from");
    expect_error(STEP "op: splice\n  from: 256\n", "x:6:9: steps.1.from: more than 255: 256");
    expect_error(STEP "op: splice\n  from: 0\n  qwords: [8]\n",
                 "x:7:12: steps.1.qwords.1: more than 7: 8");
    expect_error(STEP "op: abort\n  sanitise: yes\n",
                 "x:6:13: steps.1.sanitise: not a number: yes");
    for (unsigned i = 0; i < HL_PROGRAM_STEPS; i++)
        length += (size_t)snprintf(many + length, sizeof many - length, "- op: released\n");
    expect_error(many, "x:21:3: steps.16: more than 16 steps");
}

/* Every prefix, and every file with a byte changed, is a program or has an error of one line. */
static void test_damaged(void **state)
{
    static const char bytes[] = "\0\t\n {}[]:,-#&*!|>'\"%@`~\377";
    char text[sizeof everything];

    (void)state;
    for (size_t length = 0; length < sizeof everything; length++)
        for (size_t i = 0; i <= sizeof bytes; i++) {
            struct hl_program p;
            struct hl_error error = {""};
            size_t size = i < sizeof bytes ? sizeof everything - 1 : length;

            memcpy(text, everything, sizeof text);
            if (i < sizeof bytes)
                text[length] = bytes[i];
            if (!hl_program_parse("x", text, size, &p, NULL, &error))
                assert_true(error.text[0] && !strchr(error.text, '\n'));
        }
}

/* A case file is a program too; which of the two a file is, it says itself. */
static void test_case_or_program(void **state)
{
    static const char file[] = "title: t\nentry: ste\nsmmu: mmu-700\nold: {V: 1, Config: bypass}\n"
                               "new: {V: 1}\n";
    static struct hl_case c;
    struct hl_program p, wanted;
    struct hl_error error = {""};

    (void)state;
    assert_true(hl_seed_parse("x", file, strlen(file), &p, &error));
    assert_true(hl_case_parse("x", file, strlen(file), &c, &error));
    hl_program_from_case(&c, &wanted);
    assert_memory_equal(&p, &wanted, sizeof p);
    assert_int_equal(p.steps, 2);
    assert_true(hl_seed_parse("x", everything, strlen(everything), &p, &error));
    assert_int_equal(p.steps, 8);
    assert_false(hl_seed_parse("x", "title: t\n", 9, &p, &error));
    assert_string_equal(error.text, "x:1:1: missing: entry");
    assert_false(hl_seed_parse("x", "program: ste\n", 13, &p, &error));
    assert_string_equal(error.text, "x:1:1: missing: version");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_random_programs),
        cmocka_unit_test(test_uniform_programs),
        cmocka_unit_test(test_every_field),
        cmocka_unit_test(test_everything),
        cmocka_unit_test(test_operations),
        cmocka_unit_test(test_expectations),
        cmocka_unit_test(test_errors_of_operations),
        cmocka_unit_test(test_least),
        cmocka_unit_test(test_readable),
        cmocka_unit_test(test_words),
        cmocka_unit_test(test_errors_of_the_head),
        cmocka_unit_test(test_errors_of_steps),
        cmocka_unit_test(test_damaged),
        cmocka_unit_test(test_case_or_program),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
