// SPDX-License-Identifier: MIT
#include "subjects/table_machine.h"

#include "hook/hook.h"
#include "subjects/owner.h"
#include "subjects/wire.h"

#include <string.h>

enum {
    BASE = 0x65780000, /* physical */
    BYTES = 0x80000,
    PAGE = 0x1000,
    PIECES = BYTES / PAGE,
    QUEUE_LOG2 = 8,
    QUEUE_BYTES = 16 << QUEUE_LOG2, /* at the beginning */
    /* What memory is like that was not zeroed: an STE with stage 2, or valid L1STDs. */
    STE_LEFT_OVER = 0x4d,
    L1STD_LEFT_OVER = 0x49,
    STE_BYTES = 64
};

struct piece {
    uint32_t at, bytes;
    bool used;
};

static struct {
    struct hl_table_machine machine;
    unsigned pieces;
    struct piece piece[PIECES];
    uint32_t end; /* of what was ever given */
    uint32_t prod;
    bool runs;
} m;
static _Alignas(1 << 16) unsigned char memory[BYTES];
static unsigned char shadow[BYTES];

struct hl_table_machine *hl_table_machine(void)
{
    return &m.machine;
}

uint64_t hl_owner_base(void)
{
    return BASE;
}

/* ---- The SMMU's side ---- */

static bool inside(uint64_t address, uint64_t bytes)
{
    return address >= BASE && address - BASE <= BYTES - bytes;
}

static bool read_memory(void *context, uint64_t address, unsigned qwords, uint64_t *q)
{
    (void)context;
    if (!inside(address, 8ull * qwords))
        return false;
    memcpy(q, memory + (address - BASE), 8ul * qwords);
    return true;
}

static bool write_memory(void *context, uint64_t address, unsigned bytes, uint64_t value)
{
    (void)context;
    (void)value;
    return inside(address, bytes); /* events, which nobody reads; a MSI is a SYNC's own */
}

/* ---- The driver's stores ---- */

static void store_part(uint64_t address, unsigned bytes, uint64_t old, uint64_t value)
{
    hl_holds_store(&m.machine.holds, address, bytes, old, value);
}

static void heard(void *context, const struct hl_hook_store *s)
{
    const uint64_t address = BASE + (s->address - (uintptr_t)memory);

    (void)context;
    store_part(address, s->bytes < 8 ? s->bytes : 8, s->old, s->value);
    if (s->bytes > 8)
        store_part(address + 8, 8, s->old_high, s->value_high);
}

static void barrier(void)
{
    hl_hook_settle();
    hl_holds_barrier(&m.machine.holds);
}

static void warn(void)
{
    m.machine.warnings++;
}

static void fail(void *context, unsigned error, const struct hl_command *command, const char *why)
{
    (void)context;
    (void)error;
    (void)command;
    (void)why;
    m.machine.failed = true;
}

static const struct hl_wire_events events = {.barrier = barrier, .warn = warn};

bool hl_owner_runs(void)
{
    return m.runs;
}

void hl_table_machine_run(void (*body)(void *context), void *context)
{
    m.runs = true;
    hl_wire_guard(&events, body, context);
    m.runs = false;
    hl_hook_settle();
}

/* ---- Memory ---- */

static void leave_over(unsigned char *at, uint32_t bytes)
{
    memset(at, L1STD_LEFT_OVER, bytes);
    for (uint32_t i = 0; i < bytes; i += STE_BYTES)
        memset(at + i, STE_LEFT_OVER, sizeof(uint64_t));
}

static void *give(struct piece *p, bool zeroed)
{
    unsigned char *const at = memory + p->at;

    p->used = true;
    memset(at, 0, p->bytes);
    if (!zeroed)
        leave_over(at, p->bytes);
    hl_hook_watch(at, p->bytes, shadow + p->at);
    hl_holds_give(&m.machine.holds, BASE + p->at, p->bytes, zeroed);
    return at;
}

void *hl_owner_memory(size_t bytes, bool zeroed)
{
    uint32_t size = PAGE, at;

    hl_hook_settle();
    while (size < bytes && size < BYTES)
        size *= 2;
    for (unsigned i = 0; i < m.pieces; i++)
        if (!m.piece[i].used && m.piece[i].bytes == size)
            return give(&m.piece[i], zeroed);
    at = (m.end + size - 1) & ~(size - 1);
    if (size < bytes || at + size > BYTES || m.pieces == HL_HOOK_RANGES)
        return NULL;
    m.end = at + size;
    m.piece[m.pieces] = (struct piece){.at = at, .bytes = size};
    return give(&m.piece[m.pieces++], zeroed);
}

void hl_owner_release(void *given)
{
    hl_hook_settle();
    for (unsigned i = 0; given && i < m.pieces; i++) {
        struct piece *const p = &m.piece[i];

        if (memory + p->at != given || !p->used)
            continue;
        p->used = false;
        hl_hook_unwatch(given);
        hl_holds_free(&m.machine.holds, BASE + p->at, p->bytes);
    }
}

bool hl_owner_has(uint64_t address)
{
    for (unsigned i = 0; i < m.pieces; i++)
        if (m.piece[i].used && address - (BASE + m.piece[i].at) < m.piece[i].bytes)
            return true;
    return false;
}

uint64_t hl_owner_address(const void *given)
{
    const uintptr_t offset = (uintptr_t)given - (uintptr_t)memory;

    return offset < BYTES ? BASE + offset : 0;
}

void *hl_owner_pointer(uint64_t address)
{
    return inside(address, 1) ? memory + (address - BASE) : NULL;
}

/* ---- Registers and commands ---- */

static uint64_t offset_of(enum hl_model_register reg)
{
    return hl_model_register_list[reg].offset;
}

void hl_owner_register(uint32_t offset, unsigned bytes, uint64_t value)
{
    hl_hook_settle();
    if (offset == offset_of(HL_MREG_CR0))
        value =
            (value & HL_CR0_SMMUEN) | HL_CR0_CMDQEN | (m.machine.model.regs.cr0 & HL_CR0_ATSCHK);
    else if (offset != offset_of(HL_MREG_STRTAB_BASE) &&
             offset != offset_of(HL_MREG_STRTAB_BASE_CFG))
        return;
    hl_model_write(&m.machine.model, offset, bytes, value);
    hl_model_run(&m.machine.model, 0);
}

void hl_owner_wait(void)
{
    hl_hook_settle();
    hl_model_run(&m.machine.model, 2u << QUEUE_LOG2);
}

void hl_owner_command(uint64_t low, uint64_t high)
{
    const uint64_t command[] = {low, high};

    hl_hook_settle();
    if (m.machine.model.published - m.machine.model.consumed >= 1u << QUEUE_LOG2)
        hl_owner_wait();
    memcpy(memory + (m.prod & ((1u << QUEUE_LOG2) - 1)) * sizeof command, command, sizeof command);
    m.prod = (m.prod + 1) & ((2u << QUEUE_LOG2) - 1);
    hl_model_write(&m.machine.model, offset_of(HL_MREG_CMDQ_PROD), 4, m.prod);
}

void hl_table_machine_init(const struct hl_registers *regs, enum hl_security security,
                           const struct hl_holds_listener *listener)
{
    static const struct hl_hook_listener ears = {.store = heard};
    static const struct hl_model_host host = {.read = read_memory, .write = write_memory};
    static const struct hl_model_shape shape = {.cmdqs = QUEUE_LOG2};
    static const struct hl_model_listener errors = {.failed = fail};

    m.pieces = 0;
    m.end = QUEUE_BYTES;
    m.prod = 0;
    m.machine.warnings = 0;
    m.machine.failed = false;
    hl_hook_listen(&ears);
    hl_hook_compare_always(false);
    hl_model_init(&m.machine.model, regs, &shape, &host);
    hl_model_interface(&m.machine.model, security);
    hl_model_listen(&m.machine.model, &errors);
    hl_holds_init(&m.machine.holds, &m.machine.model, listener);
    hl_model_write(&m.machine.model, offset_of(HL_MREG_CR2), 4, regs->cr2);
    hl_model_write(&m.machine.model, offset_of(HL_MREG_CMDQ_BASE), 8, BASE | QUEUE_LOG2);
    hl_model_write(&m.machine.model, offset_of(HL_MREG_CR0), 4, HL_CR0_CMDQEN);
    hl_model_run(&m.machine.model, 0);
}
