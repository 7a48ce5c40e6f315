// SPDX-License-Identifier: MIT
/* Entries and field values as text; the layouts against IHI 0070 sections 5.2 and 5.4. */
#include "helpers.h"

static void test_parse(void **state)
{
    struct hl_entry e[3];
    unsigned column = 0;

    (void)state;
    assert_null(hl_entry_parse("1 2 3 4 5 6 7 8", 8, e, &column));
    for (unsigned i = 0; i < HL_QWORDS; i++)
        assert_int_equal(e[0].q[i], i + 1);
    assert_null(hl_entry_parse("\t0x0000000000000001,0XfF, aB\r\n,0,0 ,0 0 ffffffffffffffff\n", 8,
                               e, &column));
    assert_int_equal(e[0].q[0], 1);
    assert_int_equal(e[0].q[1], 255);
    assert_int_equal(e[0].q[2], 0xab);
    assert_true(e[0].q[7] == UINT64_MAX);
    assert_null(hl_entry_parse("1 2 3 4 5 6 7 8 9 a b c d e f 10", 16, e, &column));
    assert_int_equal(e[1].q[0], 9);
    assert_int_equal(e[1].q[7], 16);
    assert_null(
        hl_entry_parse("1 2 3 4 5 6 7 8 9 a b c d e f 10 0 0 0 0 0 0 0 18", 24, e, &column));
    assert_int_equal(e[2].q[7], 24);
    /* leading zeros are no bits */
    assert_null(hl_entry_parse("00000000000000000000000000000007 0 0 0 0 0 0 0", 8, e, &column));
    assert_int_equal(e[0].q[0], 7);
}

static void test_parse_errors(void **state)
{
    static const struct {
        const char *text;
        unsigned count, column;
        const char *why;
    } errors[] = {
        {"", 8, 1, "fewer than 8 qwords"},
        {"   ", 8, 4, "fewer than 8 qwords"},
        {"1 2 3 4 5 6 7", 8, 14, "fewer than 8 qwords"},
        {"1 2 3 4 5 6 7 8", 16, 16, "fewer than 16 qwords"},
        {"1 2 3 4 5 6 7 8 1 2 3 4 5 6 7 8", 24, 32, "fewer than 24 qwords"},
        {"1 2 3 4 5 6 7 8 9", 8, 17, "more qwords than expected"},
        {"1 2 3 4 5 6 7 8,,x", 8, 18, "more qwords than expected"},
        {"x 2 3 4 5 6 7 8", 8, 1, "not a hexadecimal digit"},
        {"1 2 3g 4 5 6 7 8", 8, 6, "not a hexadecimal digit"},
        {"1 0x 3 4 5 6 7 8", 8, 5, "not a hexadecimal digit"},
        {"1 -2 3 4 5 6 7 8", 8, 3, "not a hexadecimal digit"},
        {"1;2 3 4 5 6 7 8", 8, 2, "not a hexadecimal digit"},
        {"1 0x0x2 3 4 5 6 7 8", 8, 6, "not a hexadecimal digit"},
        {"1 0x10000000000000000 3 4 5 6 7 8", 8, 3, "more than 64 bits in a qword"},
    };

    (void)state;
    for (size_t i = 0; i < LENGTH(errors); i++) {
        struct hl_entry e[3];
        unsigned column = 0;
        const char *why = hl_entry_parse(errors[i].text, errors[i].count, e, &column);

        if (!why || strcmp(why, errors[i].why) != 0 || column != errors[i].column)
            fail_msg("'%s': column %u: %s", errors[i].text, column, why ? why : "accepted");
    }
}

static void test_format(void **state)
{
    struct hl_entry e = {{1, 0x23, UINT64_MAX, 0, 0, 0, 0, UINT64_C(0x8000000000000000)}}, back;
    char text[HL_ENTRY_TEXT];
    uint64_t random = 7;
    unsigned column;

    (void)state;
    hl_entry_format(&e, text);
    assert_string_equal(text, "0x0000000000000001 0x0000000000000023 0xffffffffffffffff "
                              "0x0000000000000000 0x0000000000000000 0x0000000000000000 "
                              "0x0000000000000000 0x8000000000000000");
    assert_true(strlen(text) < HL_ENTRY_TEXT);
    for (unsigned i = 0; i < 100; i++) {
        for (unsigned q = 0; q < HL_QWORDS; q++)
            e.q[q] = next_random(&random);
        hl_entry_format(&e, text);
        assert_null(hl_entry_parse(text, 8, &back, &column));
        assert_true(hl_entry_equal(&e, &back));
    }
}

static const struct hl_field *field(const char *name)
{
    const struct hl_field *f = hl_field_find(&hl_ste_layout, name);
    assert_non_null(f);
    return f;
}

static void test_field_values(void **state)
{
    static const struct {
        const char *field, *text;
        uint64_t value;
    } values[] = {
        {"Config", "abort", 0},
        {"Config", "bypass", 4},
        {"Config", "s1", 5},
        {"Config", "s2", 6},
        {"Config", "nested", 7},
        {"Config", "3", 3},
        {"S1Fmt", "linear", 0},
        {"S1Fmt", "4k-l2", 1},
        {"S1Fmt", "64k-l2", 2},
        {"S1DSS", "terminate", 0},
        {"S1DSS", "bypass", 1},
        {"S1DSS", "ssid0", 2},
        {"S1CIR", "wb-ra", 1},
        {"S1COR", "wt", 2},
        {"S1CIR", "wb", 3},
        {"S1CSH", "osh", 2},
        {"S1CSH", "ish", 3},
        {"S1CSH", "1", 1},
        {"SHCFG", "incoming", 1},
        {"SHCFG", "nsh", 0},
        {"EATS", "full", 1},
        {"EATS", "split", 2},
        {"EATS", "dpt", 3},
        {"STRW", "el3", 1},
        {"STRW", "el2", 2},
        {"PRIVCFG", "unprivileged", 2},
        {"PRIVCFG", "privileged", 3},
        {"INSTCFG", "data", 2},
        {"INSTCFG", "instruction", 3},
        {"S2IR0", "wb-rawa", 1},
        {"S2OR0", "wb-ra", 3},
        {"S2TG", "4k", 0},
        {"S2TG", "64k", 1},
        {"S2TG", "16k", 2},
        {"S_S2TG", "3", 3},
        {"S2PS", "32-bit", 0},
        {"S2PS", "52-bit", 6},
        {"S2PS", "56-bit", 7},
        {"S2POI7", "mro-tl1", 3},
        {"S2POI7", "mro-tl0", 6},
        {"S2POI7", "mro-tl01", 7},
        {"S2POI7", "rw+pux", 15},
        {"S2POI7", "5", 5},
        {"S1ContextPtr", "0xfffffffffffc0", UINT64_C(0xfffffffffffc0) >> 6},
        {"S2TTB", "0x12340", 0x1234},
        {"VMSPtr", "0x5000", 5},
        {"S2VMID", "9", 9},
        {"S2VMID", "0xffff", 0xffff},
        {"MEV", "1", 1},
    };

    (void)state;
    for (size_t i = 0; i < LENGTH(values); i++) {
        const struct hl_field *f = field(values[i].field);
        char text[HL_VALUE_TEXT];
        uint64_t value = 0;

        if (hl_field_parse(f, values[i].text, &value) || value != values[i].value)
            fail_msg("%s=%s", values[i].field, values[i].text);
        hl_field_format(f, values[i].value, text);
        assert_string_equal(text, values[i].text);
    }
}

static void test_field_numbers(void **state)
{
    uint64_t value = 0;

    (void)state;
    assert_null(hl_field_parse(field("S2VMID"), "0b1010", &value));
    assert_int_equal(value, 10);
    assert_null(hl_field_parse(field("S2VMID"), "65535", &value));
    assert_int_equal(value, 65535);
    assert_null(hl_field_parse(field("S2VMID"), "0X1f", &value));
    assert_int_equal(value, 31);
    assert_null(hl_field_parse(field("S2VMID"), "010", &value));
    assert_int_equal(value, 10); /* decimal */
    assert_null(hl_field_parse(field("Config"), "0b110", &value));
    assert_int_equal(value, 6);
}

static void test_field_errors(void **state)
{
    static const struct {
        const char *field, *text;
    } errors[] = {
        {"S2VMID", "65536"},
        {"S2VMID", "-1"},
        {"S2VMID", ""},
        {"S2VMID", "0x"},
        {"S2VMID", "0b"},
        {"S2VMID", "0b2"},
        {"S2VMID", "1 "},
        {"S2VMID", "12a"},
        {"S2VMID", "18446744073709551616"},
        {"V", "2"},
        {"Config", "Bypass"},
        {"Config", "8"},
        {"Config", "none"},
        {"S2TTB", "0x8"},
        {"S1ContextPtr", "0x20"},
        {"VMSPtr", "0x1800"},
        {"S2TTB", "0x100000000000000"},
        {"S1ContextPtr", "0x100000000000000"},
    };

    (void)state;
    for (size_t i = 0; i < LENGTH(errors); i++) {
        uint64_t value = 0;
        const char *why = hl_field_parse(field(errors[i].field), errors[i].text, &value);
        if (!why || !why[0])
            fail_msg("%s=%s is accepted", errors[i].field, errors[i].text);
    }
}

/* Whatever a value is, its text is that value again. */
static void round_trip(const struct hl_layout *layout)
{
    uint64_t random = 11;

    for (size_t i = 0; i < layout->count; i++)
        for (unsigned n = 0; n < 64; n++) {
            const struct hl_field *f = &layout->fields[i];
            uint64_t value = n < 16 ? n : next_random(&random), back = 0;
            char text[HL_VALUE_TEXT];

            value &= hl_ones(f->width);
            hl_field_format(f, value, text);
            assert_true(strlen(text) < HL_VALUE_TEXT);
            if (hl_field_parse(f, text, &back) || back != value)
                fail_msg("%s=%s", f->name, text);
        }
}

static void test_round_trip(void **state)
{
    (void)state;
    round_trip(&hl_ste_layout);
    round_trip(&hl_cd_layout);
}

static void check_layout(const struct hl_layout *layout)
{
    struct hl_entry covered = {{0}}, mask = hl_layout_mask(layout);

    for (size_t i = 0; i < layout->count; i++) {
        const struct hl_field *f = &layout->fields[i];
        struct hl_entry bits = {{0}}, overlap;

        assert_in_range(f->width, 1, 64);
        if (f->lsb / 64 != (f->lsb + f->width - 1) / 64 || f->lsb + f->width > 512)
            fail_msg("%s crosses a qword", f->name);
        hl_field_set(f, &bits, UINT64_MAX);
        overlap = hl_entry_and(bits, covered);
        if (!hl_entry_is_zero(&overlap))
            fail_msg("%s overlaps another field", f->name);
        covered = hl_entry_or(covered, bits);
        assert_true(hl_field_get(f, &bits) == hl_ones(f->width));
        assert_true(hl_field_find(layout, f->name) == f);
        for (const struct hl_value *v = f->values; v && v->name; v++)
            assert_true(v->value <= hl_ones(f->width));
        assert_true(f->shift + f->width <= 64);
    }
    assert_true(hl_entry_equal(&covered, &mask));
}

static void test_layouts(void **state)
{
    (void)state;
    assert_string_equal(hl_ste_layout.name, "STE");
    assert_string_equal(hl_cd_layout.name, "CD");
    check_layout(&hl_ste_layout);
    check_layout(&hl_cd_layout);
}

/* "NAME, bits [msb:lsb]" of sections 5.2. */
static void test_ste_positions(void **state)
{
    static const struct {
        const char *name;
        unsigned msb, lsb;
    } positions[] = {
        {"V", 0, 0},
        {"Config", 3, 1},
        {"S1Fmt", 5, 4},
        {"S1ContextPtr", 55, 6},
        {"S1CDMax", 63, 59},
        {"S1DSS", 65, 64},
        {"S1CIR", 67, 66},
        {"S1COR", 69, 68},
        {"S1CSH", 71, 70},
        {"S2HWU59", 72, 72},
        {"S2HWU60", 73, 73},
        {"S2HWU61", 74, 74},
        {"S2HWU62", 75, 75},
        {"DRE", 76, 76},
        {"CONT", 80, 77},
        {"DCP", 81, 81},
        {"PPAR", 82, 82},
        {"MEV", 83, 83},
        {"SW_RESERVED", 87, 84},
        {"S1PIE", 88, 88},
        {"S2FWB", 89, 89},
        {"S1MPAM", 90, 90},
        {"S1STALLD", 91, 91},
        {"EATS", 93, 92},
        {"STRW", 95, 94},
        {"MemAttr", 99, 96},
        {"MTCFG", 100, 100},
        {"ALLOCCFG", 104, 101},
        {"SHCFG", 109, 108},
        {"NSCFG", 111, 110},
        {"PRIVCFG", 113, 112},
        {"INSTCFG", 115, 114},
        {"IMPDEF_1", 127, 116},
        {"S2VMID", 143, 128},
        {"IMPDEF_2", 159, 144},
        {"S2T0SZ", 165, 160},
        {"S2SL0", 167, 166},
        {"S2IR0", 169, 168},
        {"S2OR0", 171, 170},
        {"S2SH0", 173, 172},
        {"S2TG", 175, 174},
        {"S2PS", 178, 176},
        {"S2AA64", 179, 179},
        {"S2ENDI", 180, 180},
        {"S2AFFD", 181, 181},
        {"S2PTW", 182, 182},
        {"S2HD", 183, 183},
        {"S2HA", 184, 184},
        {"S2S", 185, 185},
        {"S2R", 186, 186},
        {"S2HAFT", 187, 187},
        {"S2PIE", 188, 188},
        {"S2POE", 189, 189},
        {"DPT_VMATCH", 191, 190},
        {"S2NSW", 192, 192},
        {"S2NSA", 193, 193},
        {"S2SL0_2", 194, 194},
        {"S2DS", 195, 195},
        {"S2TTB", 247, 196},
        {"S2SKL", 254, 253},
        {"IMPDEF_4", 271, 256},
        {"PARTID", 287, 272},
        {"S_S2T0SZ", 293, 288},
        {"S_S2SL0", 295, 294},
        {"S_S2TG", 303, 302},
        {"MECID", 319, 304},
        {"PMG", 327, 320},
        {"MPAM_NS", 328, 328},
        {"AssuredOnly", 329, 329},
        {"TL0", 330, 330},
        {"TL1", 331, 331},
        {"VMSPtr", 375, 332},
        {"S2SW", 384, 384},
        {"S2SA", 385, 385},
        {"S_S2SL0_2", 386, 386},
        {"S_S2TTB", 439, 388},
        {"S_S2SKL", 446, 445},
    };
    size_t overlays = 16;

    (void)state;
    for (size_t i = 0; i < LENGTH(positions); i++) {
        const struct hl_field *f = field(positions[i].name);
        if (f->lsb != positions[i].lsb || f->width != positions[i].msb - positions[i].lsb + 1)
            fail_msg("%s at %u, %u bits", f->name, f->lsb, f->width);
    }
    for (unsigned p = 0; p < overlays; p++) {
        char name[16];
        (void)snprintf(name, sizeof name, "S2POI%u", p);
        assert_int_equal(field(name)->lsb, 4 * p + 448);
        assert_int_equal(field(name)->width, 4);
    }
    /* and no other field */
    assert_int_equal(hl_ste_layout.count, LENGTH(positions) + overlays);
}

/* The same of section 5.4, where two fields may share bits: only one of them is in the layout. */
static void test_cd_positions(void **state)
{
    static const struct {
        const char *name;
        unsigned msb, lsb;
    } positions[] = {
        {"T0SZ", 5, 0},      {"TG0", 7, 6},        {"EPD0", 14, 14},     {"ENDI", 15, 15},
        {"T1SZ", 21, 16},    {"TG1", 23, 22},      {"EPD1", 30, 30},     {"V", 31, 31},
        {"IPS", 34, 32},     {"AFFD", 35, 35},     {"AA64", 41, 41},     {"HD", 42, 42},
        {"HA", 43, 43},      {"S", 44, 44},        {"R", 45, 45},        {"A", 46, 46},
        {"ASET", 47, 47},    {"ASID", 63, 48},     {"NSCFG0", 64, 64},   {"HAFT", 67, 67},
        {"TTB0", 119, 68},   {"PnCH", 122, 122},   {"HWU059", 124, 124}, {"NSCFG1", 128, 128},
        {"TTB1", 183, 132},  {"DS", 186, 186},     {"PIE", 187, 187},    {"HWU162", 191, 191},
        {"MAIR0", 223, 192}, {"AMAIR0", 287, 256}, {"PARTID", 367, 352}, {"PMG", 375, 368},
        {"PIIU0", 386, 384}, {"PIIU15", 431, 429}, {"PIIP0", 450, 448},  {"PIIP15", 495, 493},
    };

    (void)state;
    for (size_t i = 0; i < LENGTH(positions); i++) {
        const struct hl_field *f = hl_field_find(&hl_cd_layout, positions[i].name);
        assert_non_null(f);
        if (f->lsb != positions[i].lsb || f->width != positions[i].msb - positions[i].lsb + 1)
            fail_msg("%s at %u, %u bits", f->name, f->lsb, f->width);
    }
}

/* Addresses: the field holds the bits from its own lowest address bit on. */
static void test_addresses(void **state)
{
    static const struct {
        const char *name;
        unsigned shift;
    } addresses[] = {{"S1ContextPtr", 6}, {"S2TTB", 4}, {"S_S2TTB", 4}, {"VMSPtr", 12}};

    (void)state;
    for (size_t i = 0; i < LENGTH(addresses); i++)
        assert_int_equal(field(addresses[i].name)->shift, addresses[i].shift);
    assert_int_equal(field("S2VMID")->shift, 0);
}

static void test_find(void **state)
{
    (void)state;
    assert_true(hl_field_find(&hl_ste_layout, "s2ttb") == field("S2TTB"));
    assert_true(hl_field_find(&hl_ste_layout, "CONFIG") == field("Config"));
    assert_null(hl_field_find(&hl_ste_layout, "S2TT"));
    assert_null(hl_field_find(&hl_ste_layout, "S2TTBB"));
    assert_null(hl_field_find(&hl_ste_layout, ""));
    assert_null(hl_field_value_name(field("Config"), 3));
    assert_null(hl_field_value_name(field("S2VMID"), 0));
    assert_string_equal(hl_field_value_name(field("Config"), 7), "nested");
}

static void test_entries(void **state)
{
    struct hl_entry a = {{0xff, 1}}, b = {{0x0f, 2}}, mask = {{0xf0}}, r;

    (void)state;
    r = hl_entry_and(a, b);
    assert_true(r.q[0] == 0x0f && r.q[1] == 0);
    r = hl_entry_or(a, b);
    assert_true(r.q[0] == 0xff && r.q[1] == 3);
    r = hl_entry_xor(a, b);
    assert_true(r.q[0] == 0xf0 && r.q[1] == 3);
    r = hl_entry_andnot(a, b);
    assert_true(r.q[0] == 0xf0 && r.q[1] == 1);
    r = hl_entry_merge(b, a, mask);
    assert_true(r.q[0] == 0xff && r.q[1] == 2);
    assert_false(hl_entry_agree(&a, &b, &mask));
    mask.q[0] = 0x0f;
    assert_true(hl_entry_agree(&a, &b, &mask));
    assert_false(hl_entry_equal(&a, &b));
    r = (struct hl_entry){{0}};
    assert_true(hl_entry_is_zero(&r));
    for (unsigned bit = 0; bit < 512; bit++) {
        hl_entry_flip(&r, bit);
        assert_true(hl_entry_bit(&r, bit));
        assert_true(r.q[bit / 64] == UINT64_C(1) << (bit % 64));
        hl_entry_flip(&r, bit);
    }
    hl_bits_set(&r, 64, 64, UINT64_MAX);
    assert_true(r.q[1] == UINT64_MAX && r.q[0] == 0 && r.q[2] == 0);
    assert_true(hl_bits_get(&r, 64, 64) == UINT64_MAX);
    hl_bits_set(&r, 68, 8, 0x100); /* what does not fit is dropped */
    assert_true(r.q[1] == UINT64_C(0xfffffffffffff00f));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_parse),         cmocka_unit_test(test_parse_errors),
        cmocka_unit_test(test_format),        cmocka_unit_test(test_field_values),
        cmocka_unit_test(test_field_numbers), cmocka_unit_test(test_field_errors),
        cmocka_unit_test(test_round_trip),    cmocka_unit_test(test_layouts),
        cmocka_unit_test(test_ste_positions), cmocka_unit_test(test_cd_positions),
        cmocka_unit_test(test_addresses),     cmocka_unit_test(test_find),
        cmocka_unit_test(test_entries),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
