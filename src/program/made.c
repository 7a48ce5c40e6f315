// SPDX-License-Identifier: MIT
#include "program/made.h"

#include "program/parts.h"

static struct hl_linux_stream stream_of(const struct hl_smmu *smmu, const uint8_t *device,
                                        const uint8_t *d)
{
    const bool stall = hl_part_get(HL_PART_STALL, device);
    const struct hl_entry guest = hl_guest_get(d, hl_guest_at(HL_USE_STE));

    return (struct hl_linux_stream){
        .cdtab = hl_part_get(HL_PART_CDTAB, device) << 16,
        .ssid_bits = (uint8_t)hl_part_get(HL_PART_SSID_BITS, device),
        /* such a kernel sets CR2.E2H */
        .vhe = hl_part_get(HL_PART_VHE, device) && (smmu->regs.cr2 & 1),
        .stall = stall,
        /* tables of one time do not overlap: up to 1 MB each */
        .pgd = hl_part_get(HL_PART_PGD, d) << 20,
        .vmid = (uint16_t)hl_part_get(HL_PART_VMID, d),
        .s1dss = (uint8_t)hl_part_get(HL_PART_S1DSS, d),
        .granule = (uint8_t)hl_part_get(HL_PART_GRANULE, d),
        .ats = hl_part_get(HL_PART_ATS, d) && !stall, /* PCI functions do not stall */
        .ats_always_on = hl_part_get(HL_PART_ATS_ALWAYS_ON, device) && !stall,
        .vste = {guest.q[0], guest.q[1]},
    };
}

/* What a guest gets wrong by itself is no fault of the driver: the SMMU tells it by C_BAD_STE. */
static bool guest_is_illegal(const struct hl_smmu *smmu, const uint64_t vste[2])
{
    struct hl_entry e = {{vste[0], vste[1]}};
    struct hl_meaning m;

    hl_ste_decode(smmu, &e, &m);
    return m.state == HL_STATE_ILLEGAL;
}

bool hl_made_ste(const struct hl_smmu *smmu, const uint8_t *device, const uint8_t *bytes,
                 struct hl_entry *e)
{
    const struct hl_linux_stream stream = stream_of(smmu, device, bytes);
    const enum hl_linux_make what = (enum hl_linux_make)hl_part_get(HL_PART_MAKE, bytes);

    if (smmu->security != HL_NONSECURE)
        return false; /* Linux drives the Non-secure interface */
    if (what == HL_LINUX_NESTED && guest_is_illegal(smmu, stream.vste))
        return false;
    return hl_linux_make(what, &smmu->regs, &stream, e) == HL_LINUX_MADE;
}

bool hl_made_parent(const struct hl_smmu *smmu, const uint8_t *device,
                    struct hl_linux_stream *stream, struct hl_entry *e)
{
    *stream = stream_of(smmu, device, device);
    return hl_linux_make(HL_LINUX_S2, &smmu->regs, stream, e) == HL_LINUX_MADE;
}

bool hl_made_lead(const struct hl_smmu *smmu, const uint8_t *device, struct hl_entry *e)
{
    const struct hl_linux_stream stream = stream_of(smmu, device, device);

    return smmu->security == HL_NONSECURE &&
           hl_linux_make(HL_LINUX_CDTABLE, &smmu->regs, &stream, e) == HL_LINUX_MADE;
}

/* The kernel and its processors are the device's. A byte numbers the address space: each has an
 * ASID, a table and a kind of its own, so that no two of them have only some of that in common. */
bool hl_made_cd(const struct hl_smmu *smmu, const uint8_t *device, const uint8_t *bytes,
                struct hl_entry *e)
{
    const unsigned number =
        (unsigned)hl_part_get(HL_PART_SPACE, bytes) % 254u; /* even: a domain; odd: a process */
    enum hl_linux_make_cd what = HL_LINUX_CD_S1;
    struct hl_linux_stream stream = stream_of(smmu, device, device);

    if (number & 1)
        what = hl_part_get(HL_PART_RELEASED, bytes) ? HL_LINUX_CD_SVA_RELEASED : HL_LINUX_CD_SVA;
    stream.asid = (uint16_t)number;
    stream.pgd = (hl_part_get(HL_PART_PGD, device) + number) << 20;
    stream.dirty = number & 2;
    stream.va_bits = (uint8_t)hl_part_get(HL_PART_VA_BITS, device);
    stream.parange = (uint8_t)hl_part_get(HL_PART_PARANGE, device);
    stream.haft = hl_part_get(HL_PART_HAFT, device);
    return smmu->security == HL_NONSECURE &&
           hl_linux_make_cd(what, &smmu->regs, &stream, e) == HL_LINUX_MADE;
}
