// SPDX-License-Identifier: MIT
/* Commands of the Command queue as values: IHI 0070 chapter 4. */
#ifndef HITLESS_DRIVER_COMMAND_H
#define HITLESS_DRIVER_COMMAND_H

#include "smmu/smmu.h"

enum hl_command_kind {
#define HL_COMMAND(name, opcode, section, needs, fields) HL_CMD_##name,
#include "driver/commands.def"
#undef HL_COMMAND
    HL_CMD_COUNT
};

enum { HL_COMMAND_QWORDS = 2, HL_COMMAND_TEXT = 256, HL_RANGE_ALL = 31, HL_ATC_SIZE_ALL = 52 };

/* Fields that a command does not have are 0. */
struct hl_command {
    enum hl_command_kind kind;
    uint32_t sid, ssid;
    uint64_t address; /* VA, IPA, or of the MSI; [11:0] are 0 but in SYNC */
    uint16_t vmid, asid, prgindex, stag;
    uint32_t msidata;
    bool ssec, ssv, leaf, global, ttl128;
    bool ac, ab;   /* RESUME: retry, abort */
    uint8_t range; /* CFGI_STE_RANGE: log2 of the StreamIDs, minus 1; HL_RANGE_ALL: CFGI_ALL */
    uint8_t num, scale, tg, ttl;
    uint8_t size; /* ATC_INV: log2 of the pages, HL_ATC_SIZE_ALL is all; PREFETCH_ADDR */
    uint8_t stride, resp;
    uint8_t cs, msh, msiattr; /* SYNC */
    bool reserved;            /* a bit is set that no field has (4.1.5) */
    uint64_t undecoded;       /* DPTI_PA */
};

/* SYNC.CS (4.7.3) */
enum { HL_SYNC_NONE, HL_SYNC_IRQ, HL_SYNC_SEV };

struct hl_command_info {
    const char *name; /* "CFGI_STE" */
    const char *section;
    uint32_t fields; /* of HL_COMMAND_FIELD, by bit */
    uint8_t opcode;
};
extern const struct hl_command_info hl_command_list[HL_CMD_COUNT];

/* Decode a command as it is in the queue. False: a reserved opcode (4.1.1); *command is not
 * changed. */
bool hl_command_decode(const uint64_t q[HL_COMMAND_QWORDS], struct hl_command *command);

/* The inverse, for tests and tools. */
void hl_command_encode(const struct hl_command *command, uint64_t q[HL_COMMAND_QWORDS]);

/* Why it is CERROR_ILL on this SMMU's Command queue of a Security state (4.1.3, 4.1.6 and the
 * commands' own sections), as a constant text; NULL: it is legal. An SMMU may, but need not, refuse
 * reserved bits (4.1.5): that is not judged here. */
const char *hl_command_illegal(const struct hl_command *command, const struct hl_registers *regs,
                               enum hl_security queue);

/* Fields that this SMMU does not have (RES0, 4.4.1.1) become 0 and reserved. */
void hl_command_reduce(struct hl_command *command, const struct hl_registers *regs);

/* In words: "CFGI_STE sid 0x10 leaf". */
void hl_command_format(const struct hl_command *command, char text[HL_COMMAND_TEXT]);

/* Whether a CFGI command of any kind has this StreamID in its scope (4.3). */
bool hl_command_has_stream(const struct hl_command *command, uint32_t sid);

#endif
