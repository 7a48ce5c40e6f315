// SPDX-License-Identifier: MIT
#include "subject/abi1.h"
#include "subject/load.h"

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A shared object, and what it exports, under the name of its path. */
struct loaded {
    struct loaded *next;
    char path[HL_SUBJECT_NAME];
    void *object;
    struct hl_adapted sequencer;
    struct hl_guarded guarded;
    struct hl_hypervisor hypervisor;
    struct hl_guarded_hypervisor guarded_hypervisor;
    struct hl_attach_layer attach;
    struct hl_guarded_attach guarded_attach;
};

static struct loaded *all;

/* Its constructors run then: first where they do no harm. */
static void try_to_load(void *path)
{
    dlopen(path, RTLD_NOW | RTLD_LOCAL);
}

static struct loaded *add(const char *path, char why[HL_SUBJECT_WHY])
{
    struct loaded *l;
    struct hl_failure failure;
    char copy[HL_SUBJECT_NAME];

    snprintf(copy, sizeof copy, "%s", path);
    if (!hl_guard_apart(try_to_load, copy, &failure)) {
        snprintf(why, HL_SUBJECT_WHY, "%s: %s while it was loaded", path, failure.how);
        return NULL;
    }
    l = calloc(1, sizeof *l);
    if (!l) {
        snprintf(why, HL_SUBJECT_WHY, "out of memory");
        return NULL;
    }
    l->object = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    if (!l->object) {
        snprintf(why, HL_SUBJECT_WHY, "%s", dlerror());
        free(l);
        return NULL;
    }
    snprintf(l->path, sizeof l->path, "%s", path);
    l->next = all;
    all = l;
    return l;
}

static struct loaded *load(const char *path, char why[HL_SUBJECT_WHY])
{
    for (struct loaded *l = all; l; l = l->next)
        if (strcmp(l->path, path) == 0)
            return l;
    return add(path, why);
}

static const void *symbol(const struct loaded *l, const char *name, char why[HL_SUBJECT_WHY])
{
    const void *found = dlsym(l->object, name);

    if (!found)
        snprintf(why, HL_SUBJECT_WHY, "%s: no symbol %s", l->path, name);
    return found;
}

bool hl_sequencer_is_whole(const struct hl_sequencer *s, const char *path, char why[HL_SUBJECT_WHY])
{
    const unsigned both = HL_KIND_STE | HL_KIND_CD;

    if (s->abi != HL_SEQUENCER_ABI)
        snprintf(why, HL_SUBJECT_WHY, "%s: interface version %u, not 1 or %d", path, s->abi,
                 HL_SEQUENCER_ABI);
    else if (!s->name || !s->update)
        snprintf(why, HL_SUBJECT_WHY, "%s: without a name or an update function", path);
    else if (!(s->kinds & both) || (s->kinds & ~both))
        snprintf(why, HL_SUBJECT_WHY, "%s: its kinds are neither STEs nor CDs: 0x%x", path,
                 s->kinds);
    else if (s->needs >> HL_NEED_COUNT)
        snprintf(why, HL_SUBJECT_WHY, "%s: needs what is not known here: 0x%x", path, s->needs);
    else if (hl_sequencer_needs(s, HL_NEEDS_OWN_ENTRIES))
        snprintf(why, HL_SUBJECT_WHY, "%s: needs entries of its own, which it cannot give", path);
    else if (hl_sequencer_needs(s, HL_NEEDS_SANITISED) && !s->used)
        snprintf(why, HL_SUBJECT_WHY, "%s: needs sanitised entries, without a used function", path);
    else
        return true;
    return false;
}

bool hl_hypervisor_is_whole(const struct hl_hypervisor *h, const char *path,
                            char why[HL_SUBJECT_WHY])
{
    if (h->abi != HL_HYPERVISOR_ABI)
        snprintf(why, HL_SUBJECT_WHY, "%s: interface version %u, not %d", path, h->abi,
                 HL_HYPERVISOR_ABI);
    else if (!h->name || !h->merge)
        snprintf(why, HL_SUBJECT_WHY, "%s: without a name or a merge function", path);
    else
        return true;
    return false;
}

bool hl_attach_is_whole(const struct hl_attach_layer *a, const char *path, char why[HL_SUBJECT_WHY])
{
    if (a->abi != HL_ATTACH_ABI)
        snprintf(why, HL_SUBJECT_WHY, "%s: interface version %u, not %d", path, a->abi,
                 HL_ATTACH_ABI);
    else if (!a->name || !a->act)
        snprintf(why, HL_SUBJECT_WHY, "%s: without a name or an act function", path);
    else
        return true;
    return false;
}

/* Every interface begins with its number. */
static bool take(struct hl_adapted *a, const struct hl_sequencer *s, char why[HL_SUBJECT_WHY])
{
    if (s->abi == 1)
        return hl_adapt_1(a, (const struct hl_sequencer_1 *)(const void *)s, why);
    a->sequencer = (struct hl_sequencer){.abi = s->abi};
    if (s->abi == HL_SEQUENCER_ABI)
        a->sequencer = *s;
    return true;
}

const struct hl_sequencer *hl_load_sequencer(const char *path, char why[HL_SUBJECT_WHY])
{
    struct loaded *l = load(path, why);
    const struct hl_sequencer *s = l ? symbol(l, "hitless_sequencer", why) : NULL;

    if (!s || !take(&l->sequencer, s, why) ||
        !hl_sequencer_is_whole(&l->sequencer.sequencer, path, why))
        return NULL;
    l->sequencer.sequencer.name = l->path;
    hl_guard_sequencer(&l->guarded, &l->sequencer.sequencer);
    return &l->guarded.sequencer;
}

const struct hl_hypervisor *hl_load_hypervisor(const char *path, char why[HL_SUBJECT_WHY])
{
    struct loaded *l = load(path, why);
    const struct hl_hypervisor *h = l ? symbol(l, "hitless_hypervisor", why) : NULL;

    if (!h || !hl_hypervisor_is_whole(h, path, why))
        return NULL;
    l->hypervisor = *h;
    l->hypervisor.name = l->path;
    hl_guard_hypervisor(&l->guarded_hypervisor, &l->hypervisor);
    return &l->guarded_hypervisor.hypervisor;
}

const struct hl_attach_layer *hl_load_attach(const char *path, char why[HL_SUBJECT_WHY])
{
    struct loaded *l = load(path, why);
    const struct hl_attach_layer *a = l ? symbol(l, "hitless_attach", why) : NULL;

    if (!a || !hl_attach_is_whole(a, path, why))
        return NULL;
    l->attach = *a;
    l->attach.name = l->path;
    hl_guard_attach(&l->guarded_attach, &l->attach);
    return &l->guarded_attach.layer;
}
