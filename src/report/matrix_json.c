// SPDX-License-Identifier: MIT
/* A matrix as JSON, out and in. What is read may be anything. */
#include "report/matrix.h"
#include "case/json_file.h"
#include "case/names.h"
#include "report/report.h"

#include <json-c/json.h>
#include <string.h>

static void add_text(struct json_object *object, const char *key, const char *text)
{
    json_object_object_add(object, key, *text ? json_object_new_string(text) : NULL);
}

static struct json_object *cell_object(const struct hl_matrix *m, const struct hl_cell *cell,
                                       unsigned old, unsigned target)
{
    struct json_object *object = json_object_new_object();
    struct json_object *findings = json_object_new_array();

    for (unsigned kind = 0; kind < HL_FINDING_COUNT; kind++)
        if (cell->findings >> kind & 1)
            json_object_array_add(findings, json_object_new_string(hl_finding_names[kind]));
    add_text(object, "old", m->kind[old].name);
    add_text(object, "new", m->kind[target].name);
    add_text(object, "class", hl_cells[cell->class].name);
    json_object_object_add(object, "findings", findings);
    json_object_object_add(object, "stores", json_object_new_int((int)cell->stores));
    json_object_object_add(object, "syncs", json_object_new_int((int)cell->syncs));
    return object;
}

static struct json_object *column_object(const struct hl_matrix *m,
                                         const struct hl_matrix_column *column)
{
    struct json_object *object = json_object_new_object();
    struct json_object *cells = json_object_new_array();

    for (unsigned i = 0; i < m->kinds; i++)
        for (unsigned j = 0; j < m->kinds; j++)
            if (column->cell[i][j].class != HL_CELL_UNASKED)
                json_object_array_add(cells, cell_object(m, &column->cell[i][j], i, j));
    add_text(object, "name", column->name);
    json_object_object_add(object, "cells", cells);
    return object;
}

struct json_object *hl_matrix_json(const struct hl_matrix *m)
{
    struct json_object *object = json_object_new_object();
    struct json_object *kinds = json_object_new_array(), *columns = json_object_new_array();

    for (unsigned k = 0; k < m->kinds; k++) {
        struct json_object *kind = json_object_new_object();

        add_text(kind, "name", m->kind[k].name);
        add_text(kind, "rule", m->kind[k].rule);
        json_object_array_add(kinds, kind);
    }
    for (unsigned c = 0; c < m->columns; c++)
        json_object_array_add(columns, column_object(m, &m->column[c]));
    add_text(object, "smmu", m->smmu);
    add_text(object, "security", m->security);
    add_text(object, "options", m->options);
    json_object_object_add(object, "ats-quiesced", json_object_new_boolean(m->ats_quiesced));
    json_object_object_add(object, "unit", json_object_new_int(m->reads_128 ? 128 : 64));
    json_object_object_add(object, "kinds", kinds);
    json_object_object_add(object, "columns", columns);
    return object;
}

/* A member of a type, or NULL. */
static struct json_object *member_of(struct json_object *object, const char *key,
                                     enum json_type type)
{
    struct json_object *member = NULL;

    if (!json_object_is_type(object, json_type_object) ||
        !json_object_object_get_ex(object, key, &member) || !json_object_is_type(member, type))
        return NULL;
    return member;
}

static const char *text_of(struct json_object *object, const char *key)
{
    struct json_object *member = member_of(object, key, json_type_string);

    return member ? json_object_get_string(member) : NULL;
}

static struct json_object *array_of(struct json_object *object, const char *key)
{
    return member_of(object, key, json_type_array);
}

/* A member that is a number from 0 to 999, or -1. */
static int number_of(struct json_object *object, const char *key)
{
    struct json_object *member = member_of(object, key, json_type_int);

    if (!member || json_object_get_int(member) < 0 || json_object_get_int(member) > 999)
        return -1;
    return json_object_get_int(member);
}

static unsigned kind_index(const struct hl_matrix *m, const char *name)
{
    unsigned k = 0;

    while (name && k < m->kinds && strcmp(m->kind[k].name, name) != 0)
        k++;
    return name ? k : m->kinds;
}

static const char *read_cell(struct json_object *object, const struct hl_matrix *m,
                             struct hl_matrix_column *column)
{
    const unsigned i = kind_index(m, text_of(object, "old"));
    const unsigned j = kind_index(m, text_of(object, "new"));
    const char *name = text_of(object, "class");
    struct json_object *findings = array_of(object, "findings");
    int stores, syncs;
    unsigned class = 0;
    struct hl_cell *cell;

    if (i == m->kinds || j == m->kinds)
        return "a cell of no kind";
    while (name && class < HL_CELL_CLASS_COUNT && strcmp(hl_cells[class].name, name) != 0)
        class ++;
    stores = number_of(object, "stores");
    syncs = number_of(object, "syncs");
    if (!name || class == HL_CELL_CLASS_COUNT || stores < 0 || syncs < 0 || !findings)
        return "a cell that says nothing";
    cell = &column->cell[i][j];
    *cell = (struct hl_cell){
        .class = (enum hl_cell_class) class, .stores = (unsigned)stores, .syncs = (unsigned)syncs};
    for (size_t n = 0; n < json_object_array_length(findings); n++) {
        struct json_object *one = json_object_array_get_idx(findings, n);
        enum hl_finding_kind kind;

        if (!json_object_is_type(one, json_type_string) ||
            !hl_finding_parse(json_object_get_string(one), &kind))
            return "an unknown finding";
        cell->findings |= 1u << kind;
    }
    return NULL;
}

static const char *read_columns(struct json_object *object, struct hl_matrix *m)
{
    struct json_object *columns = array_of(object, "columns");

    if (!columns || !json_object_array_length(columns))
        return "no columns";
    for (size_t c = 0; c < json_object_array_length(columns); c++) {
        struct json_object *one = json_object_array_get_idx(columns, c);
        struct json_object *cells = array_of(one, "cells");
        const char *name = text_of(one, "name"), *wrong = NULL;
        struct hl_matrix_column *column;

        if (!name || !cells)
            return "a column without name or cells";
        if (strcmp(name, HL_MATRIX_BEST) == 0 && hl_matrix_has_best(m))
            continue;
        column = hl_matrix_column(m, name);
        if (!column)
            return "too many columns together";
        for (size_t n = 0; n < json_object_array_length(cells) && !wrong; n++)
            wrong = read_cell(json_object_array_get_idx(cells, n), m, column);
        if (wrong)
            return wrong;
    }
    return NULL;
}

/* What a file says but for its columns. */
static const char *read_head(struct json_object *object, struct hl_matrix *m)
{
    struct json_object *kinds = array_of(object, "kinds"), *quiesced;
    const char *smmu = text_of(object, "smmu"), *security = text_of(object, "security");
    const char *options = text_of(object, "options");
    int unit;

    if (!kinds || !smmu || !security || !json_object_array_length(kinds))
        return "no matrix";
    if (json_object_array_length(kinds) > HL_MATRIX_KINDS)
        return "too many kinds";
    unit = number_of(object, "unit");
    if (!json_object_object_get_ex(object, "ats-quiesced", &quiesced) ||
        (unit != 64 && unit != 128))
        return "no ats-quiesced, or no unit";
    snprintf(m->smmu, sizeof(m->smmu), "%s", smmu);
    snprintf(m->security, sizeof(m->security), "%s", security);
    snprintf(m->options, sizeof(m->options), "%s", options ? options : "");
    m->ats_quiesced = json_object_get_boolean(quiesced);
    m->reads_128 = unit == 128;
    m->kinds = (unsigned)json_object_array_length(kinds);
    for (unsigned k = 0; k < m->kinds; k++) {
        struct json_object *one = json_object_array_get_idx(kinds, k);
        const char *name = text_of(one, "name"), *rule = text_of(one, "rule");

        if (!name)
            return "a kind without a name";
        snprintf(m->kind[k].name, sizeof(m->kind[k].name), "%s", name);
        snprintf(m->kind[k].rule, sizeof(m->kind[k].rule), "%s", rule ? rule : "");
    }
    return NULL;
}

static bool same_head(const struct hl_matrix *a, const struct hl_matrix *b)
{
    bool same = strcmp(a->smmu, b->smmu) == 0 && strcmp(a->security, b->security) == 0 &&
                strcmp(a->options, b->options) == 0 && a->ats_quiesced == b->ats_quiesced &&
                a->reads_128 == b->reads_128 && a->kinds == b->kinds;

    for (unsigned k = 0; same && k < a->kinds; k++)
        same = strcmp(a->kind[k].name, b->kind[k].name) == 0 &&
               strcmp(a->kind[k].rule, b->kind[k].rule) == 0;
    return same;
}

bool hl_matrix_read(const char *path, struct hl_matrix *m, struct hl_error *error)
{
    static struct hl_matrix head;
    struct json_object *object = hl_json_load(path, error);
    const char *wrong;

    if (!object)
        return false;
    memset(&head, 0, sizeof(head));
    wrong = read_head(object, &head);
    if (!wrong && !m->kinds)
        *m = head;
    if (!wrong && !same_head(m, &head))
        wrong = "another SMMU, other assumptions, or other kinds";
    if (!wrong)
        wrong = read_columns(object, m);
    json_object_put(object);
    return wrong ? hl_error_set(error, "%s: %s", path, wrong) : true;
}
