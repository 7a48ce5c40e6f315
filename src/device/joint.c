// SPDX-License-Identifier: MIT
#include "device/joint.h"

const char *const hl_joint_state_names[HL_JOINT_STATE_COUNT] = {
    "live",
    "stopped: STE.V is 0",
    "stopped: the STE is ILLEGAL",
    "stopped: Config abort",
    "stopped: C_BAD_SUBSTREAMID",
    "stopped: F_STREAM_DISABLED",
    "stopped: CD.V is 0",
    "stopped: the CD is ILLEGAL",
};

static int stop(struct hl_joint *j, enum hl_joint_state state, unsigned rule)
{
    *j = (struct hl_joint){.state = state, .rule = rule};
    return -1;
}

static bool stage1(const struct hl_meaning *ste)
{
    return ste->config == HL_CONFIG_S1 || ste->config == HL_CONFIG_NESTED;
}

/* Traffic with and without a PASID uses the same CD alike, wherever it is in the table. */
static void drop_selectors(struct hl_entry *ste)
{
    HL_CLEAR(STE, ste, S1DSS);
    HL_CLEAR(STE, ste, S1CDMax);
}

static void live(const struct hl_meaning *ste, struct hl_joint *j)
{
    *j = (struct hl_joint){.state = HL_JOINT_LIVE, .ste = ste->regime};
    j->eats = (unsigned)HL_GET(STE, &ste->regime, EATS);
    HL_CLEAR(STE, &j->ste, EATS);
    HL_CLEAR(STE, &j->ste, DPT_VMATCH); /* means something only through EATS */
    HL_CLEAR(STE, &j->ste, MEV);        /* 5.2: software must expect merged events anyhow */
}

/* Attributes that the STE keeps for S1DSS=bypass mean nothing to traffic that stage 1 translates
 * (13.5). */
static void as_translated(const struct hl_smmu *smmu, const struct hl_meaning *ste,
                          struct hl_joint *j)
{
    struct hl_entry e = ste->regime;
    struct hl_meaning m;

    if (HL_GET(STE, &e, S1DSS) != 1)
        return;
    HL_SET(STE, &e, S1DSS, 2);
    hl_ste_decode(smmu, &e, &m);
    live(&m, j);
}

/* The CD at this index, if the table is the one that is known. */
static int with_cd(const struct hl_smmu *smmu, const struct hl_meaning *ste, uint64_t table,
                   int index, struct hl_joint *j)
{
    live(ste, j);
    as_translated(smmu, ste, j);
    if (ste->config != HL_CONFIG_S1 || HL_GET(STE, &ste->regime, S1ContextPtr) != table)
        return -1; /* a guest's, or another: all fields tell it apart */
    drop_selectors(&j->ste);
    return index;
}

/* 5.2 S1DSS: as though Config was 0b1x0. For ATS its own EATS stays. */
static void as_bypassed(const struct hl_smmu *smmu, const struct hl_meaning *ste,
                        struct hl_joint *j)
{
    struct hl_entry e = ste->regime;
    struct hl_meaning m;

    HL_SET(STE, &e, Config, HL_GET(STE, &e, Config) & 6);
    hl_ste_decode(smmu, &e, &m);
    live(&m, j);
    j->eats = (unsigned)HL_GET(STE, &ste->regime, EATS);
}

static int without_pasid(const struct hl_smmu *smmu, const struct hl_meaning *ste, uint64_t table,
                         struct hl_joint *j)
{
    if (HL_GET(STE, &ste->regime, S1CDMax) == 0)
        return with_cd(smmu, ste, table, 0, j);
    switch (HL_GET(STE, &ste->regime, S1DSS)) {
    case 0:
        return stop(j, HL_JOINT_DISABLED, 0);
    case 1:
        as_bypassed(smmu, ste, j);
        return -1;
    default:
        return with_cd(smmu, ste, table, 0, j);
    }
}

int hl_joint_ste(const struct hl_smmu *smmu, const struct hl_meaning *ste, uint64_t table,
                 int pasid, struct hl_joint *j)
{
    unsigned bits = (unsigned)HL_GET(STE, &ste->regime, S1CDMax);

    if (ste->state == HL_STATE_OFF)
        return stop(j, HL_JOINT_STE_OFF, 0);
    if (ste->state == HL_STATE_ILLEGAL)
        return stop(j, HL_JOINT_STE_ILLEGAL, ste->rule);
    if (ste->state == HL_STATE_STOP)
        return stop(j, HL_JOINT_ABORT, 0);
    if (pasid == HL_NO_PASID) {
        if (stage1(ste))
            return without_pasid(smmu, ste, table, j);
        live(ste, j);
        return -1;
    }
    if (!stage1(ste) || bits == 0 || (unsigned)pasid >> bits)
        return stop(j, HL_JOINT_SUBSTREAM, 0);
    if (pasid == 0 && HL_GET(STE, &ste->regime, S1DSS) == 2)
        return stop(j, HL_JOINT_DISABLED, 0);
    return with_cd(smmu, ste, table, pasid, j);
}

void hl_joint_decoded(const struct hl_meaning *cd, struct hl_joint *j)
{
    if (cd->state == HL_STATE_LIVE) {
        j->uses_cd = true;
        j->cd = cd->regime;
    } else if (cd->state == HL_STATE_ILLEGAL) {
        stop(j, HL_JOINT_CD_ILLEGAL, cd->rule);
    } else {
        stop(j, HL_JOINT_CD_OFF, 0);
    }
}

void hl_joint_cd(const struct hl_cd_context *context, const struct hl_entry *cd, struct hl_joint *j)
{
    struct hl_meaning m;

    hl_cd_decode(context, cd, &m);
    hl_joint_decoded(&m, j);
}

void hl_joint(const struct hl_smmu *smmu, const struct hl_meaning *ste,
              const struct hl_cd_context *context, const struct hl_entry *cds, uint64_t table,
              int pasid, struct hl_joint *j)
{
    int index = hl_joint_ste(smmu, ste, table, pasid, j);

    if (index >= 0)
        hl_joint_cd(context, &cds[index], j);
}

bool hl_joint_equal(const struct hl_joint *a, const struct hl_joint *b)
{
    if (a->state != HL_JOINT_LIVE || b->state != HL_JOINT_LIVE)
        return (a->state == HL_JOINT_LIVE) == (b->state == HL_JOINT_LIVE);
    return a->uses_cd == b->uses_cd && hl_entry_equal(&a->ste, &b->ste) &&
           hl_entry_equal(&a->cd, &b->cd);
}
