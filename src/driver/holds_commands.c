// SPDX-License-Identifier: MIT
/* Commands and SYNCs: what they cover, and what is forgotten (3.21.3, 4.3, 4.7.3, 4.8). */
#include "driver/holds_work.h"

#include <string.h>

static bool covers_l1std(const struct hl_command *c, const struct hl_place *p)
{
    const unsigned range = c->range + 1u > p->reach ? c->range + 1u : p->reach;

    if (c->kind == HL_CMD_CFGI_STE)
        return !c->leaf && hl_place_is_of(p, c->sid);
    return c->kind == HL_CMD_CFGI_STE_RANGE &&
           (uint64_t)c->sid >> range == (uint64_t)p->sid >> range;
}

static bool covers_by_ssid(const struct hl_command *c, const struct hl_place *p)
{
    if (p->structure == HL_STRUCTURE_CD)
        return c->ssid == p->ssid;
    return !c->leaf && c->ssid >> p->reach == p->ssid >> p->reach;
}

bool hl_holds_covers(const struct hl_command *c, const struct hl_place *p, bool *through)
{
    *through = true;
    if (p->structure == HL_STRUCTURE_L1STD)
        return covers_l1std(c, p);
    if (!hl_command_has_stream(c, p->sid))
        return false;
    switch (c->kind) {
    case HL_CMD_CFGI_STE:
        *through = hl_is_of_cds(p->structure) || !c->leaf;
        return true;
    case HL_CMD_CFGI_STE_RANGE:
        return true;
    case HL_CMD_CFGI_CD:
        *through = !c->leaf;
        return hl_is_of_cds(p->structure) && covers_by_ssid(c, p);
    default: /* CFGI_CD_ALL */
        return hl_is_of_cds(p->structure);
    }
}

void hl_holds_cover(const struct hl_holds *h, const struct hl_place *place, uint32_t *covered,
                    uint32_t *through)
{
    bool both;

    *covered = *through = 0;
    for (unsigned i = 0; i < h->commands; i++)
        if (hl_holds_covers(&h->command[i].command, place, &both)) {
            *covered = h->command[i].taken;
            *through = both ? *covered : *through;
        }
}

static bool is_cfgi(enum hl_command_kind kind)
{
    return kind == HL_CMD_CFGI_STE || kind == HL_CMD_CFGI_STE_RANGE || kind == HL_CMD_CFGI_CD ||
           kind == HL_CMD_CFGI_CD_ALL;
}

void hl_holds_published(void *context, uint64_t from, uint64_t to)
{
    struct hl_holds *h = context;

    for (unsigned i = 0; i < h->unordered; i++) {
        if (h->suspects == HL_HOLDS_UNORDERED) /* the oldest goes */
            memmove(&h->suspect[0], &h->suspect[1], --h->suspects * sizeof h->suspect[0]);
        h->suspect[h->suspects] = h->store[i];
        h->suspect[h->suspects].from = from;
        h->suspect[h->suspects++].to = to;
    }
}

/* A command that was published with a store that it covers, and no barrier between (4.1.2,
 * 3.21.2). */
static void check_order(struct hl_holds *h, const struct hl_command *c)
{
    const uint64_t number = h->model->consumed;
    bool through;

    for (unsigned i = h->suspects; i-- > 0;) {
        const struct hl_unordered s = h->suspect[i];

        if (number < s.from || (number < s.to && !hl_holds_covers(c, &s.place, &through)))
            continue;
        h->suspect[i] = h->suspect[--h->suspects];
        if (number < s.to)
            hl_holds_found(h, &(struct hl_holds_finding){
                                  .kind = HL_UNORDERED_STORE,
                                  .place = s.place,
                                  .section = "4.1.2",
                                  .why = "no barrier lies between the store and CMDQ_PROD",
                                  .command = *c});
    }
}

/* 4.1.6: on a Secure queue those of the Non-secure table. */
static bool names_other_streams(const struct hl_holds *h, const struct hl_command *c)
{
    return h->model->security == HL_SECURE && !c->ssec;
}

void hl_holds_take(void *context, const struct hl_command *c)
{
    struct hl_holds *h = context;
    bool through;

    if (!is_cfgi(c->kind) || names_other_streams(h, c))
        return;
    check_order(h, c);
    h->clock++;
    for (unsigned i = 0; i < h->copies; i++) {
        struct hl_copy *copy = &h->copy[i];

        if (!hl_holds_covers(c, &copy->place, &through))
            continue;
        copy->covered = h->clock;
        copy->through = through ? h->clock : copy->through;
    }
    if (c->kind == HL_CMD_CFGI_STE_RANGE && c->range == HL_RANGE_ALL)
        h->leftover_covered = true;
    if (h->commands == HL_HOLDS_COMMANDS) {
        h->incomplete = true;
        return;
    }
    h->command[h->commands].command = *c;
    h->command[h->commands++].taken = h->clock;
}

/* ---- SYNC (4.7.3) ---- */

/* Something is forgotten of it when what covers it is complete. */
static bool loses(const struct hl_copy *c)
{
    return c->covered && (c->lost || !hl_window_single(&c->dated.window));
}

/* Whether a value went that was overwritten before the command. */
static bool forget_older(const struct hl_holds *h, struct hl_copy *c)
{
    struct hl_entry memory;

    return (!c->dated.window.overflow || hl_holds_memory(h, &c->place, &memory)) &&
           hl_dated_forget(&c->dated, c->covered, &memory);
}

/* Whether a pointer may have gone. */
static bool forget(struct hl_holds *h)
{
    bool forgot = false;

    for (unsigned i = h->copies; i-- > 0;) {
        struct hl_copy *c = &h->copy[i];

        if (!c->covered || !(c->lost || forget_older(h, c)))
            continue;
        hl_holds_changed(h, &c->place);
        forgot |= c->place.structure != HL_STRUCTURE_CD;
        if (c->lost)
            hl_holds_drop(h, c);
    }
    return forgot;
}

/* What is as memory is needs no copy. */
static void settle(struct hl_holds *h)
{
    for (unsigned i = h->copies; i-- > 0;) {
        struct hl_copy *c = &h->copy[i];

        c->covered = c->through = 0;
        if (!c->lost && hl_window_single(&c->dated.window))
            hl_holds_drop(h, c);
    }
}

void hl_holds_complete(void *context)
{
    struct hl_holds *h = context;

    hl_holds_look(h, loses);
    h->clock++;
    if (forget(h))
        hl_tables_prune(h, true);
    settle(h);
    h->commands = 0;
    if (h->leftover_covered)
        h->leftover = h->leftover_covered = false;
    if (!h->copies)
        h->clock = 1;
}
