// SPDX-License-Identifier: MIT
/* hitless sequencers: the sequencers of this build, and the seeded bugs of the layers above them.
 */
#include "cli/cli.h"
#include "device/device.h"
#include "linux/linux.h"
#include "nested/hypervisor.h"

static void show(const struct hl_sequencer *s)
{
    const char *kinds = s->kinds == (HL_KIND_STE | HL_KIND_CD) ? "ste,cd"
                        : s->kinds == HL_KIND_CD               ? "cd"
                                                               : "ste";
    printf("%-20s %-7s %s%s%s\n", s->name, kinds, s->description, s->assumes ? "; assumes " : "",
           s->assumes ? s->assumes : "");
}

static void show_hypervisors(void)
{
    printf("hypervisors, for HITLESS_SEQUENCER of fuzz_nested:\n");
    for (size_t i = 0; i < hl_hypervisor_count; i++)
        printf("  %-26s %s\n", hl_hypervisors[i].name, hl_hypervisors[i].description);
}

static void show_attach_bugs(void)
{
    printf("bugs of the attach layer, for HITLESS_SEQUENCER of fuzz_attach:\n");
    for (size_t i = 0; i < hl_attach_bug_count; i++)
        printf("  %-26s %s\n", hl_attach_bugs[i].name, hl_attach_bugs[i].description);
}

static void show_driver(const struct hl_linux_info *info)
{
    show(hl_linux_sequencer());
    printf("%-28s Linux %s", "", info->version);
    for (unsigned i = 0; i < HL_FEATURE_COUNT; i++)
        printf(", %s %s", hl_linux_features[i].name,
               hl_linux_has(info, (enum hl_linux_feature)i) ? "yes" : "no");
    printf("\n%-28s sha256 %s of: %s\n", "", info->hash, info->functions);
}

int cli_sequencers(int argc, char **argv)
{
    const struct hl_linux_info *info = hl_linux_info();

    cli_parse_none("List the sequencers: name, kinds of entries, description.", argc, argv);
    for (size_t i = 0; i < hl_builtin_sequencer_count; i++)
        show(&hl_builtin_sequencers[i]);
    if (info)
        show_driver(info);
    show_hypervisors();
    show_attach_bugs();
    return CLI_NOTHING;
}
