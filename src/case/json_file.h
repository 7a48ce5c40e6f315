// SPDX-License-Identifier: MIT
/* Files of JSON. */
#ifndef HITLESS_CASE_JSON_FILE_H
#define HITLESS_CASE_JSON_FILE_H

#include "case/case.h"

struct json_object;

/* To be freed by json_object_put(). NULL: error says why, in one line: the library's own words end
 * in a newline, and name its functions. */
struct json_object *hl_json_load(const char *path, struct hl_error *error);

#endif
