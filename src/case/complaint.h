// SPDX-License-Identifier: MIT
/* What libcyaml says when it refuses a document, in one line and with a position. It speaks through
 * its log only: the reason, then a backtrace from the innermost value outwards. */
#ifndef HITLESS_CASE_COMPLAINT_H
#define HITLESS_CASE_COMPLAINT_H

#include "case/source.h"

#include <stdarg.h>

struct hl_complaint {
    char reason[256];
    char path[HL_PLACE_PATH]; /* from the backtrace, outermost first */
    bool backtrace;
};

/* A log function for libcyaml; context is a struct hl_complaint, zero before the first call. */
void hl_complaint_log(cyaml_log_t level, void *context, const char *format, va_list args);

/* Make it an error of the file. fallback: what to say if nothing was logged. Returns false. */
bool hl_complaint_error(const struct hl_complaint *complaint, const struct hl_source *source,
                        const char *fallback, struct hl_error *error);

#endif
