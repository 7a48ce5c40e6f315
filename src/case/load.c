// SPDX-License-Identifier: MIT
#include "case/load.h"
#include "case/complaint.h"
#include "case/file.h"
#include "case/names.h"

#include <stdlib.h>

static cyaml_config_t configuration(struct hl_complaint *complaint)
{
    return (cyaml_config_t){.log_fn = complaint ? hl_complaint_log : NULL,
                            .log_ctx = complaint,
                            .log_level = CYAML_LOG_ERROR,
                            .mem_fn = cyaml_mem,
                            .flags = CYAML_CFG_NO_ALIAS | CYAML_CFG_STYLE_BLOCK};
}

bool hl_source_scan(struct hl_source *source, const char *name, const char *bytes, size_t length,
                    struct hl_error *error)
{
    *source = (struct hl_source){.name = name, .places = malloc(sizeof(*source->places))};
    if (!source->places)
        return hl_error_set(error, "%.200s: out of memory", name);
    if (length > HL_TEXT_FILE_MAX)
        return hl_error_set(error, "%.200s:1:1: " HL_TEXT_FILE_TOO_LONG, name);
    return hl_places_scan(source->places, name, bytes, length, error);
}

bool hl_source_load(struct hl_source *source, const struct hl_form *form, const char *bytes,
                    size_t length, struct hl_error *error)
{
    struct hl_complaint complaint = {0};
    cyaml_config_t config = configuration(&complaint);
    cyaml_data_t *data = NULL;
    cyaml_err_t status;

    source->form = form;
    status = cyaml_load_data((const uint8_t *)bytes, length, &config, form->schema, &data, NULL);
    source->text = data;
    if (status != CYAML_OK || !data)
        return hl_complaint_error(&complaint, source, cyaml_strerror(status), error);
    return true;
}

void hl_source_free(struct hl_source *source)
{
    cyaml_config_t config = configuration(NULL);

    if (source->text)
        cyaml_free(&config, source->form->schema, source->text, 0);
    free(source->places);
    source->text = NULL;
    source->places = NULL;
}

bool hl_form_write(FILE *out, const struct hl_form *form, const void *text)
{
    cyaml_config_t config = configuration(NULL);
    char *yaml = NULL;
    size_t length = 0;
    bool good = cyaml_save_data(&yaml, &length, &config, form->schema, text, 0) == CYAML_OK &&
                fwrite(yaml, 1, length, out) == length && fflush(out) == 0;

    cyaml_mem(NULL, yaml, 0);
    return good;
}
