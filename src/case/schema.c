// SPDX-License-Identifier: MIT
/* The schema of case files. */
#include "case/schema.h"
#include "case/case.h"

#include <string.h>

enum { REQUIRED = CYAML_FLAG_POINTER, OPTIONAL = CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL };

static const cyaml_schema_value_t word = {
    CYAML_VALUE_STRING(CYAML_FLAG_POINTER, char *, 0, HL_CASE_NAME - 1)};

static const cyaml_schema_field_t expect_schema[] = {
    CYAML_FIELD_STRING_PTR("sequencer", REQUIRED, struct hl_expect_text, sequencer, 1,
                           HL_CASE_SUBJECT - 1),
    CYAML_FIELD_STRING_PTR("outcome", REQUIRED, struct hl_expect_text, outcome, 0,
                           HL_CASE_NAME - 1),
    CYAML_FIELD_STRING_PTR("severity", OPTIONAL, struct hl_expect_text, severity, 0,
                           HL_CASE_NAME - 1),
    CYAML_FIELD_SEQUENCE_COUNT("findings", OPTIONAL | CYAML_FLAG_FLOW, struct hl_expect_text,
                               findings, findings_count, &word, 0, HL_FINDING_COUNT),
    CYAML_FIELD_END};
static const cyaml_schema_value_t expectation = {
    CYAML_VALUE_MAPPING(CYAML_FLAG_BLOCK, struct hl_expect_text, expect_schema)};

#define CASE_TEXT(key, flags, member, min, size)                                                   \
    CYAML_FIELD_STRING_PTR(key, flags, struct hl_case_text, member, min, (size)-1)
#define CASE_SCHEMA(entry_schema, ste_flags)                                                       \
    CASE_TEXT("title", REQUIRED, title, 1, HL_CASE_TEXT),                                          \
        CASE_TEXT("origin", OPTIONAL, origin, 0, HL_CASE_TEXT),                                    \
        CASE_TEXT("reach", OPTIONAL, reach, 0, HL_CASE_TEXT),                                      \
        CASE_TEXT("mend", OPTIONAL, mend, 0, HL_CASE_TEXT),                                        \
        CASE_TEXT("entry", REQUIRED, entry, 0, HL_CASE_NAME),                                      \
        CASE_TEXT("smmu", REQUIRED, smmu, 0, HL_CASE_TEXT),                                        \
        CASE_TEXT("security", OPTIONAL, security, 0, HL_CASE_NAME),                                \
        CASE_TEXT("unit", OPTIONAL, unit, 0, HL_CASE_NAME),                                        \
        CYAML_FIELD_SEQUENCE_COUNT("options", OPTIONAL, struct hl_case_text, options,              \
                                   options_count, &word, 0, 64),                                   \
        CYAML_FIELD_SEQUENCE_COUNT("assume", OPTIONAL | CYAML_FLAG_FLOW, struct hl_case_text,      \
                                   assume, assume_count, &word, 0, 64),                            \
        CYAML_FIELD_MAPPING_PTR("ste", ste_flags, struct hl_case_text, ste, hl_ste_schema),        \
        CYAML_FIELD_MAPPING_PTR("old", REQUIRED, struct hl_case_text, old, entry_schema),          \
        CYAML_FIELD_MAPPING_PTR("new", REQUIRED, struct hl_case_text, target, entry_schema),       \
        CYAML_FIELD_SEQUENCE_COUNT("made", OPTIONAL | CYAML_FLAG_FLOW, struct hl_case_text, made,  \
                                   made_count, &word, 0, 2),                                       \
        CYAML_FIELD_MAPPING_PTR("safe", OPTIONAL, struct hl_case_text, safe, entry_schema),        \
        CYAML_FIELD_SEQUENCE_COUNT("expect", OPTIONAL, struct hl_case_text, expect, expect_count,  \
                                   &expectation, 0, HL_CASE_EXPECTATIONS),                         \
        CYAML_FIELD_END

static const cyaml_schema_field_t ste_case_schema[] = {CASE_SCHEMA(hl_ste_schema, OPTIONAL)};
static const cyaml_schema_field_t cd_case_schema[] = {CASE_SCHEMA(hl_cd_schema, REQUIRED)};
static const cyaml_schema_value_t ste_case = {
    CYAML_VALUE_MAPPING(CYAML_FLAG_POINTER, struct hl_case_text, ste_case_schema)};
static const cyaml_schema_value_t cd_case = {
    CYAML_VALUE_MAPPING(CYAML_FLAG_POINTER, struct hl_case_text, cd_case_schema)};

static bool is_update(const char *path)
{
    return strcmp(path, "old") == 0 || strcmp(path, "new") == 0 || strcmp(path, "safe") == 0;
}

static const char *entry_of_ste_case(const char *path)
{
    return is_update(path) ? "an STE" : NULL;
}

static const char *entry_of_cd_case(const char *path)
{
    return is_update(path) ? "a CD" : strcmp(path, "ste") == 0 ? "an STE" : NULL;
}

const struct hl_form *hl_case_form(enum hl_kind kind)
{
    static const struct hl_form ste_form = {&ste_case, entry_of_ste_case};
    static const struct hl_form cd_form = {&cd_case, entry_of_cd_case};

    return kind == HL_KIND_CD ? &cd_form : &ste_form;
}
