// SPDX-License-Identifier: MIT
/* Files that a fuzz target runs: program files, and engines' inputs. */
#ifndef HITLESS_CLI_PROGRAMS_H
#define HITLESS_CLI_PROGRAMS_H

#include "cli/accept.h"
#include "cli/cli.h"
#include "harness/crash.h"
#include "harness/targets.h"
#include "program/text.h"

struct json_object;

/* What the command line says of how they run. */
struct cli_run {
    struct hl_program_about about; /* not the title */
    const char *tolerate, *suppressions;
    enum hl_crash_form form;
    /* Of the form JSON: who gets what is found instead of standard output; or NULL. In the process
     * that runs the target. */
    void (*take)(void *context, struct json_object *told);
    void *context;
};
/* --target, --hypervisor, --attach, --tolerate, --suppressions; its input is a struct cli_run. */
extern const struct argp cli_run_argp;
/* What --tolerate and --suppressions accept, for what is judged here, and what was needed of it
 * here or in any process. */
struct cli_accepted *cli_run_accepted(void);
/* Take the value of --sequencer. */
void cli_run_sequencer(struct cli_run *run, const char *name);

/* A file, and what it turned out to be. */
struct cli_file {
    const char *path;
    char *bytes; /* to be freed */
    size_t size;
    bool is_case; /* it is c; else a program for the target, whose kind NONE is text */
    struct hl_case c;
    struct hl_program program;
    struct hl_program_about about;
    const struct hl_target_entry *target;
};

/* Read a file; with --target, a case is a program as well, and without, an engine's input is for
 * the target that its path names. False: it was said why not. Its bytes
 * are to be freed in either case. */
bool cli_read(const struct cli_run *run, const char *path, struct cli_file *file);

/* An engine's input does not say what it is for, as far as several targets run such, but its path
 * may: "clusterfuzz-testcase-minimized-fuzz_used-123", or a folder of the target's. Empty: it does
 * not; a file in YAML says it itself. */
const char *cli_target_in(const char *path);

/* Run it by its target in this process, which ends with that; *ended is set where the target comes
 * to its own end without a finding. */
_Noreturn void cli_run_here(const struct cli_run *run, const struct cli_file *file, bool *ended);

/* The same in a process of its own, as a target ends its process at a finding. What is found is
 * printed as run->form says. Returns the status. */
int cli_run_apart(const struct cli_run *run, const struct cli_file *file);

#endif
