// SPDX-License-Identifier: MIT
#include "entry/field.h"

static const struct hl_value config_values[] = {
    {HL_STE_CONFIG_ABORT, "abort"}, {HL_STE_CONFIG_BYPASS, "bypass"}, {HL_STE_CONFIG_S1, "s1"},
    {HL_STE_CONFIG_S2, "s2"},       {HL_STE_CONFIG_NESTED, "nested"}, {0, NULL}};
static const struct hl_value s1fmt_values[] = {
    {0, "linear"}, {1, "4k-l2"}, {2, "64k-l2"}, {0, NULL}};
static const struct hl_value s1dss_values[] = {
    {0, "terminate"}, {1, "bypass"}, {2, "ssid0"}, {0, NULL}};
static const struct hl_value cache_values[] = {
    {0, "nc"}, {1, "wb-ra"}, {2, "wt"}, {3, "wb"}, {0, NULL}};
static const struct hl_value walk_cache_values[] = {
    {0, "nc"}, {1, "wb-rawa"}, {2, "wt"}, {3, "wb-ra"}, {0, NULL}};
static const struct hl_value share_values[] = {{0, "nsh"}, {2, "osh"}, {3, "ish"}, {0, NULL}};
static const struct hl_value shcfg_values[] = {
    {0, "nsh"}, {1, "incoming"}, {2, "osh"}, {3, "ish"}, {0, NULL}};
static const struct hl_value eats_values[] = {
    {0, "off"}, {1, "full"}, {2, "split"}, {3, "dpt"}, {0, NULL}};
static const struct hl_value strw_values[] = {{0, "el1"}, {1, "el3"}, {2, "el2"}, {0, NULL}};
static const struct hl_value privcfg_values[] = {
    {0, "incoming"}, {2, "unprivileged"}, {3, "privileged"}, {0, NULL}};
static const struct hl_value instcfg_values[] = {
    {0, "incoming"}, {2, "data"}, {3, "instruction"}, {0, NULL}};
static const struct hl_value granule_values[] = {{0, "4k"}, {1, "64k"}, {2, "16k"}, {0, NULL}};
static const struct hl_value granule1_values[] = {{2, "4k"}, {3, "64k"}, {1, "16k"}, {0, NULL}};
static const struct hl_value ps_values[] = {{0, "32-bit"}, {1, "36-bit"}, {2, "40-bit"},
                                            {3, "42-bit"}, {4, "44-bit"}, {5, "48-bit"},
                                            {6, "52-bit"}, {7, "56-bit"}, {0, NULL}};
static const struct hl_value overlay_values[] = {
    {0, "no-access"}, {2, "mro"},    {3, "mro-tl1"}, {4, "wo"},      {6, "mro-tl0"},
    {7, "mro-tl01"},  {8, "ro"},     {9, "ro+ux"},   {10, "ro+px"},  {11, "ro+pux"},
    {12, "rw"},       {13, "rw+ux"}, {14, "rw+px"},  {15, "rw+pux"}, {0, NULL}};

#define HL_FIELD(name, lsb, width, shift, values) {#name, lsb, width, shift, values},
static const struct hl_field ste_fields[] = {
#include "entry/ste_fields.def"
};
static const struct hl_field cd_fields[] = {
#include "entry/cd_fields.def"
};
#undef HL_FIELD

const struct hl_layout hl_ste_layout = {"STE", ste_fields, HL_STE_FIELD_COUNT};
const struct hl_layout hl_cd_layout = {"CD", cd_fields, HL_CD_FIELD_COUNT};

static int lower(char c)
{
    return c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c;
}

static bool same_name(const char *a, const char *b)
{
    while (*a && lower(*a) == lower(*b)) {
        a++;
        b++;
    }
    return lower(*a) == lower(*b);
}

const struct hl_field *hl_field_find(const struct hl_layout *layout, const char *name)
{
    for (size_t i = 0; i < layout->count; i++)
        if (same_name(layout->fields[i].name, name))
            return &layout->fields[i];
    return NULL;
}

const char *hl_field_value_name(const struct hl_field *f, uint64_t value)
{
    for (const struct hl_value *v = f->values; v && v->name; v++)
        if (v->value == value)
            return v->name;
    return NULL;
}

struct hl_entry hl_layout_mask(const struct hl_layout *layout)
{
    struct hl_entry mask = {{0}};
    for (size_t i = 0; i < layout->count; i++)
        hl_field_set(&layout->fields[i], &mask, ~UINT64_C(0));
    return mask;
}
