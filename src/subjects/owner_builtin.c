// SPDX-License-Identifier: MIT
/* A driver of our own, in plain C, that makes a two-level stream table as 3.21.3.1 and 5.1.1 have
 * it: the right one, and one realistic mistake each. It is compiled as a subject is. */
#include "smmu/ste.h"
#include "subjects/owner.h"
#include "subjects/wants.h"
#include "subjects/wire.h"

#include <string.h>

enum { SPLIT = 8, STES = 1 << SPLIT, FIRSTS = 1 << (HL_OWNER_SID_BITS - SPLIT), STE_BYTES = 64 };
enum { CFGI_STE = 3, CFGI_RANGE = 4, SYNC = 0x46, LEAF = 1, RANGE_ALL = 31 };
enum { STRTAB_BASE = 0x80, STRTAB_BASE_CFG = 0x88, CR0 = 0x20, TWO_LEVEL = 1 << 16 };

enum bug {
    BUG_LEAF = 1 << 0,
    BUG_FREE = 1 << 1,
    BUG_ENABLE = 1 << 2,
    BUG_FILL = 1 << 3,
    BUG_BARRIER = 1 << 4,
    BUG_SPAN = 1 << 5,
    BUG_VALID = 1 << 6,
    BUG_REUSE = 1 << 7,
    BUG_SCOPE = 1 << 8,
    BUG_SSEC = 1 << 9,
    BUG_ORDER = 1 << 10
};

static struct {
    unsigned bugs;
    enum hl_security security;
    uint64_t *first;           /* the descriptors */
    uint64_t *second[FIRSTS];  /* the tables that they lead to, or NULL */
    unsigned attached[FIRSTS]; /* of its streams */
    bool is_attached[FIRSTS * STES];
} it;

static bool has(enum bug bug)
{
    return it.bugs & bug;
}

static void command(uint64_t low, uint64_t high)
{
    const bool secure = it.security == HL_SECURE && !has(BUG_SSEC);

    hl_wire_barrier();
    hl_owner_command(low | (secure ? 1 << 10 : 0), high);
}

static void sync(void)
{
    hl_owner_command(SYNC, 0);
    hl_owner_wait();
}

static void forget_ste(uint32_t sid, bool leaf)
{
    if (has(BUG_SCOPE))
        sid ^= 1;
    command((uint64_t)sid << 32 | CFGI_STE, leaf ? LEAF : 0);
    sync();
}

static uint64_t *ste_of(uint32_t sid)
{
    return it.second[sid >> SPLIT] + (sid & (STES - 1)) * HL_QWORDS;
}

static int begin(const struct hl_owner *self, const struct hl_registers *regs)
{
    (void)regs;
    memset(&it, 0, sizeof it);
    it.bugs = self->data;
    it.security = self->security;
    it.first = hl_owner_memory(FIRSTS * sizeof *it.first, false);
    if (!has(BUG_FILL))
        memset(it.first, 0, FIRSTS * sizeof *it.first);
    else
        memset(it.first, 0, sizeof *it.first);
    hl_owner_register(STRTAB_BASE, 8, hl_owner_address(it.first));
    hl_owner_register(STRTAB_BASE_CFG, 4, TWO_LEVEL | SPLIT << 6 | HL_OWNER_SID_BITS);
    if (!has(BUG_ENABLE)) {
        command(CFGI_RANGE, RANGE_ALL);
        sync();
    }
    hl_wire_barrier();
    hl_owner_register(CR0, 4, 1);
    return 0;
}

static bool make_second(uint32_t sid)
{
    const unsigned n = sid >> SPLIT;

    if (it.second[n])
        return true;
    it.second[n] = hl_owner_memory(STES * STE_BYTES, false);
    if (!it.second[n])
        return false;
    memset(it.second[n], 0, STES * STE_BYTES);
    if (!has(BUG_BARRIER))
        hl_wire_barrier();
    it.first[n] = hl_owner_address(it.second[n]) | (SPLIT + 1);
    if (has(BUG_SPAN))
        return true;
    forget_ste(sid, has(BUG_LEAF));
    return true;
}

/* The others before qword 0, and invalid first. */
static void write_ste(uint32_t sid, const struct hl_entry *e)
{
    uint64_t *const to = ste_of(sid);

    if (has(BUG_VALID)) {
        for (unsigned q = HL_QWORDS; q-- > 0;)
            to[q] = e->q[q];
        forget_ste(sid, true);
        return;
    }
    if (to[0] & 1) {
        to[0] = 0;
        if (!has(BUG_REUSE))
            forget_ste(sid, true);
    }
    for (unsigned q = 1; q < HL_QWORDS; q++)
        to[q] = e->q[q];
    if (!has(BUG_ORDER))
        forget_ste(sid, true);
    else
        hl_wire_barrier();
    to[0] = e->q[0];
    forget_ste(sid, true);
}

static int attach(const struct hl_owner *self, uint32_t sid, const struct hl_entry *wish)
{
    (void)self;
    if (!make_second(sid))
        return -1;
    it.attached[sid >> SPLIT] += !it.is_attached[sid];
    it.is_attached[sid] = true;
    write_ste(sid, wish);
    return 0;
}

/* 5.1.1: the descriptor and all STEs of the span. */
static void drop_second(unsigned n)
{
    uint64_t *const table = it.second[n];

    it.second[n] = NULL;
    it.first[n] = 0;
    if (has(BUG_FREE)) {
        hl_owner_release(table);
        command((uint64_t)n << (32 + SPLIT) | CFGI_RANGE, SPLIT - 1);
        sync();
        return;
    }
    command((uint64_t)n << (32 + SPLIT) | CFGI_RANGE, SPLIT - 1);
    sync();
    hl_owner_release(table);
}

static int detach(const struct hl_owner *self, uint32_t sid)
{
    const unsigned n = sid >> SPLIT;

    (void)self;
    if (!it.is_attached[sid])
        return 0;
    it.is_attached[sid] = false;
    ste_of(sid)[0] = 0;
    forget_ste(sid, true);
    if (--it.attached[n] == 0)
        drop_second(n);
    return 0;
}

#define OWNER(owner_name, state, bugs, owner_description)                                          \
    {                                                                                              \
        .name = (owner_name), .description = (owner_description), .security = HL_##state,          \
        .needs = HL_NEEDS_##state | HL_NEEDS_DEFAULTS, .data = (bugs), .begin = begin,             \
        .attach = attach, .detach = detach                                                         \
    }

const struct hl_owner hl_owners[] = {
    OWNER("tables", NONSECURE, 0, "two levels, by 3.21.3.1 and 5.1.1"),
    OWNER("tables-secure", SECURE, 0, "the same, of the Secure programming interface"),
    OWNER("tables-realm", REALM, 0, "the same, of the Realm programming interface"),
    OWNER("bug-table-leaf", NONSECURE, BUG_LEAF, "a descriptor is invalidated with Leaf=1"),
    OWNER("bug-table-span", NONSECURE, BUG_SPAN, "a descriptor is not invalidated at all"),
    OWNER("bug-table-free", NONSECURE, BUG_FREE, "a second level is freed before the SYNC"),
    OWNER("bug-table-enable", NONSECURE, BUG_ENABLE, "SMMUEN before anything is invalidated"),
    OWNER("bug-table-fill", NONSECURE, BUG_FILL,
          "one descriptor is initialised, and not the others"),
    OWNER("bug-table-barrier", NONSECURE, BUG_BARRIER,
          "no barrier between a second level and the descriptor"),
    OWNER("bug-table-valid", NONSECURE, BUG_VALID, "a live STE is written over, qword 0 last"),
    OWNER("bug-table-reuse", NONSECURE, BUG_REUSE, "no CFGI between V=0 and what comes then"),
    OWNER("bug-table-order", NONSECURE, BUG_ORDER, "only a barrier before V=1"),
    OWNER("bug-table-scope", NONSECURE, BUG_SCOPE, "the CFGI is of the neighbour"),
    OWNER("bug-table-ssec", SECURE, BUG_SSEC, "Secure, and SSec is 0 in commands"),
    {.name = NULL},
};

const struct hl_owner *hl_owner_find(const char *name)
{
    for (const struct hl_owner *o = hl_owners; o->name; o++)
        if (strcmp(o->name, name) == 0)
            return o;
    return NULL;
}
