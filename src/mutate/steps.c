// SPDX-License-Identifier: MIT
/* Operations on the steps of a program as they stand. */
#include "mutate/mutation.h"
#include "program/drive.h"
#include "program/parts.h"

#include <string.h>

/* A step that may come, go and move: the lead may not. */
static bool pick(struct hl_mutation *m, unsigned *step)
{
    const unsigned first = hl_first_step(m->p);

    if (m->p->steps <= first)
        return false;
    *step = first + hl_below(&m->random, m->p->steps - first);
    return true;
}

static void fill(struct hl_mutation *m, struct hl_program_step *s, unsigned size)
{
    s->size = (uint8_t)size;
    for (unsigned i = 0; i < size; i++)
        s->data[i] = (uint8_t)hl_next_random(&m->random);
}

static unsigned bytes_of(const struct hl_field *f)
{
    return (f->width + 7u) / 8u;
}

static void put_field(struct hl_mutation *m, const struct hl_layout *layout,
                      struct hl_program_step *s)
{
    static const struct hl_entry zero = {{0}};
    const struct hl_field *f = hl_any_field(&m->random, layout);
    const uint64_t value = hl_field_candidate(&m->random, f, &zero, &zero);

    s->data[s->size++] = (uint8_t)(f - layout->fields);
    for (unsigned i = 0; i < bytes_of(f); i++)
        s->data[s->size++] = (uint8_t)(value >> (8 * i));
}

static void fill_fields(struct hl_mutation *m, const struct hl_layout *layout,
                        struct hl_program_step *s)
{
    s->data[0] = (uint8_t)hl_below(&m->random, 4);
    s->size = 1;
    for (unsigned i = 0; i <= s->data[0]; i++)
        put_field(m, layout, s);
}

static void put_any(struct hl_mutation *m, unsigned part, uint8_t *data)
{
    const uint64_t random = hl_next_random(&m->random);

    hl_part_put((enum hl_part)part, data, random % hl_parts[part].values);
}

/* Whether the part is the step's op. */
static bool is_op(unsigned part)
{
    return part == HL_PART_ACTION || part == HL_PART_OPERATION;
}

static void fill_endpoints(struct hl_mutation *m, uint8_t *data)
{
    for (unsigned i = 0; i < HLK_DEVICES; i++)
        for (unsigned part = 0; part < HL_PART_COUNT; part++)
            if (hl_parts[part].uses & HL_USE_ENDPOINT)
                put_any(m, part, data + hl_endpoint_at(i));
}

/* Any value of every part; of a guest's STE every bit. */
static void fill_parts(struct hl_mutation *m, unsigned at)
{
    struct hl_program_step *s = &m->p->step[at];
    struct hl_entry guest = {{hl_next_random(&m->random), hl_next_random(&m->random)}};
    uint64_t uses;

    s->size = (uint8_t)hl_op_size((enum hl_op)(s->op & HL_OP_KIND));
    for (unsigned part = 0; part < HL_PART_COUNT; part++)
        if (is_op(part) && (hl_parts[part].uses & hl_step_uses(m->p, at)))
            put_any(m, part, s->data);
    uses = hl_step_uses(m->p, at);
    for (unsigned part = 0; part < HL_PART_COUNT; part++)
        if ((hl_parts[part].uses & uses) && !is_op(part))
            put_any(m, part, s->data);
    if (uses & HL_USE_MACHINE)
        fill_endpoints(m, s->data);
    if (hl_guest_at(uses))
        hl_guest_put(s->data, hl_guest_at(uses), &guest);
}

/* A new step of any op. */
static void fill_step(struct hl_mutation *m, unsigned at)
{
    static const uint8_t ops[8] = {HL_OP_RECIPE, HL_OP_RECIPE, HL_OP_RECIPE, HL_OP_DRIVER,
                                   HL_OP_SPLICE, HL_OP_OFF,    HL_OP_ABORT,  HL_OP_BYPASS};
    struct hl_program_step *s = &m->p->step[at];

    memset(s, 0, sizeof *s);
    if (m->p->kind == HL_PROGRAM_DRIVER && at && hl_below(&m->random, 4)) {
        hl_drive_suggest(m->p, at, &m->random, s);
        return;
    }
    if (!hl_has_entries(m->p)) {
        s->op = m->p->kind == HL_PROGRAM_LIFE ? HL_OP_LIFE : HL_OP_OPERATION;
        fill_parts(m, at);
        return;
    }
    s->op = ops[hl_below(&m->random, 8)];
    if (s->op == HL_OP_RECIPE)
        fill(m, s, 16);
    else if (s->op == HL_OP_DRIVER)
        fill_parts(m, at);
    else if (s->op == HL_OP_SPLICE)
        fill(m, s, 2);
}

/* Where a step may be inserted; a program without any gets its lead first. */
static unsigned place(struct hl_mutation *m)
{
    const unsigned first = hl_first_step(m->p);

    if (m->p->steps < first)
        return 0;
    return first + hl_below(&m->random, m->p->steps - first + 1);
}

bool hl_mutate_insert_step(struct hl_mutation *m)
{
    fill_step(m, hl_mutation_open(m, place(m)));
    return true;
}

bool hl_mutate_insert_fields(struct hl_mutation *m)
{
    struct hl_program_step *s;
    unsigned at;

    if (!hl_has_entries(m->p))
        return false;
    at = hl_mutation_open(m, place(m));
    s = &m->p->step[at];
    memset(s, 0, sizeof *s);
    s->op = HL_OP_FIELDS;
    fill_fields(m, hl_program_layout((enum hl_program_kind)m->p->kind, at), s);
    return true;
}

bool hl_mutate_remove_step(struct hl_mutation *m)
{
    unsigned at;

    if (!pick(m, &at))
        return false;
    m->p->steps--;
    memmove(&m->p->step[at], &m->p->step[at + 1], (m->p->steps - at) * sizeof m->p->step[0]);
    return true;
}

bool hl_mutate_duplicate_step(struct hl_mutation *m)
{
    struct hl_program_step copy;
    unsigned from;

    if (!pick(m, &from))
        return false;
    copy = m->p->step[from];
    m->p->step[hl_mutation_open(m, place(m))] = copy;
    return true;
}

bool hl_mutate_move_step(struct hl_mutation *m)
{
    struct hl_program_step moved;
    unsigned a, b;

    if (!pick(m, &a) || !pick(m, &b) || a == b)
        return false;
    moved = m->p->step[a];
    m->p->step[a] = m->p->step[b];
    m->p->step[b] = moved;
    return true;
}

/* One byte: a small number, one more, a bit away, or anything. */
static uint8_t byte_candidate(struct hl_mutation *m, uint8_t value)
{
    switch (hl_below(&m->random, 4)) {
    case 0:
        return (uint8_t)hl_below(&m->random, 8);
    case 1:
        return (uint8_t)(value + (hl_below(&m->random, 2) ? 1 : -1));
    case 2:
        return (uint8_t)(value ^ 1u << hl_below(&m->random, 8));
    default:
        return (uint8_t)hl_next_random(&m->random);
    }
}

/* A field of the STE that a guest shows. */
static void change_guest(struct hl_mutation *m, uint8_t *data, unsigned at)
{
    const struct hl_field *f = hl_any_field(&m->random, &hl_ste_layout);
    struct hl_entry guest = hl_guest_get(data, at);

    while (f->lsb >= 64 * HL_GUEST_QWORDS)
        f = hl_any_field(&m->random, &hl_ste_layout);
    hl_field_set(f, &guest, hl_field_candidate(&m->random, f, &guest, &guest));
    HL_SET(STE, &guest, V, 1);
    hl_guest_put(data, at, &guest);
}

/* Another value of a part; of a byte one that is near, too. */
static void change_part(struct hl_mutation *m, unsigned part, uint8_t *data)
{
    const struct hl_part_info *p = &hl_parts[part];
    uint64_t value = hl_part_get((enum hl_part)part, data);

    if (p->values <= 16)
        value += 1 + hl_below(&m->random, (unsigned)p->values - 1);
    else if (p->values <= 256)
        value = byte_candidate(m, (uint8_t)value);
    else
        value = hl_next_random(&m->random);
    hl_part_put((enum hl_part)part, data, value % p->values);
}

static unsigned any_part(struct hl_mutation *m, uint64_t uses)
{
    unsigned list[HL_PART_COUNT], count = 0;

    for (unsigned part = 0; part < HL_PART_COUNT; part++)
        if (hl_parts[part].uses & uses)
            list[count++] = part;
    return list[hl_below(&m->random, count)];
}

/* One part of a step that has some; another action with all that it has. */
static bool change_parts(struct hl_mutation *m, unsigned at)
{
    const uint64_t uses = hl_step_uses(m->p, at);
    struct hl_program_step *s = &m->p->step[at];
    unsigned part = any_part(m, uses);

    if (hl_guest_at(uses) && hl_below(&m->random, 3) == 0)
        change_guest(m, s->data, hl_guest_at(uses));
    else if ((uses & HL_USE_MACHINE) && hl_below(&m->random, 3))
        change_part(m, any_part(m, HL_USE_ENDPOINT),
                    s->data + hl_endpoint_at(hl_below(&m->random, HLK_DEVICES)));
    else if (is_op(part))
        fill_parts(m, at);
    else
        change_part(m, part, s->data);
    return true;
}

bool hl_mutate_change_step_data(struct hl_mutation *m)
{
    struct hl_program_step *s;
    unsigned at;

    if (!m->p->steps)
        return false;
    at = hl_below(&m->random, m->p->steps);
    s = &m->p->step[at];
    switch (s->op & HL_OP_KIND) {
    case HL_OP_FIELDS:
        memset(s->data, 0, sizeof s->data);
        fill_fields(m, hl_program_layout((enum hl_program_kind)m->p->kind, at), s);
        return true;
    case HL_OP_DRIVER:
    case HL_OP_LIFE:
    case HL_OP_OPERATION:
        return change_parts(m, at);
    case HL_OP_RECIPE:
    case HL_OP_SPLICE:
        at = hl_below(&m->random, s->size);
        s->data[at] = byte_candidate(m, s->data[at]);
        return true;
    default:
        return false;
    }
}

bool hl_mutate_toggle_sanitise(struct hl_mutation *m)
{
    unsigned at;

    if (!hl_has_entries(m->p) || !pick(m, &at))
        return false;
    m->p->step[at].op ^= HL_OP_SANITISE;
    return true;
}
