// SPDX-License-Identifier: MIT
#include "driver/plain.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#if defined(__SANITIZE_ADDRESS__)
#define HL_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define HL_ASAN 1
#endif
#endif
#ifdef HL_ASAN
#include <sanitizer/asan_interface.h>
#endif

/* The kernel's variables (kernel/data.lds). */
extern char __start_hlk_data[], __stop_hlk_data[];

struct snapshot {
    unsigned char *data, *arena[HLK_ARENAS], *shadow[HLK_ARENAS];
    unsigned long used[HLK_ARENAS];
    struct hl_model model;
    bool taken;
};

static struct {
    struct hl_model model;
    struct hl_machine_listener listener[HL_MACHINE_LISTENERS];
    unsigned listeners, pace;
    bool in_error;  /* the handler of an error runs */
    unsigned reads; /* since the driver waited last */
    bool booted;
    struct snapshot at_boot, saved;
} machine;

/* Call what a listener has. */
#define TELL(member, ...)                                                                          \
    for (unsigned i = 0; i < machine.listeners; ++i)                                               \
        if (machine.listener[i].member)                                                            \
    machine.listener[i].member(machine.listener[i].context, __VA_ARGS__)

static char *arena(unsigned number)
{
    return (char *)(uintptr_t)(HLK_VIRTUAL + number * HLK_ARENA);
}

void *hl_machine_memory(uint64_t address, uint64_t bytes)
{
    if (address - HLK_DMA < HLK_ARENA && bytes <= HLK_ARENA - (address - HLK_DMA))
        return arena(0) + (address - HLK_DMA);
    if (address - HLK_PHYSICAL < HLK_ARENA && bytes <= HLK_ARENA - (address - HLK_PHYSICAL))
        return arena(1) + (address - HLK_PHYSICAL);
    return NULL;
}

/* AddressSanitizer's notes of an arena: which of its bytes are free. */
#ifdef HL_ASAN
static unsigned char *shadow_of(unsigned number)
{
    size_t scale, offset;
    __asan_get_shadow_mapping(&scale, &offset);
    return (unsigned char *)(((uintptr_t)arena(number) >> scale) + offset);
}

static unsigned long shadow_size(unsigned long used)
{
    return (used + 7) / 8;
}

__attribute__((no_sanitize("address"))) static void
shadow_copy(unsigned char *to, const unsigned char *from, unsigned long bytes)
{
    for (volatile unsigned long i = 0; i < bytes; ++i)
        to[i] = from[i];
}

static void shadow_save(struct snapshot *snapshot, unsigned number)
{
    const unsigned long bytes = shadow_size(snapshot->used[number]);

    snapshot->shadow[number] = malloc(bytes + 1);
    shadow_copy(snapshot->shadow[number], shadow_of(number), bytes);
    __asan_unpoison_memory_region(arena(number), snapshot->used[number]);
}

static void shadow_restore(const struct snapshot *snapshot, unsigned number)
{
    shadow_copy(shadow_of(number), snapshot->shadow[number], shadow_size(snapshot->used[number]));
}

static void shadow_open(unsigned number, unsigned long bytes)
{
    __asan_unpoison_memory_region(arena(number), bytes);
}
#else
static void shadow_save(struct snapshot *snapshot, unsigned number)
{
    snapshot->shadow[number] = NULL;
}

static void shadow_restore(const struct snapshot *snapshot, unsigned number)
{
    (void)snapshot, (void)number;
}

static void shadow_open(unsigned number, unsigned long bytes)
{
    (void)number, (void)bytes;
}
#endif

static size_t data_size(void)
{
    return (size_t)(__stop_hlk_data - __start_hlk_data);
}

static void forget(struct snapshot *snapshot)
{
    free(snapshot->data);
    for (unsigned i = 0; i < HLK_ARENAS; ++i) {
        free(snapshot->arena[i]);
        free(snapshot->shadow[i]);
    }
    *snapshot = (struct snapshot){.taken = false};
}

static void *copy_of(const void *from, size_t bytes)
{
    void *copy = malloc(bytes + 1);

    if (!copy)
        hlh_die("no memory for a snapshot");
    return memcpy(copy, from, bytes);
}

static void take(struct snapshot *snapshot)
{
    forget(snapshot);
    snapshot->data = copy_of(__start_hlk_data, data_size());
    for (unsigned i = 0; i < HLK_ARENAS; ++i) {
        snapshot->used[i] = hlk_arena_used(i);
        shadow_save(snapshot, i);
        snapshot->arena[i] = copy_of(arena(i), snapshot->used[i]);
        shadow_restore(snapshot, i);
    }
    snapshot->model = machine.model;
    snapshot->taken = true;
}

static void put_back(const struct snapshot *snapshot)
{
    for (unsigned i = 0; i < HLK_ARENAS; ++i) {
        shadow_open(i, snapshot->used[i]);
        memcpy(arena(i), snapshot->arena[i], snapshot->used[i]);
        shadow_restore(snapshot, i);
    }
    memcpy(__start_hlk_data, snapshot->data, data_size());
    machine.model = snapshot->model;
    machine.reads = 0;
    machine.in_error = false;
    hl_plain_restart();
}

static void tell_store(const struct hl_machine_store *store)
{
    TELL(store, store);
}

bool hl_machine_boot(void)
{
    if (machine.booted)
        return true;
    void *const at = (void *)(uintptr_t)HLK_VIRTUAL;
    if (mmap(at, HLK_ARENAS * HLK_ARENA, PROT_READ | PROT_WRITE,
             MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED_NOREPLACE, -1, 0) != at)
        return false;
    if (!hl_plain_boot(tell_store))
        return false;
    if (hlk_boot())
        hlh_die("the kernel's initcalls fail");
    take(&machine.at_boot);
    machine.booted = true;
    return true;
}

/* The driver has no business with memory that it gave back; an SMMU may still read it. */
__attribute__((no_sanitize("address"))) bool hl_machine_read(uint64_t address, unsigned bytes,
                                                             void *to)
{
    const volatile unsigned char *from = hl_machine_memory(address, bytes);
    unsigned char *at = to;
    unsigned i = 0;

    if (!from)
        return false;
    if (address % sizeof(uint64_t) == 0)
        for (; i + sizeof(uint64_t) <= bytes; i += sizeof(uint64_t)) {
            const uint64_t q = *(const volatile uint64_t *)(from + i);
            memcpy(at + i, &q, sizeof q);
        }
    for (; i < bytes; i++)
        at[i] = from[i];
    return true;
}

/* Most reads are of entries. */
__attribute__((no_sanitize("address"))) static bool read_memory(void *context, uint64_t address,
                                                                unsigned qwords, uint64_t *q)
{
    const volatile uint64_t *from;

    (void)context;
    if (address % sizeof *q)
        return hl_machine_read(address, qwords * (unsigned)sizeof *q, q);
    from = hl_machine_memory(address, qwords * sizeof *q);
    if (!from)
        return false;
    if (qwords == HL_QWORDS) /* unrolled */
        for (unsigned i = 0; i < HL_QWORDS; i++)
            q[i] = from[i];
    else
        for (unsigned i = 0; i < qwords; i++)
            q[i] = from[i];
    return true;
}

static bool write_memory(void *context, uint64_t address, unsigned bytes, uint64_t value)
{
    void *to = hl_machine_memory(address, bytes);

    (void)context;
    if (to) {
        memcpy(to, &value, bytes);
        hl_plain_written(address, bytes);
    }
    return to || address == 0x08080000; /* the interrupt controller's doorbell */
}

int hl_machine_probe(const struct hlk_machine *description, const struct hl_registers *regs,
                     const struct hl_model_shape *shape, void (*listen)(void *context),
                     void *context)
{
    const struct hl_model_host host = {.read = read_memory, .write = write_memory};

    forget(&machine.saved);
    put_back(&machine.at_boot);
    hl_model_init(&machine.model, regs, shape, &host);
    machine.listeners = 0;
    if (listen)
        listen(context);
    return hlk_smmu_probe(description);
}

int hl_machine_reboot(const struct hlk_machine *description, bool crashed)
{
    struct hlk_machine again = *description;
    unsigned long used[HLK_ARENAS];

    for (unsigned i = 0; i < HLK_ARENAS; ++i)
        used[i] = hlk_arena_used(i);
    for (unsigned i = 2; i < HLK_ARENAS; ++i) { /* what the SMMU cannot see */
        shadow_open(i, machine.at_boot.used[i]);
        memcpy(arena(i), machine.at_boot.arena[i], machine.at_boot.used[i]);
        shadow_restore(&machine.at_boot, i);
    }
    memcpy(__start_hlk_data, machine.at_boot.data, data_size());
    hlk_arena_skip(used[0], used[1]);
    hl_plain_grow();
    again.kdump = crashed;
    return hlk_smmu_probe(&again);
}

void hl_machine_save(void)
{
    take(&machine.saved);
}

void hl_machine_restore(void)
{
    put_back(&machine.saved);
}

unsigned long hl_machine_saved(void)
{
    unsigned long bytes = data_size() + sizeof machine.model;

    for (unsigned i = 0; i < HLK_ARENAS; ++i)
        bytes += machine.saved.used[i];
    return bytes;
}

bool hl_machine_listen(const struct hl_machine_listener *listener)
{
    if (machine.listeners == HL_MACHINE_LISTENERS)
        return false;
    machine.listener[machine.listeners++] = *listener;
    return true;
}

void hl_machine_settle(void)
{
    hl_plain_settle();
}

struct hl_model *hl_machine_model(void)
{
    return &machine.model;
}

void hl_machine_pace(unsigned commands)
{
    machine.pace = commands;
}

/* What the kernel's side calls. */

/* A driver that looks at a register again and again waits, too: for room in the queue. */
enum { HL_READS = 64 };

uint64_t hlh_mmio_read(uint64_t offset, unsigned bytes)
{
    hl_plain_event();
    if (++machine.reads == HL_READS)
        hlh_wait();
    const uint64_t value = hl_model_read(&machine.model, offset, bytes);

    TELL(mmio, false, offset, bytes, value);
    return value;
}

void hlh_mmio_write(uint64_t offset, unsigned bytes, uint64_t value)
{
    hl_plain_event();
    TELL(mmio, true, offset, bytes, value);
    hl_model_write(&machine.model, offset, bytes, value);
}

void hlh_store(uint64_t address, unsigned bytes, uint64_t value)
{
    struct hl_machine_store s = {
        .address = address, .value = value, .bytes = bytes, .how = HL_HOOK_VOLATILE};

    hl_plain_announced(address, bytes);
    memcpy(&s.old, hl_machine_memory(address, bytes), bytes < sizeof s.old ? bytes : sizeof s.old);
    tell_store(&s);
}

void hlh_barrier(enum hlk_barrier barrier)
{
    hl_plain_event();
    TELL(barrier, barrier);
}

void hlh_alloc(uint64_t address, uint64_t bytes, enum hlk_use use)
{
    hl_plain_grow();
    hl_plain_written(address, bytes);
    TELL(alloc, address, bytes, use);
}

void hlh_free(uint64_t address, uint64_t bytes)
{
    hl_plain_freed(address);
    TELL(freed, address, bytes);
}

/* A command that the SMMU refuses stops its queue until the driver has handled the error: who waits
 * for the queue would else wait in vain. */
static void handle_error(void)
{
    struct hl_model *m = &machine.model;

    if (machine.in_error || !hl_model_error_is_active(m, HL_GERROR_CMDQ) ||
        !(m->value[HL_MREG_IRQ_CTRL] & HL_IRQ_CTRL_GERROR))
        return;
    machine.in_error = true;
    hlk_error_interrupt();
    machine.in_error = false;
    hl_model_run(m, machine.pace ? machine.pace : ~0U);
}

void hlh_wait(void)
{
    hl_plain_event();
    machine.reads = 0;
    for (unsigned i = 0; i < machine.listeners; ++i)
        if (machine.listener[i].wait)
            machine.listener[i].wait(machine.listener[i].context);
    hl_model_run(&machine.model, machine.pace ? machine.pace : ~0U);
    handle_error();
}

void hlh_ats(unsigned dev, bool on)
{
    hl_plain_event();
    TELL(ats, dev, on);
}

void hlh_pri(unsigned dev, bool on)
{
    TELL(pri, dev, on);
}

void hlh_warn(const char *file, int line, const char *text)
{
    TELL(warn, file, line, text);
}

void hlh_print(char level, const char *text)
{
    TELL(print, level, text);
}

void hlh_die(const char *why)
{
    fprintf(stderr, "hitless: the kernel in this process cannot go on: %s\n", why);
    abort();
}
