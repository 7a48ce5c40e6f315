// SPDX-License-Identifier: MIT
#include "cli/cli.h"
#include "case/names.h"

#include <stdarg.h>
#include <stdlib.h>

static void complain(const char *format, va_list args)
{
    char text[1024];
    struct hl_error line;

    vsnprintf(text, sizeof(text), format, args);
    hl_error_set(&line, "%s", text);
    fflush(stdout);
    fprintf(stderr, "hitless: %s\n", line.text);
}

void cli_complain(const char *format, ...)
{
    va_list args;

    va_start(args, format);
    complain(format, args);
    va_end(args);
}

_Noreturn void cli_die(const char *format, ...)
{
    va_list args;

    va_start(args, format);
    complain(format, args);
    va_end(args);
    exit(CLI_BAD);
}
