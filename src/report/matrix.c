// SPDX-License-Identifier: MIT
#include "report/matrix.h"
#include "case/names.h"
#include "entry/text.h"

#include <stdlib.h>
#include <string.h>

const struct hl_cell_info hl_cells[HL_CELL_CLASS_COUNT] = {
    [HL_CELL_UNASKED] = {"unasked", '.', "not asked", "#e9e9e6", "#2c2f33"},
    [HL_CELL_UNCHANGED] = {"unchanged", '=', "no store", "#d4d9dd", "#454b52"},
    [HL_CELL_HITLESS] = {"hitless", 'h', "hitless", "#9fd3b0", "#2c6e49"},
    [HL_CELL_BREAKING] = {"breaking", 'b', "breaks, as it must", "#f3dfa2", "#7a6520"},
    [HL_CELL_NEEDLESS] = {"needless", 'n', "breaks needlessly", "#f2a65a", "#a8551b"},
    [HL_CELL_TORN] = {"torn", 'T', "torn", "#e0607e", "#a3214a"},
    [HL_CELL_FAULTY] = {"faulty", 'x', "another finding", "#b48ad6", "#68389a"},
};

/* What a device has one of: SubstreamIDs or not, faults that stall or not; a kernel's EL. */
enum { FEW = 1 << 0, MANY = 1 << 1, DROPS = 1 << 2, STALLS = 1 << 3, EL1 = 1 << 4, EL2 = 1 << 5 };
static const unsigned contradictions[] = {FEW | MANY, DROPS | STALLS, EL1 | EL2};

static const struct {
    const char *name, *fields, *other;
    unsigned device;
} table[] = {
#define HL_MATRIX_KIND(name, fields, other, device) {name, fields, other, device},
#include "report/matrix_kinds.def"
#undef HL_MATRIX_KIND
};
enum { KINDS = sizeof(table) / sizeof(table[0]) };
_Static_assert((int)KINDS <= (int)HL_MATRIX_KINDS, "more kinds than a matrix has");

unsigned hl_matrix_kind_count(void)
{
    return KINDS;
}

struct hl_entry hl_matrix_kind_entry(unsigned kind, bool other)
{
    struct hl_entry e = {{0}};

    hl_fields_set(&hl_ste_layout, table[kind].fields, &e);
    if (other)
        hl_fields_set(&hl_ste_layout, table[kind].other, &e);
    return e;
}

static void name_options(const struct hl_options *options, char *text, size_t size)
{
    size_t used = 0;

    for (size_t i = 0; i < hl_option_count && used < size; i++) {
        const bool value = hl_option_get(options, i);

        if (value != hl_option_get(&hl_default_options, i))
            used += (size_t)snprintf(text + used, size - used, "%s%s=%d", used ? "," : "",
                                     hl_option_list[i].name, value);
    }
}

void hl_matrix_begin(struct hl_matrix *m, const struct hl_case *settings)
{
    struct hl_trial trial;
    struct hl_meaning meaning;

    memset(m, 0, sizeof(*m));
    hl_smmu_format(&settings->setting.regs, m->smmu, sizeof(m->smmu));
    snprintf(m->security, sizeof(m->security), "%s", hl_security_names[settings->setting.security]);
    name_options(&settings->setting.options, m->options, sizeof(m->options));
    m->ats_quiesced = settings->setting.assume.ats_quiesced;
    m->reads_128 = settings->reads_128;
    hl_trial_init(&trial, settings, NULL);
    m->kinds = KINDS;
    for (unsigned k = 0; k < KINDS; k++) {
        const struct hl_entry e = hl_matrix_kind_entry(k, false);

        snprintf(m->kind[k].name, sizeof(m->kind[k].name), "%s", table[k].name);
        hl_decode(&trial.at.decoder, &e, &meaning);
        if (meaning.state == HL_STATE_ILLEGAL)
            snprintf(m->kind[k].rule, sizeof(m->kind[k].rule), "%s",
                     trial.at.decoder.rule_name(meaning.rule));
    }
}

static void plan_cell(const struct hl_question *q, struct hl_cell *cell)
{
    static struct hl_log plan;

    if (hl_entry_equal(&q->old, &q->target)) {
        cell->class = HL_CELL_UNCHANGED;
        return;
    }
    cell->class = HL_CELL_BREAKING;
    if (hl_plan(q, &plan) != HL_PLAN_FOUND)
        return;
    cell->class = HL_CELL_HITLESS;
    cell->stores = plan.stores;
    cell->syncs = plan.syncs;
}

static enum hl_cell_class class_of(const struct hl_verdict *v, unsigned findings)
{
    if (v->outcome == HL_TORN)
        return HL_CELL_TORN;
    if (findings & ~(1u << HL_NEEDLESS_BREAK))
        return HL_CELL_FAULTY;
    if (findings)
        return HL_CELL_NEEDLESS;
    return v->outcome == HL_BREAKING  ? HL_CELL_BREAKING
           : v->outcome == HL_HITLESS ? HL_CELL_HITLESS
                                      : HL_CELL_UNCHANGED;
}

static void judged_cell(const struct hl_question *q, struct hl_cell *cell)
{
    static struct hl_verdict v;

    hl_judge(q, &v);
    if (v.too_many_views)
        return;
    for (unsigned kind = 0; kind < HL_FINDING_COUNT; kind++)
        if (v.found[kind] && !hl_finding_is_advice((enum hl_finding_kind)kind))
            cell->findings |= 1u << kind;
    cell->class = class_of(&v, cell->findings);
    cell->stores = v.log.stores;
    cell->syncs = v.log.syncs;
}

/* What the sequencer itself makes of an entry, if that is what it takes. */
static bool taken(const struct hl_trial *t, struct hl_entry *e)
{
    const struct hl_sequencer *s = t->question.sequencer;

    if (hl_sequencer_needs(s, HL_NEEDS_FRESH))
        *e = hl_written_fresh(s, &t->at.decoder, e);
    return !hl_sequencer_needs(s, HL_NEEDS_SANITISED) ||
           hl_sequencer_is_sanitised(s, &t->at.decoder, e);
}

bool hl_matrix_has_best(const struct hl_matrix *m)
{
    return m->columns && strcmp(m->column[m->columns - 1].name, HL_MATRIX_BEST) == 0;
}

struct hl_matrix_column *hl_matrix_column(struct hl_matrix *m, const char *name)
{
    struct hl_matrix_column *column = &m->column[m->columns];

    if (m->columns == HL_MATRIX_COLUMNS)
        return NULL;
    if (hl_matrix_has_best(m)) {
        *column = column[-1];
        column--;
    }
    m->columns++;
    memset(column, 0, sizeof(*column));
    snprintf(column->name, sizeof(column->name), "%s", name);
    return column;
}

/* Whether one stream can have both. */
static bool go_together(unsigned a, unsigned b)
{
    const unsigned both = table[a].device | table[b].device;

    for (size_t i = 0; i < sizeof(contradictions) / sizeof(contradictions[0]); i++)
        if ((both & contradictions[i]) == contradictions[i])
            return false;
    return true;
}

static void fill_column(const struct hl_matrix *m, const struct hl_trial *trial,
                        struct hl_matrix_column *column)
{
    struct hl_question q = trial->question;

    q.checks = 0;
    for (unsigned i = 0; i < m->kinds; i++) {
        for (unsigned j = 0; j < m->kinds; j++) {
            if (m->kind[i].rule[0] || m->kind[j].rule[0] || !go_together(i, j))
                continue;
            q.old = hl_matrix_kind_entry(i, false);
            q.target = hl_matrix_kind_entry(j, i == j);
            if (!q.sequencer)
                plan_cell(&q, &column->cell[i][j]);
            else if (taken(trial, &q.old) && taken(trial, &q.target))
                judged_cell(&q, &column->cell[i][j]);
        }
    }
}

bool hl_matrix_add(struct hl_matrix *m, const struct hl_case *settings,
                   const struct hl_sequencer *s)
{
    struct hl_matrix_column *column;
    struct hl_trial trial;
    char name[HL_MATRIX_NAME];

    if (!s && hl_matrix_has_best(m))
        return true;
    snprintf(name, sizeof(name), "%s%s%s", s ? s->name : HL_MATRIX_BEST, s && s->origin ? " " : "",
             s && s->origin ? s->origin->version : "");
    column = hl_matrix_column(m, name);
    if (!column)
        return false;
    hl_trial_init(&trial, settings, s);
    fill_column(m, &trial, column);
    return true;
}

unsigned hl_matrix_count(const struct hl_matrix *m, unsigned column, enum hl_cell_class class)
{
    unsigned count = 0;

    for (unsigned i = 0; i < m->kinds; i++)
        for (unsigned j = 0; j < m->kinds; j++)
            count += m->column[column].cell[i][j].class == class;
    return count;
}

bool hl_matrix_differs(const struct hl_matrix *m, unsigned old, unsigned target)
{
    for (unsigned c = 1; c < m->columns; c++)
        if (m->column[c].cell[old][target].class != m->column[0].cell[old][target].class)
            return true;
    return false;
}
