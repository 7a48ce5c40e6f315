// SPDX-License-Identifier: MIT
#include "subjects/table_judge.h"

#include "smmu/registers.h"
#include "smmu/ste.h"
#include "subjects/table_machine.h"
#include "subjects/wants.h"

#include <stdio.h>
#include <string.h>

enum { NO_TABLE = -1, ONE_PASID = 1, CD_TABLES_LOG2 = 26, TWO_LEVEL = 1 };

const uint32_t hl_table_sids[HL_TABLE_STREAMS] = {2, 3, 0x102, 0x241};
const char *const hl_table_operation_names[HL_TABLE_OPERATIONS] = {"enable", "attach", "detach"};

struct seen {
    unsigned stream;
    struct hl_table_view view;
};

/* What is under way; there is one machine. */
static struct {
    const struct hl_owner *owner;
    struct hl_registers regs;
    struct hl_smmu smmu;
    struct hl_entry overlook;
    enum hl_table_operation operation;
    unsigned stream; /* that it names */
    const struct hl_entry *wish;
    int result;
    struct hl_table_view before[HL_TABLE_STREAMS];
    unsigned seens;
    struct seen seen[HL_TABLE_SEEN];
    struct hl_table_verdict *v;
} now;

/* ---- What a stream means ---- */

static struct hl_table_view understood(enum hl_held held, const struct hl_entry *ste)
{
    struct hl_table_view view = {.reached = held == HL_HELD};

    if (!view.reached)
        return view;
    view.ste = *ste;
    hl_ste_decode(&now.smmu, ste, &view.meaning);
    return view;
}

static bool is_live(const struct hl_table_view *v)
{
    return v->reached && v->meaning.state == HL_STATE_LIVE;
}

static bool is_illegal(const struct hl_table_view *v)
{
    return v->reached && v->meaning.state == HL_STATE_ILLEGAL;
}

static bool translates(const struct hl_table_view *v)
{
    return is_live(v) && v->meaning.config != HL_CONFIG_BYPASS;
}

/* What stops is alike, but for what is ILLEGAL though valid. */
static bool same(const struct hl_table_view *a, const struct hl_table_view *b)
{
    struct hl_entry differ;

    if (!is_live(a) || !is_live(b))
        return !is_live(a) && !is_live(b) && is_illegal(a) == is_illegal(b);
    differ = hl_entry_xor(a->meaning.regime, b->meaning.regime);
    return hl_entry_is_zero(&differ) ||
           (differ = hl_entry_andnot(differ, now.overlook), hl_entry_is_zero(&differ));
}

/* All CD tables count, since CDs are not looked at. */
static struct hl_joint joint_of(const struct hl_table_view *v, int pasid)
{
    const struct hl_meaning nothing = {.state = HL_STATE_OFF};
    struct hl_joint j;

    hl_joint_ste(&now.smmu, v->reached ? &v->meaning : &nothing, (uint64_t)NO_TABLE, pasid, &j);
    return j;
}

static enum hl_severity severity_of(const struct hl_table_view *seen,
                                    const struct hl_table_view *before,
                                    const struct hl_table_view *after)
{
    enum hl_severity worst = HL_SEVERITY_FAULT_ONLY;

    for (int pasid = HL_NO_PASID; pasid <= ONE_PASID; pasid += ONE_PASID - HL_NO_PASID) {
        const struct hl_joint s = joint_of(seen, pasid);
        const struct hl_joint due[] = {joint_of(before, pasid), joint_of(after, pasid)};
        enum hl_severity by;

        if (hl_joint_equal(&s, &due[0]) || hl_joint_equal(&s, &due[1]))
            continue;
        by = hl_severity_of_view(&s, due, 2);
        worst = worst < by ? by : worst;
    }
    return worst;
}

/* As memory has it now. */
static struct hl_table_view settled(unsigned stream)
{
    const struct hl_holds *h = &hl_table_machine()->holds;
    struct hl_views views;
    const struct hl_source *source;
    struct hl_entry ste;

    if (hl_holds_stes(h, hl_table_sids[stream], &views) == 0)
        return (struct hl_table_view){.reached = false};
    return understood(hl_views_get(&views, 0, &ste, &source), &ste);
}

/* ---- What is found ---- */

static void find(const struct hl_table_finding *f)
{
    struct hl_table_finding *to;

    if (now.v->findings++ >= HL_TABLE_FINDINGS)
        return;
    to = &now.v->finding[now.v->findings - 1];
    *to = *f;
    to->operation = now.operation;
}

/* In the end (seen is after) what was before is due, or nothing that passes. */
static void find_view(enum hl_finding_kind kind, const char *section, const char *why,
                      unsigned stream, const struct hl_table_view *seen,
                      const struct hl_table_view *after)
{
    const struct hl_table_view *before = &now.before[stream];

    find(&(struct hl_table_finding){
        .kind = kind,
        .severity = severity_of(seen, before, seen == after ? before : after),
        .section = section,
        .why = why,
        .sid = hl_table_sids[stream],
        .has_view = true,
        .seen = *seen,
        .before = *before,
        .after = *after,
    });
}

static void found_structure(void *context, const struct hl_holds_finding *f)
{
    (void)context;
    find(&(struct hl_table_finding){
        .kind = f->kind,
        .severity = hl_severity_of_kind(f->kind),
        .section = f->section,
        .why = f->why,
        .sid = f->place.sid,
        .structure = *f,
    });
}

/* ---- What is seen on the way ---- */

static bool was_seen(unsigned stream, const struct hl_table_view *view)
{
    for (unsigned i = 0; i < now.seens; i++)
        if (now.seen[i].stream == stream && same(&now.seen[i].view, view))
            return true;
    return false;
}

static void look(unsigned stream)
{
    const struct hl_holds *h = &hl_table_machine()->holds;
    struct hl_views views;
    const unsigned number = hl_holds_stes(h, hl_table_sids[stream], &views);

    now.v->gave_up |= views.too_many || h->incomplete;
    now.v->views += number;
    for (unsigned i = 0; i < number; i++) {
        const struct hl_source *source;
        struct hl_entry ste;
        const struct hl_table_view view = understood(hl_views_get(&views, i, &ste, &source), &ste);

        if (same(&view, &now.before[stream]) || was_seen(stream, &view))
            continue;
        if (now.seens == HL_TABLE_SEEN) {
            now.v->gave_up = true;
            return;
        }
        now.seen[now.seens++] = (struct seen){.stream = stream, .view = view};
    }
}

static void look_at(void *context, uint32_t sid)
{
    (void)context;
    for (unsigned i = 0; i < HL_TABLE_STREAMS; i++)
        if (hl_table_sids[i] == sid)
            look(i);
}

static void raise(enum hl_outcome by)
{
    if (now.v->outcome < by)
        now.v->outcome = by;
}

static void judge_seen(const struct seen *s, const struct hl_table_view *after)
{
    const struct hl_table_view *before = &now.before[s->stream];

    if (same(&s->view, after)) {
        raise(HL_HITLESS);
    } else if (is_illegal(&s->view) && !is_illegal(before)) {
        raise(HL_TORN);
        find_view(HL_ILLEGAL_VIEW, hl_ste_rules[s->view.meaning.rule].section,
                  hl_ste_rules[s->view.meaning.rule].id, s->stream, &s->view, after);
    } else if (is_live(&s->view)) {
        raise(HL_TORN);
        find_view(HL_MIXED_VIEW, "3.21.3", "neither what it meant before nor what it means after",
                  s->stream, &s->view, after);
    } else if (is_live(before) && is_live(after)) {
        raise(HL_BREAKING); /* whether it had to is asked where entries are judged */
        if (s->stream != now.stream || now.operation == HL_TABLE_ENABLE)
            find_view(HL_UNASKED_CHANGE, "3.21.3",
                      "a stream stops that the operation does not name", s->stream, &s->view,
                      after);
    }
}

/* ---- What is asked for ---- */

static bool has_asked(const struct hl_table_view *v, const struct hl_entry *wish)
{
    const struct hl_table_view asked = understood(HL_HELD, wish);
    const struct hl_entry *is = &v->meaning.regime, *due = &asked.meaning.regime;

    if (!is_live(&asked) || !is_live(v))
        return is_live(&asked) == is_live(v);
    switch (hl_wanted_of(wish)) {
    case HL_WANT_S1:
        return v->meaning.config == HL_CONFIG_S1 &&
               HL_GET(STE, is, S1ContextPtr) == HL_GET(STE, due, S1ContextPtr);
    case HL_WANT_S2:
    case HL_WANT_NESTED:
        return (v->meaning.config == HL_CONFIG_S2 || v->meaning.config == HL_CONFIG_NESTED) &&
               HL_GET(STE, is, S2TTB) == HL_GET(STE, due, S2TTB) &&
               HL_GET(STE, is, S2VMID) == HL_GET(STE, due, S2VMID);
    default:
        return v->meaning.config == asked.meaning.config;
    }
}

static void judge_end(unsigned stream, const struct hl_table_view *after)
{
    const bool named = now.operation != HL_TABLE_ENABLE && stream == now.stream;
    const char *why = NULL;

    if (is_illegal(after) && !is_illegal(&now.before[stream])) {
        find_view(HL_ILLEGAL_TARGET, hl_ste_rules[after->meaning.rule].section,
                  hl_ste_rules[after->meaning.rule].id, stream, after, after);
        return;
    }
    if (now.operation == HL_TABLE_ENABLE || (named && !now.wish))
        why = translates(after) ? "it translates for nobody" : NULL;
    else if (named && now.result == 0)
        why = has_asked(after, now.wish) ? NULL : "it is not what was asked for";
    else if (named)
        why = !is_live(after) || same(after, &now.before[stream])
                  ? NULL
                  : "the driver refused, and changed it";
    else if (!same(after, &now.before[stream])) {
        find_view(HL_UNASKED_CHANGE, "3.21.3", "the operation does not name this stream", stream,
                  after, after);
        return;
    }
    if (why)
        find_view(HL_WRONG_FINAL, "3.21.3.1", why, stream, after, after);
}

/* ---- Operations ---- */

static void begin_operation(enum hl_table_operation operation, struct hl_table_verdict *v)
{
    now.operation = operation;
    now.v = v;
    now.seens = 0;
    now.result = 0;
    *v = (struct hl_table_verdict){.outcome = HL_UNCHANGED};
    for (unsigned i = 0; i < HL_TABLE_STREAMS; i++)
        now.before[i] = settled(i);
    hl_table_machine()->warnings = 0;
}

/* What the SMMU is enabled over leads to nothing but the driver's own memory. */
static void judge_pointers(void)
{
    const struct hl_holds *h = &hl_table_machine()->holds;

    for (unsigned i = 0; i < h->tables; i++) {
        const struct hl_table *t = &h->table[i];

        if (t->structure != HL_STRUCTURE_STE || hl_owner_has(t->base))
            continue;
        found_structure(
            NULL, &(struct hl_holds_finding){.kind = HL_FREED_REACHABLE,
                                             .place = t->by,
                                             .section = "3.21.3",
                                             .why = "it leads to memory that is not the driver's",
                                             .freed = t->base});
    }
}

static void end_operation(void)
{
    struct hl_table_machine *m = hl_table_machine();

    for (unsigned i = 0; i < HL_TABLE_STREAMS; i++)
        look(i);
    hl_holds_end(&m->holds);
    hl_owner_wait(); /* what the driver did not wait for comes now */
    hl_holds_end(&m->holds);
    now.v->gave_up |= m->holds.incomplete || m->failed;
    now.v->refused = now.result != 0;
    if (now.operation == HL_TABLE_ENABLE)
        judge_pointers();
    if (m->warnings)
        find(&(struct hl_table_finding){.kind = HL_SUBJECT_WARNING,
                                        .severity = hl_severity_of_kind(HL_SUBJECT_WARNING),
                                        .why = "an assertion of the driver's own does not hold"});
    for (unsigned i = 0; i < HL_TABLE_STREAMS; i++) {
        const struct hl_table_view after = settled(i);

        for (unsigned s = 0; s < now.seens; s++)
            if (now.seen[s].stream == i)
                judge_seen(&now.seen[s], &after);
        judge_end(i, &after);
    }
    if (now.v->gave_up)
        now.v->findings = 0;
}

static void begin_driver(void *context)
{
    (void)context;
    now.result = now.owner->begin(now.owner, &now.regs);
}

static void do_it(void *context)
{
    const uint32_t sid = hl_table_sids[now.stream];

    (void)context;
    now.result =
        now.wish ? now.owner->attach(now.owner, sid, now.wish) : now.owner->detach(now.owner, sid);
}

/* 6.3.1, 6.3.2, 6.3.53 */
static struct hl_registers with_two_levels(const struct hl_registers *given)
{
    struct hl_registers regs = *given;

    hl_reg_set_ST_LEVEL(&regs, TWO_LEVEL);
    if (hl_reg_SIDSIZE(&regs) < HL_OWNER_SID_BITS)
        hl_reg_set_SIDSIZE(&regs, HL_OWNER_SID_BITS);
    if (hl_reg_SECURE_IMPL(&regs) && (regs.s_idr1 & 63) < HL_OWNER_SID_BITS)
        regs.s_idr1 = (regs.s_idr1 & ~UINT32_C(63)) | HL_OWNER_SID_BITS;
    return regs;
}

bool hl_table_begin(const struct hl_owner *owner, const struct hl_setting *setting,
                    struct hl_table_verdict *verdict)
{
    const struct hl_holds_listener listener = {.look = look_at, .found = found_structure};

    now.owner = owner;
    now.regs = with_two_levels(&setting->regs);
    hl_smmu_init(&now.smmu, &now.regs, owner->security, &setting->options);
    now.overlook = hl_ste_assume(&now.smmu, &setting->assume);
    hl_table_machine_init(&now.regs, owner->security, &listener);
    for (unsigned i = 0; i < HL_TABLE_STREAMS; i++)
        hl_holds_stream(&hl_table_machine()->holds, hl_table_sids[i]);
    begin_operation(HL_TABLE_ENABLE, verdict);
    hl_table_machine_run(begin_driver, NULL);
    end_operation();
    return !verdict->refused;
}

/* A CD table of the wish must not lie where the stream table does. */
static bool is_apart(const struct hl_entry *wish)
{
    const uint64_t table = HL_GET(STE, wish, S1ContextPtr) << 6;

    return hl_wanted_of(wish) != HL_WANT_S1 ||
           table >> CD_TABLES_LOG2 != hl_owner_base() >> CD_TABLES_LOG2;
}

void hl_table_do(unsigned stream, const struct hl_entry *wish, struct hl_table_verdict *verdict)
{
    now.stream = stream;
    now.wish = wish && is_apart(wish) ? wish : NULL;
    begin_operation(now.wish ? HL_TABLE_ATTACH : HL_TABLE_DETACH, verdict);
    hl_table_machine_run(do_it, NULL);
    end_operation();
}

/* ---- Titles ---- */

static const char *words_of(const struct hl_table_view *v)
{
    if (!v->reached)
        return "no STE";
    return v->meaning.state == HL_STATE_LIVE ? hl_ste_config_names[v->meaning.config]
           : is_illegal(v)                   ? "illegal"
                                             : "stopped";
}

const char *hl_table_title(const struct hl_table_finding *f, char title[HL_TABLE_TITLE])
{
    const char *kind = hl_finding_names[f->kind];
    const char *operation = hl_table_operation_names[f->operation];

    if (f->has_view)
        snprintf(title, HL_TABLE_TITLE, "%s in %s: %s to %s%s%s", kind, operation,
                 words_of(&f->before), words_of(&f->after), is_illegal(&f->seen) ? ", " : "",
                 is_illegal(&f->seen) ? hl_ste_rules[f->seen.meaning.rule].id : "");
    else if (f->kind == HL_SUBJECT_WARNING)
        snprintf(title, HL_TABLE_TITLE, "%s in %s", kind, operation);
    else
        snprintf(title, HL_TABLE_TITLE, "%s %s in %s", kind,
                 hl_structure_names[f->structure.place.structure], operation);
    return title;
}
