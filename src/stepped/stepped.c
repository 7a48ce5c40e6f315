// SPDX-License-Identifier: MIT
/* The stores of compiled code as the processor does them: hook/hook.h without a hook. Code that is
 * compiled as it always is runs with its watched memory protected: each store to it faults, is done
 * alone by single step, and is told with the width that its instruction has. So this is what the
 * compiler's hook is compared with, whose calls may themselves keep a compiler from merging or
 * removing a store. In a program it takes the place of hook/. Linux on x86-64; hl_hook_watch()
 * refuses elsewhere. An instruction that is not known ends the program: nothing is guessed. */
#define _GNU_SOURCE
#include "hook/hook.h"

#include <string.h>

const char *const hl_hook_how_names[HL_HOOK_HOWS] = {"plain",     "volatile", "atomic",
                                                     "unaligned", "range",    "unseen"};

#if defined __x86_64__ && defined __linux__
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <ucontext.h>
#include <unistd.h>

enum { PAGE = 4096, TRAP_FLAG = 0x100, STORES = 512, WIDEST = 64 };

struct store {
    uintptr_t address;
    const unsigned char *by;
    unsigned bytes;
    unsigned char value[WIDEST];
};

static struct {
    struct hl_hook_listener listener;
    unsigned char *memory, *shadow;
    size_t bytes;
    bool stepping, inside; /* inside: the store that is done is one to what is watched */
    struct hl_hook_counts counts;
    struct sigaction segv, trap; /* of whoever had them before */
} stepped;
/* In pages of their own: they are written while the watched ones are protected. */
static _Alignas(PAGE) struct {
    unsigned stores;
    struct store store[STORES];
} noted;
static _Alignas(PAGE) unsigned char after_noted;

static void protect(bool on)
{
    const uintptr_t from = (uintptr_t)stepped.memory & ~(uintptr_t)(PAGE - 1);
    const uintptr_t to = (uintptr_t)stepped.memory + stepped.bytes;

    if (mprotect((void *)from, to - from, on ? PROT_READ : PROT_READ | PROT_WRITE) != 0)
        _exit(125);
}

_Noreturn static void give_up(const char *why, const unsigned char *at)
{
    fprintf(stderr, "stepped: %s:", why);
    for (unsigned i = 0; i < 12; i++)
        fprintf(stderr, " %02x", at[i]);
    fputc('\n', stderr);
    _exit(125);
}

/* ---- How many bytes an instruction stores ---- */

struct prefixes {
    bool size, repeat, repeat_not, wide; /* 66, F3, F2, REX.W or VEX.W */
    unsigned map;                        /* 0: one byte; 1: 0F; 2: 0F 38; 3: 0F 3A */
    unsigned vector;                     /* 16, 32, 64: of VEX and EVEX; 0: legacy SSE */
};

static const unsigned char *read_vex(const unsigned char *i, struct prefixes *p)
{
    const unsigned char kind = i[0], last = kind == 0xc5 ? i[1] : i[2];

    p->map = kind == 0xc5 ? 1 : i[1] & (kind == 0x62 ? 7 : 31);
    p->wide = kind != 0xc5 && last & 0x80;
    p->size = (last & 3) == 1;
    p->repeat = (last & 3) == 2;
    p->repeat_not = (last & 3) == 3;
    p->vector = kind == 0x62 ? 16u << (i[3] >> 5 & 3) : last & 4 ? 32 : 16;
    return i + (kind == 0xc5 ? 2 : kind == 0xc4 ? 3 : 4);
}

static const unsigned char *read_prefixes(const unsigned char *i, struct prefixes *p)
{
    *p = (struct prefixes){0};
    for (;; i++)
        if (*i == 0x66)
            p->size = true;
        else if (*i == 0xf3)
            p->repeat = true;
        else if (*i == 0xf2)
            p->repeat_not = true;
        else if (*i != 0xf0 && *i != 0x2e && *i != 0x3e && *i != 0x64 && *i != 0x65)
            break;
    if ((*i & 0xf0) == 0x40)
        p->wide = *i++ & 8;
    if (*i == 0xc5 || *i == 0xc4 || *i == 0x62)
        return read_vex(i, p);
    if (*i != 0x0f)
        return i;
    p->map = 1;
    i++;
    if (*i == 0x38 || *i == 0x3a)
        p->map = *i++ == 0x38 ? 2 : 3;
    return i;
}

static unsigned number(const struct prefixes *p)
{
    return p->wide ? 8 : p->size ? 2 : 4;
}

/* Arithmetic to memory, mov, stos, movs, exchanges, shifts: an odd opcode is of whole numbers, an
 * even one of bytes. */
static unsigned width_of_numbers(unsigned char op, const struct prefixes *p)
{
    const bool known = (op < 0x40 && (op & 7) < 2) || op == 0x80 || op == 0x81 || op == 0x83 ||
                       (op >= 0x86 && op <= 0x89) || op == 0xa4 || op == 0xa5 || op == 0xaa ||
                       op == 0xab || op == 0xc0 || op == 0xc1 || op == 0xc6 || op == 0xc7 ||
                       (op >= 0xd0 && op <= 0xd3) || op == 0xf6 || op == 0xf7 || op == 0xfe ||
                       op == 0xff;

    return !known ? 0 : op & 1 ? number(p) : 1;
}

static unsigned width_of_vectors(unsigned char op, const struct prefixes *p)
{
    const unsigned whole = p->vector ? p->vector : 16;

    switch (op) {
    case 0x11: /* mov of one element, or of all */
        return p->repeat ? 4 : p->repeat_not ? 8 : whole;
    case 0x29:
    case 0x2b:
    case 0x7f:
    case 0xe7:
        return whole;
    case 0x13:
    case 0x17:
    case 0xd6:
        return 8;
    case 0x7e:
        return p->wide ? 8 : 4;
    case 0xc3:
        return number(p);
    case 0xb0:
    case 0xc0:
        return 1;
    case 0xb1: /* cmpxchg, xadd, bit by number */
    case 0xc1:
    case 0xba:
    case 0xab:
    case 0xb3:
    case 0xbb:
        return number(p);
    default:
        return (op & 0xf0) == 0x90 ? 1 : 0; /* setcc */
    }
}

static unsigned width_of(const unsigned char *at)
{
    struct prefixes p;
    const unsigned char *i = read_prefixes(at, &p);
    unsigned width = 0;

    if (p.map == 0)
        width = width_of_numbers(*i, &p);
    else if (p.map == 1)
        width = width_of_vectors(*i, &p);
    else if (p.map == 3 && *i >= 0x14 && *i <= 0x17) /* pextr */
        width = *i == 0x14 ? 1 : *i == 0x15 ? 2 : p.wide ? 8 : 4;
    if (!width)
        give_up("a store by an instruction that is not known", at);
    return width;
}

/* ---- Faults and steps ---- */

static void step(ucontext_t *u, bool on)
{
    if (on)
        u->uc_mcontext.gregs[REG_EFL] |= TRAP_FLAG;
    else
        u->uc_mcontext.gregs[REG_EFL] &= ~(greg_t)TRAP_FLAG;
}

static void faulted(int number, siginfo_t *info, void *context)
{
    ucontext_t *u = context;
    const uintptr_t address = (uintptr_t)info->si_addr, base = (uintptr_t)stepped.memory;
    const unsigned char *by = (const unsigned char *)u->uc_mcontext.gregs[REG_RIP];
    const uintptr_t page = base & ~(uintptr_t)(PAGE - 1);
    struct store *s;

    (void)number;
    if (stepped.stepping || address < page ||
        address >= ((base + stepped.bytes + PAGE - 1) & ~(uintptr_t)(PAGE - 1))) {
        sigaction(SIGSEGV, &stepped.segv, NULL); /* a fault of its own */
        return;
    }
    protect(false);
    stepped.stepping = true;
    stepped.inside = address < base + stepped.bytes && address + WIDEST > base;
    step(u, true);
    if (!stepped.inside)
        return;
    if (noted.stores == STORES)
        give_up("more stores than there is room for", by);
    s = &noted.store[noted.stores];
    *s = (struct store){.address = address, .by = by, .bytes = width_of(by)};
    stepped.inside = address + s->bytes > base;
}

/* The store is done. It must not have changed anything beside what its instruction is known to
 * store. */
static void check(const struct store *s)
{
    for (size_t i = 0; i < stepped.bytes; i++) {
        const uintptr_t at = (uintptr_t)stepped.memory + i;

        if ((at < s->address || at >= s->address + s->bytes) &&
            stepped.memory[i] != stepped.shadow[i])
            give_up("a store is wider than is known", s->by);
    }
}

static void done(int number, siginfo_t *info, void *context)
{
    struct store *s = &noted.store[noted.stores];

    (void)number, (void)info;
    if (!stepped.stepping)
        return;
    step(context, false);
    stepped.stepping = false;
    if (stepped.inside) {
        memcpy(s->value, (const void *)s->address, s->bytes);
        check(s);
        memcpy(stepped.shadow, stepped.memory, stepped.bytes);
        noted.stores++;
        stepped.counts.stores++;
    }
    protect(true);
}

/* ---- What is told ---- */

static uint64_t number_at(const unsigned char *from, unsigned bytes)
{
    uint64_t n = 0;

    for (unsigned i = bytes; i-- > 0;)
        n = n << 8 | from[i];
    return n;
}

/* At once where it is aligned and of up to 16 bytes; else qwords, or bytes. */
static void tell(const struct store *s)
{
    struct hl_hook_store t = {.how = HL_HOOK_PLAIN, .bytes = s->bytes, .by = s->by};

    if (s->bytes > 16 || s->address % s->bytes)
        t.bytes = s->address % 8 == 0 && s->bytes >= 8 ? 8 : 1;
    if (t.bytes == 1 && s->bytes > 1)
        t.how = HL_HOOK_UNALIGNED;
    for (unsigned at = 0; at < s->bytes; at += t.bytes, t.part++) {
        const unsigned low = t.bytes < 8 ? t.bytes : 8;
        const uintptr_t to = s->address + at, base = (uintptr_t)stepped.memory;

        if (to < base || to >= base + stepped.bytes)
            continue;
        t.address = to;
        t.value = number_at(s->value + at, low);
        t.value_high = number_at(s->value + at + low, t.bytes - low);
        stepped.counts.told[t.how]++;
        stepped.listener.store(stepped.listener.context, &t);
    }
}

static void install(bool on)
{
    struct sigaction segv = {.sa_sigaction = faulted, .sa_flags = SA_SIGINFO | SA_NODEFER};
    struct sigaction trap = {.sa_sigaction = done, .sa_flags = SA_SIGINFO | SA_NODEFER};

    sigaction(SIGSEGV, on ? &segv : &stepped.segv, on ? &stepped.segv : NULL);
    sigaction(SIGTRAP, on ? &trap : &stepped.trap, on ? &stepped.trap : NULL);
}

void hl_hook_listen(const struct hl_hook_listener *listener)
{
    if (stepped.memory) {
        protect(false);
        install(false);
    }
    memset(&stepped, 0, sizeof stepped);
    noted.stores = 0;
    after_noted = 0;
    if (listener)
        stepped.listener = *listener;
}

/* One range. */
bool hl_hook_watch(void *memory, size_t bytes, void *shadow)
{
    if (stepped.memory || !stepped.listener.store)
        return false;
    memcpy(shadow, memory, bytes);
    stepped.memory = memory;
    stepped.shadow = shadow;
    stepped.bytes = bytes;
    install(true);
    protect(true);
    return true;
}

void hl_hook_settle(void)
{
    if (!stepped.memory)
        return;
    protect(false);
    for (unsigned i = 0; i < noted.stores; i++)
        tell(&noted.store[i]);
    noted.stores = 0;
    protect(true);
}

#else
void hl_hook_listen(const struct hl_hook_listener *listener)
{
    (void)listener;
}

bool hl_hook_watch(void *memory, size_t bytes, void *shadow)
{
    (void)memory, (void)bytes, (void)shadow;
    return false;
}

void hl_hook_settle(void)
{
}
#endif
