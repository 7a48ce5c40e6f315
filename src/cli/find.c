// SPDX-License-Identifier: MIT
/* Sequencers by name. */
#include "cli/cli.h"
#include "case/file.h"
#include "subject/subject.h"

#include <string.h>

_Static_assert((int)HL_CASE_SUBJECT == (int)HL_SUBJECT_NAME, "a case can name every subject");

enum { FOLDER = 4096 };

static const char *folder_of(const char *path, char folder[FOLDER])
{
    const char *slash = strrchr(path, '/');

    snprintf(folder, FOLDER, "%.*s", slash ? (int)(slash + 1 - path) : 1, slash ? path : ".");
    return folder;
}

const struct hl_sequencer *cli_expected(const struct hl_case *c, unsigned expectation,
                                        const char *path, struct hl_error *error)
{
    char folder[FOLDER], why[HL_SUBJECT_WHY], where[HL_CASE_NAME];
    const struct hl_sequencer *s =
        hl_find_sequencer(c->expect[expectation].sequencer, folder_of(path, folder), why);

    if (s)
        return s;
    snprintf(where, sizeof where, "expect.%u.sequencer", expectation + 1);
    hl_file_wrong(path, where, why, error);
    return NULL;
}

bool cli_is_same(const char *name, const char *in_case, const char *path)
{
    char folder[FOLDER];

    return hl_subject_same(name, NULL, in_case, folder_of(path, folder));
}

const struct hl_sequencer *cli_sequencer(const char *name)
{
    char why[HL_SUBJECT_WHY];
    const struct hl_sequencer *s = hl_find_sequencer(name, NULL, why);

    if (!s)
        cli_die("--sequencer: %s", why);
    return s;
}
