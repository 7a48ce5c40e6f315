// SPDX-License-Identifier: MIT
/* Case files: one update, where it came from, and what is expected of it. Allocated by libcyaml's
 * rules only while a file is read: a struct hl_case owns nothing. */
#ifndef HITLESS_CASE_CASE_H
#define HITLESS_CASE_CASE_H

#include "driver/severity.h"
#include "smmu/setting.h"
#include "verdict/verdict.h"

#include <stdio.h>

enum { HL_CASE_TEXT = 1024, HL_CASE_NAME = 64, HL_CASE_SUBJECT = 256, HL_CASE_EXPECTATIONS = 32 };

struct hl_expectation {
    char sequencer[HL_CASE_SUBJECT]; /* a name or a path: subject/subject.h */
    enum hl_outcome outcome;
    unsigned findings;         /* the set of kinds: bit (1 << enum hl_finding_kind) */
    enum hl_severity severity; /* the worst; advice: nothing is said of it */
};

struct hl_case {
    char title[HL_CASE_TEXT];
    char origin[HL_CASE_TEXT]; /* where it came from: tree, version, commit, report; may be empty */
    char reach[HL_CASE_TEXT];  /* who can make it happen; may be empty */
    char mend[HL_CASE_TEXT];   /* how what it finds goes away, and what that was tried on; may be
                                  empty */
    enum hl_kind kind;
    char profile[HL_CASE_NAME]; /* empty: the registers were given one by one */
    struct hl_setting setting;
    bool reads_128; /* the SMMU reads 128 bits at once; else 64 */
    bool has_ste;
    struct hl_entry ste; /* of a CD: the STE that leads to it */
    struct hl_entry old;
    struct hl_entry target;
    bool old_made, target_made; /* by the makers of the sequencer's own subject */
    bool has_safe;
    struct hl_entry safe;
    unsigned expectations;
    struct hl_expectation expect[HL_CASE_EXPECTATIONS];
};

/* A place in a file and what is wrong there, in one line. */
struct hl_error {
    char text[512]; /* "path:line:column: reason" */
};

/* Read a case file. False: error says where and why. */
bool hl_case_read(const char *path, struct hl_case *c, struct hl_error *error);

/* The same from memory; name stands for the path in errors. */
bool hl_case_parse(const char *name, const char *bytes, size_t length, struct hl_case *c,
                   struct hl_error *error);

/* Whether two cases say the same, word for word. */
bool hl_case_equal(const struct hl_case *a, const struct hl_case *b);

/* What a case expects now: this verdict of this sequencer alone. */
void hl_case_expect(struct hl_case *c, const struct hl_sequencer *sequencer,
                    const struct hl_verdict *v);

/* Write a case as YAML, fields by name; reading it back gives the same case. False: write error. */
bool hl_case_write(FILE *out, const struct hl_case *c);

/* "64" or "128": what the SMMU reads at once. False: neither. */
bool hl_unit_parse(const char *text, bool *reads_128);

/* Read an --smmu argument: a profile's name, or reg=value,... Sets regs (and profile). False: error
 * says why. */
bool hl_smmu_parse(const char *text, struct hl_registers *regs, char profile[HL_CASE_NAME],
                   struct hl_error *error);

/* The inverse: a profile's name if the registers are exactly its, else the registers that are not
 * 0. */
void hl_smmu_format(const struct hl_registers *regs, char *text, size_t size);

#endif
