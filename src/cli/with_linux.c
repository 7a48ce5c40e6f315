// SPDX-License-Identifier: MIT
/* --linux: another build of this command, with a kernel tree, takes the place of this one. */
#include "cli/cli.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#ifndef HITLESS_SOURCE
#define HITLESS_SOURCE ""
#endif

enum { PATH = 4096 };

/* Take --linux and its value out of the arguments. Returns the value, or NULL. */
static char *take_option(int *argc, char **argv)
{
    static const char option[] = "--linux";
    const size_t length = sizeof(option) - 1;

    for (int i = 1; i < *argc && strcmp(argv[i], "--") != 0; i++) {
        const bool joined = strncmp(argv[i], "--linux=", length + 1) == 0;
        const int words = joined ? 1 : 2;
        char *value = joined ? argv[i] + length + 1 : argv[i + 1];

        if (!joined && strcmp(argv[i], option) != 0)
            continue;
        if (i + words > *argc)
            cli_die("--linux: a kernel tree, or a series");
        memmove(&argv[i], &argv[i + words], (size_t)(*argc - i - words + 1) * sizeof(*argv));
        *argc -= words;
        return value;
    }
    return NULL;
}

/* What the script prints is the path of that build's command. It says itself what is wrong. */
static void build(const char *tree, char path[PATH])
{
    const char *given = getenv("HITLESS_SOURCE");
    const char *source = given && *given ? given : HITLESS_SOURCE;
    char script[PATH];
    int out[2], status = 0;
    ssize_t got;
    size_t filled = 0;
    pid_t child;

    snprintf(script, sizeof(script), "%s/tools/linux-hitless", source);
    if (access(script, X_OK) != 0)
        cli_die("--linux: hitless's own sources are needed, and are not here: %s", script);
    if (pipe(out) != 0 || (child = fork()) < 0)
        cli_die("--linux: %s", strerror(errno));
    if (child == 0) {
        dup2(out[1], STDOUT_FILENO);
        close(out[0]);
        close(out[1]);
        execl(script, script, tree, (char *)NULL);
        _exit(CLI_BAD);
    }
    close(out[1]);
    while ((got = read(out[0], path + filled, PATH - 1 - filled)) > 0)
        filled += (size_t)got;
    close(out[0]);
    path[filled] = '\0';
    path[strcspn(path, "\n")] = '\0';
    if (waitpid(child, &status, 0) != child || !WIFEXITED(status))
        cli_die("--linux: %s did not end", script);
    if (WEXITSTATUS(status) != 0)
        exit(WEXITSTATUS(status) == CLI_UNJUDGED ? CLI_UNJUDGED : CLI_BAD);
}

void cli_with_linux(int argc, char **argv)
{
    char *tree = take_option(&argc, argv);
    char path[PATH];

    if (!tree)
        return;
    build(tree, path);
    argv--; /* the command's name before the subcommand's: main() had it there */
    argv[0] = path;
    execv(path, argv);
    cli_die("--linux: %s: %s", path, strerror(errno));
}
