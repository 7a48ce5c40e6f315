// SPDX-License-Identifier: MIT
/* hitless check --batch: an update a line. */
#include "cli/accept.h"
#include "cli/lines.h"
#include "entry/text.h"

static void idle(void *unused)
{
    (void)unused;
    fflush(stdout);
}

/* Old and new, and a safe mask where the line has one. */
static void read_update(const char *line, unsigned long number, const struct hl_case *c,
                        struct hl_trial *trial)
{
    static struct hl_entry entries[3];
    unsigned column, longer;
    const char *why = hl_entry_parse(line, 2 * HL_QWORDS, entries, &column);

    trial->question.safe = c->has_safe ? &c->safe : NULL;
    if (why && !hl_entry_parse(line, 3 * HL_QWORDS, entries, &longer)) {
        why = NULL;
        trial->question.safe = &entries[2];
    }
    if (why)
        cli_die("stdin:%lu:%u: %s", number, column, why);
    trial->question.old = entries[0];
    trial->question.target = entries[1];
}

int cli_check_batch(struct hl_case *c, const struct hl_sequencer *sequencer,
                    struct cli_accepted *accepted)
{
    static struct cli_lines lines;
    static struct hl_trial trial;
    static struct hl_verdict verdict;
    int status = CLI_NOTHING;
    char *line, where[48];

    lines.idle = idle;
    cli_trial(&trial, c, sequencer);
    while ((line = cli_lines_next(&lines)) != NULL && !ferror(stdout)) {
        read_update(line, lines.number, c, &trial);
        snprintf(where, sizeof(where), "stdin:%lu:1", lines.number);
        cli_judge(&trial, where, &verdict);
        hl_json_print(stdout, hl_json_verdict(&trial, &verdict));
        if (cli_accepts_not_all(accepted, &trial.question, &verdict))
            status = CLI_FOUND;
    }
    if (status == CLI_NOTHING)
        cli_accepted_print(stderr, accepted);
    return status;
}
