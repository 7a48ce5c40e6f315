// SPDX-License-Identifier: MIT
#include "harness/against.h"

#include "harness/cause_set.h"
#include "harness/settings.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static const struct hl_program *input;
static enum hl_program_kind input_kind;
static bool asked; /* the base has seen this input */
static struct hl_cause_set known;
static uint64_t found; /* findings that are the base's as well */

void hl_against_input(const struct hl_program *program, enum hl_program_kind kind)
{
    input = program;
    input_kind = kind;
    asked = false;
}

static void make_file(char path[PATH_MAX])
{
    const char *folder = getenv("TMPDIR");
    int file;

    snprintf(path, PATH_MAX, "%s/hitless-against-XXXXXX", folder ? folder : "/tmp");
    file = mkstemp(path);
    if (file < 0)
        hl_settings_refuse("HITLESS_AGAINST", strerror(errno));
    close(file);
}

static void write_input(const char *path)
{
    static struct hl_program program;
    uint8_t bytes[HL_PROGRAM_BYTES];
    FILE *out = fopen(path, "wb");
    size_t size;

    program = *input;
    program.kind = (uint8_t)input_kind;
    program.version = HL_PROGRAM_VERSION; /* an engine puts anything there */
    size = hl_program_write(&program, bytes);
    if (!out || fwrite(bytes, 1, size, out) != size || fclose(out) != 0)
        hl_settings_refuse(path, strerror(errno));
}

/* The base tolerates everything, and tells its causes. */
static _Noreturn void become_base(const char *program, const char *in, const char *causes)
{
    const int nothing = open("/dev/null", O_RDWR);

    dup2(nothing, STDOUT_FILENO);
    dup2(nothing, STDERR_FILENO);
    unsetenv("HITLESS_AGAINST");
    unsetenv("HITLESS_FINDINGS");
    unsetenv("HITLESS_STATS");
    setenv("HITLESS_TOLERATE", "all", 1);
    setenv("HITLESS_CAUSES", causes, 1);
    setenv("HITLESS_QUIET", "1", 1);
    execl(program, program, in, (char *)NULL);
    _exit(127);
}

static void ask_base(const char *program)
{
    char in[PATH_MAX], causes[PATH_MAX];
    int status = 0;
    pid_t child;

    make_file(in);
    make_file(causes);
    write_input(in);
    fflush(NULL);
    child = fork();
    if (child == 0)
        become_base(program, in, causes);
    while (child > 0 && waitpid(child, &status, 0) < 0 && errno == EINTR)
        ;
    hl_cause_set_read(&known, causes);
    unlink(in);
    unlink(causes);
    if (child < 0 || status != 0) /* a signal is no answer either */
        hl_settings_refuse("HITLESS_AGAINST: it does not replay this program's inputs", program);
    asked = true;
}

bool hl_against_knows(const char *cause)
{
    const struct hl_settings *settings = hl_settings();
    static bool began;
    bool is_known;

    if (!settings->against || !input)
        return false;
    if (!began && settings->against_known)
        hl_cause_set_read(&known, settings->against_known);
    began = true;
    if (!hl_cause_set_has(&known, cause) && !asked)
        ask_base(settings->against);
    is_known = hl_cause_set_has(&known, cause);
    found += is_known;
    return is_known;
}

void hl_against_print(FILE *out)
{
    if (hl_settings()->against)
        fprintf(out, "as the base: findings %llu, of %u causes that it is known for\n",
                (unsigned long long)found, known.count);
}
