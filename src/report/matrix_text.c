// SPDX-License-Identifier: MIT
#include "report/matrix.h"

static void legend(FILE *out)
{
    fprintf(out, "\n");
    for (unsigned c = 0; c < HL_CELL_CLASS_COUNT; c++)
        fprintf(out, "%s%c %s", c ? ", " : "", hl_cells[c].letter, hl_cells[c].doc);
    fprintf(out, "; stores/syncs\n");
}

static void print_cell(FILE *out, const struct hl_cell *cell)
{
    char text[16];

    if (cell->stores || cell->syncs)
        snprintf(text, sizeof(text), "%c%u/%u", hl_cells[cell->class].letter, cell->stores,
                 cell->syncs);
    else
        snprintf(text, sizeof(text), "%c", hl_cells[cell->class].letter);
    fprintf(out, " %-5s", text);
}

static void print_column(FILE *out, const struct hl_matrix *m, unsigned c)
{
    bool first = true;

    fprintf(out, "\n%s: ", m->column[c].name);
    for (unsigned class = HL_CELL_UNCHANGED; class < HL_CELL_CLASS_COUNT; class ++) {
        unsigned count = hl_matrix_count(m, c, (enum hl_cell_class) class);

        if (count)
            fprintf(out, "%s%u %s", first ? "" : ", ", count, hl_cells[class].name);
        first = first && !count;
    }
    fprintf(out, "\n%22s", "");
    for (unsigned j = 0; j < m->kinds; j++)
        if (!m->kind[j].rule[0])
            fprintf(out, " %-5u", j + 1);
    fputc('\n', out);
    for (unsigned i = 0; i < m->kinds; i++) {
        if (m->kind[i].rule[0])
            continue;
        fprintf(out, "%3u %-18s", i + 1, m->kind[i].name);
        for (unsigned j = 0; j < m->kinds; j++)
            if (!m->kind[j].rule[0])
                print_cell(out, &m->column[c].cell[i][j]);
        fputc('\n', out);
    }
}

static void print_differences(FILE *out, const struct hl_matrix *m)
{
    unsigned count = 0;

    for (unsigned i = 0; i < m->kinds; i++) {
        for (unsigned j = 0; j < m->kinds; j++) {
            if (!hl_matrix_differs(m, i, j))
                continue;
            if (!count++)
                fprintf(out, "\nwhere they differ\n");
            fprintf(out, "  %s -> %s%s:", m->kind[i].name, i == j ? "another " : "",
                    m->kind[j].name);
            for (unsigned c = 0; c < m->columns; c++)
                fprintf(out, "%s %s %s", c ? "," : "", m->column[c].name,
                        hl_cells[m->column[c].cell[i][j].class].name);
            fputc('\n', out);
        }
    }
}

void hl_matrix_text(FILE *out, const struct hl_matrix *m)
{
    fprintf(out,
            "smmu %s, security %s%s%s%s; from (left) to (above), itself: another of its kind\n",
            m->smmu, m->security, *m->options ? ", " : "", m->options,
            m->ats_quiesced ? ", assuming ats-quiesced" : "");
    for (unsigned k = 0; k < m->kinds; k++)
        if (m->kind[k].rule[0])
            fprintf(out, "  %s is ILLEGAL there: %s\n", m->kind[k].name, m->kind[k].rule);
    for (unsigned c = 0; c < m->columns; c++)
        print_column(out, m, c);
    legend(out);
    print_differences(out, m);
}
