// SPDX-License-Identifier: MIT
/* The attach layer. What must hold at every moment: a CD is there before an STE leads to it, and
 * after none does; while ATS is on at the endpoint, EATS is on in every STE. */
#include "device/attach.h"
#include "device/memory.h"

static bool does(const struct hl_device *d, enum hl_attach_trait bug)
{
    return d->traits & bug;
}

static void write_cd(struct hl_device *d, unsigned index)
{
    hl_memory_cd(d, index, &d->after.cd[index]);
}

static void install(struct hl_device *d, const struct hl_entry *ste)
{
    unsigned streams = does(d, HL_ATTACH_ONE_STREAM) ? 1 : d->shape.streams;

    for (unsigned i = 0; i < streams; i++)
        hl_memory_ste(d, i, ste);
}

static struct hl_entry target_of(const struct hl_device *d)
{
    struct hl_entry ste = d->after.ste;

    if (does(d, HL_ATTACH_S1DSS_KEPT) && HL_GET(STE, &d->before.ste, Config) == HL_STE_CONFIG_S1 &&
        HL_GET(STE, &ste, Config) == HL_STE_CONFIG_S1)
        HL_SET(STE, &ste, S1DSS, HL_GET(STE, &d->before.ste, S1DSS));
    return ste;
}

/* The STE of what is wanted, with ATS off before EATS is, and on after. */
static void install_with_ats(struct hl_device *d)
{
    struct hl_entry ste = target_of(d);
    bool on = d->after.ats;

    if (on ? does(d, HL_ATTACH_ATS_EARLY) : !does(d, HL_ATTACH_ATS_LATE))
        hl_memory_ats(d, on);
    install(d, &ste);
    hl_memory_ats(d, on);
}

static void detach(struct hl_device *d)
{
    const struct hl_ste_wish wish = {.kind = HL_STE_ABORT};
    struct hl_entry ste;

    hl_memory_ats(d, false);
    if (d->maker.ste(&d->maker, &d->shape, &wish, &ste))
        install(d, &ste);
}

/* CD 0 goes with the RID. */
static void attach_rid(struct hl_device *d, bool release)
{
    bool uses_cd = d->next.rid.kind == HL_RID_S1;
    bool early = uses_cd != does(d, uses_cd ? HL_ATTACH_STE_FIRST : HL_ATTACH_CD_FIRST);

    if (release && does(d, HL_ATTACH_RELEASE_STE)) {
        hl_memory_ats(d, false);
        write_cd(d, 0);
        return;
    }
    if (does(d, HL_ATTACH_DETACH))
        detach(d);
    if (early)
        write_cd(d, 0);
    install_with_ats(d);
    if (!early && (uses_cd || !does(d, HL_ATTACH_CD0_KEPT)))
        write_cd(d, 0);
}

static void set_pasid(struct hl_device *d, unsigned pasid)
{
    if (does(d, HL_ATTACH_STE_FIRST)) {
        install_with_ats(d);
        write_cd(d, pasid);
        return;
    }
    write_cd(d, pasid);
    install_with_ats(d);
}

/* The last one takes the CD table with it, unless the RID uses it. */
static void remove_pasid(struct hl_device *d, unsigned pasid)
{
    if (!does(d, HL_ATTACH_PASID_KEPT))
        write_cd(d, pasid);
    if (!does(d, HL_ATTACH_TABLE_KEPT))
        install_with_ats(d);
}

/* DMA may still be running: the CDs stay valid, with walks disabled. */
static void exit_mm(struct hl_device *d)
{
    const struct hl_entry nothing = {{0}};

    for (unsigned p = 1; p < HL_DEVICE_PASIDS; p++) {
        if (d->next.pasid[p].kind == d->wanted.pasid[p].kind)
            continue;
        hl_memory_cd(d, p, does(d, HL_ATTACH_EXIT_CLEAR) ? &nothing : &d->after.cd[p]);
        if (does(d, HL_ATTACH_EXIT_ONE))
            return;
    }
}

void hl_attach(struct hl_device *d, const struct hl_action *a)
{
    switch (a->kind) {
    case HL_ATTACH_RID:
        attach_rid(d, a->on);
        break;
    case HL_SET_PASID:
        set_pasid(d, a->pasid);
        break;
    case HL_REMOVE_PASID:
        remove_pasid(d, a->pasid);
        break;
    case HL_EXIT_MM:
        exit_mm(d);
        break;
    case HL_SET_ATS:
        install_with_ats(d);
        break;
    default:
        break;
    }
}
