// SPDX-License-Identifier: MIT
/* Inputs as people read and edit them: a program file says in YAML what hl_program_write() says in
 * bytes. The one becomes the other without loss. docs/formats.md describes its keys and steps. */
#ifndef HITLESS_PROGRAM_TEXT_H
#define HITLESS_PROGRAM_TEXT_H

#include "case/case.h"
#include "driver/severity.h"
#include "program/program.h"

/* "ste", "cd", "guest", "life", "driver"; NULL for another number. */
const char *hl_program_kind_name(unsigned kind);

enum { HL_PROGRAM_EXPECTATIONS = 16 };
#define HL_PROGRAM_NOTHING "nothing"

/* What its target finds in a program of kind DRIVER, where the tree matches. */
struct hl_program_expectation {
    char tree[HL_CASE_SUBJECT]; /* a range of kernel trees: case/wanted.h */
    char
        finding[HL_CASE_SUBJECT]; /* its title; it begins with the kind; HL_PROGRAM_NOTHING: none */
    enum hl_severity severity;
    char section[HL_CASE_SUBJECT];
};

/* What a program file says beside the program; empty: nothing. */
struct hl_program_about {
    char title[HL_CASE_TEXT], origin[HL_CASE_TEXT], target[HL_CASE_NAME];
    char mend[HL_CASE_TEXT]; /* how what it finds goes away */
    char sequencer[HL_CASE_TEXT], hypervisor[HL_CASE_TEXT], attach[HL_CASE_TEXT];
    unsigned expectations;
    struct hl_program_expectation expect[HL_PROGRAM_EXPECTATIONS];
};

/* Read a program file. about may be NULL. name stands for the path in errors. False: error says
 * where and why. */
bool hl_program_parse(const char *name, const char *bytes, size_t length, struct hl_program *p,
                      struct hl_program_about *about, struct hl_error *error);

/* Whether a text is a program file, right or wrong: it has the key. */
bool hl_is_program_file(const char *name, const char *bytes, size_t length);

/* The same of a file that may also be a case file: its update is a program too. */
bool hl_seed_parse(const char *name, const char *bytes, size_t length, struct hl_program *p,
                   struct hl_error *error);

/* Write a program that hl_program_read() has read; about may be NULL. False: write error. */
bool hl_program_format(FILE *out, const struct hl_program *p, const struct hl_program_about *about);

#endif
