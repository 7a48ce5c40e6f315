// SPDX-License-Identifier: MIT
#include "linux/version.h"
#include "subject/load.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char tree_prefix[] = "linux-";

/* "linux-7.3", "linux-7.3.4", "linux-7.4-rc1"; parts: how many numbers it has. */
static bool names_tree(const char *name, struct hl_version *version, unsigned *parts)
{
    const size_t prefix = sizeof tree_prefix - 1;
    const char *rest = strncmp(name, tree_prefix, prefix) == 0
                           ? hl_version_read(name + prefix, version, parts)
                           : NULL;

    return rest && *rest == '\0';
}

/* A series is of 7.3, its -rc and its stable releases; anything else is that release alone. */
static bool is_tree(const struct hl_version *wanted, unsigned parts, const char *version)
{
    struct hl_version tree;

    if (!hl_version_read(version, &tree, NULL))
        return false;
    if (parts > 2 || wanted->part[HL_VERSION_RC] != HL_VERSION_FINAL)
        return hl_version_compare(wanted, &tree) == 0;
    return tree.part[0] == wanted->part[0] && tree.part[1] == wanted->part[1];
}

/* "xen", "xen-4.17": a subject, and the release that is asked for, or "". NULL: none. */
static const struct hl_wired *names_wired(const char *name, const char **release)
{
    const struct hl_wired *found = NULL;

    for (const struct hl_wired *w = hl_wired; w->name; w++) {
        const size_t length = strlen(w->name);

        if (strncmp(name, w->name, length) != 0 || (name[length] && name[length] != '-'))
            continue;
        if (found && strlen(found->name) > length)
            continue;
        found = w;
        *release = name[length] ? name + length + 1 : "";
    }
    return found;
}

/* Whether this build has a tree of the subject, and of that release. */
static bool has_tree(const struct hl_wired *w, const char *release)
{
    struct hl_version version;
    unsigned parts;
    const char *rest = *release ? hl_version_read(release, &version, &parts) : NULL;

    if (!*release || !w->sequencer)
        return w->sequencer != NULL;
    return rest && !*rest && is_tree(&version, parts, w->version);
}

bool hl_subject_present(const char *name)
{
    const char *release;
    const struct hl_wired *wired = names_wired(name, &release);

    const struct hl_linux_info *info = hl_linux_info();
    struct hl_version version;
    unsigned parts;

    if (wired)
        return has_tree(wired, release);
    if (strcmp(name, "linux") == 0)
        return info != NULL;
    return !names_tree(name, &version, &parts) || (info && is_tree(&version, parts, info->version));
}

bool hl_subject_path(const char *name, const char *folder, char path[PATH_MAX],
                     char why[HL_SUBJECT_WHY])
{
    char joined[PATH_MAX];
    int length = snprintf(joined, sizeof joined, "%s%s%s", folder && *name != '/' ? folder : "",
                          folder && *name != '/' ? "/" : "", name);

    if (length < 0 || (size_t)length >= sizeof joined)
        snprintf(why, HL_SUBJECT_WHY, "%.300s...: the path is too long", name);
    else if (!realpath(joined, path))
        snprintf(why, HL_SUBJECT_WHY, "%.300s: %s", joined, strerror(errno));
    else if (strlen(path) >= HL_SUBJECT_NAME)
        snprintf(why, HL_SUBJECT_WHY, "%.300s: its path is longer than %d bytes", name,
                 HL_SUBJECT_NAME - 1);
    else
        return true;
    return false;
}

static bool is_path(const char *name)
{
    return strchr(name, '/') != NULL;
}

static void no_such(const char *what, const char *name, char why[HL_SUBJECT_WHY])
{
    const char *release;

    if (!hl_subject_present(name))
        snprintf(why, HL_SUBJECT_WHY, "this build has no %s for %.200s (%s)",
                 names_wired(name, &release) ? "tree" : "kernel tree", name,
                 names_wired(name, &release) ? "HITLESS_SUBJECTS" : "HITLESS_LINUX_TREE");
    else
        snprintf(why, HL_SUBJECT_WHY, "unknown %s: %.200s (hitless sequencers lists them)", what,
                 name);
}

/* A linked one does not hide a built-in one. */
static const struct hl_sequencer *sequencer_by_name(const char *name)
{
    const struct hl_sequencer *linked = hl_linked_sequencer();
    struct hl_version version;
    unsigned parts;
    const char *release;
    const struct hl_wired *wired = names_wired(name, &release);

    if (wired)
        return has_tree(wired, release) ? wired->sequencer : NULL;
    if (strcmp(name, "linux") == 0 || names_tree(name, &version, &parts))
        return hl_subject_present(name) ? hl_linux_sequencer() : NULL;
    if (linked && strcmp(name, linked->name) == 0 && !hl_builtin_sequencer_find(name))
        return linked;
    return hl_builtin_sequencer_find(name);
}

const struct hl_sequencer *hl_find_sequencer(const char *name, const char *folder,
                                             char why[HL_SUBJECT_WHY])
{
    const struct hl_sequencer *s;
    char path[PATH_MAX];

    if (is_path(name))
        return hl_subject_path(name, folder, path, why) ? hl_load_sequencer(path, why) : NULL;
    s = sequencer_by_name(name);
    if (!s)
        no_such("sequencer", name, why);
    return s;
}

const struct hl_hypervisor *hl_find_hypervisor(const char *name, const char *folder,
                                               char why[HL_SUBJECT_WHY])
{
    const struct hl_hypervisor *linked = hl_linked_hypervisor(), *h;
    char path[PATH_MAX];

    if (is_path(name))
        return hl_subject_path(name, folder, path, why) ? hl_load_hypervisor(path, why) : NULL;
    h = hl_hypervisor_find(name);
    if (!h && linked && strcmp(name, linked->name) == 0)
        h = linked;
    if (!h)
        no_such("hypervisor", name, why);
    return h;
}

bool hl_subject_security(unsigned needs, enum hl_security *security)
{
    *security = needs & HL_NEEDS_REALM    ? HL_REALM
                : needs & HL_NEEDS_SECURE ? HL_SECURE
                                          : HL_NONSECURE;
    return needs & (HL_NEEDS_NONSECURE | HL_NEEDS_SECURE | HL_NEEDS_REALM);
}

bool hl_subject_is_wired(const char *name)
{
    const char *release;

    return names_wired(name, &release) != NULL;
}

const struct hl_reshadow *hl_subject_reshadow(const struct hl_sequencer *sequencer)
{
    for (const struct hl_wired *w = hl_wired; w->name; w++)
        if (w->sequencer == sequencer)
            return w->reshadow;
    return NULL;
}

const struct hl_owner *hl_find_owner(const char *name, char why[HL_SUBJECT_WHY])
{
    const char *release;
    const struct hl_wired *wired = names_wired(name, &release);
    const struct hl_owner *owner = hl_owner_find(name);

    if (wired && has_tree(wired, release))
        owner = wired->owner;
    if (!owner && wired && has_tree(wired, release))
        snprintf(why, HL_SUBJECT_WHY, "%.200s: of this subject only entries are judged", name);
    else if (!owner)
        no_such("driver with a stream table", name, why);
    return owner;
}

const struct hl_attach_layer *hl_find_attach(const char *name, const char *folder,
                                             char why[HL_SUBJECT_WHY])
{
    const struct hl_attach_layer *linked = hl_linked_attach();
    char path[PATH_MAX];

    if (is_path(name))
        return hl_subject_path(name, folder, path, why) ? hl_load_attach(path, why) : NULL;
    if (linked && strcmp(name, linked->name) == 0)
        return linked;
    no_such("attach layer", name, why);
    return NULL;
}

const struct hl_sequencer *hl_default_sequencer(void)
{
    if (hl_linked_sequencer())
        return hl_linked_sequencer();
    return hl_linux_sequencer() ? hl_linux_sequencer() : hl_builtin_sequencer_find("update-safe");
}

bool hl_subject_same(const char *a, const char *a_folder, const char *b, const char *b_folder)
{
    char path[2][PATH_MAX], why[HL_SUBJECT_WHY];

    if (!is_path(a) || !is_path(b))
        return strcmp(a, b) == 0;
    return hl_subject_path(a, a_folder, path[0], why) &&
           hl_subject_path(b, b_folder, path[1], why) && strcmp(path[0], path[1]) == 0;
}
