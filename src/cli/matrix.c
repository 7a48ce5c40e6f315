// SPDX-License-Identifier: MIT
/* hitless matrix: every kind of configuration against every other. */
#include "report/matrix.h"
#include "cli/cli.h"
#include "subject/subject.h"

#include <string.h>

struct matrix {
    struct hl_case settings;
    bool json, assumed;
    const char *html, *svg;
    const struct hl_sequencer *sequencer[HL_MATRIX_COLUMNS];
    const char *file[HL_MATRIX_COLUMNS];
    unsigned sequencers, files;
};

enum { SEQUENCER = 0x100, ASSUME, UNIT, JSON, HTML, SVG }; /* no short options */

static const struct argp_option options[] = {
    {"sequencer", SEQUENCER, "NAME", 0,
     "Whose updates; several times for several. Without, and without a FILE: the one that is "
     "judged by default",
     2},
    {"assume", ASSUME, "LIST", 0,
     "Assumptions: ats-quiesced, or none (default: what the sequencers need)", 2},
    {"unit", UNIT, "64|128", 0, "Bits that the SMMU reads at once (default 64)", 2},
    {"json", JSON, NULL, 0, "One JSON object, which this command reads again as FILE", 3},
    {"html", HTML, "FILE", 0, "Write a page to FILE", 3},
    {"svg", SVG, "FILE", 0, "Write a picture to FILE", 3},
    {0}};

static void add_sequencer(struct matrix *m, const char *name)
{
    if (m->sequencers + m->files + 1 >= HL_MATRIX_COLUMNS)
        cli_die("more than %d sequencers and files: %s", HL_MATRIX_COLUMNS - 1, name);
    m->sequencer[m->sequencers++] = cli_sequencer(name);
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
    struct matrix *m = state->input;

    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = &m->settings;
        return 0;
    case SEQUENCER:
        add_sequencer(m, arg);
        return 0;
    case ASSUME:
        if (!hl_assumptions_parse(arg, &m->settings.setting.assume))
            cli_die("--assume: unknown assumption in: %s", arg);
        m->assumed = true;
        return 0;
    case UNIT:
        if (!hl_unit_parse(arg, &m->settings.reads_128))
            cli_die("--unit: neither 64 nor 128: %s", arg);
        return 0;
    case JSON:
        m->json = true;
        return 0;
    case HTML:
        m->html = arg;
        return 0;
    case SVG:
        m->svg = arg;
        return 0;
    case ARGP_KEY_ARG:
        if (m->sequencers + m->files + 1 >= HL_MATRIX_COLUMNS)
            cli_die("more than %d sequencers and files: %s", HL_MATRIX_COLUMNS - 1, arg);
        m->file[m->files++] = arg;
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

/* What all sequencers need is assumed for all columns, so that they are of one question. */
static void settle(struct matrix *m)
{
    static const char *const states[] = {"Non-secure", "Secure", "Realm"};
    enum hl_security security;

    if (m->settings.kind != HL_KIND_STE)
        cli_die("--kind: a matrix is of STEs");
    if (!m->sequencers && !m->files)
        m->sequencer[m->sequencers++] = hl_default_sequencer();
    for (unsigned i = 0; i < m->sequencers; i++) {
        if (hl_sequencer_needs(m->sequencer[i], HL_NEEDS_ATS_QUIESCED) && !m->assumed)
            m->settings.setting.assume.ats_quiesced = true;
        if (hl_subject_security(m->sequencer[i]->needs, &security) &&
            m->settings.setting.security != security)
            cli_die("--security: %s is of %s tables", m->sequencer[i]->name, states[security]);
        if (!(m->sequencer[i]->kinds & HL_KIND_STE))
            cli_die("--sequencer: %s does not update STEs", m->sequencer[i]->name);
    }
}

static void fill(const struct matrix *m, struct hl_matrix *matrix)
{
    struct hl_error error;

    memset(matrix, 0, sizeof(*matrix));
    if (m->sequencers)
        hl_matrix_begin(matrix, &m->settings);
    for (unsigned i = 0; i < m->files; i++)
        if (!hl_matrix_read(m->file[i], matrix, &error))
            cli_die("%s", error.text);
    for (unsigned i = 0; i < m->sequencers; i++)
        if (!hl_matrix_add(matrix, &m->settings, m->sequencer[i]))
            cli_die("more than %d columns", HL_MATRIX_COLUMNS);
    if (m->sequencers && !hl_matrix_add(matrix, &m->settings, NULL))
        cli_die("more than %d columns", HL_MATRIX_COLUMNS);
}

static void write_html(FILE *out, const void *matrix)
{
    hl_matrix_html(out, matrix);
}

static void write_svg(FILE *out, const void *matrix)
{
    hl_matrix_svg(out, matrix);
}

/* Whether an update of a sequencer's is torn, faulty, or breaks needlessly. */
static bool is_bad(const struct hl_matrix *m)
{
    for (unsigned c = 0; c < m->columns; c++)
        if (hl_matrix_count(m, c, HL_CELL_NEEDLESS) || hl_matrix_count(m, c, HL_CELL_TORN) ||
            hl_matrix_count(m, c, HL_CELL_FAULTY))
            return true;
    return false;
}

int cli_matrix(int argc, char **argv)
{
    static const struct argp_child children[] = {{&cli_smmu_argp, 0, NULL, 0}, {0}};
    static const struct argp argp = {
        options,
        parse,
        "[FILE...]",
        "What an update from each kind of configuration to each other is: hitless, breaking, "
        "needlessly breaking, or torn, for several sequencers and for the best that there is. "
        "FILE: what --json printed, of this build or of one with another tree.",
        children,
        NULL,
        NULL};
    static struct matrix m;
    static struct hl_matrix matrix;

    cli_case_begin(&m.settings);
    cli_parse(&argp, argc, argv, &m);
    settle(&m);
    fill(&m, &matrix);
    if (m.html)
        cli_write_file("--html", m.html, write_html, &matrix);
    if (m.svg)
        cli_write_file("--svg", m.svg, write_svg, &matrix);
    if (m.json)
        hl_json_print(stdout, hl_matrix_json(&matrix));
    else if (!m.html && !m.svg)
        hl_matrix_text(stdout, &matrix);
    return is_bad(&matrix) ? CLI_FOUND : CLI_NOTHING;
}
