// SPDX-License-Identifier: MIT
#include "cli/cli.h"

#include "subject/subject.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const struct cli_command cli_commands[] = {
    {"decode", cli_decode, "what an entry means to an SMMU"},
    {"check", cli_check, "judge an update, a batch of updates, or case files"},
    {"explain", cli_explain, "an update as a timeline, step by step"},
    {"minimize", cli_minimize, "a smaller case with the same finding"},
    {"replay", cli_replay, "run again what a case or program file describes"},
    {"triage", cli_triage, "replay a folder of crashes, and group them by cause"},
    {"export", cli_export, "an update as a KUnit test, a program, a hex dump or a trace"},
    {"trace", cli_trace, "judge a recorded sequence of stores and syncs"},
    {"import", cli_import, "a proof's counterexample as a case file"},
    {"used", cli_used, "the bits of an entry that matter"},
    {"matrix", cli_matrix, "every kind of configuration against every other"},
    {"sweep", cli_sweep, "all updates between entries with representative values"},
    {"sequencers", cli_sequencers, "list the sequencers of this build"},
    {"subjects", cli_subjects, "list the drivers that can be wired up from a tree"},
    {"profiles", cli_profiles, "list the named SMMUs"},
    {"options", cli_options, "list the decoder's options"},
    {"rules", cli_rules, "list the rules that make an entry illegal"},
    {"findings", cli_findings, "list what can be found"},
};
const size_t cli_command_count = sizeof(cli_commands) / sizeof(cli_commands[0]);

struct choice {
    int argc;
    char **argv;
};

static error_t choose(int key, char *arg, struct argp_state *state)
{
    struct choice *choice = state->input;

    (void)arg;
    if (key != ARGP_KEY_ARG)
        return ARGP_ERR_UNKNOWN;
    choice->argv = state->argv + state->next - 1;
    choice->argc = state->argc - state->next + 1;
    state->next = state->argc;
    return 0;
}

/* The subcommands behind the options, before the text at the end. */
static char *help(int key, const char *text, void *input)
{
    char *list = NULL;
    size_t size;
    FILE *out;

    (void)input;
    if (key != ARGP_KEY_HELP_POST_DOC || (out = open_memstream(&list, &size)) == NULL)
        return (char *)text;
    fprintf(out, "Commands:\n");
    for (size_t i = 0; i < cli_command_count; i++)
        fprintf(out, "  %-12s %s\n", cli_commands[i].name, cli_commands[i].help);
    fprintf(out,
            "\n`hitless COMMAND --help' says more. Exit status: 0 nothing found, 1 findings, 2 bad "
            "usage or input, 125 a kernel tree that cannot be judged.");
    fclose(out);
    return list;
}

/* Output that did not arrive is an error, whatever the subcommand found. */
static void close_output(void)
{
    if (ferror(stdout) || fflush(stdout) != 0) {
        fprintf(stderr, "hitless: standard output: %s\n", strerror(errno ? errno : EIO));
        _exit(CLI_BAD);
    }
}

int main(int argc, char **argv)
{
    static const struct argp argp = {
        NULL,
        choose,
        "COMMAND [ARGUMENT...]",
        "Check updates of SMMUv3 Stream Table Entries: what can the SMMU observe meanwhile?\v",
        NULL,
        help,
        NULL};
    struct choice choice = {0};

    atexit(close_output);
    if (hl_subject_timeout_wrong()) {
        fprintf(stderr, "hitless: HITLESS_SUBJECT_TIMEOUT: %s\n", hl_subject_timeout_wrong());
        return 2;
    }
    if (argc < 1)
        cli_die("no command");
    cli_parse_command(&argp, argc, argv, &choice);
    if (!choice.argv)
        cli_die("no command (hitless --help lists them)");
    for (size_t i = 0; i < cli_command_count; i++)
        if (strcmp(cli_commands[i].name, choice.argv[0]) == 0) {
            cli_with_linux(choice.argc, choice.argv);
            return cli_commands[i].run(choice.argc, choice.argv);
        }
    cli_die("unknown command: %s (hitless --help lists them)", choice.argv[0]);
}
