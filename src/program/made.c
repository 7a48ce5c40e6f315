// SPDX-License-Identifier: MIT
#include "program/made.h"

#include "program/bytes.h"

static struct hl_linux_stream stream_of(const struct hl_smmu *smmu, const uint8_t *device,
                                        const uint8_t *d)
{
    return (struct hl_linux_stream){
        .cdtab = hl_load_le(device + 2, 4) << 16,
        .ssid_bits = device[12],
        .vhe = (device[1] & 1) && (smmu->regs.cr2 & 1), /* such a kernel sets CR2.E2H */
        .stall = device[1] & 4,
        .pgd = hl_load_le(d + 6, 4) << 20, /* tables of one time do not overlap: up to 1 MB each */
        .vmid = (uint16_t)hl_load_le(d + 10, 2),
        .s1dss = d[13],
        .granule = d[14],
        .ats = (d[1] & 2) && !(device[1] & 4), /* PCI functions do not stall */
        .vste = {hl_load_le(d + 16, 8), hl_load_le(d + 24, 8)},
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
    const enum hl_linux_make what = bytes[0] % HL_LINUX_MAKE_COUNT;

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
    const unsigned number = bytes[10] % 254u; /* even: a domain; odd: a process */
    enum hl_linux_make_cd what = HL_LINUX_CD_S1;
    struct hl_linux_stream stream = stream_of(smmu, device, device);

    if (number & 1)
        what = bytes[0] & 1 ? HL_LINUX_CD_SVA_RELEASED : HL_LINUX_CD_SVA;
    stream.asid = (uint16_t)number;
    stream.pgd = (hl_load_le(device + 6, 4) + number) << 20;
    stream.dirty = number & 2;
    stream.va_bits = device[15];
    stream.parange = device[15] >> 2;
    stream.haft = device[1] & 8;
    return smmu->security == HL_NONSECURE &&
           hl_linux_make_cd(what, &smmu->regs, &stream, e) == HL_LINUX_MADE;
}
