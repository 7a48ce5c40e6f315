// SPDX-License-Identifier: MIT
#include "report/markup.h"
#include "report/matrix.h"

static void put_head(FILE *out, const struct hl_matrix *m)
{
    fputs("<p>SMMU ", out);
    hl_markup_text(out, m->smmu);
    fputs(", security ", out);
    hl_markup_text(out, m->security);
    fputs(*m->options ? ", " : "", out);
    hl_markup_text(out, m->options);
    fprintf(out, ", which reads %u bits at once%s. ", m->reads_128 ? 128u : 64u,
            m->ats_quiesced ? "; ATS is quiesced while EATS changes" : "");
    fputs("<em>best</em>: what the planner finds by single stores.</p>\n", out);
    for (unsigned k = 0; k < m->kinds; k++) {
        if (!m->kind[k].rule[0])
            continue;
        fputs("<p class=\"dim\">", out);
        hl_markup_text(out, m->kind[k].name);
        fputs(" is ILLEGAL on this SMMU: <code>", out);
        hl_markup_text(out, m->kind[k].rule);
        fputs("</code></p>\n", out);
    }
}

static void put_counts(FILE *out, const struct hl_matrix *m)
{
    fputs("<h2>How many</h2>\n<div class=\"wide\"><table><thead><tr><th scope=\"col\"></th>", out);
    for (unsigned class = HL_CELL_UNCHANGED; class < HL_CELL_CLASS_COUNT; class ++)
        fprintf(out, "<th scope=\"col\">%s</th>", hl_cells[class].doc);
    fputs("</tr></thead><tbody>\n", out);
    for (unsigned c = 0; c < m->columns; c++) {
        fputs("<tr><th scope=\"row\">", out);
        hl_markup_text(out, m->column[c].name);
        fputs("</th>", out);
        for (unsigned class = HL_CELL_UNCHANGED; class < HL_CELL_CLASS_COUNT; class ++)
            fprintf(out, "<td>%u</td>", hl_matrix_count(m, c, (enum hl_cell_class) class));
        fputs("</tr>\n", out);
    }
    fputs("</tbody></table></div>\n", out);
}

static void put_cell(FILE *out, const struct hl_cell *cell)
{
    fprintf(out, "<td>%s", hl_cells[cell->class].doc);
    if (cell->stores)
        fprintf(out, " <span class=\"dim\">%u/%u</span>", cell->stores, cell->syncs);
    for (unsigned kind = 0; kind < HL_FINDING_COUNT; kind++)
        if (cell->findings >> kind & 1)
            fprintf(out, "<br><code>%s</code>", hl_finding_names[kind]);
    fputs("</td>", out);
}

/* All pairs, or those that differ, as a table. */
static void put_pairs(FILE *out, const struct hl_matrix *m, bool all)
{
    fputs("<div class=\"wide\"><table><thead><tr><th scope=\"col\">from</th><th "
          "scope=\"col\">to</th>",
          out);
    for (unsigned c = 0; c < m->columns; c++) {
        fputs("<th scope=\"col\">", out);
        hl_markup_text(out, m->column[c].name);
        fputs("</th>", out);
    }
    fputs("</tr></thead><tbody>\n", out);
    for (unsigned i = 0; i < m->kinds; i++) {
        for (unsigned j = 0; j < m->kinds; j++) {
            if (m->kind[i].rule[0] || m->kind[j].rule[0] || (!all && !hl_matrix_differs(m, i, j)))
                continue;
            fputs("<tr><th scope=\"row\">", out);
            hl_markup_text(out, m->kind[i].name);
            fprintf(out, "</th><td>%s", i == j ? "another " : "");
            hl_markup_text(out, m->kind[j].name);
            fputs("</td>", out);
            for (unsigned c = 0; c < m->columns; c++)
                put_cell(out, &m->column[c].cell[i][j]);
            fputs("</tr>\n", out);
        }
    }
    fputs("</tbody></table></div>\n", out);
}

void hl_matrix_html(FILE *out, const struct hl_matrix *m)
{
    hl_page_begin(out, "hitless: every kind of entry against every other", "");
    put_head(out, m);
    fputs("<div class=\"wide\">\n", out);
    hl_matrix_svg(out, m);
    fputs("</div>\n", out);
    put_counts(out, m);
    fputs("<h2>Where they differ</h2>\n", out);
    put_pairs(out, m, false);
    fputs("<h2>All pairs</h2>\n<details><summary>stores/syncs of each</summary>\n", out);
    put_pairs(out, m, true);
    fputs("</details>\n", out);
    hl_page_end(out);
}
