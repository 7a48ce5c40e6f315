// SPDX-License-Identifier: MIT
#include "program/form.h"
#include "program/text.h"

#include "device/device.h"

#include <string.h>

enum {
    REQUIRED = CYAML_FLAG_POINTER,
    OPTIONAL = CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL,
    LIST = CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL | CYAML_FLAG_FLOW,
    WORD = HL_CASE_NAME - 1,
    TEXT = HL_CASE_TEXT - 1
};

const char *const hl_mask_names[HL_MASK_RAW] = {"own", "oracle", "wild"};

struct hl_op_names hl_op_names(enum hl_program_kind kind, unsigned step)
{
    static const char *const of_stes[HL_OP_COUNT] = {"raw",    "recipe", "fields", "driver",
                                                     "splice", "off",    "abort",  "bypass"};
    static const char *const of_cds[HL_OP_COUNT] = {"raw",    "recipe", "fields",   "driver",
                                                    "splice", "off",    "released", "other-asid"};
    static const char *const of_life[HL_ACTION_COUNT] = {"attach", "set-pasid", "remove-pasid",
                                                         "exit",   "ats",       "release"};

    if (kind == HL_PROGRAM_LIFE)
        return (struct hl_op_names){of_life, HL_ACTION_COUNT};
    if (kind == HL_PROGRAM_DRIVER)
        return (struct hl_op_names){hl_operation_names, HL_DO_COUNT};
    return (struct hl_op_names){hl_program_layout(kind, step) == &hl_cd_layout ? of_cds : of_stes,
                                HL_OP_COUNT};
}

static const cyaml_schema_value_t word = {CYAML_VALUE_STRING(CYAML_FLAG_POINTER, char *, 0, WORD)};

#define STEP_TEXT(key, flags, member)                                                              \
    CYAML_FIELD_STRING_PTR(key, flags, struct hl_step_text, member, 1, 2 * HL_STEP_DATA)
#define STEP_LIST(key, member, max)                                                                \
    CYAML_FIELD_SEQUENCE_COUNT(key, LIST, struct hl_step_text, member, member##_count, &word, 0,   \
                               max)
#define STEP(entry_schema)                                                                         \
    STEP_TEXT("op", REQUIRED, op),                                                                 \
        CYAML_FIELD_MAPPING_PTR("entry", OPTIONAL, struct hl_step_text, entry, entry_schema),      \
        STEP_LIST("fields", fields, 4), STEP_TEXT("bytes", OPTIONAL, bytes),                       \
        STEP_TEXT("from", OPTIONAL, from), STEP_LIST("qwords", qwords, HL_QWORDS),                 \
        STEP_TEXT("sanitise", OPTIONAL, sanitise)
#define PART(id, key, ...) STEP_TEXT(key, OPTIONAL, part[HL_PART_##id]),
static const cyaml_schema_field_t ste_step[] = {
    STEP(hl_ste_schema),
#define HL_STE_PART PART
#include "program/parts.def"
    CYAML_FIELD_MAPPING_PTR("guest", OPTIONAL, struct hl_step_text, guest, hl_ste_schema),
    CYAML_FIELD_END};
static const cyaml_schema_field_t cd_step[] = {STEP(hl_cd_schema),
#define HL_CD_PART PART
#include "program/parts.def"
                                               CYAML_FIELD_END};
static const cyaml_schema_field_t life_step[] = {STEP_TEXT("op", REQUIRED, op),
#define HL_LIFE_PART PART
#include "program/parts.def"
                                                 CYAML_FIELD_END};
static const cyaml_schema_field_t device[] = {
#define HL_LIFE_PART(...)
#define HL_DEVICE_PART PART
#include "program/parts.def"
    CYAML_FIELD_END};
static const cyaml_schema_field_t operation[] = {
    STEP_TEXT("op", REQUIRED, op),
#define HL_DRIVER_PART PART
#include "program/parts.def"
    CYAML_FIELD_MAPPING_PTR("guest", OPTIONAL, struct hl_step_text, guest, hl_ste_schema),
    CYAML_FIELD_END};
static const cyaml_schema_field_t machine[] = {
#define HL_MACHINE_PART PART
#include "program/parts.def"
    CYAML_FIELD_END};
static const cyaml_schema_field_t endpoint[] = {
#define HL_ENDPOINT_PART PART
#include "program/parts.def"
    CYAML_FIELD_END};
static const cyaml_schema_value_t ste_steps = {
    CYAML_VALUE_MAPPING(CYAML_FLAG_BLOCK, struct hl_step_text, ste_step)};
static const cyaml_schema_value_t cd_steps = {
    CYAML_VALUE_MAPPING(CYAML_FLAG_BLOCK, struct hl_step_text, cd_step)};
static const cyaml_schema_value_t life_steps = {
    CYAML_VALUE_MAPPING(CYAML_FLAG_BLOCK, struct hl_step_text, life_step)};
static const cyaml_schema_value_t operations = {
    CYAML_VALUE_MAPPING(CYAML_FLAG_BLOCK, struct hl_step_text, operation)};
static const cyaml_schema_value_t endpoints = {
    CYAML_VALUE_MAPPING(CYAML_FLAG_BLOCK, struct hl_step_text, endpoint)};

#define FOUND(key, flags, member)                                                                  \
    CYAML_FIELD_STRING_PTR(key, flags, struct hl_found_text, member, 1, HL_CASE_SUBJECT - 1)
static const cyaml_schema_field_t found_fields[] = {
    FOUND("tree", REQUIRED, tree), FOUND("finding", REQUIRED, finding),
    FOUND("severity", REQUIRED, severity), FOUND("section", OPTIONAL, section), CYAML_FIELD_END};
static const cyaml_schema_value_t found = {
    CYAML_VALUE_MAPPING(CYAML_FLAG_BLOCK, struct hl_found_text, found_fields)};

#define PROGRAM_TEXT(key, flags, member)                                                           \
    CYAML_FIELD_STRING_PTR(key, flags, struct hl_program_text, member, 0, TEXT)
#define PROGRAM_LIST(key, member, max)                                                             \
    CYAML_FIELD_SEQUENCE_COUNT(key, LIST, struct hl_program_text, member, member##_count, &word,   \
                               0, max)
#define HEAD                                                                                       \
    PROGRAM_TEXT("program", REQUIRED, program), PROGRAM_TEXT("version", REQUIRED, version),        \
        PROGRAM_TEXT("title", OPTIONAL, title), PROGRAM_TEXT("origin", OPTIONAL, origin),          \
        PROGRAM_TEXT("mend", OPTIONAL, mend), PROGRAM_TEXT("target", OPTIONAL, target),            \
        PROGRAM_TEXT("sequencer", OPTIONAL, sequencer),                                            \
        PROGRAM_TEXT("hypervisor", OPTIONAL, hypervisor),                                          \
        PROGRAM_TEXT("attach", OPTIONAL, attach), PROGRAM_TEXT("smmu", REQUIRED, smmu),            \
        PROGRAM_LIST("flips", flips, HL_PROGRAM_FLIPS),                                            \
        PROGRAM_TEXT("security", OPTIONAL, security), PROGRAM_LIST("options", options, 64),        \
        PROGRAM_LIST("assume", assume, 64), PROGRAM_TEXT("legalise", OPTIONAL, legalise),          \
        PROGRAM_TEXT("entries", OPTIONAL, entries),                                                \
        PROGRAM_TEXT("derive-seed", OPTIONAL, derive_seed), PROGRAM_TEXT("mask", OPTIONAL, mask),  \
        PROGRAM_TEXT("mask-seed", OPTIONAL, mask_seed)
#define SAFE(schema) CYAML_FIELD_MAPPING_PTR("safe", OPTIONAL, struct hl_program_text, safe, schema)
#define LEAD(key) CYAML_FIELD_MAPPING_PTR(key, OPTIONAL, struct hl_program_text, lead, ste_step)
#define MOST_STEPS(schema, most)                                                                   \
    CYAML_FIELD_SEQUENCE_COUNT("steps", OPTIONAL, struct hl_program_text, steps, steps_count,      \
                               &(schema), 0, most),                                                \
        CYAML_FIELD_END
#define STEPS(schema) MOST_STEPS(schema, HL_PROGRAM_STEPS)
static const cyaml_schema_field_t ste_fields[] = {HEAD, SAFE(hl_ste_schema), STEPS(ste_steps)};
static const cyaml_schema_field_t cd_fields[] = {HEAD, SAFE(hl_cd_schema), LEAD("ste"),
                                                 STEPS(cd_steps)};
static const cyaml_schema_field_t guest_fields[] = {HEAD, SAFE(hl_ste_schema), LEAD("parent"),
                                                    STEPS(ste_steps)};
static const cyaml_schema_field_t life_fields[] = {
    HEAD, SAFE(hl_ste_schema),
    CYAML_FIELD_MAPPING_PTR("device", OPTIONAL, struct hl_program_text, device, device),
    STEPS(life_steps)};
static const cyaml_schema_field_t driver_fields[] = {
    HEAD,
    SAFE(hl_ste_schema),
    CYAML_FIELD_MAPPING_PTR("machine", OPTIONAL, struct hl_program_text, machine, machine),
    CYAML_FIELD_SEQUENCE_COUNT("devices", OPTIONAL, struct hl_program_text, devices, devices_count,
                               &endpoints, 1, HLK_DEVICES),
    CYAML_FIELD_SEQUENCE_COUNT("expect", OPTIONAL, struct hl_program_text, expect, expect_count,
                               &found, 0, HL_PROGRAM_EXPECTATIONS),
    MOST_STEPS(operations, HL_DRIVER_STEPS - 1)};
#define PROGRAM(fields)                                                                            \
    {                                                                                              \
        CYAML_VALUE_MAPPING(CYAML_FLAG_POINTER, struct hl_program_text, fields)                    \
    }
static const cyaml_schema_value_t ste_program = PROGRAM(ste_fields);
static const cyaml_schema_value_t cd_program = PROGRAM(cd_fields);
static const cyaml_schema_value_t guest_program = PROGRAM(guest_fields);
static const cyaml_schema_value_t life_program = PROGRAM(life_fields);
static const cyaml_schema_value_t driver_program = PROGRAM(driver_fields);

static bool is_guest(const char *path)
{
    const char *last = strrchr(path, '.');

    return last && strcmp(last, ".guest") == 0;
}

static bool is_entry(const char *path)
{
    const char *last = strrchr(path, '.');

    return strcmp(path, "safe") == 0 || (last && strcmp(last, ".entry") == 0) || is_guest(path);
}

static const char *entry_of_stes(const char *path)
{
    return is_entry(path) ? "an STE" : NULL;
}

static const char *entry_of_cds(const char *path)
{
    if (!is_entry(path))
        return NULL;
    return strcmp(path, "ste.entry") == 0 || is_guest(path) ? "an STE" : "a CD";
}

const char *hl_program_lead(enum hl_program_kind kind)
{
    return kind == HL_PROGRAM_CD ? "ste" : kind == HL_PROGRAM_GUEST ? "parent" : NULL;
}

const struct hl_form *hl_program_form(enum hl_program_kind kind)
{
    static const struct hl_form ste_form = {&ste_program, entry_of_stes};
    static const struct hl_form cd_form = {&cd_program, entry_of_cds};
    static const struct hl_form guest_form = {&guest_program, entry_of_stes};

    static const struct hl_form life_form = {&life_program, entry_of_stes};
    static const struct hl_form driver_form = {&driver_program, entry_of_stes};
    static const struct hl_form *const forms[HL_PROGRAM_KINDS] = {[HL_PROGRAM_CD] = &cd_form,
                                                                  [HL_PROGRAM_GUEST] = &guest_form,
                                                                  [HL_PROGRAM_LIFE] = &life_form,
                                                                  [HL_PROGRAM_DRIVER] =
                                                                      &driver_form};

    return forms[kind] ? forms[kind] : &ste_form;
}
