// SPDX-License-Identifier: MIT
/* The matrix as a picture: a square for each pair, in it a field for each column; what differs has
 * a frame. */
#include "report/markup.h"
#include "report/matrix.h"

enum {
    FIELD = 17, /* width of one column's field */
    HEIGHT = 24,
    GAP = 4,
    LEFT = 150,
    TOP = 130,
    LEGEND = 22
};

static unsigned square(const struct hl_matrix *m)
{
    return m->columns * FIELD + GAP;
}

static unsigned shown(const struct hl_matrix *m)
{
    unsigned count = 0;

    for (unsigned k = 0; k < m->kinds; k++)
        count += !m->kind[k].rule[0];
    return count;
}

static void put_style(FILE *out)
{
    fputs("<style>\n.t{font:12px system-ui,sans-serif;fill:#1c2126}.n{font:11px "
          "ui-monospace,monospace;fill:#1c2126;text-anchor:middle}"
          ".p{fill:#fdfdfb}.d{fill:none;stroke:#1c2126;stroke-width:2}\n",
          out);
    for (unsigned c = 0; c < HL_CELL_CLASS_COUNT; c++)
        fprintf(out, ".c%u{fill:%s}", c, hl_cells[c].light);
    fputs("\n@media(prefers-color-scheme:dark){.t,.n{fill:#e6e8ea}.p{fill:#17191c}"
          ".d{stroke:#e6e8ea}",
          out);
    for (unsigned c = 0; c < HL_CELL_CLASS_COUNT; c++)
        fprintf(out, ".c%u{fill:%s}", c, hl_cells[c].dark);
    fputs("}\n</style>\n", out);
}

/* What the colours and the fields of a square are. Returns how far down it goes. */
static unsigned put_legend(FILE *out, const struct hl_matrix *m)
{
    unsigned x = 8, y = 8;

    for (unsigned c = HL_CELL_UNCHANGED; c < HL_CELL_CLASS_COUNT; c++) {
        fprintf(out,
                "<rect class=\"c%u\" x=\"%u\" y=\"%u\" width=\"16\" height=\"16\"/>"
                "<text class=\"n\" x=\"%u\" y=\"%u\">%c</text>"
                "<text class=\"t\" x=\"%u\" y=\"%u\">%s</text>\n",
                c, x, y, x + 8, y + 12, hl_cells[c].letter, x + 22, y + 12, hl_cells[c].doc);
        x += 140;
    }
    y += LEGEND + 12;
    fprintf(out, "<text class=\"t\" x=\"8\" y=\"%u\">in each square:", y);
    for (unsigned c = 0; c < m->columns; c++) {
        fprintf(out, "%s ", c ? "," : "");
        hl_markup_text(out, m->column[c].name);
    }
    fputs("; a frame: they differ; from (left) to (above), itself: another of its kind</text>\n",
          out);
    return y;
}

static void put_square(FILE *out, const struct hl_matrix *m, unsigned i, unsigned j, unsigned x,
                       unsigned y)
{
    fputs("<g><title>", out);
    hl_markup_text(out, m->kind[i].name);
    fputs(i == j ? " to another " : " to ", out);
    hl_markup_text(out, m->kind[j].name);
    for (unsigned c = 0; c < m->columns; c++) {
        const struct hl_cell *cell = &m->column[c].cell[i][j];

        fputs("; ", out);
        hl_markup_text(out, m->column[c].name);
        fprintf(out, " %s", hl_cells[cell->class].doc);
        if (cell->stores)
            fprintf(out, ", stores/syncs %u/%u", cell->stores, cell->syncs);
    }
    fputs("</title>", out);
    for (unsigned c = 0; c < m->columns; c++) {
        const unsigned class = m->column[c].cell[i][j].class;

        fprintf(out,
                "<rect class=\"c%u\" x=\"%u\" y=\"%u\" width=\"%u\" height=\"%u\"/>"
                "<text class=\"n\" x=\"%u\" y=\"%u\">%c</text>",
                class, x + c * FIELD, y, FIELD, HEIGHT - GAP, x + c * FIELD + FIELD / 2, y + 14,
                hl_cells[class].letter);
    }
    if (hl_matrix_differs(m, i, j))
        fprintf(out, "<rect class=\"d\" x=\"%u\" y=\"%u\" width=\"%u\" height=\"%u\"/>", x, y,
                m->columns * FIELD, HEIGHT - GAP);
    fputs("</g>\n", out);
}

static void put_grid(FILE *out, const struct hl_matrix *m, unsigned top)
{
    unsigned y = top, x = LEFT;

    for (unsigned j = 0; j < m->kinds; j++) {
        if (m->kind[j].rule[0])
            continue;
        fprintf(out, "<text class=\"t\" transform=\"translate(%u %u) rotate(-60)\">",
                x + square(m) / 2, top - 6);
        hl_markup_text(out, m->kind[j].name);
        fputs("</text>\n", out);
        x += square(m);
    }
    for (unsigned i = 0; i < m->kinds; i++) {
        if (m->kind[i].rule[0])
            continue;
        fprintf(out, "<text class=\"t\" x=\"8\" y=\"%u\">", y + 14);
        hl_markup_text(out, m->kind[i].name);
        fputs("</text>\n", out);
        x = LEFT;
        for (unsigned j = 0; j < m->kinds; j++) {
            if (m->kind[j].rule[0])
                continue;
            put_square(out, m, i, j, x, y);
            x += square(m);
        }
        y += HEIGHT;
    }
}

void hl_matrix_svg(FILE *out, const struct hl_matrix *m)
{
    const unsigned grid = LEFT + shown(m) * square(m) + 90, least = 860;
    const unsigned width = grid > least ? grid : least;
    const unsigned height = 40 + TOP + shown(m) * HEIGHT + 8;

    fprintf(out,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %u %u\" width=\"%u\" "
            "height=\"%u\" role=\"img\">\n<title>Updates from each kind of entry to each "
            "other</title>\n",
            width, height, width, height);
    put_style(out);
    fprintf(out, "<rect class=\"p\" width=\"%u\" height=\"%u\"/>\n", width, height);
    put_grid(out, m, put_legend(out, m) + TOP - 10);
    fputs("</svg>\n", out);
}
