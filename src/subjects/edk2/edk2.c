// SPDX-License-Identifier: MIT
/* EDK2's SmmuV3PromoteSteToTranslate(), as a device first maps a buffer: its stream is invalid
 * before, as SmmuV3BuildInvalidStreamTableEntry() asks for, and keeps what it got. S2T0SZ and S2SL0
 * follow from the SMMU's output size. */
#include "subjects/wants.h"
#include "subjects/wire.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define IN
#define OUT
#define VOID void
#define STATIC static
#define TRUE true
#define FALSE false
typedef bool BOOLEAN;
typedef uint8_t UINT8;
typedef uint16_t UINT16;
typedef uint32_t UINT32;
typedef uint64_t UINT64, UINTN, EFI_STATUS;
typedef struct {
    int unused;
} LIST_ENTRY, PAGE_TABLE, EFI_LOCK;
#define EFI_SUCCESS 0
#define EFI_INVALID_PARAMETER 2
#define EFI_UNSUPPORTED 3
#define EFI_ERROR(status) ((status) != EFI_SUCCESS)
#define EFI_PAGE_SIZE 0x1000
#define DEBUG(expression) ((void)0)
#define ZeroMem(to, bytes) memset(to, 0, bytes)
#define CopyMem(to, from, bytes) memcpy(to, from, bytes)
#define ArmDataSynchronizationBarrier() hl_wire_barrier()
static UINT64 output_size; /* IDR5.OAS */
#define SmmuV3ReadRegister32(base, offset) ((UINT32)((offset) == SMMU_IDR5 ? output_size : IDR1))
enum { IDR1 = 1 << 27 }; /* ATTR_TYPES_OVR */
union _SMMUV3_CMD_GENERIC;
#define SmmuV3SendCommand(smmu, command) ((void)(smmu), send((command)->Raw.CmdLow))
static EFI_STATUS send(UINT64 command);

#include "info.h"
#include <taken.inc>

enum { SID = 0 };

static EFI_STATUS send(UINT64 command)
{
    const unsigned opcode = command & 0xff;

    if (opcode == CmdSync)
        hl_wire_command_sync();
    else
        hl_wire_command(opcode == CmdCfgiSte && command >> 32 == SID);
    return EFI_SUCCESS;
}

static void write_entry(uint64_t *entry, const struct hl_update *u)
{
    static SMMUV3_STREAM_TABLE_ENTRY unused;
    SMMUV3_STREAM_TABLE_ENTRY template;
    SMMU_INFO smmu = {.StreamTable = entry};
    BOOLEAN consumed;

    output_size = HL_GET(STE, &u->target, S2PS) & 7;
    if (hl_entry_is_zero(&u->current)) {
        SmmuV3BuildTranslateStreamTableEntry(&smmu, NULL, 0, &template);
        memcpy(entry, &template, sizeof template);
    }
    if (hl_wanted_of(&u->target) >= HL_WANT_S2 && !HL_GET(STE, &u->current, V))
        SmmuV3PromoteSteToTranslate(&smmu, SID, (UINT16)HL_GET(STE, &u->target, S2VMID),
                                    (PAGE_TABLE *)(HL_GET(STE, &u->target, S2TTB) << 4), &unused,
                                    &consumed);
}

static void update(const struct hl_sequencer *self, const struct hl_update *u)
{
    (void)self;
    hl_wire_run(u, write_entry);
}

static const struct hl_origin origin = {"EDK2", HL_WIRED_VERSION, HL_WIRED_HASH};

const struct hl_sequencer hl_wired_edk2 = {
    .abi = HL_SEQUENCER_ABI,
    .kinds = HL_KIND_STE,
    .name = "edk2",
    .description = "EDK2's SmmuDxe: invalid to stage 2, once",
    .update = update,
    .needs = HL_NEEDS_NONSECURE | HL_NEEDS_DEFAULTS | HL_NEEDS_LEGAL | HL_NEEDS_FRESH,
    .origin = &origin,
};
