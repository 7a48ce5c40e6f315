// SPDX-License-Identifier: MIT
#include "driver/judge_work.h"
#include "nested/hypervisor.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

bool hl_driver_judge_gave_up(const struct hl_driver_judge *j)
{
    return j->too_many || j->cached.overflow || j->holds->incomplete;
}

/* A stale entry that no guest asked to be rid of. */
static bool is_of_holds(const struct hl_driver_finding *f)
{
    return f->kind == HL_STALE_ENTRY && f->stale.where != HL_CACHED_CD;
}

/* Views, ends and what is stale in the end are those of the operation that changes the device; it
 * may be one within another. */
static enum hl_operation_kind at_fault(const struct hl_driver_judge *j,
                                       const struct hl_driver_finding *f)
{
    if (!j->depth)
        return HL_DO_COUNT;
    if ((f->where == HL_AT_VIEW || f->where == HL_AT_END || is_of_holds(f)) &&
        j->changer[f->device] != HL_DO_COUNT)
        return j->changer[f->device];
    return j->operation[j->depth - 1].kind;
}

void hl_judge_add(struct hl_driver_judge *j, const struct hl_driver_finding *f)
{
    if (hl_driver_judge_gave_up(j))
        return;
    if (j->findings < HL_JUDGE_FINDINGS) {
        j->finding[j->findings] = *f;
        j->finding[j->findings].operation = at_fault(j, f);
    }
    j->findings++;
}

void hl_driver_judge_clear(struct hl_driver_judge *j)
{
    j->findings = 0;
}

/* Views that were seen are those of an operation that is under way. */
void hl_driver_judge_copy(struct hl_driver_judge *to, const struct hl_driver_judge *from)
{
    const unsigned findings =
        from->findings < HL_JUDGE_FINDINGS ? from->findings : HL_JUDGE_FINDINGS;

    memcpy(to, from, offsetof(struct hl_driver_judge, seen));
    to->findings = from->findings;
    memcpy(to->finding, from->finding, findings * sizeof from->finding[0]);
}

/* ---- looking ---------------------------------------------------------------------------------
 */

/* CR0.ATSCHK and CR2.E2H are part of what entries mean. */
static void refresh(struct hl_driver_judge *j)
{
    const struct hl_smmu *now = &j->holds->smmu;
    const struct hl_assumptions assume = {.ats_quiesced = true};

    if (j->smmu[0].regs.cr0 == now->regs.cr0 && j->smmu[0].regs.cr2 == now->regs.cr2)
        return;
    j->smmu[0] = *now;
    j->smmu[1] = *now;
    hl_ste_assume(&j->smmu[1], &assume);
    hl_judge_forget_known(j);
}

/* As what the tables are walked: S1DSS=bypass is Config 0b1x0 (5.2). */
static void see(struct hl_driver_judge *j, const struct hl_seen *v)
{
    static const enum hl_ste_config configs[8] = {
        HL_CONFIG_ABORT,  HL_CONFIG_ABORT, HL_CONFIG_ABORT, HL_CONFIG_ABORT,
        HL_CONFIG_BYPASS, HL_CONFIG_S1,    HL_CONFIG_S2,    HL_CONFIG_NESTED};
    struct hl_meaning m;
    uint64_t config;

    /* PASID 0 is nobody's: it shares CD 0 with traffic without PASID. */
    if (v->joint.state != HL_JOINT_LIVE || (v->kind && j->cached.pasid[v->kind] == 0))
        return;
    config = HL_GET(STE, &v->joint.ste, Config);
    m.state = HL_STATE_LIVE;
    m.config = configs[config];
    m.regime = v->joint.ste;
    hl_cached_see(&j->cached, v->stream, v->kind, &m, v->joint.uses_cd ? &v->joint.cd : NULL,
                  v->joint.eats);
}

static bool same_seen(const struct hl_seen *a, const struct hl_seen *b)
{
    if (a->stream != b->stream || a->kind != b->kind || a->joint.state != b->joint.state)
        return false;
    return a->joint.state != HL_JOINT_LIVE || (a->ats == b->ats && a->joint.eats == b->joint.eats &&
                                               hl_joint_equal(&a->joint, &b->joint));
}

static void keep(struct hl_driver_judge *j, const struct hl_seen *v, bool old)
{
    const struct hl_side *before = &j->stream[v->stream].before;

    if (v->joint.state == before->joint[v->kind].state && hl_side_is(v, before))
        return;
    for (unsigned i = 0; i < j->seens; i++)
        if (same_seen(&j->seen[i], v))
            return;
    if (j->seens == HL_JUDGE_SEEN) {
        j->too_many = true;
        return;
    }
    j->seen[j->seens] = *v;
    j->seen[j->seens++].old = old;
}

/* What could be seen when the operation began is no fault of it. */
static void keep_old(struct hl_driver_judge *j, const struct hl_seen *v)
{
    keep(j, v, true);
}

/* Kept until it is known what the operation makes of it. */
static void look_and_keep(struct hl_driver_judge *j, const struct hl_seen *v)
{
    see(j, v);
    if (j->known && !j->all_named)
        keep(j, v, false);
}

static void look_at(struct hl_driver_judge *j, unsigned stream)
{
    struct hl_judge_stream *s = &j->stream[stream];

    refresh(j);
    s->looked = hl_holds_generation(j->holds, s->sid);
}

/* Views only become more until something is forgotten. */
static void look(struct hl_driver_judge *j, unsigned stream)
{
    if (j->stream[stream].looked == hl_holds_generation(j->holds, j->stream[stream].sid))
        return;
    look_at(j, stream);
    hl_judge_each_new_view(j, stream, look_and_keep);
}

static void look_all(struct hl_driver_judge *j)
{
    for (unsigned i = 0; i < j->streams; i++)
        look(j, i);
}

void hl_driver_judge_look(void *judge, uint32_t sid)
{
    struct hl_driver_judge *j = judge;

    for (unsigned i = 0; i < j->streams; i++)
        if (j->stream[i].sid == sid) {
            look(j, i);
            j->stream[i].shrinks = j->stream[i].kept = true;
        }
}

/* What can be seen now is all that is left. */
static void shrink(struct hl_driver_judge *j, unsigned stream, hl_judge_each *each)
{
    j->stream[stream].shrinks = j->stream[stream].kept = false;
    for (unsigned kind = 0; kind < j->cached.kinds; kind++)
        hl_cached_look(&j->cached, stream, kind);
    look_at(j, stream);
    hl_judge_look_anew(j);
    hl_judge_each_new_view(j, stream, each);
    for (unsigned kind = 0; kind < j->cached.kinds; kind++)
        hl_cached_looked(&j->cached, stream, kind);
}

/* Something was forgotten; what is left was looked at right before, and need not be kept again. */
static void shrink_all(struct hl_driver_judge *j)
{
    for (unsigned i = 0; i < j->streams; i++)
        if (j->stream[i].shrinks)
            shrink(j, i, see);
}

/* ---- what the model and the kernel's side tell -------------------------------------------------
 */

static void command(void *judge, const struct hl_command *c)
{
    struct hl_driver_judge *j = judge;

    hl_faults_command(&j->faults, c);
    if (c->kind < HL_CMD_CFGI_STE || c->kind > HL_CMD_ATC_INV)
        return;
    look_all(j);
    hl_cached_command(&j->cached, c);
}

static void synced(void *judge)
{
    struct hl_driver_judge *j = judge;

    for (unsigned i = 0; i < j->streams; i++)
        if (!j->stream[i].kept)
            look(j, i);
    shrink_all(j);
    hl_cached_synced(&j->cached);
}

/* Without SMMUEN nothing can be observed, and nothing comes into a TLB (3.21.1). */
static void updated(void *judge, enum hl_model_register reg, uint64_t old, uint64_t value)
{
    struct hl_driver_judge *j = judge;

    (void)old;
    if (reg != HL_MREG_CR0)
        return;
    j->cached.vmw = (uint8_t)(value >> 6 & 7);
    if (!(value & HL_CR0_SMMUEN))
        hl_faults_forget(&j->faults);
    for (unsigned i = 0; i < j->streams; i++)
        shrink(j, i, look_and_keep);
    j->known = false;
}

void hl_driver_judge_ats(struct hl_driver_judge *j, unsigned device, bool on)
{
    if (j->ats[device] == on)
        return;
    look_all(j);
    j->ats[device] = on;
    for (unsigned i = 0; i < j->streams; i++) {
        if (j->stream[i].device != device)
            continue;
        hl_cached_ats(&j->cached, i, on);
        shrink(j, i, look_and_keep);
    }
}

void hl_driver_judge_freed(struct hl_driver_judge *j, uint64_t address, uint64_t bytes)
{
    look_all(j);
    if (hl_cached_reaches(&j->cached, address, bytes))
        hl_judge_add(j, &(struct hl_driver_finding){.kind = HL_FREED_REACHABLE,
                                                    .severity = HL_SEVERITY_ISOLATION,
                                                    .where = HL_AT_MEMORY,
                                                    .section = "3.21.1",
                                                    .why = "a translation table",
                                                    .address = address,
                                                    .bytes = bytes});
}

/* Of a guest's own: what was in it is not known. */
static void stale_cd(struct hl_driver_judge *j, const struct hl_stale *s)
{
    const struct hl_place place = {.structure = HL_STRUCTURE_CD,
                                   .sid = j->cached.sid[s->stream],
                                   .ssid =
                                       s->range.any ? 0 : (uint32_t)j->cached.pasid[s->traffic]};

    hl_judge_add(j, &(struct hl_driver_finding){
                        .kind = HL_STALE_ENTRY,
                        .severity = HL_SEVERITY_ISOLATION,
                        .where = HL_AT_STRUCTURE,
                        .section = "4.3.3, 4.3.4",
                        .why = "a guest asked for its invalidation",
                        .sid = place.sid,
                        .pasid = place.ssid,
                        .device = j->stream[s->stream].device,
                        .structure = {.kind = HL_STALE_ENTRY,
                                      .place = place,
                                      .section = "4.3.3, 4.3.4",
                                      .why = "a guest asked for its invalidation"},
                        .stale = *s,
                    });
}

static void stale(void *judge, const struct hl_stale *s)
{
    static const char *const why[] = {
        [HL_STALE_UNMAPPED] = "it is not mapped any more",
        [HL_STALE_DETACHED] = "that traffic has no such translation any more",
        [HL_STALE_RETIRED] = "its tables were given back",
        [HL_STALE_TAG] = "its tag means something else now",
        [HL_STALE_UNKNOWN_TAG] = "what the SMMU held before this driver was never invalidated",
    };
    struct hl_driver_judge *j = judge;

    if (s->where == HL_CACHED_CD) {
        stale_cd(j, s);
        return;
    }
    hl_judge_add(j, &(struct hl_driver_finding){
                        .kind = HL_STALE_TRANSLATION,
                        .severity = hl_severity_of_kind(HL_STALE_TRANSLATION),
                        .where = HL_AT_TRANSLATION,
                        .section = s->where == HL_CACHED_ATC ? "3.9.1, 4.5.1"
                                   : s->kind == HL_STALE_TAG ? "3.17"
                                                             : "3.21.1, 4.4",
                        .why = why[s->kind],
                        .sid = j->cached.sid[s->stream],
                        .pasid = j->cached.pasid[s->traffic],
                        .device = j->stream[s->stream].device,
                        .stale = *s,
                    });
}

/* ---- severity of what the holds find ----------------------------------------------------------
 */

/* A view at the end that is not what memory means. */
static void weigh(struct hl_driver_judge *j, const struct hl_seen *v)
{
    const struct hl_joint *after = &j->stream[v->stream].after.joint[v->kind];
    enum hl_severity s;

    if (v->joint.state == after->state && hl_joint_equal(&v->joint, after))
        return;
    s = hl_severity_of_view(&v->joint, after, 1);
    if (s > j->gravest)
        j->gravest = s;
}

void hl_driver_judge_found(void *judge, const struct hl_holds_finding *found)
{
    struct hl_driver_judge *j = judge;
    struct hl_driver_finding f = {.kind = found->kind,
                                  .severity = hl_severity_of_kind(found->kind),
                                  .where = HL_AT_STRUCTURE,
                                  .section = found->section,
                                  .why = found->why,
                                  .sid = found->place.sid,
                                  .pasid = -1,
                                  .structure = *found};

    if (found->place.structure == HL_STRUCTURE_CD || found->place.structure == HL_STRUCTURE_L1CD)
        f.pasid = found->place.ssid;
    j->gravest = HL_SEVERITY_ADVICE;
    for (unsigned i = 0; i < j->streams; i++) {
        const uint32_t first = found->place.sid, reach = found->place.reach;

        if (j->stream[i].sid != first &&
            !(found->place.structure == HL_STRUCTURE_L1STD && j->stream[i].sid >= first &&
              (uint64_t)j->stream[i].sid - first < UINT64_C(1) << reach))
            continue;
        f.device = j->stream[i].device;
        if (found->kind == HL_STALE_ENTRY && j->known)
            hl_judge_each_view(j, i, weigh);
    }
    if (found->kind == HL_STALE_ENTRY)
        f.severity =
            found->place.structure == HL_STRUCTURE_ANY ? HL_SEVERITY_ISOLATION : j->gravest;
    hl_judge_add(j, &f);
}

/* ---- operations ------------------------------------------------------------------------------
 */

bool hl_driver_judge_init(struct hl_driver_judge *j, struct hl_holds *holds, struct hl_model *model,
                          const struct hl_memory *memory, const struct hl_meanings *meanings,
                          const struct hlk_machine *machine)
{
    const struct hl_model_listener listener = {
        .context = j, .command = command, .synced = synced, .updated = updated};
    const struct hl_assumptions assume = {.ats_quiesced = true};
    struct hl_registers guest;

    j->holds = holds;
    j->meanings = *meanings;
    j->smmu[0] = j->smmu[1] = holds->smmu;
    hl_ste_assume(&j->smmu[1], &assume);
    hl_guest_registers(&holds->smmu.regs, HL_NONSECURE, &guest);
    hl_smmu_init(&j->guest, &guest, HL_NONSECURE, &holds->smmu.options);
    hl_cached_init(&j->cached, &holds->smmu, memory, stale, j);
    hl_cached_kind(&j->cached, 0);
    j->streams = j->kinds = 0;
    j->serial = j->epoch = 0;
    j->faults = (struct hl_faults){0};
    hl_judge_forget_known(j);
    for (unsigned d = 0; d < HLK_DEVICES; d++)
        j->ats[d] = false;
    for (unsigned d = 0; d < machine->devices; d++)
        for (unsigned i = 0; i < machine->device[d].streams; i++) {
            struct hl_judge_stream *s = &j->stream[j->streams++];

            s->sid = machine->device[d].sid[i];
            s->device = (uint8_t)d;
            s->shrinks = s->kept = s->learnt = false;
            s->looked = s->settled = UINT32_MAX;
            hl_cached_stream(&j->cached, s->sid);
        }
    j->known = j->all_named = j->too_many = false;
    j->depth = 0;
    j->seens = j->findings = j->taken = j->betweens = 0;
    return hl_model_listen(model, &listener);
}

static void settle(struct hl_driver_judge *j)
{
    refresh(j);
    for (unsigned i = 0; i < j->streams; i++)
        hl_judge_memory(j, i, &j->stream[i].before);
    j->kinds = j->cached.kinds;
    j->known = j->holds->enabled;
    for (unsigned i = 0; i < j->streams && j->known && j->holds->copies; i++)
        hl_judge_each_view(j, i, keep_old);
}

static void name(struct hl_driver_judge *j, const struct hl_operation *o, bool failed,
                 const struct hl_contract *contract)
{
    uint32_t named[HLK_DEVICES] = {0};

    hl_judge_name(j, o, contract, named);
    for (unsigned d = 0; d < HLK_DEVICES; d++) {
        j->named[d] |= named[d];
        j->failed[d] |= failed ? named[d] : 0;
        if (named[d])
            j->changer[d] = o->kind;
    }
}

void hl_driver_judge_begin(struct hl_driver_judge *j, const struct hl_operation *o,
                           const struct hl_contract *contract)
{
    if (j->depth == 0) {
        for (unsigned d = 0; d < HLK_DEVICES; d++) {
            j->named[d] = j->failed[d] = 0;
            j->changer[d] = HL_DO_COUNT;
        }
        j->all_named = false;
        j->seens = j->betweens = 0;
    }
    if (j->depth == HL_JUDGE_DEPTH) {
        j->too_many = true;
        return;
    }
    hl_judge_look_anew(j);
    j->operation[j->depth++] = *o;
    hl_judge_note_between(j, o, contract);
    name(j, o, false, contract);
    if (j->depth == 1)
        settle(j);
    hl_cached_begin(&j->cached);
    hl_judge_leaving(j, o, contract);
}

void hl_driver_judge_took(struct hl_driver_judge *j, unsigned commands)
{
    j->taken = commands;
}

/* Who handles a fault answers it: all have returned. */
static void owes(struct hl_driver_judge *j)
{
    for (unsigned i = 0; i < j->faults.count; i++) {
        const struct hl_owed *owed = &j->faults.owed[i];

        hl_judge_add(j, &(struct hl_driver_finding){
                            .kind = HL_UNANSWERED_FAULT,
                            .severity = hl_severity_of_kind(HL_UNANSWERED_FAULT),
                            .where = HL_AT_FAULT,
                            .section = owed->request ? "4.5.2" : "3.12.2",
                            .why = owed->request ? "a page request" : "a stalled transaction",
                            .sid = owed->sid,
                            .pasid = -1});
    }
    hl_faults_forget(&j->faults);
}

static void end_all(struct hl_driver_judge *j, const struct hl_contract *contract)
{
    hl_judge_new_kinds(j);
    for (unsigned i = 0; i < j->streams; i++)
        hl_judge_memory(j, i, &j->stream[i].after);
    if (j->known && j->holds->enabled && !j->all_named) {
        hl_judge_kept(j);
        hl_judge_ends(j, contract);
    }
    j->known = j->holds->enabled;
    hl_holds_end(j->holds);
    for (unsigned i = 0; i < j->streams; i++)
        j->stream[i].kept = false;
    owes(j);
}

void hl_driver_judge_end(struct hl_driver_judge *j, int result, const struct hl_contract *contract)
{
    const struct hl_operation *o;

    if (!j->depth)
        return;
    o = &j->operation[j->depth - 1];
    look_all(j);
    hl_judge_look_anew(j);
    if (o->kind == HL_DO_NESTED && !result)
        for (unsigned i = 0; i < 2; i++)
            j->vste[o->domain][i] = o->vste[i];
    name(j, o, result != 0, contract);
    if (j->depth == 1)
        end_all(j, contract);
    hl_judge_left(j, o, result, contract);
    hl_cached_end(&j->cached);
    j->depth--;
}

const char *hl_driver_operation_name(enum hl_operation_kind kind)
{
    return kind < HL_DO_COUNT ? hl_operation_names[kind] : "probe of the SMMU";
}

/* In a word; of what passes by the stages that translate. */
static const char *word_of(const struct hl_joint *joint)
{
    static const char *const configs[8] = {"abort",  "abort",   "abort",   "abort",
                                           "bypass", "stage 1", "stage 2", "nested"};

    return joint->state == HL_JOINT_LIVE ? configs[HL_GET(STE, &joint->ste, Config)] : "stopped";
}

const char *hl_driver_finding_title(const struct hl_driver_finding *f, char title[HL_DRIVER_TITLE])
{
    static const char *const states[] = {"view", "end", "", "", "translation table", "fault"};
    const char *what = states[f->where];
    int end;

    if (f->where == HL_AT_STRUCTURE)
        what = hl_structure_names[f->structure.place.structure];
    if (f->where == HL_AT_TRANSLATION)
        what = f->stale.where == HL_CACHED_ATC ? "ATC" : "TLB";
    end = snprintf(title, HL_DRIVER_TITLE, "%s %s in %s", hl_finding_names[f->kind], what,
                   hl_driver_operation_name(f->operation));
    if (f->where == HL_AT_VIEW && end > 0 && end < HL_DRIVER_TITLE)
        snprintf(title + end, (size_t)(HL_DRIVER_TITLE - end), ": %s to %s", word_of(&f->before),
                 word_of(&f->after));
    return title;
}
