// SPDX-License-Identifier: MIT
/* What a fresh device would have: the measure of every step. */
#include "device/fresh.h"

#include "device/attach.h"
#include "device/found.h"

static void mean(const struct hl_device *d, unsigned quiesced, struct hl_fresh *f)
{
    const struct hl_smmu *smmu = &d->smmu[quiesced];
    struct hl_meaning m;

    hl_ste_decode(smmu, &f->ste, &m);
    for (int pasid = HL_NO_PASID; pasid < HL_DEVICE_PASIDS; pasid++)
        hl_joint(smmu, &m, &d->context, f->cd, d->table, pasid, &f->joint[quiesced][pasid + 1]);
}

/* Mistakes in the STE that every fresh device of these wishes gets: bit for bit all is well. */
static void spoil(const struct hl_device *d, const struct hl_wanted *wanted, struct hl_entry *ste)
{
    if (HL_GET(STE, ste, Config) != HL_STE_CONFIG_S1)
        return;
    if ((d->traits & HL_ATTACH_SHCFG) && HL_GET(STE, ste, S1DSS) == 1)
        HL_SET(STE, ste, SHCFG, 0);
    if ((d->traits & HL_ATTACH_STALLD) && hl_wanted_pasids(wanted))
        HL_SET(STE, ste, S1STALLD, 0);
}

bool hl_fresh(const struct hl_device *d, const struct hl_wanted *wanted, struct hl_fresh *f)
{
    struct hl_ste_wish ste = hl_wanted_ste(&d->shape, wanted);

    if (!d->maker.ste(&d->maker, &d->shape, &ste, &f->ste))
        return false;
    spoil(d, wanted, &f->ste);
    for (unsigned i = 0; i < HL_DEVICE_PASIDS; i++) {
        struct hl_attachment cd = hl_wanted_cd(wanted, i);
        f->cd[i] = (struct hl_entry){{0}};
        if (cd.kind != HL_PASID_NONE && !d->maker.cd(&d->maker, &d->shape, &cd, &f->cd[i]))
            return false;
    }
    f->ats = hl_wanted_ats(&d->shape, wanted);
    mean(d, 0, f);
    mean(d, 1, f);
    return true;
}

static void add_target(struct hl_device *d, const struct hl_meaning *m, enum hl_kind kind,
                       unsigned index, const struct hl_entry *old, const struct hl_entry *target)
{
    const struct hl_device_finding f = {.kind = HL_ILLEGAL_TARGET,
                                        .where = HL_IN_END,
                                        .pasid = HL_NO_PASID,
                                        .ats = d->ats,
                                        .entry = kind,
                                        .index = index,
                                        .rule = m->rule,
                                        .old = *old,
                                        .target = *target};

    hl_device_found(d, &f);
}

/* Under an ILLEGAL STE there are no CDs to judge: nothing says how they are decoded. */
bool hl_fresh_targets(struct hl_device *d)
{
    struct hl_meaning m;
    bool legal = true;

    hl_ste_decode(&d->smmu[0], &d->after.ste, &m);
    if (m.state == HL_STATE_ILLEGAL) {
        add_target(d, &m, HL_KIND_STE, 0, &d->ste[0], &d->after.ste);
        return false;
    }
    for (unsigned i = 0; i < HL_DEVICE_PASIDS; i++) {
        if (hl_entry_equal(&d->after.cd[i], &d->before.cd[i]) || hl_entry_is_zero(&d->after.cd[i]))
            continue;
        hl_cd_decode(&d->context, &d->after.cd[i], &m);
        if (m.state == HL_STATE_ILLEGAL) {
            add_target(d, &m, HL_KIND_CD, i, &d->cd[i], &d->after.cd[i]);
            legal = false;
        }
    }
    return legal;
}

static void compare(struct hl_device *d, struct hl_device_finding f)
{
    f.kind = HL_WRONG_FINAL;
    f.where = HL_IN_END;
    f.pasid = HL_NO_PASID;
    f.ats = d->ats;
    if (!hl_entry_equal(&f.old, &f.target))
        hl_device_found(d, &f);
}

void hl_fresh_compare(struct hl_device *d)
{
    struct hl_device_finding f = {.entry = HL_KIND_STE, .target = d->after.ste};

    for (f.stream = 0; f.stream < d->shape.streams; f.stream++) {
        f.old = d->ste[f.stream];
        compare(d, f);
    }
    f = (struct hl_device_finding){.entry = HL_KIND_CD};
    for (f.index = 0; f.index < HL_DEVICE_PASIDS; f.index++) {
        f.old = d->cd[f.index];
        f.target = d->after.cd[f.index];
        compare(d, f);
    }
    if (d->ats != d->after.ats)
        hl_device_found(d, &(struct hl_device_finding){.kind = HL_WRONG_FINAL,
                                                       .where = HL_IN_END,
                                                       .pasid = HL_NO_PASID,
                                                       .ats = d->ats,
                                                       .entry = HL_KIND_STE,
                                                       .old = d->ste[0],
                                                       .target = d->after.ste});
}
