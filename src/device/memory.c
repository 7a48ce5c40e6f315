// SPDX-License-Identifier: MIT
#include "device/memory.h"
#include "device/attach.h"
#include "device/found.h"
#include "device/watch.h"

/* Whether the stream could reach a CD of the table (3.21.3): V, Config and S1ContextPtr are in one
 * qword. */
static bool reaches(const struct hl_device *d, unsigned stream)
{
    const struct hl_window *w = &d->stes[stream];

    for (unsigned i = 0; i < w->values[0]; i++) {
        struct hl_entry e = {{w->value[0][i]}};
        if (HL_GET(STE, &e, V) && HL_GET(STE, &e, Config) == HL_STE_CONFIG_S1 &&
            HL_GET(STE, &e, S1ContextPtr) == d->table)
            return true;
    }
    return false;
}

static bool any_reaches(const struct hl_device *d)
{
    for (unsigned i = 0; i < d->shape.streams; i++)
        if (reaches(d, i))
            return true;
    return false;
}

static void store_ste(struct hl_device *d, unsigned stream, const struct hl_store *s)
{
    d->ste[stream].q[s->index] = s->value;
    hl_window_add(&d->stes[stream], s->index, s->value);
    d->changed_ste |= 1u << stream;
}

/* A CD that cannot be reached is not cached: what it was is gone. */
static void store_cd(struct hl_device *d, unsigned index, const struct hl_store *s)
{
    d->cd[index].q[s->index] = s->value;
    for (unsigned i = 0; i < d->shape.streams; i++) {
        if (reaches(d, i))
            hl_window_add(&d->cds[i][index], s->index, s->value);
        else
            hl_window_set(&d->cds[i][index], &d->cd[index]);
        d->changed_cd[i] |= 1u << index;
    }
}

/* 4.3.1: CMD_CFGI_STE also invalidates the CDs that were cached through this stream. */
static void sync_ste(struct hl_device *d, unsigned stream)
{
    hl_window_set(&d->stes[stream], &d->ste[stream]);
    for (unsigned p = 0; p < HL_DEVICE_PASIDS; p++)
        hl_window_set(&d->cds[stream][p], &d->cd[p]);
}

/* 4.3.3: CMD_CFGI_CD for each stream, as a cached CD is the stream's own. */
static void sync_cd(struct hl_device *d, unsigned index)
{
    unsigned streams = d->traits & HL_ATTACH_SYNC_ONE ? 1 : d->shape.streams;

    if (d->traits & HL_ATTACH_SYNC_NONE)
        return;
    for (unsigned i = 0; i < streams; i++)
        hl_window_set(&d->cds[i][index], &d->cd[index]);
}

/* Replay what the sequencer did. */
static void perform(struct hl_device *d, enum hl_kind kind, unsigned which,
                    const struct hl_log *log)
{
    unsigned next = 0;

    for (unsigned epoch = 0; epoch <= log->syncs; epoch++) {
        for (; next < log->stores && log->store[next].epoch == epoch; next++) {
            if (kind == HL_KIND_STE)
                store_ste(d, which, &log->store[next]);
            else
                store_cd(d, which, &log->store[next]);
        }
        if (epoch == log->syncs)
            break;
        hl_watch_look(d);
        if (kind == HL_KIND_STE)
            sync_ste(d, which);
        else
            sync_cd(d, which);
    }
}

static void note_entry(struct hl_device *d, const struct hl_question *q, unsigned which,
                       const struct hl_verdict *v)
{
    unsigned noted = 0;

    for (unsigned i = 0; i < v->findings; i++) {
        const struct hl_finding *f = &v->finding[i];
        struct hl_device_finding found = {.kind = f->kind,
                                          .where = HL_IN_ENTRY,
                                          .pasid = HL_NO_PASID,
                                          .ats = d->ats,
                                          .entry = q->decoder->kind,
                                          .rule = f->rule,
                                          .old = q->old,
                                          .target = q->target};

        if (hl_finding_is_advice(f->kind) || noted >> f->kind & 1)
            continue;
        noted |= 1u << f->kind;
        if (q->decoder->kind == HL_KIND_STE)
            found.stream = which;
        else
            found.index = which;
        hl_device_found(d, &found);
    }
}

/* Run the sequencer, and judge the entry by itself. */
static void update(struct hl_device *d, const struct hl_question *q, unsigned which)
{
    struct hl_verdict v;

    hl_judge(q, &v);
    d->verdict->updates++;
    d->verdict->views += v.views;
    d->verdict->outcomes[v.outcome]++;
    d->verdict->too_many_views |= v.too_many_views;
    note_entry(d, q, which, &v);
    if (v.outcome == HL_BREAKING && q->decoder->kind == HL_KIND_STE)
        d->broke_ste |= 1u << which;
    else if (v.outcome == HL_BREAKING)
        d->broke_cd |= 1u << which;
    perform(d, q->decoder->kind, which, &v.log);
}

void hl_memory_ste(struct hl_device *d, unsigned stream, const struct hl_entry *target)
{
    const struct hl_question q = {.decoder = &d->decoder[!d->ats],
                                  .sequencer = d->sequencer,
                                  .old = d->ste[stream],
                                  .target = *target,
                                  .overlook = d->overlook[!d->ats],
                                  .old_made = d->maker.own,
                                  .target_made = d->maker.own,
                                  .checks = d->checks};

    if (!hl_entry_equal(&q.old, target))
        update(d, &q, stream);
}

void hl_memory_cd(struct hl_device *d, unsigned index, const struct hl_entry *target)
{
    const struct hl_decoder decoder = hl_cd_decoder(&d->context);
    const struct hl_question q = {.decoder = &decoder,
                                  .sequencer = d->sequencer,
                                  .old = d->cd[index],
                                  .target = *target,
                                  .old_made = d->maker.own,
                                  .target_made = d->maker.own,
                                  .checks = d->checks};
    struct hl_log log;

    if (hl_entry_equal(&q.old, target))
        return;
    if (any_reaches(d)) {
        update(d, &q, index);
        return;
    }
    /* Nothing can be observed of it, whatever the order. */
    hl_observe(d->sequencer, &decoder, &q.old, target, NULL, &log);
    d->verdict->updates++;
    if (log.warnings && d->maker.own)
        hl_device_found(d, &(struct hl_device_finding){.kind = HL_SUBJECT_WARNING,
                                                       .where = HL_IN_ENTRY,
                                                       .pasid = HL_NO_PASID,
                                                       .ats = d->ats,
                                                       .entry = HL_KIND_CD,
                                                       .index = index,
                                                       .old = q.old,
                                                       .target = q.target});
    perform(d, HL_KIND_CD, index, &log);
}

void hl_memory_ats(struct hl_device *d, bool on)
{
    if (d->ats == on)
        return;
    hl_watch_look(d);
    d->ats = on;
    d->changed_ste = (1u << d->shape.streams) - 1;
    hl_watch_look(d);
}
