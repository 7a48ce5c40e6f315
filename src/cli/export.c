// SPDX-License-Identifier: MIT
/* hitless export: an update in another form. */
#include "report/export.h"
#include "cli/update_options.h"

#include <string.h>

struct export
{
    struct cli_update update;
    const struct hl_export *format;
};

enum { FORMAT = 0x100 }; /* no short options */

static const struct argp_option options[] = {
    {"format", FORMAT, "kunit|c|hex|trace|qemu", 0, "The form", 3}, {0}};

static error_t parse(int key, char *arg, struct argp_state *state)
{
    struct export *e = state->input;

    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = &e->update;
        return 0;
    case FORMAT:
        for (size_t i = 0; i < hl_export_count && !e->format; i++)
            if (strcmp(hl_exports[i].name, arg) == 0)
                e->format = &hl_exports[i];
        if (!e->format)
            cli_die("--format: unknown: %s", arg);
        return 0;
    case ARGP_KEY_ARG:
        cli_update_case(&e->update, arg);
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

/* "s2_to_abort" of "cases/s2_to_abort.yaml". */
static void name_of(const char *path, char *name, size_t size)
{
    const char *slash = path ? strrchr(path, '/') : NULL;

    snprintf(name, size, "%s", slash ? slash + 1 : path ? path : "update");
    name[strcspn(name, ".")] = '\0';
}

int cli_export(int argc, char **argv)
{
    static const struct argp_child children[] = {{&cli_update_argp, 0, NULL, 0}, {0}};
    static const struct argp argp = {
        options,
        parse,
        "--format FORMAT CASE\n--format FORMAT --sequencer NAME --old ENTRY --new ENTRY",
        "Print an update, and what is found of it, in a form that others take: a test function for "
        "the kernel driver's own KUnit test, a C program that needs nothing, the entries' bytes, "
        "the trace of stores and syncs, or a script that does it to QEMU's SMMUv3.",
        children,
        NULL,
        NULL};
    static struct export e;
    static struct hl_trial trial;
    static struct hl_verdict verdict;
    char name[HL_CASE_NAME];
    const char *where, *why;

    cli_case_begin(&e.update.settings);
    cli_parse(&argp, argc, argv, &e);
    if (!e.format)
        cli_die("no --format");
    where = cli_update_judge(&e.update, &trial, &verdict);
    name_of(e.update.path, name, sizeof(name));
    why = e.format->write(stdout, &trial, &verdict, name);
    if (why)
        cli_die("%s: %s", where, why);
    return CLI_NOTHING;
}
