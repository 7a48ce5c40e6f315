// SPDX-License-Identifier: MIT
#include "harness/settings.h"

#include "harness/known.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static struct hl_settings settings;

const struct hl_settings *hl_settings(void)
{
    return &settings;
}

bool hl_is_tolerated(enum hl_finding_kind kind)
{
    return settings.tolerated >> kind & 1;
}

void hl_settings_refuse(const char *what, const char *why)
{
    fprintf(stderr, "%s: %s%s%s\n", settings.program, what, why ? ": " : "", why ? why : "");
    exit(2);
}

static unsigned parse_kinds(const char *list)
{
    char copy[512], *save = NULL;
    unsigned kinds = 0;

    if (strcmp(list, "all") == 0)
        return ~0u;
    if ((size_t)snprintf(copy, sizeof copy, "%s", list) >= sizeof copy)
        hl_settings_refuse("HITLESS_TOLERATE", "too long");
    for (char *name = strtok_r(copy, ",", &save); name; name = strtok_r(NULL, ",", &save)) {
        unsigned k = 0;
        while (k < HL_FINDING_COUNT && strcmp(hl_finding_names[k], name) != 0)
            k++;
        if (k == HL_FINDING_COUNT)
            hl_settings_refuse("HITLESS_TOLERATE: no such finding", name);
        kinds |= 1u << k;
    }
    return kinds;
}

static void read_known(const char *path)
{
    struct hl_error error;

    if (!hl_known_read(path, &error))
        hl_settings_refuse(error.text, NULL);
}

static bool is_set_to(const char *variable, const char *value)
{
    const char *is = getenv(variable);

    return is && strcmp(is, value) == 0;
}

/* A path; NULL if there is none or an empty one. */
static const char *path_in(const char *variable)
{
    const char *path = getenv(variable);

    return path && *path ? path : NULL;
}

void hl_settings_read(const char *program, enum hl_layer layer)
{
    const char *tolerate = getenv("HITLESS_TOLERATE"), *variable;
    char why[HL_SUBJECT_WHY];

    settings.program = program;
    variable = hl_subjects_pick(layer, &settings.subjects, why);
    if (variable)
        hl_settings_refuse(variable, why);
    if (hl_subject_timeout_wrong())
        hl_settings_refuse("HITLESS_SUBJECT_TIMEOUT", hl_subject_timeout_wrong());
    settings.sequencer = settings.subjects.sequencer;
    settings.tolerated = tolerate ? parse_kinds(tolerate) : 0;
    settings.any_options = is_set_to("HITLESS_OPTIONS", "any");
    settings.own_mutations = is_set_to("HITLESS_MUTATOR", "off");
    settings.compare = is_set_to("HITLESS_COMPARE", "on");
    settings.quiet = getenv("HITLESS_QUIET") != NULL;
    settings.stats = path_in("HITLESS_STATS");
    settings.causes = path_in("HITLESS_CAUSES");
    read_known(path_in("HITLESS_KNOWN"));
    settings.against = path_in("HITLESS_AGAINST");
    settings.against_known = path_in("HITLESS_AGAINST_KNOWN");
    if (settings.against && access(settings.against, X_OK) != 0)
        hl_settings_refuse(settings.against, strerror(errno));
    settings.folder = path_in("HITLESS_FINDINGS");
    if (settings.folder && mkdir(settings.folder, 0777) != 0 && errno != EEXIST)
        hl_settings_refuse(settings.folder, strerror(errno));
}
