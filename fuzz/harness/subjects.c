// SPDX-License-Identifier: MIT
#include "harness/subjects.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Whether a name is a seeded bug of the layer. */
static bool is_of_layer(enum hl_layer layer, const char *name)
{
    if (layer == HL_LAYER_TABLE)
        return hl_owner_find(name) != NULL;
    return strncmp(name, "bug-", 4) == 0 &&
           ((layer == HL_LAYER_HYPERVISOR && hl_hypervisor_find(name)) ||
            (layer == HL_LAYER_ATTACH && hl_attach_bug_find(name)));
}

static bool pick_layer(const char *name, enum hl_layer layer, struct hl_subjects *s, char *why)
{
    if (layer == HL_LAYER_TABLE)
        return (s->owner = hl_find_owner(name, why)) != NULL;
    if (layer == HL_LAYER_HYPERVISOR)
        return (s->hypervisor = hl_find_hypervisor(name, NULL, why)) != NULL;
    s->attach = hl_attach_bug_find(name);
    s->layer = s->attach ? NULL : hl_find_attach(name, NULL, why);
    return s->attach || s->layer;
}

/* NULL, also where it is empty. */
static const char *variable(const char *name)
{
    const char *value = name ? getenv(name) : NULL;

    return value && *value ? value : NULL;
}

const char *hl_subjects_pick(enum hl_layer layer, struct hl_subjects *s, char why[HL_SUBJECT_WHY])
{
    static const char *const variables[] = {NULL, "HITLESS_HYPERVISOR", "HITLESS_ATTACH", NULL};
    const char *sequencer = variable("HITLESS_SEQUENCER"), *above = variable(variables[layer]);

    *s = (struct hl_subjects){0};
    if (layer == HL_LAYER_ATTACH && !above)
        s->layer = hl_linked_attach();
    if (layer == HL_LAYER_HYPERVISOR && !above)
        s->hypervisor = hl_linked_hypervisor();
    if (sequencer && is_of_layer(layer, sequencer)) {
        pick_layer(sequencer, layer, s, why);
        sequencer = "update-safe";
    }
    if (above && !pick_layer(above, layer, s, why))
        return variables[layer];
    if (layer == HL_LAYER_TABLE && !s->owner &&
        !pick_layer(sequencer && hl_subject_is_wired(sequencer) ? sequencer : "tables", layer, s,
                    why))
        return "HITLESS_SEQUENCER";
    s->sequencer = sequencer ? hl_find_sequencer(sequencer, NULL, why) : hl_default_sequencer();
    if (s->sequencer && layer == HL_LAYER_HYPERVISOR && !s->hypervisor)
        s->reshadow = hl_subject_reshadow(s->sequencer);
    return s->sequencer ? NULL : "HITLESS_SEQUENCER";
}

/* A subject's is called by the name of its sequencer. */
static const char *builtin_owner(const struct hl_owner *owner)
{
    return hl_owner_find(owner->name) == owner ? owner->name : NULL;
}

const char *hl_subjects_layer(const struct hl_subjects *s)
{
    return s->owner        ? builtin_owner(s->owner)
           : s->hypervisor ? s->hypervisor->name
           : s->attach     ? s->attach->name
           : s->layer      ? s->layer->name
                           : NULL;
}

const char *hl_subjects_text(const struct hl_subjects *s, char text[HL_SUBJECTS_TEXT])
{
    const char *layer = hl_subjects_layer(s);

    /* A seeded bug of the layer says all, and so does a driver with its stream table. */
    if (layer && (s->owner || strncmp(layer, "bug-", 4) == 0) &&
        strcmp(s->sequencer->name, "update-safe") == 0)
        snprintf(text, HL_SUBJECTS_TEXT, "HITLESS_SEQUENCER=%s", layer);
    else if (layer)
        snprintf(text, HL_SUBJECTS_TEXT, "HITLESS_SEQUENCER=%s %s=%s", s->sequencer->name,
                 s->hypervisor ? "HITLESS_HYPERVISOR" : "HITLESS_ATTACH", layer);
    else
        snprintf(text, HL_SUBJECTS_TEXT, "HITLESS_SEQUENCER=%s", s->sequencer->name);
    return text;
}
