// SPDX-License-Identifier: MIT
#include "driver/plain.h"

#include <string.h>
#include <sys/mman.h>

static struct {
    unsigned char *shadow;
    void (*tell)(const struct hl_machine_store *store);
    struct {
        uint64_t address;
        unsigned bytes; /* 0: nothing that the hook has not told of, too */
    } announced;
    struct hl_machine_agreement agreement;
    uint64_t freed; /* memory, since the last event; or 0 */
    bool compares;
} plain;

struct hl_machine_agreement hl_machine_agreement(void)
{
    return plain.agreement;
}

void hl_machine_compare(bool always)
{
    plain.compares = always;
}

#ifdef HITLESS_LINUX_HOOK

static unsigned char *memory(void)
{
    return (unsigned char *)(uintptr_t)HLK_VIRTUAL;
}

static bool is_of_queue(uint64_t address)
{
    uint64_t base, bytes;

    for (unsigned q = 0; q < HL_MODEL_QUEUES; q++)
        if (hl_model_queue_memory(hl_machine_model(), (enum hl_model_queue)q, &base, &bytes) &&
            address - base < bytes)
            return true;
    return false;
}

static void tell_qword(const struct hl_machine_store *s)
{
    plain.agreement.alone[s->how]++;
    if (is_of_queue(s->address))
        plain.agreement.queues++;
    else
        plain.tell(s);
}

/* The rest of its qword is as it was then, which memory need not be any more: more parts of the
 * same store are told later. */
static void widen(struct hl_machine_store *s, unsigned bytes)
{
    const unsigned at = (unsigned)(s->address % 8);
    const uint64_t mask = ((UINT64_C(1) << 8 * bytes) - 1) << 8 * at;
    uint64_t rest;

    s->address -= at;
    memcpy(&rest, plain.shadow + (s->address - HLK_DMA), sizeof rest);
    s->old = (rest & ~mask) | s->old << 8 * at;
    s->value = rest;
}

static void stored(void *context, const struct hl_hook_store *h)
{
    struct hl_machine_store s = {.address = h->address - HLK_VIRTUAL + HLK_DMA,
                                 .old = h->old,
                                 .value = h->value,
                                 .bytes = 8,
                                 .how = h->how};

    (void)context;
    if (h->how == HL_HOOK_VOLATILE && s.address == plain.announced.address &&
        h->bytes == plain.announced.bytes) {
        plain.announced.bytes = 0;
        plain.agreement.both++;
        return;
    }
    if (h->bytes < 8)
        widen(&s, h->bytes);
    tell_qword(&s);
    if (h->bytes <= 8)
        return;
    s.address += 8;
    s.old = h->old_high;
    s.value = h->value_high;
    tell_qword(&s);
}

/* What the allocator wrote is nobody's store; what was announced, and nothing with the hook did, is
 * no store of the driver's. */
static void after_event(void)
{
    if (plain.freed)
        hl_plain_written(plain.freed, sizeof(uint64_t));
    plain.freed = 0;
    if (plain.announced.bytes)
        plain.agreement.unhooked++;
    plain.announced.bytes = 0;
}

bool hl_plain_boot(void (*tell)(const struct hl_machine_store *store))
{
    void *shadow = mmap(NULL, HLK_ARENA, PROT_READ | PROT_WRITE,
                        MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

    plain.tell = tell;
    plain.shadow = shadow;
    plain.agreement.hooked = true;
    return shadow != MAP_FAILED;
}

void hl_plain_restart(void)
{
    static const struct hl_hook_listener listener = {.store = stored};

    plain.announced.bytes = 0;
    plain.freed = 0;
    hl_hook_listen(&listener);
    hl_hook_compare_always(false);
    hl_hook_watch(memory(), hlk_arena_used(0), plain.shadow);
}

void hl_plain_grow(void)
{
    hl_hook_resize(memory(), hlk_arena_used(0));
}

void hl_plain_announced(uint64_t address, unsigned bytes)
{
    hl_plain_event();
    if (address - HLK_DMA < HLK_ARENA) {
        plain.announced.address = address;
        plain.announced.bytes = bytes;
    }
}

void hl_plain_event(void)
{
    hl_hook_event();
    after_event();
}

void hl_plain_settle(void)
{
    hl_plain_event();
    if (plain.compares)
        hl_hook_settle();
}

void hl_plain_written(uint64_t address, uint64_t bytes)
{
    if (address - HLK_DMA < HLK_ARENA)
        hl_hook_written(memory() + (address - HLK_DMA), bytes);
}

void hl_plain_freed(uint64_t address)
{
    hl_plain_event();
    plain.freed = address;
}

#else

bool hl_plain_boot(void (*tell)(const struct hl_machine_store *store))
{
    plain.tell = tell;
    return true;
}

void hl_plain_restart(void)
{
}

void hl_plain_grow(void)
{
}

void hl_plain_announced(uint64_t address, unsigned bytes)
{
    (void)address, (void)bytes;
}

void hl_plain_event(void)
{
}

void hl_plain_settle(void)
{
}

void hl_plain_freed(uint64_t address)
{
    (void)address;
}

void hl_plain_written(uint64_t address, uint64_t bytes)
{
    (void)address, (void)bytes;
}

#endif
