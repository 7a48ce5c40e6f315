// SPDX-License-Identifier: MIT
/* hitless sequencers: the sequencers of this build, and the seeded bugs of the layers above them.
 */
#include "cli/cli.h"
#include "device/device.h"
#include "linux/linux.h"
#include "nested/hypervisor.h"
#include "subject/subject.h"

#include <string.h>

/* The fuzz target in which a seeded bug of a sequencer shows best, by the beginning of its name;
 * what updates entries does in that of its kind. */
static const struct {
    const char *begins, *target;
} shown_by[] = {
    {"bug-safe-", "fuzz_update_safe"},
    {"bug-used-", "fuzz_used"},
};

static const char *target_of(const struct hl_sequencer *s)
{
    for (size_t i = 0; i < sizeof(shown_by) / sizeof(*shown_by); i++)
        if (strncmp(s->name, shown_by[i].begins, strlen(shown_by[i].begins)) == 0)
            return shown_by[i].target;
    return s->kinds & HL_KIND_STE ? "fuzz_ste_update" : "fuzz_cd_update";
}

static void show(const struct hl_sequencer *s, bool json)
{
    const char *kinds = s->kinds == (HL_KIND_STE | HL_KIND_CD) ? "ste,cd"
                        : s->kinds == HL_KIND_CD               ? "cd"
                                                               : "ste";
    char needs[256];
    size_t used = 0;

    needs[0] = '\0';
    for (unsigned bit = 0; bit < HL_NEED_COUNT; bit++)
        if (s->needs >> bit & 1)
            used += (size_t)snprintf(needs + used, sizeof needs - used, "%s%s", used ? ", " : "",
                                     hl_needs[bit].name);
    if (json)
        cli_print_object("name", s->name, "layer", "sequencer", "kinds", kinds, "target",
                         target_of(s), "needs", used ? needs : NULL, "description", s->description,
                         NULL);
    else
        printf("%-20s %-7s %s%s%s\n", s->name, kinds, s->description, used ? "; needs " : "",
               needs);
}

/* What stands above a sequencer, and the one target that it is for. */
static void show_above(const char *name, const char *layer, const char *target,
                       const char *description, bool json)
{
    if (json)
        cli_print_object("name", name, "layer", layer, "kinds", NULL, "target", target, "needs",
                         NULL, "description", description, NULL);
    else
        printf("  %-26s %s\n", name, description);
}

static void show_hypervisors(bool json)
{
    if (!json)
        printf("hypervisors, for HITLESS_SEQUENCER of fuzz_nested:\n");
    for (size_t i = 0; i < hl_hypervisor_count; i++)
        show_above(hl_hypervisors[i].name, "hypervisor", "fuzz_nested",
                   hl_hypervisors[i].description, json);
}

static void show_attach_bugs(bool json)
{
    if (!json)
        printf("bugs of the attach layer, for HITLESS_SEQUENCER of fuzz_attach:\n");
    for (size_t i = 0; i < hl_attach_bug_count; i++)
        show_above(hl_attach_bugs[i].name, "attach", "fuzz_attach", hl_attach_bugs[i].description,
                   json);
}

static void show_owners(bool json)
{
    if (!json)
        printf("drivers with their stream tables, for HITLESS_SEQUENCER of fuzz_table:\n");
    for (const struct hl_owner *o = hl_owners; o->name; o++)
        show_above(o->name, "table", "fuzz_table", o->description, json);
    for (const struct hl_wired *w = hl_wired; w->name; w++)
        if (w->owner && !json)
            printf("  %-26s %s\n", w->name, w->owner->description);
}

static void show_driver(const struct hl_linux_info *info)
{
    printf("%-28s Linux %s", "", info->version);
    for (unsigned i = 0; i < HL_FEATURE_COUNT; i++)
        printf(", %s %s", hl_linux_features[i].name,
               hl_linux_has(info, (enum hl_linux_feature)i) ? "yes" : "no");
    printf("\n%-28s sha256 %s of: %s\n", "", info->hash, info->functions);
    if (info->makers_unknown)
        printf("%-28s this tree's makers are not known: %s\n", "", info->makers_unknown);
}

int cli_sequencers(int argc, char **argv)
{
    const struct hl_linux_info *info = hl_linux_info();
    const bool json =
        cli_parse_list("List the sequencers: name, kinds of entries, description.", argc, argv);

    for (size_t i = 0; i < hl_builtin_sequencer_count; i++)
        show(&hl_builtin_sequencers[i], json);
    if (info) {
        show(hl_linux_sequencer(), json);
        if (!json)
            show_driver(info);
    }
    for (const struct hl_wired *w = hl_wired; w->name; w++)
        if (w->sequencer)
            show(w->sequencer, json);
    if (hl_linked_sequencer())
        show(hl_linked_sequencer(), json);
    show_hypervisors(json);
    show_attach_bugs(json);
    show_owners(json);
    return CLI_NOTHING;
}
