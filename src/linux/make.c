// SPDX-License-Identifier: MIT
/* Entries as the driver makes them: its own probe reads the ID registers, its own code lays out the
 * CD table and the translation tables (machine.h), and its own make functions fill the entry. */
#include "linux/machine.h"

/* Before hardware updates of the access flag and the dirty state. */
#ifndef IDR0_HTTU
#define IDR0_HTTU GENMASK(7, 6)
#endif

/* What kernels call these functions with. Since "Share domain across SMMU/vSMMU instances" an ASID
 * or a VMID is in a tag of its own, and finalising a domain allocates none. */
#if HL_ARGUMENTS_arm_smmu_make_cdtable_ste == 2
#define MAKE_CDTABLE(ste, master, ats, s1dss)                                                      \
    ((void)(ats), (void)(s1dss), arm_smmu_make_cdtable_ste(ste, master))
#else
#define MAKE_CDTABLE arm_smmu_make_cdtable_ste
#endif

#if HL_TAG_arm_smmu_make_s2_domain_ste
#define MAKE_S2(ste, master, domain, ats)                                                          \
    arm_smmu_make_s2_domain_ste(ste, master, domain, &(struct arm_smmu_inv){.id = vmid(master)},   \
                                ats)
#elif HL_ARGUMENTS_arm_smmu_make_s2_domain_ste == 3
#define MAKE_S2(ste, master, domain, ats) arm_smmu_make_s2_domain_ste(ste, master, domain)
#else
#define MAKE_S2 arm_smmu_make_s2_domain_ste
#endif

#if HL_TAG_arm_smmu_make_s1_cd
#define MAKE_S1_CD(cd, master, domain)                                                             \
    arm_smmu_make_s1_cd(cd, master, domain, &(struct arm_smmu_inv){.id = asid(master)})
#else
#define MAKE_S1_CD arm_smmu_make_s1_cd
#endif

#if HL_ARGUMENTS_arm_smmu_domain_finalise == 2
#define FINALISE(domain, smmu, flags) ((void)(flags), arm_smmu_domain_finalise(domain, smmu))
#else
#define FINALISE arm_smmu_domain_finalise
#endif

#ifdef HL_HAS_arm_smmu_dbm_capable
#define DBM_CAPABLE arm_smmu_dbm_capable
#else
#define DBM_CAPABLE(smmu) ((void)(smmu), false)
#endif

#if HL_SHOWS_ats_always_on
#define KEEP_ATS_ON(master, on) ((void)((master)->ats_always_on = (on)))
#else
#define KEEP_ATS_ON(master, on) ((void)(master), (void)(on))
#endif

/* As a driver allocates them (machine.h). */
static __maybe_unused u32 vmid(const struct arm_smmu_master *master)
{
    return (u32)ida_alloc_range(NULL, 1, (1u << master->smmu->vmid_bits) - 1, GFP_KERNEL);
}

static __maybe_unused u32 asid(const struct arm_smmu_master *master)
{
    return (u32)XA_LIMIT(1, (1u << master->smmu->asid_bits) - 1);
}

/* What the kernel was built with: a page size that the SMMU has, and a VA size that goes with it.
 * False: the SMMU has none. */
static bool choose_kernel(struct build *build, uint32_t idr5)
{
    static const unsigned va_bits[3][4] = {{48, 39, 52, 48}, {48, 47, 52, 36}, {48, 42, 52, 48}};
    static const uint32_t granule[3] = {IDR5_GRAN4K, IDR5_GRAN16K, IDR5_GRAN64K};
    unsigned have[3], n = 0;

    for (unsigned i = 0; i < 3; i++) {
        if (idr5 & granule[i])
            have[n++] = i;
    }
    if (n == 0)
        return false;
    n = have[build->stream->granule % n];
    build->page_shift = 12 + 2 * n;
    build->va_bits = va_bits[n][build->stream->va_bits % 4];
    return true;
}

/* What SVA asks of the processors is never more than the SMMU has. */
static void choose_processors(struct build *build, const struct hl_registers *regs)
{
    unsigned oas = regs->idr5 & IDR5_OAS;

    build->parange = min(build->stream->parange % 7u, oas > 6 ? 5 : oas);
    build->haft = build->stream->haft && FIELD_GET(IDR0_HTTU, regs->idr0) == 3;
}

/* The SMMU and one of its masters, as they are after the driver's probe. */
struct device_state {
    u32 window[DEVICE_REGISTERS];
    struct device dev;
    struct arm_smmu_device smmu;
    struct arm_smmu_master master;
    bool ats, ats_always_on;
};

/* What the driver refuses a device for that cannot do without ATS. */
static bool may_keep_ats_on(const struct arm_smmu_device *smmu)
{
    return HL_SHOWS_ats_always_on && (smmu->features & ARM_SMMU_FEAT_TRANS_S1) &&
           smmu->ssid_bits != 0;
}

/* False: not an SMMU that the driver takes. */
static bool set_up(struct build *build, const struct hl_registers *regs, struct device_state *d)
{
    const struct hl_linux_stream *stream = build->stream;
    struct arm_smmu_master *master = &d->master;
    bool forced;

    choose_processors(build, regs);
    d->dev.of_node = "";
    if (!probe(&d->smmu, &d->dev, regs, d->window))
        return false;
    build->oas = d->smmu.oas;
    master->smmu = &d->smmu;
    master->dev = &d->dev;
    master->ssid_bits = min((unsigned)stream->ssid_bits, d->smmu.ssid_bits);
    if (!(d->smmu.features & ARM_SMMU_FEAT_2_LVL_CDTAB))
        master->ssid_bits = min(master->ssid_bits, (unsigned)CTXDESC_LINEAR_CDMAX);
    /* A PCI function, which is what has ATS, must not be stalled, and an SMMU that always stalls
     * must not serve one (IHI 0070, 3.12). The driver relies on that and does not check it. */
    forced = d->smmu.features & ARM_SMMU_FEAT_STALL_FORCE;
    d->ats = (d->smmu.features & ARM_SMMU_FEAT_ATS) && !forced;
    d->ats_always_on = d->ats && stream->ats_always_on && may_keep_ats_on(&d->smmu);
    KEEP_ATS_ON(master, d->ats_always_on);
    d->ats = d->ats && (stream->ats || d->ats_always_on);
    master->stall_enabled =
        forced || (stream->stall && !d->ats && (d->smmu.features & ARM_SMMU_FEAT_STALLS));
    return true;
}

/* The CD table stays under an identity or a blocking domain only while PASIDs use it; under an
 * identity domain also where ATS must stay on. */
static unsigned s1dss_of(const struct device_state *d, bool identity)
{
    const unsigned wish = hl_build->stream->s1dss % 3;

    if (identity)
        return STRTAB_STE_1_S1DSS_BYPASS;
    if (HL_ARGUMENTS_arm_smmu_make_cdtable_ste <= 2)
        return STRTAB_STE_1_S1DSS_SSID0;
    if (wish == 0 && d->master.ssid_bits != 0)
        return STRTAB_STE_1_S1DSS_TERMINATE;
    if (wish == 1 && (d->master.ssid_bits != 0 || d->ats_always_on))
        return STRTAB_STE_1_S1DSS_BYPASS;
    return STRTAB_STE_1_S1DSS_SSID0;
}

static bool make_cdtable(struct arm_smmu_ste *ste, struct device_state *d, bool identity)
{
    struct arm_smmu_master *master = &d->master;

    if (!(master->smmu->features & ARM_SMMU_FEAT_TRANS_S1))
        return false;
    if (arm_smmu_alloc_cd_tables(master) != 0)
        return false;
    master->ats_enabled = d->ats; /* where it is no argument */
    MAKE_CDTABLE(ste, master, d->ats, s1dss_of(d, identity));
    return true;
}

/* A stage 2 domain. Where the SMMU has both stages, only a nesting parent is one. */
static bool make_s2_domain(struct arm_smmu_domain *domain, struct arm_smmu_device *smmu)
{
    u32 flags = 0;

    if (!(smmu->features & ARM_SMMU_FEAT_TRANS_S2))
        return false;
    if (smmu->features & ARM_SMMU_FEAT_TRANS_S1)
        flags = IOMMU_HWPT_ALLOC_NEST_PARENT;
    domain->stage = ARM_SMMU_DOMAIN_S2;
    return FINALISE(domain, smmu, flags) == 0;
}

static enum hl_linux_made make_nested(struct arm_smmu_ste *ste, struct arm_smmu_master *master,
                                      struct arm_smmu_domain *parent, bool ats)
{
#ifdef HL_HAS_arm_smmu_make_nested_domain_ste
    struct iommu_hwpt_arm_smmuv3 arg = {
        .ste = {hl_build->stream->vste[0], hl_build->stream->vste[1]}};
    struct arm_vsmmu vsmmu = {.smmu = master->smmu, .s2_parent = parent};
    struct arm_smmu_nested_domain nested = {.vsmmu = &vsmmu};
    bool enable_ats = false;

    if (!(master->smmu->features & ARM_SMMU_FEAT_NESTING))
        return HL_LINUX_UNSUPPORTED;
    if (arm_smmu_validate_vste(&arg, &enable_ats) != 0)
        return HL_LINUX_REJECTED;
    nested.enable_ats = enable_ats;
    nested.ste[0] = arg.ste[0];
    nested.ste[1] = arg.ste[1] & ~cpu_to_le64(STRTAB_STE_1_EATS);
    /* A guest that translates says itself whether it invalidates its ATCs. */
    if (FIELD_GET(STRTAB_STE_0_CFG, nested.ste[0]) == STRTAB_STE_0_CFG_S1_TRANS && !enable_ats)
        ats = false;
    arm_smmu_make_nested_domain_ste(ste, master, &nested, ats);
    return HL_LINUX_MADE;
#else
    (void)ste;
    (void)master;
    (void)parent;
    (void)ats;
    return HL_LINUX_UNSUPPORTED;
#endif
}

static enum hl_linux_made make(enum hl_linux_make what, struct device_state *d, bool has_page,
                               struct arm_smmu_ste *ste)
{
    struct arm_smmu_domain domain = {0};

    if (what == HL_LINUX_ABORT) {
        arm_smmu_make_abort_ste(ste);
        return HL_LINUX_MADE;
    }
    if (what == HL_LINUX_BYPASS && !d->ats_always_on) {
        arm_smmu_make_bypass_ste(&d->smmu, ste);
        return HL_LINUX_MADE;
    }
    if (!has_page)
        return HL_LINUX_UNSUPPORTED;
    if (what == HL_LINUX_CDTABLE || what == HL_LINUX_BYPASS)
        return make_cdtable(ste, d, what == HL_LINUX_BYPASS) ? HL_LINUX_MADE : HL_LINUX_UNSUPPORTED;
    if (what != HL_LINUX_S2 && what != HL_LINUX_NESTED)
        return HL_LINUX_UNSUPPORTED;
    if (!make_s2_domain(&domain, &d->smmu))
        return HL_LINUX_UNSUPPORTED;
    if (what == HL_LINUX_NESTED)
        return make_nested(ste, &d->master, &domain, d->ats);
    d->master.ats_enabled = d->ats;
    MAKE_S2(ste, &d->master, &domain, d->ats);
    return HL_LINUX_MADE;
}

enum hl_linux_made hl_linux_make(enum hl_linux_make what, const struct hl_registers *regs,
                                 const struct hl_linux_stream *stream, struct hl_entry *ste)
{
    struct build build = {.stream = stream, .page_shift = 12, .va_bits = 48};
    enum hl_linux_made result = HL_LINUX_UNSUPPORTED;
    struct device_state d = {0};
    struct arm_smmu_ste made;
    bool has_page;

    hl_build = &build;
    has_page = choose_kernel(&build, regs->idr5);
    if (set_up(&build, regs, &d))
        result = make(what, &d, has_page, &made);
    hl_build = NULL;
    if (result == HL_LINUX_MADE)
        memcpy(ste->q, made.data, sizeof(ste->q));
    return result;
}

/* A stage 1 domain, with dirty tracking where the driver says that it can. */
static bool make_s1_cd(struct arm_smmu_cd *cd, struct arm_smmu_master *master)
{
    struct arm_smmu_domain domain = {.stage = ARM_SMMU_DOMAIN_S1};
    bool dirty = hl_build->stream->dirty && DBM_CAPABLE(master->smmu);

    if (FINALISE(&domain, master->smmu, dirty ? (u32)IOMMU_HWPT_ALLOC_DIRTY_TRACKING : 0u) != 0)
        return false;
    MAKE_S1_CD(cd, master, &domain);
    return true;
}

/* A process's address space, or what is left when the process has gone. */
static bool make_sva_cd(struct arm_smmu_cd *cd, struct arm_smmu_master *master, bool released)
{
    const struct hl_linux_stream *stream = hl_build->stream;
    unsigned asid = 1 + stream->asid % ((1u << master->smmu->asid_bits) - 1);
    unsigned bits = min(parange_bits[hl_build->parange], VA_BITS == 52 ? 52u : 48u);
    struct mm_struct mm = {(void *)(uintptr_t)table_address(stream->pgd, PAGE_SIZE, bits)};

    if (!(master->smmu->features & ARM_SMMU_FEAT_SVA) || master->ssid_bits == 0)
        return false;
    arm_smmu_make_sva_cd(cd, master, released ? NULL : &mm, (u16)asid);
    return true;
}

static bool make_cd(enum hl_linux_make_cd what, struct arm_smmu_master *master,
                    struct arm_smmu_cd *cd)
{
    if (!(master->smmu->features & ARM_SMMU_FEAT_TRANS_S1))
        return false;
    switch (what) {
    case HL_LINUX_CD_S1:
        return make_s1_cd(cd, master);
    case HL_LINUX_CD_SVA:
    case HL_LINUX_CD_SVA_RELEASED:
        return make_sva_cd(cd, master, what == HL_LINUX_CD_SVA_RELEASED);
    default:
        return false;
    }
}

enum hl_linux_made hl_linux_make_cd(enum hl_linux_make_cd what, const struct hl_registers *regs,
                                    const struct hl_linux_stream *stream, struct hl_entry *cd)
{
    struct build build = {.stream = stream};
    struct device_state d = {0};
    struct arm_smmu_cd made;
    bool done;

    hl_build = &build;
    done = choose_kernel(&build, regs->idr5) && set_up(&build, regs, &d) &&
           make_cd(what, &d.master, &made);
    hl_build = NULL;
    if (!done)
        return HL_LINUX_UNSUPPORTED;
    memcpy(cd->q, made.data, sizeof(cd->q));
    return HL_LINUX_MADE;
}
