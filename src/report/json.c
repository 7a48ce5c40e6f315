// SPDX-License-Identifier: MIT
#include "report/report.h"
#include "case/severity.h"
#include "entry/text.h"
#include "report/reserved.h"

#include <ctype.h>
#include <inttypes.h>
#include <json-c/json.h>
#include <string.h>

static struct json_object *string_or_null(const char *text)
{
    return text ? json_object_new_string(text) : NULL;
}

static struct json_object *entry_object(const struct hl_entry *entry)
{
    char text[HL_ENTRY_TEXT];

    hl_entry_format(entry, text);
    return json_object_new_string(text);
}

static void add_rule(struct json_object *object, const struct hl_decoder *d, unsigned rule)
{
    json_object_object_add(object, "rule", string_or_null(rule ? d->rule_name(rule) : NULL));
    json_object_object_add(object, "section", string_or_null(rule ? d->rule_section(rule) : NULL));
}

static struct json_object *regime_object(const struct hl_trial *t, const struct hl_meaning *m)
{
    struct json_object *regime = json_object_new_object();
    const char *world = m->rule ? NULL : hl_trial_streamworld(t, m);

    for (size_t i = 0; i < t->at.decoder.layout->count; i++) {
        const struct hl_field *f = &t->at.decoder.layout->fields[i];
        uint64_t value = hl_field_get(f, &m->regime);
        if (value)
            json_object_object_add(regime, f->name, json_object_new_uint64(value << f->shift));
    }
    if (world)
        json_object_object_add(regime, "StreamWorld", json_object_new_string(world));
    return regime;
}

/* [{"field":"SHCFG","bits":1,"rule":"STE_MTCFG_ATTR_TYPES_OVR","section":"5.2"}] */
static void add_reserved(struct json_object *object, const struct hl_decoder *d,
                         const struct hl_entry *e)
{
    struct hl_reserved_walk walk = hl_reserved_begin(d, e);
    struct hl_reserved_item item;
    struct json_object *array = json_object_new_array();

    while (hl_reserved_next(&walk, &item)) {
        struct json_object *one = json_object_new_object();
        json_object_object_add(one, "field", string_or_null(item.field ? item.field->name : NULL));
        json_object_object_add(one, "qword", json_object_new_int((int)item.qword));
        json_object_object_add(one, "bits", json_object_new_uint64(item.value));
        json_object_object_add(one, "rule", string_or_null(item.why.id));
        json_object_object_add(one, "section", string_or_null(item.why.section));
        json_object_array_add(array, one);
    }
    if (json_object_array_length(array))
        json_object_object_add(object, "reserved", array);
    else
        json_object_put(array);
}

struct json_object *hl_json_meaning(const struct hl_trial *t, const struct hl_entry *e,
                                    const struct hl_meaning *m)
{
    struct json_object *object = json_object_new_object();

    json_object_object_add(object, "legal", json_object_new_boolean(m->rule == 0));
    add_rule(object, &t->at.decoder, m->rule);
    json_object_object_add(object, "config",
                           json_object_new_string(t->at.decoder.config_name(m->config)));
    json_object_object_add(object, "regime", regime_object(t, m));
    add_reserved(object, &t->at.decoder, e);
    return object;
}

static struct json_object *plan_array(const struct hl_log *plan)
{
    struct json_object *array = json_object_new_array();
    struct hl_steps steps;
    struct hl_log_step step;
    char value[24];

    hl_steps_begin(&steps, plan);
    while (hl_steps_next(&steps, &step)) {
        struct json_object *outer, *inner;

        if (step.kind == HL_STEP_SYNC) {
            json_object_array_add(array, json_object_new_string("sync"));
            continue;
        }
        outer = json_object_new_object();
        inner = json_object_new_object();
        snprintf(value, sizeof(value), "0x%016" PRIx64, step.after);
        json_object_object_add(inner, "qword", json_object_new_int((int)step.qword));
        json_object_object_add(inner, "value", json_object_new_string(value));
        json_object_object_add(outer, "store", inner);
        json_object_array_add(array, outer);
    }
    return array;
}

static struct json_object *finding_object(const struct hl_trial *t, const struct hl_verdict *v,
                                          const struct hl_finding *f)
{
    struct json_object *object = json_object_new_object();

    json_object_object_add(object, "kind", json_object_new_string(hl_finding_names[f->kind]));
    if (f->epoch)
        json_object_object_add(object, "epoch", json_object_new_int((int)f->epoch));
    if (f->kind == HL_NEEDLESS_BREAK) {
        json_object_object_add(object, "plan", plan_array(&v->plan));
        return object;
    }
    if (f->how)
        json_object_object_add(object, "how", json_object_new_string(f->how));
    if (!hl_finding_has_view(f->kind))
        return object;
    json_object_object_add(object, "view", entry_object(&f->view));
    if (f->kind == HL_RESERVED_FIELD) {
        add_reserved(object, &t->at.decoder, &f->view);
        return object;
    }
    add_rule(object, &t->at.decoder, f->rule);
    if (f->kind == HL_UNSOUND_USED || f->kind == HL_UNSOUND_SAFE || f->kind == HL_WRONG_FINAL ||
        f->kind == HL_SUBJECT_WARNING)
        json_object_object_add(object, "bits", entry_object(&f->bits));
    return object;
}

/* { "linux": { "version", "hash" } }: the source's name in small letters. */
static void add_origin(struct json_object *object, const struct hl_origin *origin)
{
    struct json_object *inner = json_object_new_object();
    char key[32];
    size_t n = 0;

    for (; origin->name[n] && n + 1 < sizeof key; n++)
        key[n] = (char)tolower((unsigned char)origin->name[n]);
    key[n] = '\0';
    json_object_object_add(inner, "version", string_or_null(origin->version));
    json_object_object_add(inner, "hash", string_or_null(origin->hash));
    json_object_object_add(object, key, inner);
}

struct json_object *hl_json_verdict(const struct hl_trial *t, const struct hl_verdict *v)
{
    struct json_object *object = json_object_new_object();
    struct json_object *findings = json_object_new_array();

    json_object_object_add(object, "outcome", json_object_new_string(hl_outcome_names[v->outcome]));
    for (unsigned i = 0; i < v->findings; i++) {
        struct json_object *one = finding_object(t, v, &v->finding[i]);

        json_object_object_add(
            one, "severity",
            json_object_new_string(hl_severity_names[hl_finding_severity(t, &v->finding[i])]));
        json_object_array_add(findings, one);
    }
    json_object_object_add(object, "findings", findings);
    json_object_object_add(object, "stores", json_object_new_int((int)v->log.stores));
    json_object_object_add(object, "syncs", json_object_new_int((int)v->log.syncs));
    json_object_object_add(object, "views", json_object_new_uint64(v->views));
    if (t->question.sequencer && t->question.sequencer->origin)
        add_origin(object, t->question.sequencer->origin);
    return object;
}

void hl_json_crash(struct json_object *object, const struct hl_case *c,
                   const struct hl_sequencer *sequencer, const struct hl_verdict *verdict)
{
    struct hl_trial trial;

    hl_json_tag(object, "sequencer", sequencer->name);
    if (!hl_trial_init(&trial, c, sequencer))
        hl_json_move(object, hl_json_verdict(&trial, verdict));
}

struct json_object *hl_json_object(void)
{
    return json_object_new_object();
}

void hl_json_move(struct json_object *to, struct json_object *from)
{
    json_object_object_foreach(from, key, value)
        json_object_object_add(to, key, json_object_get(value));
    json_object_put(from);
}

void hl_json_tag(struct json_object *object, const char *key, const char *text)
{
    json_object_object_add(object, key, string_or_null(text));
}

void hl_json_print(FILE *out, struct json_object *object)
{
    size_t length;
    const char *text =
        json_object_to_json_string_length(object, JSON_C_TO_STRING_NOSLASHESCAPE, &length);

    fwrite(text, 1, length, out);
    fputc('\n', out);
    json_object_put(object);
}
