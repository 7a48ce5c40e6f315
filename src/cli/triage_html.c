// SPDX-License-Identifier: MIT
/* The table as one page that needs nothing else. */
#include "cli/triage.h"

#include "report/markup.h"

#include <stdlib.h>
#include <string.h>

static const char style[] =
    "table{width:100%}td{overflow-wrap:anywhere}pre{overflow-x:auto}\n"
    "@media(max-width:40rem){thead{display:none}tr,td{display:block}td{border:0}"
    "tr{border-bottom:1px solid var(--line);padding:.5rem 0}}\n";

static void put_cell(FILE *out, const char *text)
{
    fputs("<td>", out);
    hl_markup_text(out, text);
    fputs("</td>", out);
}

static void put_files(FILE *out, const struct triage *t, const struct triage_group *g)
{
    fprintf(out, "<details><summary>%zu file%s</summary><ul>", g->count, g->count == 1 ? "" : "s");
    for (size_t i = 0; i < g->count; i++) {
        const struct cli_crash_file *f = &t->files.file[g->files[i]];

        fputs("<li><code>", out);
        hl_markup_text(out, f->path);
        fprintf(out, "</code>, %zu bytes, %.2f s</li>", f->size, t->shown[g->files[i]].seconds);
    }
    fputs("</ul></details>", out);
}

static void put_lines(FILE *out, const char *text)
{
    char *copy = strdup(text), *rest = copy, *line;

    while (rest && (line = strsep(&rest, "\n"))) {
        hl_markup_text(out, line);
        fputc('\n', out);
    }
    free(copy);
}

static void put_reproducer(FILE *out, const struct triage_group *g)
{
    if (*g->name) {
        fputs("<code>", out);
        hl_markup_text(out, g->name);
        fputs(g->minimised ? "</code>, minimised" : "</code>", out);
    }
    if (g->shown->reproducer && !*g->name) {
        fputs("<details><summary>as it was found</summary><pre>", out);
        put_lines(out, g->shown->reproducer);
        fputs("</pre></details>", out);
    }
}

static void put_group(FILE *out, const struct triage *t, const struct triage_group *g)
{
    const struct triage_shown *s = g->shown;

    fprintf(out, "<tr><td>%zu</td>", g->count);
    put_cell(out, triage_class_names[s->class]);
    put_cell(out, s->cause);
    put_cell(out, *s->sequencer ? s->sequencer : s->target);
    fputs("<td>", out);
    put_reproducer(out, g);
    put_files(out, t, g);
    fputs("</td></tr>\n", out);
}

void triage_html(FILE *out, const struct triage *t)
{
    hl_page_begin(out, "hitless triage", style);
    fprintf(out, "<table><caption>%zu of %zu files replayed, %zu passed, %zu causes%s</caption>\n",
            t->ran, t->files.count, t->tally[TRIAGE_PASS], t->group_count,
            t->ran < t->files.count ? "; interrupted" : "");
    fputs("<thead><tr><th scope=\"col\">files</th><th scope=\"col\">class</th><th "
          "scope=\"col\">cause</th><th scope=\"col\">sequencer or target</th><th "
          "scope=\"col\">reproducer</th></tr></thead><tbody>\n",
          out);
    for (size_t i = 0; i < t->group_count; i++)
        put_group(out, t, &t->groups[i]);
    fputs("</tbody></table>\n", out);
    hl_page_end(out);
}
