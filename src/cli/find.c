// SPDX-License-Identifier: MIT
/* Sequencers by name. */
#include "cli/cli.h"
#include "case/names.h"
#include "linux/linux.h"

#include <dlfcn.h>
#include <string.h>

static const struct hl_sequencer *load(const char *path, struct hl_error *error)
{
    void *object = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    const struct hl_sequencer *s = object ? dlsym(object, "hitless_sequencer") : NULL;

    if (!object)
        hl_error_set(error, "%s", dlerror());
    else if (!s)
        hl_error_set(error, "%s: no symbol hitless_sequencer", path);
    else if (s->abi != HL_SEQUENCER_ABI)
        hl_error_set(error, "%s: interface version %u, not %d", path, s->abi, HL_SEQUENCER_ABI);
    else if (!s->name || !s->update)
        hl_error_set(error, "%s: without a name or an update function", path);
    else
        return s;
    return NULL;
}

/* "linux-7.3" asks for a tree 7.3, 7.3.4, 7.3-rc1; "linux" for any. */
static bool is_version(const char *wanted, const char *version)
{
    size_t length = strlen(wanted);
    char next = version[strnlen(version, length)];
    return strncmp(wanted, version, length) == 0 && (next < '0' || next > '9');
}

bool cli_sequencer_present(const char *name)
{
    const struct hl_linux_info *info = hl_linux_info();

    if (strcmp(name, "linux") == 0)
        return info != NULL;
    return strncmp(name, "linux-", 6) != 0 || (info && is_version(name + 6, info->version));
}

const struct hl_sequencer *cli_sequencer_find(const char *name, struct hl_error *error)
{
    const struct hl_sequencer *s;

    if (strchr(name, '/'))
        return load(name, error);
    if (!cli_sequencer_present(name)) {
        hl_error_set(error, "this build has no kernel tree for %s (HITLESS_LINUX_TREE)", name);
        return NULL;
    }
    s = strncmp(name, "linux", 5) == 0 ? hl_linux_sequencer() : hl_builtin_sequencer_find(name);
    if (!s)
        hl_error_set(error, "unknown sequencer: %s (hitless sequencers lists them)", name);
    return s;
}

const struct hl_sequencer *cli_sequencer(const char *name)
{
    struct hl_error error;
    const struct hl_sequencer *s = cli_sequencer_find(name, &error);

    if (!s)
        cli_die("--sequencer: %s", error.text);
    return s;
}
