// SPDX-License-Identifier: MIT
#include "driver/severity.h"

const char *const hl_severity_names[HL_SEVERITY_COUNT] = {"advice", "fault-only", "lost-dma",
                                                          "isolation"};

/* Take a field out of a difference. True: it was in it. */
static bool take(struct hl_entry *difference, unsigned lsb, unsigned width)
{
    const bool set = hl_bits_get(difference, lsb, width) != 0;

    hl_bits_set(difference, lsb, width, 0);
    return set;
}

static void raise(enum hl_severity *to, enum hl_severity by)
{
    if (*to < by)
        *to = by;
}

/* The gravest of the fields in which two live meanings differ. */
static enum hl_severity of_fields(const struct hl_joint *a, const struct hl_joint *b)
{
    struct hl_entry STE = hl_entry_xor(a->ste, b->ste), CD = hl_entry_xor(a->cd, b->cd);
    enum hl_severity s = HL_SEVERITY_FAULT_ONLY;

    if (a->uses_cd != b->uses_cd)
        return HL_SEVERITY_ISOLATION;
#define HL_WEIGHS(kind, field, severity)                                                           \
    if (take(&(kind), HL_##kind##_##field##_LSB, HL_##kind##_##field##_WIDTH))                     \
        raise(&s, HL_SEVERITY_##severity);
#include "driver/severity.def"
#undef HL_WEIGHS
    if (!hl_entry_is_zero(&STE) || !hl_entry_is_zero(&CD))
        return HL_SEVERITY_ISOLATION;
    return s;
}

static bool live(const struct hl_joint *j)
{
    return j->state == HL_JOINT_LIVE;
}

static bool any_stopped(const struct hl_joint *due, unsigned number)
{
    for (unsigned i = 0; i < number; i++)
        if (!live(&due[i]))
            return true;
    return false;
}

enum hl_severity hl_severity_of_view(const struct hl_joint *seen, const struct hl_joint *due,
                                     unsigned number)
{
    enum hl_severity least = HL_SEVERITY_ISOLATION;

    if (!live(seen))
        return any_stopped(due, number) ? HL_SEVERITY_FAULT_ONLY : HL_SEVERITY_LOST_DMA;
    for (unsigned i = 0; i < number; i++) {
        if (live(&due[i]) && of_fields(seen, &due[i]) < least)
            least = of_fields(seen, &due[i]);
    }
    return least;
}

/* 3.9.1.2, 3.9.1.3: EATS 0 refuses a device's ATS traffic, and any other lets it reach what it was
 * told, or all there is. */
enum hl_severity hl_severity_of_ats(const struct hl_joint *seen, const struct hl_joint *due,
                                    unsigned number)
{
    if (live(seen) && seen->eats)
        return HL_SEVERITY_ISOLATION;
    for (unsigned i = 0; i < number; i++)
        if (!live(&due[i]) || !due[i].eats)
            return HL_SEVERITY_FAULT_ONLY;
    return HL_SEVERITY_LOST_DMA;
}

enum hl_severity hl_severity_of_kind(enum hl_finding_kind kind)
{
    switch (kind) {
    case HL_FREED_REACHABLE:
    case HL_STALE_TRANSLATION:
    case HL_WILD_STORE:
        return HL_SEVERITY_ISOLATION;
    case HL_SUBJECT_WARNING:
        return HL_SEVERITY_FAULT_ONLY;
    default:
        return hl_finding_is_advice(kind) ? HL_SEVERITY_ADVICE : HL_SEVERITY_LOST_DMA;
    }
}
