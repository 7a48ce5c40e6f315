// SPDX-License-Identifier: MIT
#include "case/json_file.h"
#include "case/names.h"

#include <errno.h>
#include <fcntl.h>
#include <json-c/json.h>
#include <string.h>
#include <unistd.h>

struct json_object *hl_json_load(const char *path, struct hl_error *error)
{
    const int file = open(path, O_RDONLY | O_CLOEXEC);
    struct json_object *object;

    if (file < 0) {
        hl_error_set(error, "%s: %s", path, strerror(errno));
        return NULL;
    }
    object = json_object_from_fd(file);
    if (!object)
        hl_error_set(error, "%s: not JSON", path);
    close(file);
    return object;
}
