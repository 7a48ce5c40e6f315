// SPDX-License-Identifier: MIT
/* Operations on programs of kind DRIVER: sequences whose parts belong together, and what runs at
 * once. */
#include "mutate/mutation.h"
#include "program/drive.h"
#include "program/parts.h"

#include <string.h>

/* A step of a sequence; its numbers are drawn once for the sequence, and lower case is the other
 * one: another device, another domain. */
struct pattern {
    enum hl_operation_kind kind;
    bool other_device, other_domain, apart;
};
enum { LONGEST = 7 };
struct sequence {
    unsigned length;
    struct pattern step[LONGEST];
};
#define STEP(id, ...)                                                                              \
    {                                                                                              \
        .kind = HL_DO_##id, __VA_ARGS__                                                            \
    }
#define NOTHING .apart = false
#define OTHER_DEVICE .other_device = true
#define OTHER_DOMAIN .other_domain = true
#define APART .apart = true
static const struct sequence sequences[] = {
    {3, {STEP(ATTACH, NOTHING), STEP(DETACH, NOTHING), STEP(ATTACH, NOTHING)}},
    {3, {STEP(DOMAIN, NOTHING), STEP(ATTACH, NOTHING), STEP(ATTACH, OTHER_DEVICE)}},
    {4,
     {STEP(DOMAIN, NOTHING), STEP(ATTACH, NOTHING), STEP(ATTACH, OTHER_DOMAIN),
      STEP(FREE, NOTHING)}},
    {4, {STEP(DOMAIN, NOTHING), STEP(MAP, NOTHING), STEP(ATTACH, NOTHING), STEP(UNMAP, NOTHING)}},
    {3, {STEP(MAP, NOTHING), STEP(ATTACH, NOTHING), STEP(UNMAP, APART)}},
    {4, {STEP(DOMAIN, NOTHING), STEP(MAP, NOTHING), STEP(ATTACH, NOTHING), STEP(UNMAP, APART)}},
    {3, {STEP(MAP, NOTHING), STEP(UNMAP, NOTHING), STEP(ATTACH, APART)}},
    {3, {STEP(BIND, NOTHING), STEP(EXIT, NOTHING), STEP(UNBIND, NOTHING)}},
    {3, {STEP(BIND, NOTHING), STEP(BIND, OTHER_DEVICE), STEP(INVALIDATE, NOTHING)}},
    {3, {STEP(BIND, NOTHING), STEP(UNBIND, NOTHING), STEP(EXIT, APART)}},
    {4,
     {STEP(DOMAIN, NOTHING), STEP(SET_PASID, NOTHING), STEP(ATTACH, OTHER_DOMAIN),
      STEP(REMOVE_PASID, NOTHING)}},
    {3, {STEP(SET_PASID, NOTHING), STEP(REPLACE_PASID, OTHER_DOMAIN), STEP(REMOVE_PASID, NOTHING)}},
    {3, {STEP(DOMAIN, NOTHING), STEP(ATTACH, NOTHING), STEP(SET_PASID, OTHER_DEVICE)}},
    {6,
     {STEP(DOMAIN, NOTHING), STEP(VIOMMU, NOTHING), STEP(VDEVICE, NOTHING),
      STEP(NESTED, OTHER_DOMAIN), STEP(ATTACH, OTHER_DOMAIN), STEP(GUEST_COMMAND, NOTHING)}},
    {7,
     {STEP(DOMAIN, NOTHING), STEP(MAP, NOTHING), STEP(VIOMMU, NOTHING), STEP(VDEVICE, NOTHING),
      STEP(NESTED, OTHER_DOMAIN), STEP(ATTACH, OTHER_DOMAIN), STEP(UNMAP, NOTHING)}},
    {3, {STEP(NESTED, OTHER_DOMAIN), STEP(ATTACH, OTHER_DOMAIN), STEP(ATTACH, NOTHING)}},
    {2, {STEP(FAIL_ALLOCATION, NOTHING), STEP(ATTACH, NOTHING)}},
    {2, {STEP(FAIL_ALLOCATION, NOTHING), STEP(SET_PASID, NOTHING)}},
    {2, {STEP(FAIL_ALLOCATION, NOTHING), STEP(BIND, NOTHING)}},
    {2, {STEP(RELEASE, NOTHING), STEP(PROBE, NOTHING)}},
    {3, {STEP(BIND, NOTHING), STEP(FAULT, NOTHING), STEP(UNBIND, NOTHING)}},
    {2, {STEP(ATTACH, NOTHING), STEP(FAULT, APART)}},
};
enum { SEQUENCES = sizeof sequences / sizeof sequences[0] };

static bool is_driver(const struct hl_mutation *m)
{
    return m->p->kind == HL_PROGRAM_DRIVER;
}

/* Another value of a part. */
static void turn(uint8_t *data, enum hl_part part, unsigned by)
{
    hl_part_put(part, data, (hl_part_get(part, data) + by) % hl_parts[part].values);
}

static void write_step(const struct pattern *pattern, uint64_t numbers, struct hl_program_step *s)
{
    memset(s, 0, sizeof *s);
    s->op = HL_OP_OPERATION;
    for (unsigned i = 0; i < HL_OPERATION_DATA; i++)
        s->data[i] = (uint8_t)(numbers >> (8 * i));
    hl_part_put(HL_PART_OPERATION, s->data, (uint64_t)pattern->kind);
    if (pattern->other_device)
        turn(s->data, HL_PART_DEVICE, 1);
    if (pattern->other_domain)
        turn(s->data, HL_PART_ANY_DOMAIN, 1);
    if (!pattern->apart)
        hl_part_put(HL_PART_DURING, s->data, 0);
    else if (hl_part_get(HL_PART_DURING, s->data) == 0)
        hl_part_put(HL_PART_DURING, s->data, 1);
    if (pattern->kind == HL_DO_NESTED) {
        uint64_t seed = numbers;
        const struct hl_entry guest = hl_drive_guest(&seed);
        hl_guest_put(s->data, HL_OPERATION_DATA, &guest);
    }
}

static bool has(const struct sequence *s, enum hl_operation_kind kind)
{
    for (unsigned i = 0; i < s->length; i++)
        if (s->step[i].kind == kind)
            return true;
    return false;
}

/* The machine first, if there is none: what most machines are. */
static void need_machine(struct hl_program *p)
{
    if (p->steps)
        return;
    memset(&p->step[0], 0, sizeof p->step[0]);
    p->step[0].op = HL_OP_OPERATION;
    p->steps = 1;
}

bool hl_mutate_add_sequence(struct hl_mutation *m)
{
    const struct sequence *s = &sequences[hl_below(&m->random, SEQUENCES)];
    const uint64_t numbers = hl_next_random(&m->random);
    struct hl_program *p = m->p;
    unsigned at;

    if (!is_driver(m))
        return false;
    need_machine(p);
    if (p->steps + s->length > HL_DRIVER_STEPS)
        return false;
    at = 1 + hl_below(&m->random, p->steps);
    memmove(&p->step[at + s->length], &p->step[at], (p->steps - at) * sizeof p->step[0]);
    p->steps += s->length;
    for (unsigned i = 0; i < s->length; i++) {
        write_step(&s->step[i], numbers, &p->step[at + i]);
        if (has(s, HL_DO_VIOMMU) && s->step[i].kind == HL_DO_DOMAIN)
            hl_part_put(HL_PART_DOMAIN_KIND, p->step[at + i].data, HLK_NEST_PARENT);
    }
    return true;
}

static bool pick(struct hl_mutation *m, unsigned *step)
{
    if (!is_driver(m) || m->p->steps < 2)
        return false;
    *step = 1 + hl_below(&m->random, m->p->steps - 1);
    return true;
}

/* The same thing as another step: a device, a domain, a PASID, a process, pages. */
bool hl_mutate_share_part(struct hl_mutation *m)
{
    unsigned shared[HL_PART_COUNT], count = 0, a, b;
    uint64_t uses;
    uint8_t *to, *from;

    if (!pick(m, &a) || !pick(m, &b))
        return false;
    uses = hl_step_uses(m->p, a);
    to = m->p->step[a].data;
    from = m->p->step[b].data;
    for (unsigned part = 0; part < HL_PART_COUNT; part++)
        if ((hl_parts[part].uses & uses) && part != HL_PART_OPERATION && part != HL_PART_DURING &&
            hl_part_get((enum hl_part)part, to) != hl_part_get((enum hl_part)part, from))
            shared[count++] = part;
    if (!count)
        return false;
    count = shared[hl_below(&m->random, count)];
    hl_part_put((enum hl_part)count, to, hl_part_get((enum hl_part)count, from));
    return true;
}

/* What takes it back, or does it again: with the same numbers, at a later place. */
bool hl_mutate_undo_step(struct hl_mutation *m)
{
    static const uint8_t back[HL_DO_COUNT] = {[HL_DO_ATTACH] = HL_DO_DETACH,
                                              [HL_DO_DETACH] = HL_DO_ATTACH,
                                              [HL_DO_DOMAIN] = HL_DO_FREE,
                                              [HL_DO_FREE] = HL_DO_DOMAIN,
                                              [HL_DO_MAP] = HL_DO_UNMAP,
                                              [HL_DO_UNMAP] = HL_DO_MAP,
                                              [HL_DO_SET_PASID] = HL_DO_REMOVE_PASID,
                                              [HL_DO_REPLACE_PASID] = HL_DO_REMOVE_PASID,
                                              [HL_DO_REMOVE_PASID] = HL_DO_SET_PASID,
                                              [HL_DO_BIND] = HL_DO_UNBIND,
                                              [HL_DO_UNBIND] = HL_DO_BIND,
                                              [HL_DO_EXIT] = HL_DO_UNBIND,
                                              [HL_DO_INVALIDATE] = HL_DO_EXIT,
                                              [HL_DO_VIOMMU] = HL_DO_FREE_VIOMMU,
                                              [HL_DO_FREE_VIOMMU] = HL_DO_VIOMMU,
                                              [HL_DO_VDEVICE] = HL_DO_REMOVE_VDEVICE,
                                              [HL_DO_REMOVE_VDEVICE] = HL_DO_VDEVICE,
                                              [HL_DO_NESTED] = HL_DO_ATTACH,
                                              [HL_DO_GUEST_COMMAND] = HL_DO_GUEST_COMMAND,
                                              [HL_DO_PROBE] = HL_DO_RELEASE,
                                              [HL_DO_RELEASE] = HL_DO_PROBE,
                                              [HL_DO_FAIL_ALLOCATION] = HL_DO_FAIL_ALLOCATION,
                                              [HL_DO_SUSPEND] = HL_DO_RESUME,
                                              [HL_DO_RESUME] = HL_DO_SUSPEND,
                                              [HL_DO_INTERRUPT] = HL_DO_INTERRUPT,
                                              [HL_DO_RESTART] = HL_DO_PROBE,
                                              [HL_DO_REMOVE_SMMU] = HL_DO_REMOVE_SMMU,
                                              [HL_DO_FAULT] = HL_DO_FAULT};
    struct hl_program_step s;
    unsigned from;

    if (!pick(m, &from))
        return false;
    s = m->p->step[from];
    hl_part_put(HL_PART_OPERATION, s.data, back[hl_part_operation(s.data)]);
    from = hl_mutation_open(m, from + 1 + hl_below(&m->random, m->p->steps - from));
    m->p->step[from] = s;
    return true;
}

/* When a step runs: at a wait of the one before, at another one, or after it. */
bool hl_mutate_move_interleaving(struct hl_mutation *m)
{
    unsigned at;

    if (!pick(m, &at))
        return false;
    turn(m->p->step[at].data, HL_PART_DURING, 1 + hl_below(&m->random, 7));
    return true;
}

/* The first of the derived operations become steps: what comes after them is derived anew. */
bool hl_mutate_keep_operations(struct hl_mutation *m)
{
    static struct hl_drive drive;
    struct hl_program *p = m->p;
    const unsigned first = p->steps ? p->steps - 1 : 0;
    const uint8_t entries = p->entries;
    const uint16_t seed = p->derive_seed;

    if (!is_driver(m))
        return false;
    hl_drive_read(p, &drive);
    if (drive.count <= first || first >= HL_DRIVER_STEPS - 1)
        return false;
    drive.count = first + 1 + hl_below(&m->random, drive.count - first);
    if (drive.count > HL_DRIVER_STEPS - 1)
        drive.count = HL_DRIVER_STEPS - 1;
    hl_drive_write(&drive, p);
    p->entries = entries;
    p->derive_seed = seed;
    return true;
}
