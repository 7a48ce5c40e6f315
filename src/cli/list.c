// SPDX-License-Identifier: MIT
#include "cli/cli.h"

#include <json-c/json.h>
#include <stdarg.h>

void cli_print_object(const char *key, ...)
{
    struct json_object *object = json_object_new_object();
    va_list pairs;

    va_start(pairs, key);
    for (; key; key = va_arg(pairs, const char *))
        hl_json_tag(object, key, va_arg(pairs, const char *));
    va_end(pairs);
    hl_json_print(stdout, object);
}
