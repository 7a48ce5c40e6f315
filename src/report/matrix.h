// SPDX-License-Identifier: MIT
/* Every kind of configuration against every other: what an update between them is like, for several
 * sequencers and for the best that could be done. */
#ifndef HITLESS_REPORT_MATRIX_H
#define HITLESS_REPORT_MATRIX_H

#include "case/trial.h"

#include <stdio.h>

enum { HL_MATRIX_KINDS = 32, HL_MATRIX_COLUMNS = 8, HL_MATRIX_NAME = 64 };

/* What an update is, the better first. */
enum hl_cell_class {
    HL_CELL_UNASKED,   /* ILLEGAL here, not taken by the sequencer, or not of one device */
    HL_CELL_UNCHANGED, /* no store */
    HL_CELL_HITLESS,
    HL_CELL_BREAKING, /* and no hitless sequence exists */
    HL_CELL_NEEDLESS, /* it breaks, and one exists */
    HL_CELL_TORN,
    HL_CELL_FAULTY, /* not torn, and a finding of another kind */
    HL_CELL_CLASS_COUNT
};
struct hl_cell_info {
    const char *name; /* in JSON */
    char letter;
    const char *doc;
    const char *light, *dark; /* colours on a page */
};
extern const struct hl_cell_info hl_cells[HL_CELL_CLASS_COUNT];

struct hl_cell {
    enum hl_cell_class class;
    unsigned findings; /* bit (1 << enum hl_finding_kind); without advice */
    unsigned stores, syncs;
};

struct hl_matrix_kind {
    char name[HL_MATRIX_NAME];
    char rule[HL_MATRIX_NAME]; /* of one that is ILLEGAL here; else empty */
};

#define HL_MATRIX_BEST "best" /* the column of the planner */

/* Of one sequencer. */
struct hl_matrix_column {
    char name[HL_MATRIX_NAME]; /* "linux 7.3.4" */
    struct hl_cell cell[HL_MATRIX_KINDS][HL_MATRIX_KINDS];
};

struct hl_matrix {
    char smmu[HL_CASE_TEXT];
    char security[HL_MATRIX_NAME];
    char options[HL_CASE_TEXT]; /* those of the decoder that are not as by default; or empty */
    bool ats_quiesced;          /* assumed */
    bool reads_128;
    unsigned kinds;
    struct hl_matrix_kind kind[HL_MATRIX_KINDS];
    unsigned columns;
    struct hl_matrix_column column[HL_MATRIX_COLUMNS];
};

/* How many kinds of STEs there are, and an entry of one, or another of that kind. */
unsigned hl_matrix_kind_count(void);
struct hl_entry hl_matrix_kind_entry(unsigned kind, bool other);

/* Begin with no column. settings: SMMU, assumptions, unit. */
void hl_matrix_begin(struct hl_matrix *m, const struct hl_case *settings);

bool hl_matrix_has_best(const struct hl_matrix *m);

/* A new column of this name, all unasked; the best stays the last. NULL: there are too many. */
struct hl_matrix_column *hl_matrix_column(struct hl_matrix *m, const char *name);

/* Add a column; false: there are too many. NULL: the best, by the planner, if it is not there. */
bool hl_matrix_add(struct hl_matrix *m, const struct hl_case *settings,
                   const struct hl_sequencer *sequencer);

/* Add the columns that a file of hl_matrix_json() has; of the same kinds, SMMU and assumptions. A
 * matrix that is all zero becomes the file's. False: error says where and why. */
bool hl_matrix_read(const char *path, struct hl_matrix *m, struct hl_error *error);

/* How many of a column's cells are of a class. */
unsigned hl_matrix_count(const struct hl_matrix *m, unsigned column, enum hl_cell_class class);

/* Whether the columns' cells of a pair are not all of one class. */
bool hl_matrix_differs(const struct hl_matrix *m, unsigned old, unsigned target);

struct json_object *hl_matrix_json(const struct hl_matrix *m);
void hl_matrix_text(FILE *out, const struct hl_matrix *m);
/* A picture, and a page that has it and the list of differences; both complete in themselves. */
void hl_matrix_svg(FILE *out, const struct hl_matrix *m);
void hl_matrix_html(FILE *out, const struct hl_matrix *m);

#endif
