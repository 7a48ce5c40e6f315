// SPDX-License-Identifier: MIT
/* A trace out of a log: docs/formats.md. */
#ifndef HITLESS_CLI_TRACE_LOG_H
#define HITLESS_CLI_TRACE_LOG_H

#include "case/case.h"

#include <stdint.h>
#include <stdio.h>

/* What is read of `in' as a trace, line by line, each in its place; it is closed, unless it is
 * standard input. Lines of a log are put into words of a trace: those that end in such words; dumps
 * of the entry; QEMU's trace events of commands that cover this stream (-1: any), and their
 * CMD_SYNC. name: for errors; dies. */
FILE *cli_trace_log(FILE *in, const char *name, int64_t stream, enum hl_kind kind);

#endif
