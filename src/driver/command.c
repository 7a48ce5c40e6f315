// SPDX-License-Identifier: MIT
#include "driver/command.h"

#include "entry/field.h"
#include "smmu/registers.h"

#include <stdio.h>
#include <string.h>

enum field {
#define HL_COMMAND_FIELD(id, name, member, type, lsb, width, shift, zero) FIELD_##id,
#include "driver/commands.def"
#undef HL_COMMAND_FIELD
    FIELD_COUNT
};
_Static_assert(FIELD_COUNT <= 32, "hl_command_info.fields");

enum need {
#define HL_COMMAND_NEED(id, condition, why) NEED_##id,
#include "driver/commands.def"
#undef HL_COMMAND_NEED
    NEED_COUNT
};

#define HL_F(id) (UINT32_C(1) << FIELD_##id)
#define HL_NO_FIELDS 0
const struct hl_command_info hl_command_list[HL_CMD_COUNT] = {
#define HL_COMMAND(name, opcode, section, needs, fields) {#name, section, (fields), opcode},
#include "driver/commands.def"
#undef HL_COMMAND
};

static const uint8_t command_needs[HL_CMD_COUNT] = {
#define HL_COMMAND(name, opcode, section, needs, fields) NEED_##needs,
#include "driver/commands.def"
#undef HL_COMMAND
};

/* Of a kind, all that is constant is known where it is expanded: this runs for every command. */
static inline __attribute__((always_inline)) bool decode_fields(const uint64_t q[HL_COMMAND_QWORDS],
                                                                struct hl_command *c,
                                                                enum hl_command_kind kind,
                                                                uint32_t fields)
{
    uint64_t known[HL_COMMAND_QWORDS] = {0xff, 0};

    *c = (struct hl_command){.kind = kind};
#define HL_COMMAND_FIELD(id, name, member, type, lsb, width, shift, zero)                          \
    if (fields >> FIELD_##id & 1) {                                                                \
        c->member = (type)((q[(lsb) / 64] >> (lsb) % 64 & hl_ones(width)) << (shift));             \
        known[(lsb) / 64] |= hl_ones(width) << (lsb) % 64;                                         \
    }
#include "driver/commands.def"
#undef HL_COMMAND_FIELD
    c->reserved = (q[0] & ~known[0]) || (q[1] & ~known[1]);
    return true;
}

bool hl_command_decode(const uint64_t q[HL_COMMAND_QWORDS], struct hl_command *c)
{
    switch (q[0] & 0xff) {
#define HL_COMMAND(name, opcode, section, needs, fields)                                           \
    case opcode:                                                                                   \
        return decode_fields(q, c, HL_CMD_##name, (fields));
#include "driver/commands.def"
#undef HL_COMMAND
    default:
        return false;
    }
}

void hl_command_encode(const struct hl_command *c, uint64_t q[HL_COMMAND_QWORDS])
{
    const uint32_t fields = hl_command_list[c->kind].fields;

    q[0] = hl_command_list[c->kind].opcode;
    q[1] = 0;
#define HL_COMMAND_FIELD(id, name, member, type, lsb, width, shift, zero)                          \
    if (fields >> FIELD_##id & 1)                                                                  \
        q[(lsb) / 64] |= ((uint64_t)c->member >> (shift)&hl_ones(width)) << (lsb) % 64;
#include "driver/commands.def"
#undef HL_COMMAND_FIELD
}

static const char *missing(enum need need, const struct hl_registers *r, enum hl_security queue)
{
    switch (need) {
#define HL_COMMAND_NEED(id, condition, why)                                                        \
    case NEED_##id:                                                                                \
        return (condition) ? NULL : (why);
#include "driver/commands.def"
#undef HL_COMMAND_NEED
    default:
        return NULL;
    }
}

/* 4.4.1.1: with a granule, the SMMU must be told a range or a level. */
static bool range_is_reserved(const struct hl_command *c, const struct hl_registers *r)
{
    const unsigned level = c->tg == 2 && c->ttl == 1 && !hl_reg_DS(r) ? 0 : c->ttl;

    return hl_reg_RIL(r) && c->tg && !c->num && !c->scale && !level;
}

const char *hl_command_illegal(const struct hl_command *c, const struct hl_registers *r,
                               enum hl_security queue)
{
    const char *why = missing(command_needs[c->kind], r, queue);

    if (why)
        return why;
    if (c->ssec && queue != HL_SECURE)
        return queue == HL_REALM ? "SSec is 1 on a Realm Command queue"
                                 : "SSec is 1 on a Non-secure Command queue";
    if (range_is_reserved(c, r))
        return "TG is not 0, but NUM, SCALE and TTL are";
    if (c->kind == HL_CMD_SYNC && c->cs > HL_SYNC_SEV)
        return "CS is reserved";
    if (c->kind == HL_CMD_PRI_RESP && c->resp == 3)
        return "Resp is reserved";
    return NULL;
}

void hl_command_reduce(struct hl_command *c, const struct hl_registers *r)
{
    if (hl_reg_RIL(r) || !(c->num || c->scale || c->tg || c->ttl || c->ttl128))
        return;
    c->num = c->scale = c->tg = c->ttl = 0; /* no RIL */
    c->ttl128 = false;
    c->reserved = true;
}

static size_t format_field(char *text, size_t at, const char *name, unsigned width, bool zero,
                           uint64_t value)
{
    int n = 0;

    if (at >= HL_COMMAND_TEXT || (!value && !zero))
        return at;
    if (width == 1)
        n = snprintf(text + at, HL_COMMAND_TEXT - at, " %s", name);
    else
        n = snprintf(text + at, HL_COMMAND_TEXT - at, " %s 0x%llx", name,
                     (unsigned long long)value);
    return at + (size_t)n;
}

void hl_command_format(const struct hl_command *c, char text[HL_COMMAND_TEXT])
{
    const uint32_t fields = hl_command_list[c->kind].fields;
    size_t at = (size_t)snprintf(text, HL_COMMAND_TEXT, "%s", hl_command_list[c->kind].name);

#define HL_COMMAND_FIELD(id, name, member, type, lsb, width, shift, zero)                          \
    if (fields >> FIELD_##id & 1)                                                                  \
        at = format_field(text, at, name, width, zero, (uint64_t)c->member);
#include "driver/commands.def"
#undef HL_COMMAND_FIELD
}

bool hl_command_has_stream(const struct hl_command *c, uint32_t sid)
{
    switch (c->kind) {
    case HL_CMD_CFGI_STE:
    case HL_CMD_CFGI_CD:
    case HL_CMD_CFGI_CD_ALL:
        return c->sid == sid;
    case HL_CMD_CFGI_STE_RANGE:
        return (uint64_t)c->sid >> (c->range + 1) == (uint64_t)sid >> (c->range + 1);
    default:
        return false;
    }
}
