// SPDX-License-Identifier: MIT
/* A VMM over the driver's nesting. What the kernel is asked for is what QEMU's accelerated SMMUv3
 * asks for: nothing of an STE that is no stage 1 one but whether it stops or passes, and of a stage
 * 1 one the fields that the interface allows. Where the kernel refuses, or the VMM knows no
 * request, the guest's command fails and what the stream had stays attached. */
#include "linux/linux.h"

static struct hl_entry allowed_fields(void)
{
    struct hl_entry mask = {{0}};

    HL_MARK(STE, &mask, V);
    HL_MARK(STE, &mask, Config);
    HL_MARK(STE, &mask, S1Fmt);
    HL_MARK(STE, &mask, S1ContextPtr);
    HL_MARK(STE, &mask, S1CDMax);
    HL_MARK(STE, &mask, S1DSS);
    HL_MARK(STE, &mask, S1CIR);
    HL_MARK(STE, &mask, S1COR);
    HL_MARK(STE, &mask, S1CSH);
    HL_MARK(STE, &mask, S1STALLD);
    HL_MARK(STE, &mask, EATS);
    return mask;
}

/* False: there is no request for this STE. The kernel knows full ATS and none: an EATS that the
 * guest's SMMU IGNOREs, or that behaves as none there, is asked for as none. */
static bool ask(const struct hl_smmu *guest, const struct hl_entry *vste, struct hl_entry *request)
{
    struct hl_meaning m;
    uint64_t config = HL_GET(STE, vste, Config);
    bool stops = !HL_GET(STE, vste, V) || config < 4;

    if (!stops && config > 5)
        return false;
    *request = (struct hl_entry){{0}};
    if (!stops && config == 5)
        *request = hl_entry_and(*vste, allowed_fields());
    hl_ste_decode(guest, vste, &m);
    if (m.state == HL_STATE_LIVE && HL_GET(STE, &m.regime, EATS) == 0)
        HL_SET(STE, request, EATS, 0);
    HL_SET(STE, request, V, 1);
    HL_SET(STE, request, Config, stops ? 0 : config);
    return true;
}

static enum hl_merge merge(const struct hl_hypervisor *self, const struct hl_nesting *n,
                           const struct hl_entry *vste, struct hl_entry *ste)
{
    struct hl_linux_stream stream = ((const struct hl_linux_vmm *)(const void *)self)->stream;
    struct hl_entry request;

    if (!ask(&n->guest, vste, &request))
        return HL_REJECTED;
    stream.vste[0] = request.q[0];
    stream.vste[1] = request.q[1];
    return hl_linux_make(HL_LINUX_NESTED, &n->host.regs, &stream, ste) == HL_LINUX_MADE
               ? HL_MERGED
               : HL_REJECTED;
}

const struct hl_hypervisor *hl_linux_hypervisor(struct hl_linux_vmm *vmm,
                                                const struct hl_linux_stream *stream)
{
    const struct hl_linux_info *info = hl_linux_info();

    if (!info || !hl_linux_has(info, HL_FEATURE_NESTING))
        return NULL;
    vmm->hypervisor = (struct hl_hypervisor){
        .abi = HL_HYPERVISOR_ABI,
        .name = "linux",
        .description = "a VMM over the driver's nested domains",
        .merge = merge,
        .sanitises = true,
        .refuses =
            "the guest's STE is ILLEGAL, and the VMM leaves attached what there is, as QEMU's does",
    };
    vmm->stream = *stream;
    return &vmm->hypervisor;
}
