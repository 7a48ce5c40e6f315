// SPDX-License-Identifier: MIT
/* The words that case files and the command line share, and errors as one line of text. */
#ifndef HITLESS_CASE_NAMES_H
#define HITLESS_CASE_NAMES_H

#include "case/case.h"

#include <stddef.h>

/* By enum hl_security: "ns", "secure", "realm". */
extern const char *const hl_security_names[];

/* The index of text in a list of names, or count. */
unsigned hl_name_index(const char *const *names, unsigned count, const char *text);

/* False: not such a name. */
bool hl_security_parse(const char *text, enum hl_security *security);
bool hl_kind_parse(const char *text, enum hl_kind *kind);
const char *hl_kind_name(enum hl_kind kind);
bool hl_outcome_parse(const char *text, enum hl_outcome *outcome);
bool hl_severity_parse(const char *text, enum hl_severity *severity);
bool hl_finding_parse(const char *text, enum hl_finding_kind *kind);

/* Set an option from "NAME=0" or "NAME=1". False: error says why. */
bool hl_option_parse(const char *text, struct hl_options *options, struct hl_error *error);

/* Read reg=value,... Registers that contradict each other are taken. False: error says why. */
bool hl_registers_parse(const char *text, struct hl_registers *regs, struct hl_error *error);

/* The registers that are not 0, never a profile's name. */
void hl_registers_format(const struct hl_registers *regs, char *text, size_t size);

/* Fill error as printf does, in one line: control characters become '?'. Returns false. */
bool hl_error_set(struct hl_error *error, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
