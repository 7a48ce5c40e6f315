// SPDX-License-Identifier: MIT
#include "machine.h"
#include "layout.h"
#include "pci.h"
#include "template.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

void hq_machine_lost(struct hq_machine *m)
{
    char text[400];
    bool asserted = hq_asserted(&m->process, text, sizeof text);

    fprintf(stderr, "hitless-qemu: QEMU ended%s: %s\n", asserted ? " with an assertion" : "", text);
}

/* The CDs are the same in every run: the seed is for what is varied. */
static bool set_up(struct hq_machine *m)
{
    uint32_t value;
    struct hq_random cds = {1};
    const char *name = hq_smmu_differs(&m->qtest, m->regs, &value);

    if (m->qtest.lost) {
        hq_machine_lost(m);
        return false;
    }
    if (name) {
        fprintf(stderr, "hitless-qemu: %s is 0x%x: not that of profile qemu\n", name, value);
        return false;
    }
    hq_layout_write(m->process.ram);
    hq_cds_write(m->process.ram, &cds);
    if (hq_pci_setup(&m->qtest) && hq_smmu_enable(&m->smmu, &m->qtest, m->process.ram))
        return true;
    fprintf(stderr, "hitless-qemu: the devices or the SMMU do not come up\n");
    return false;
}

bool hq_machine_start(struct hq_machine *m, const char *program)
{
    const struct hl_profile *profile = hl_profile_find("qemu");

    if (!profile)
        return false;
    m->regs = &profile->regs;
    hl_smmu_init(&m->reference, m->regs, HL_NONSECURE, &hl_default_options);
    if (!hq_start(&m->process, program)) {
        fprintf(stderr, "hitless-qemu: %s: %s\n", program, strerror(errno));
        return false;
    }
    hq_open(&m->qtest, m->process.socket);
    if (set_up(m))
        return true;
    hq_machine_stop(m);
    return false;
}

void hq_machine_stop(struct hq_machine *m)
{
    hq_stop(&m->process);
}
