// SPDX-License-Identifier: MIT
/* Inputs as people read and edit them: a program file says in YAML what hl_program_write() says in
 * bytes. The one becomes the other without loss.
 *
 *   program: ste            ste, cd, guest or life: the target's kind
 *   version: 2              of the format; another one is refused
 *   title: words            optional, as all that follow; this and the next four say what the
 * program is for, and are not kept in the bytes target: fuzz_attach     what runs it; hitless
 * replay takes the target of its kind without sequencer: update-safe  under test; and hypervisor:
 * or attach:, what is above it smmu: mmu-700           a profile, or registers; then flips:
 * [idr0.18], bits to flip in them security: realm options: [cont=0]       [default]: all options
 * given, none another value than its default assume: [ats-quiesced] legalise: 1 entries: 20 derive
 * entries until there are so many, by derive-seed; in a program of kind life three actions for each
 *   mask: oracle            or wild, by mask-seed; or safe: an entry, as in a case file
 *   ste: (or parent:)       in a program of CDs (or a guest's): the first step
 *   steps:
 *   - op: raw               entry: fields by name, or raw qwords
 *   - op: fields            fields: [Config=s1, S2VMID=5]; or bytes, if a value is too wide
 *   - op: recipe            bytes: 16 dice, in hexadecimal
 *   - op: driver            make: s2, vmid: 5 and the other parts that parts.def has; guest: {V: 1}
 *   - op: splice            from: an entry's number, qwords: [0, 3]
 *   - op: abort             off, abort and bypass have nothing more; of CDs off, released,
 * other-asid sanitise: 1           with any of these
 *
 * A program of kind life has instead a device: {streams: 2, ssid-bits: 3, stall: 1} that is probed
 * first, and steps {op: attach, what: s1, domain: 3}, {op: set-pasid, pasid: 1, what: sva},
 * {op: remove-pasid, pasid: 1}, {op: exit, domain: 0} of a process, {op: ats, enable: 1}, and
 * {op: release, streams: 1}, which probes another device. */
#ifndef HITLESS_PROGRAM_TEXT_H
#define HITLESS_PROGRAM_TEXT_H

#include "case/case.h"
#include "program/program.h"

/* "ste", "cd", "guest", "life"; NULL for another number. */
const char *hl_program_kind_name(unsigned kind);

/* What a program file says beside the program; empty: nothing. */
struct hl_program_about {
    char title[HL_CASE_TEXT], target[HL_CASE_NAME];
    char sequencer[HL_CASE_TEXT], hypervisor[HL_CASE_TEXT], attach[HL_CASE_TEXT];
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
