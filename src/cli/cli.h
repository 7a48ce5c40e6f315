// SPDX-License-Identifier: MIT
/* The `hitless` command. Errors of use and input end the process with one line and status 2. */
#ifndef HITLESS_CLI_CLI_H
#define HITLESS_CLI_CLI_H

#include "report/report.h"

#include <argp.h>
#include <stdio.h>

/* Exit status. */
enum { CLI_NOTHING = 0, CLI_FOUND = 1, CLI_BAD = 2, CLI_UNJUDGED = 125 };

struct cli_command {
    const char *name;
    int (*run)(int argc, char **argv); /* argv[0] is the subcommand's name; returns the status */
    const char *help;
};
extern const struct cli_command cli_commands[];
extern const size_t cli_command_count;

int cli_decode(int argc, char **argv);
int cli_check(int argc, char **argv);
int cli_explain(int argc, char **argv);
int cli_minimize(int argc, char **argv);
int cli_replay(int argc, char **argv);
int cli_triage(int argc, char **argv);
int cli_used(int argc, char **argv);
int cli_subjects(int argc, char **argv);
int cli_sequencers(int argc, char **argv);
int cli_profiles(int argc, char **argv);
int cli_options(int argc, char **argv);
int cli_rules(int argc, char **argv);
int cli_findings(int argc, char **argv);
int cli_matrix(int argc, char **argv);
int cli_export(int argc, char **argv);
int cli_trace(int argc, char **argv);
int cli_import(int argc, char **argv);
int cli_sweep(int argc, char **argv);

/* Print "hitless: ..." in one line and exit with status 2. */
_Noreturn void cli_die(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* The same without the exit, for what comes in a list. */
void cli_complain(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Write an option's file whole, or die and leave what was there: its content goes beside it first.
 */
void cli_write_file(const char *option, const char *path,
                    void (*write)(FILE *out, const void *context), const void *context);

/* Where the arguments, a subcommand's and before it the command's own, have --linux TREE: end as
 * the same command of a build with that tree, which is built where it is not there yet; or die. */
void cli_with_linux(int argc, char **argv);

/* Parse a subcommand's arguments: argp, but with one line for each error. */
void cli_parse(const struct argp *argp, int argc, char **argv, void *input);
/* The same for `hitless' itself, stopping at the first argument that is not an option. */
void cli_parse_command(const struct argp *argp, int argc, char **argv, void *input);
/* For a subcommand that lists something: no arguments, and --json, which it returns. */
bool cli_parse_list(const char *doc, int argc, char **argv);
/* The same as a child of another parser; its input is the bool. */
extern const struct argp cli_list_argp;
/* A line of such a list: an object of texts, from pairs of key and text (NULL: null), then NULL. */
void cli_print_object(const char *key, ...);

/* What all subcommands that decode have in common: --kind, --smmu, --security, --option. Its input
 * is a struct hl_case, set up by cli_case_begin(). */
extern const struct argp cli_smmu_argp;
void cli_case_begin(struct hl_case *c);

/* An entry as the value of an option: in one argument, or in this and the next seven. */
struct hl_entry cli_option_entry(const char *name, const char *value, struct argp_state *state);
/* The entry that a subcommand's arguments give, an argument or one for each qword; a CD's STE may
 * stand before it. */
struct cli_arguments {
    char *args[2 * HL_QWORDS];
    unsigned count;
};
void cli_argument_add(struct cli_arguments *arguments, char *arg);
/* What is done with each. event: with a record of the Event queue out of a kernel log, or NULL. */
struct cli_show {
    const void *context;
    void (*entry)(const void *context, struct hl_buffer *out, const struct hl_entry *entry);
    void (*event)(const void *context, struct hl_buffer *out, const uint64_t record[4]);
};
/* Show the entry of the arguments, or without any each line of standard input, and flush. A CD has
 * its STE before it, unless the trial's case has one. Where events are wanted, lines of a log are
 * understood as well (log_lines.h). */
void cli_each_entry(const struct cli_arguments *arguments, struct hl_trial *trial,
                    const struct cli_show *show);

/* Prepare a case, or die: also for want of a CD's STE, unless that may stand before each CD. */
void cli_trial_entries(struct hl_trial *trial, const struct hl_case *c,
                       const struct hl_sequencer *sequencer);
void cli_trial(struct hl_trial *trial, const struct hl_case *c,
               const struct hl_sequencer *sequencer);

/* The sequencer of a case's expectation (subject/subject.h): relative paths begin in the folder of
 * the file at this path. NULL: error says where and why. */
const struct hl_sequencer *cli_expected(const struct hl_case *c, unsigned expectation,
                                        const char *path, struct hl_error *error);
/* The same where it may be of a range of trees; elsewhere: it is of others than this build's, and
 * no error. */
const struct hl_sequencer *cli_expected_here(const struct hl_case *c, unsigned expectation,
                                             const char *path, bool *elsewhere,
                                             struct hl_error *error);
/* The same of the command line; dies. */
const struct hl_sequencer *cli_sequencer(const char *name);
/* Whether a name of the command line means what one of a case file does. */
bool cli_is_same(const char *name, const char *in_case, const char *path);

/* Judge, and die if the case has too many views. where: what to name in the error. */
void cli_judge(const struct hl_trial *trial, const char *where, struct hl_verdict *verdict);

/* check CASE...; only: one sequencer's name, or NULL for all. Returns the status. */
int cli_check_cases(char **paths, unsigned count, const char *only, bool json);
/* check --causes CASE...: what the sequencer of this name does, one cause a line; with a base, the
 * path of another build's hitless, only what that one's sequencer of this name does not do. Returns
 * the status. */
int cli_check_causes(char **paths, unsigned count, const struct hl_sequencer *sequencer,
                     const char *name, const char *base);
/* check --batch. Returns the status. */
struct cli_accepted;
int cli_check_batch(struct hl_case *c, const struct hl_sequencer *sequencer,
                    struct cli_accepted *accepted);

#endif
