// SPDX-License-Identifier: MIT
#include "case/load.h"
#include "case/complaint.h"
#include "case/names.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static bool bad_file(const char *path, const char *why, struct hl_error *error)
{
    return hl_error_set(error, "%.300s: %s", path[0] ? path : "''", why);
}

/* The whole file, or NULL; never reads much more than the bound. */
static char *read_file(const char *path, size_t *length, struct hl_error *error)
{
    FILE *file = fopen(path, "re");
    struct stat status;
    char *text;

    if (!file) {
        bad_file(path, strerror(errno), error);
        return NULL;
    }
    text = malloc(HL_CASE_FILE_MAX + 1);
    if (!text || fstat(fileno(file), &status) != 0) {
        bad_file(path, strerror(errno), error);
    } else if (S_ISDIR(status.st_mode)) {
        bad_file(path, "is a directory", error);
    } else {
        *length = fread(text, 1, HL_CASE_FILE_MAX + 1, file);
        if (ferror(file)) {
            bad_file(path, strerror(errno), error);
        } else if (*length > HL_CASE_FILE_MAX) {
            bad_file(path, "larger than 64 KiB, not a case file", error);
        } else {
            fclose(file);
            return text;
        }
    }
    fclose(file);
    free(text);
    return NULL;
}

bool hl_source_error(const struct hl_case_source *source, const char *where, const char *why,
                     struct hl_error *error)
{
    const struct hl_place *place = hl_places_find(source->places, where);

    if (!place)
        return hl_error_set(error, "%.200s:1:1: %s: %s", source->path, where, why);
    return hl_error_set(error, "%.200s:%u:%u: %s: %s", source->path, place->line, place->column,
                        where, why);
}

static cyaml_config_t configuration(struct hl_complaint *complaint)
{
    return (cyaml_config_t){.log_fn = hl_complaint_log,
                            .log_ctx = complaint,
                            .log_level = CYAML_LOG_ERROR,
                            .mem_fn = cyaml_mem,
                            .flags = CYAML_CFG_NO_ALIAS};
}

static bool parse(struct hl_case_source *source, const char *bytes, size_t length,
                  struct hl_error *error)
{
    struct hl_complaint complaint = {0};
    cyaml_config_t config = configuration(&complaint);
    cyaml_data_t *data = NULL;
    cyaml_err_t status;

    if (!hl_places_scan(source->places, source->path, bytes, length, error))
        return false;
    source->kind = strcmp(source->places->kind, "cd") == 0 ? HL_KIND_CD : HL_KIND_STE;
    status = cyaml_load_data((const uint8_t *)bytes, length, &config, hl_case_schema(source->kind),
                             &data, NULL);
    source->text = data;
    if (status != CYAML_OK || !data)
        return hl_complaint_error(&complaint, source, cyaml_strerror(status), error);
    return true;
}

bool hl_source_load(struct hl_case_source *source, const char *path, struct hl_error *error)
{
    size_t length;
    char *bytes;
    bool good;

    *source = (struct hl_case_source){.path = path};
    bytes = read_file(path, &length, error);
    if (!bytes)
        return false;
    source->places = malloc(sizeof(*source->places));
    good = source->places ? parse(source, bytes, length, error)
                          : bad_file(path, strerror(ENOMEM), error);
    free(bytes);
    return good;
}

void hl_source_free(struct hl_case_source *source)
{
    struct hl_complaint complaint = {0};
    cyaml_config_t config = configuration(&complaint);

    if (source->text)
        cyaml_free(&config, hl_case_schema(source->kind), source->text, 0);
    free(source->places);
    source->text = NULL;
    source->places = NULL;
}
