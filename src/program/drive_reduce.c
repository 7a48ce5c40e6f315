// SPDX-License-Identifier: MIT
#include "program/drive_reduce.h"

#include "program/parts.h"

#include <string.h>

struct reduction {
    struct hl_drive_case *best;
    struct hl_drive_case tried;
    hl_drive_shows *shows;
    void *context;
    unsigned left; /* tries */
    unsigned done;
};

/* Keep what is tried, if it shows. */
static bool keep(struct reduction *r)
{
    if (!r->left)
        return false;
    r->left--;
    r->done++;
    if (!r->shows(r->context, &r->tried))
        return false;
    *r->best = r->tried;
    return true;
}

static bool drop(struct reduction *r, unsigned at, unsigned number)
{
    struct hl_drive *d = &r->tried.drive;

    r->tried = *r->best;
    d->count -= number;
    memmove(d->step[at], d->step[at + number], (d->count - at) * sizeof d->step[0]);
    memset(d->step[d->count], 0, number * sizeof d->step[0]);
    return keep(r);
}

/* Halves, quarters, ..., the last ones first: what comes after a finding goes at once. */
static bool drop_steps(struct reduction *r)
{
    bool any = false;
    unsigned number = 1;

    while (2 * number < r->best->drive.count)
        number *= 2;
    for (; number; number /= 2)
        for (unsigned at = r->best->drive.count; at >= number; at -= number)
            any |= at <= r->best->drive.count && drop(r, at - number, number);
    return any;
}

static bool put(struct reduction *r, enum hl_part part, uint8_t *in_best, uint8_t *in_tried,
                uint64_t value)
{
    if (hl_part_get(part, in_best) == value)
        return false;
    r->tried = *r->best;
    hl_part_put(part, in_tried, value);
    return keep(r);
}

static bool clear_parts(struct reduction *r, uint64_t uses, uint8_t *in_best, uint8_t *in_tried)
{
    bool any = false;

    for (unsigned part = 0; part < HL_PART_COUNT; part++)
        if ((hl_parts[part].uses & uses) && part != HL_PART_OPERATION)
            any |= put(r, (enum hl_part)part, in_best, in_tried, 0);
    return any;
}

/* Field by field. */
static bool clear_guest(struct reduction *r, unsigned step, unsigned at)
{
    bool any = false;

    for (size_t i = 0; i < hl_ste_layout.count; i++) {
        const struct hl_field *f = &hl_ste_layout.fields[i];
        struct hl_entry guest = hl_guest_get(r->best->drive.step[step], at);

        if (f->lsb >= 64 * HL_GUEST_QWORDS || !hl_field_get(f, &guest))
            continue;
        r->tried = *r->best;
        hl_field_set(f, &guest, 0);
        hl_guest_put(r->tried.drive.step[step], at, &guest);
        any |= keep(r);
    }
    return any;
}

static bool clear_steps(struct reduction *r)
{
    bool any = false;

    for (unsigned i = 0; i < r->best->drive.count; i++) {
        uint8_t *data = r->best->drive.step[i];
        const uint64_t uses = hl_operation_uses(hl_part_operation(data));

        any |= clear_parts(r, uses, data, r->tried.drive.step[i]);
        if (hl_guest_at(uses))
            any |= clear_guest(r, i, hl_guest_at(uses));
    }
    return any;
}

/* A number goes everywhere by a smaller one, so that what belongs together stays together. */
static bool renumber(struct reduction *r, uint64_t uses, enum hl_part part, uint64_t from,
                     uint64_t to)
{
    bool any = false;

    r->tried = *r->best;
    for (unsigned i = 0; i < r->tried.drive.count; i++) {
        uint8_t *data = r->tried.drive.step[i];
        const uint64_t is = hl_operation_uses(hl_part_operation(data));

        if (!(uses & is) || hl_part_get(part, data) != from)
            continue;
        hl_part_put(part, data, to);
        any = true;
    }
    return any && keep(r);
}

static bool renumber_all(struct reduction *r)
{
    static const struct {
        enum hl_part part;
        uint64_t uses, values;
    } numbers[] = {
        {HL_PART_DEVICE, HL_USE_WITH_DEVICE, HLK_DEVICES},
        {HL_PART_ANY_DOMAIN, HL_USE_WITH_OWN_DOMAIN | HL_USE_WITH_ANY_DOMAIN,
         HLK_DOMAINS - HLK_DOM_FREE},
        {HL_PART_MM, HL_USE_WITH_MM, HLK_MMS},
        {HL_PART_VIOMMU, HL_USE_WITH_VIOMMU, HLK_VIOMMUS},
        {HL_PART_DEVICE_PASID, HL_USE_WITH_PASID, 8},
        {HL_PART_IOVA, HL_USE_OF(MAP) | HL_USE_OF(UNMAP), 16},
        {HL_PART_RANGE_SIZE, HL_USE_OF(MAP) | HL_USE_OF(UNMAP), 8},
    };
    bool any = false;

    for (size_t n = 0; n < sizeof numbers / sizeof numbers[0]; n++)
        for (uint64_t from = 1; from < numbers[n].values; from++)
            for (uint64_t to = 0; to < from; to++)
                if (renumber(r, numbers[n].uses, numbers[n].part, from, to)) {
                    any = true;
                    break;
                }
    return any;
}

static bool clear_machine(struct reduction *r)
{
    uint8_t *machine = r->best->drive.machine, *tried = r->tried.drive.machine;
    bool any = false;

    for (uint64_t n = 0; n < hl_part_get(HL_PART_ENDPOINTS, machine); n++)
        any |= put(r, HL_PART_ENDPOINTS, machine, tried, n);
    any |= clear_parts(r, HL_USE_MACHINE, machine, tried);
    for (unsigned i = 0; i <= hl_part_get(HL_PART_ENDPOINTS, machine); i++)
        any |=
            clear_parts(r, HL_USE_ENDPOINT, machine + hl_endpoint_at(i), tried + hl_endpoint_at(i));
    return any;
}

/* A profile as it is; of the flips, those that are needed. */
static bool clear_smmu(struct reduction *r)
{
    struct hl_program *p = &r->tried.program;
    bool any = false;

    r->tried = *r->best;
    p->has_flips = false;
    p->flips = 0;
    if (r->best->program.has_flips)
        any = keep(r);
    for (unsigned i = r->best->program.flips; i-- > 0;) {
        r->tried = *r->best;
        p->flips--;
        memmove(p->flip[i], p->flip[i + 1], (p->flips - i) * sizeof p->flip[0]);
        memset(p->flip[p->flips], 0, sizeof p->flip[0]);
        any |= keep(r);
    }
    r->tried = *r->best;
    p->profile = 0;
    if (r->best->program.profile == hl_profile_count)
        any |= keep(r);
    return any;
}

/* What the target does not look at. */
static void clear_rest(struct hl_program *p)
{
    p->ats_quiesced = p->legalise = p->has_options = false;
    p->options = 0;
    p->security = HL_NONSECURE;
    p->mask_mode = HL_MASK_OWN;
    p->mask_seed = 0;
    p->mask = (struct hl_entry){{0}};
}

unsigned hl_drive_reduce(struct hl_drive_case *c, unsigned tries, hl_drive_shows *shows,
                         void *context)
{
    static struct reduction r; /* large */
    bool any = true;

    r = (struct reduction){.best = c, .shows = shows, .context = context, .left = tries};
    r.tried = *c;
    clear_rest(&r.tried.program);
    keep(&r);
    drop_steps(&r);
    while (any && r.left) {
        any = clear_smmu(&r);
        any |= clear_machine(&r);
        any |= renumber_all(&r);
        any |= clear_steps(&r);
        any |= drop_steps(&r);
    }
    return r.done;
}
