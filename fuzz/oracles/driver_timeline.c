// SPDX-License-Identifier: MIT
#include "oracles/driver_timeline.h"

#include <inttypes.h>
#include <json-c/json.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

enum { INDENT = 2 };

/* HL_EVENT(constant, key of JSON, what a line begins with) */
#define HL_EVENTS(HL_EVENT)                                                                        \
    HL_EVENT(STORE, "store", "store ")                                                             \
    HL_EVENT(BARRIER, "barrier", "barrier ")                                                       \
    HL_EVENT(ALLOCATED, "memory", "memory ")                                                       \
    HL_EVENT(FREED, "freed", "gives back ")                                                        \
    HL_EVENT(ATS, "ats", "ATS of ")                                                                \
    HL_EVENT(PRI, "pri", "PRI of ")                                                                \
    HL_EVENT(WARNED, "warning", "WARNS ")                                                          \
    HL_EVENT(PRINTED, "print", "prints ")                                                          \
    HL_EVENT(COMMAND, "command", "command ")                                                       \
    HL_EVENT(SYNC, "sync", "SYNC: ")                                                               \
    HL_EVENT(REGISTER, "register", "register ")                                                    \
    HL_EVENT(ERROR, "error", "CERROR ")                                                            \
    HL_EVENT(FOUND, "finding", "==> ")                                                             \
    HL_EVENT(BEGIN, "begin", "[")                                                                  \
    HL_EVENT(END, "end", "]")

enum event {
#define ITS_CONSTANT(constant, key, lead) EVENT_##constant,
    HL_EVENTS(ITS_CONSTANT)
};
static const struct {
    const char *key, *lead;
} events[] = {
#define ITS_WORDS(constant, key, lead) {key, lead},
    HL_EVENTS(ITS_WORDS)};

static struct timeline {
    FILE *out;                 /* or */
    struct json_object *array; /* of operations */
    const struct hl_scene_finding *finding;
    unsigned depth, number; /* of operations: under way, begun at depth 0 */
    bool found, done;
    /* Of the operation at depth 0, until it is known whether it is at fault: */
    char words[HL_OPERATION_WORDS];
    char *text;
    size_t size;
    FILE *lines;
    struct json_object *steps;
    struct json_object *last; /* of steps: what is held after it is not known yet */
    char *held;               /* what was held after the one before, as text; to be freed */
    bool seen;                /* the view at fault was held */
    unsigned stores, commands, syncs;
} t;

/* ---- what the SMMU may hold ---- */

static struct json_object *values_of(const struct hl_window *w, unsigned qword)
{
    struct json_object *values = json_object_new_array();
    char text[24];

    for (unsigned i = 0; i < w->values[qword]; i++) {
        snprintf(text, sizeof text, "0x%" PRIx64, w->value[qword][i]);
        json_object_array_add(values, json_object_new_string(text));
    }
    return values;
}

static void name_place(const struct hl_place *p, char text[40])
{
    if (p->structure == HL_STRUCTURE_CD || p->structure == HL_STRUCTURE_L1CD)
        snprintf(text, 40, "%s 0x%x.%u", hl_structure_names[p->structure], p->sid, p->ssid);
    else
        snprintf(text, 40, "%s 0x%x", hl_structure_names[p->structure], p->sid);
}

/* A copy that may be another than memory: its qwords that have several values. NULL: it has none.
 */
static struct json_object *copy_of(const struct hl_copy *c)
{
    struct json_object *object = json_object_new_object(), *qwords = json_object_new_object();
    char text[40];

    for (unsigned q = 0; q < HL_QWORDS; q++) {
        if (c->dated.window.values[q] < 2)
            continue;
        snprintf(text, sizeof text, "%u", q);
        json_object_object_add(qwords, text, values_of(&c->dated.window, q));
    }
    name_place(&c->place, text);
    json_object_object_add(object, "structure", json_object_new_string(text));
    json_object_object_add(object, "qwords", qwords);
    json_object_object_add(object, "lost", json_object_new_boolean(c->lost != 0));
    if (c->lost || json_object_object_length(qwords))
        return object;
    json_object_put(object);
    return NULL;
}

static bool is_among(const struct hl_views *views, const struct hl_entry *e)
{
    const struct hl_source *source;
    struct hl_entry one;

    for (unsigned n = 0; n < views->views; n++)
        if (hl_views_get(views, n, &one, &source) == HL_HELD && hl_entry_equal(&one, e))
            return true;
    return false;
}

/* Whether the SMMU may now read the view at fault. */
static bool may_see(const struct hl_driver_finding *f)
{
    const struct hl_holds *h = &hl_scene()->watched.holds;
    static struct hl_views views;
    struct hl_meaning meaning;

    hl_holds_stes(h, f->sid, &views);
    if (!is_among(&views, &f->ste))
        return false;
    if (!f->seen.uses_cd && hl_entry_is_zero(&f->cd))
        return true;
    hl_ste_decode(&h->smmu, &f->ste, &meaning);
    hl_holds_cds(h, f->sid, &meaning, f->pasid < 0 ? 0 : (uint32_t)f->pasid, &views);
    return is_among(&views, &f->cd);
}

/* What the last step has made of that: to it goes what is held beside memory, where that is another
 * than before, and whether the view at fault can be read for the first time. */
static void settle(void)
{
    const struct hl_holds *h = &hl_scene()->watched.holds;
    struct json_object *held;
    const char *text;

    if (!t.last)
        return;
    held = json_object_new_array();
    for (unsigned i = 0; i < h->copies; i++) {
        struct json_object *copy = copy_of(&h->copy[i]);
        if (copy)
            json_object_array_add(held, copy);
    }
    text = json_object_to_json_string_ext(held, JSON_C_TO_STRING_PLAIN);
    if (strcmp(text, t.held ? t.held : "[]") != 0) {
        free(t.held);
        t.held = strdup(text);
        json_object_object_add(t.last, "held", json_object_get(held));
    }
    json_object_put(held);
    if (t.finding && t.finding->judged && t.finding->by.where == HL_AT_VIEW && !t.seen &&
        may_see(&t.finding->by)) {
        json_object_object_add(t.last, "view", json_object_new_boolean(true));
        t.seen = true;
    }
    t.last = NULL;
}

/* ---- what happens ---- */

static void say(enum event event, const char *format, ...) __attribute__((format(printf, 2, 3)));
static void say(enum event event, const char *format, ...)
{
    char text[1024];
    va_list arguments;

    if (t.done)
        return;
    settle();
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    if (t.lines)
        fprintf(t.lines, "%*s%s%s\n", (int)(INDENT * (t.depth + 1)), "", events[event].lead, text);
    if (t.steps) {
        struct json_object *step = json_object_new_object();
        json_object_object_add(step, events[event].key, json_object_new_string(text));
        json_object_array_add(t.steps, step);
        t.last = step;
    }
}

/* "STE 0x8 qword 0", by the tables that can be reached. */
static void name_address(uint64_t address, char text[80])
{
    const struct hl_holds *h = &hl_scene()->watched.holds;

    for (unsigned i = 0; i < h->tables; i++) {
        const struct hl_table *table = &h->table[i];
        const bool first =
            table->structure == HL_STRUCTURE_L1STD || table->structure == HL_STRUCTURE_L1CD;
        const bool cd =
            table->structure == HL_STRUCTURE_CD || table->structure == HL_STRUCTURE_L1CD;
        const unsigned entry = first ? 8 : 64;
        const uint64_t offset = address - table->base, index = offset / entry;

        if (offset >> table->log2 >= entry)
            continue;
        if (cd)
            snprintf(text, 80, "%s 0x%x.%" PRIu64 " qword %" PRIu64,
                     hl_structure_names[table->structure], table->sid,
                     table->ssid + (index << table->reach), offset % entry / 8);
        else
            snprintf(text, 80, "%s 0x%" PRIx64 " qword %" PRIu64,
                     hl_structure_names[table->structure], table->sid + (index << table->reach),
                     offset % entry / 8);
        return;
    }
    snprintf(text, 80, "0x%" PRIx64, address);
}

static void stored(void *context, const struct hl_machine_store *s)
{
    char place[80];

    (void)context;
    t.stores++;
    name_address(s->address, place);
    say(EVENT_STORE, "%s: 0x%" PRIx64 " -> 0x%" PRIx64 "%s%s%s", place, s->old, s->value,
        s->bytes == 8   ? ""
        : s->bytes == 4 ? " (4 bytes)"
                        : " (few bytes)",
        s->how == HL_HOOK_VOLATILE ? "" : ", ",
        s->how == HL_HOOK_VOLATILE ? "" : hl_hook_how_names[s->how]);
}

static void ordered(void *context, enum hlk_barrier barrier)
{
    static const char *const names[] = {"dma_wmb", "wmb", "dma_rmb", "rmb", "mb"};

    (void)context;
    say(EVENT_BARRIER, "%s", names[barrier]);
}

static void allocated(void *context, uint64_t address, uint64_t bytes, enum hlk_use use)
{
    (void)context;
    say(EVENT_ALLOCATED, "0x%" PRIx64 ", 0x%" PRIx64 " bytes%s", address, bytes,
        use == HLK_COHERENT ? ", coherent" : "");
}

static void freed(void *context, uint64_t address, uint64_t bytes)
{
    (void)context;
    say(EVENT_FREED, "0x%" PRIx64 ", 0x%" PRIx64 " bytes", address, bytes);
}

static void ats(void *context, unsigned device, bool on)
{
    (void)context;
    say(EVENT_ATS, "device %u %s", device, on ? "on" : "off");
}

static void pri(void *context, unsigned device, bool on)
{
    (void)context;
    say(EVENT_PRI, "device %u %s", device, on ? "on" : "off");
}

static void warned(void *context, const char *file, int line, const char *text)
{
    (void)context;
    say(EVENT_WARNED, "%s:%d %s", file, line, text ? text : "");
}

static void printed(void *context, char level, const char *text)
{
    (void)context;
    say(EVENT_PRINTED, "<%c> %.*s", level, (int)strcspn(text, "\n"), text);
}

static void commanded(void *context, const struct hl_command *command)
{
    char text[HL_COMMAND_TEXT];

    (void)context;
    t.commands++;
    hl_command_format(command, text);
    say(EVENT_COMMAND, "%s", text);
}

static void synced(void *context)
{
    (void)context;
    t.syncs++;
    say(EVENT_SYNC, "complete");
}

static void wrote(void *context, enum hl_model_register reg, uint64_t old, uint64_t value)
{
    (void)context;
    if (old != value && reg != HL_MREG_CMDQ_PROD)
        say(EVENT_REGISTER, "%s: 0x%" PRIx64 " -> 0x%" PRIx64, hl_model_register_list[reg].name,
            old, value);
}

static void refused(void *context, enum hl_model_register reg, uint64_t value, const char *why)
{
    (void)context;
    say(EVENT_REGISTER, "%s: 0x%" PRIx64 " has no effect: %s", hl_model_register_list[reg].name,
        value, why);
}

static void failed(void *context, unsigned error, const struct hl_command *command, const char *why)
{
    char text[HL_COMMAND_TEXT] = "";

    (void)context;
    if (command)
        hl_command_format(command, text);
    say(EVENT_ERROR, "%u: %s: %s", error, text, why);
}

static void found(void *context, const struct hl_scene_finding *f)
{
    (void)context;
    say(EVENT_FOUND, "%s (%s): %s%s%s", hl_finding_names[f->kind], hl_severity_names[f->severity],
        f->words, f->section ? "; " : "", f->section ? f->section : "");
    if (t.finding && hl_scene_alike(t.finding, f))
        t.found = true;
}

static void begins(void *context, const struct hl_operation *o)
{
    char words[HL_OPERATION_WORDS];

    (void)context;
    hl_operation_words(o, words);
    if (t.depth == 0) {
        memcpy(t.words, words, sizeof words);
        if (t.out)
            t.lines = open_memstream(&t.text, &t.size);
        else
            t.steps = json_object_new_array();
        t.last = NULL;
        free(t.held);
        t.held = NULL;
        t.seen = false;
        t.stores = t.commands = t.syncs = 0;
        t.number++;
    } else {
        say(EVENT_BEGIN, "%s", words);
    }
    t.depth++;
}

static void add_number(struct json_object *object, const char *key, unsigned number)
{
    json_object_object_add(object, key, json_object_new_int64(number));
}

static void write_json(const char *end, bool whole)
{
    struct json_object *object = json_object_new_object();

    add_number(object, "number", t.number);
    json_object_object_add(object, "operation", json_object_new_string(t.words));
    json_object_object_add(object, "end", *end ? json_object_new_string(end) : NULL);
    add_number(object, "stores", t.stores);
    add_number(object, "commands", t.commands);
    add_number(object, "syncs", t.syncs);
    if (whole)
        json_object_object_add(object, "steps", json_object_get(t.steps));
    json_object_array_add(t.array, object);
}

static void write_text(const char *end, bool whole)
{
    fprintf(t.out, "%3u %s%s%s    (%u stores, %u commands, %u SYNCs)\n", t.number, t.words,
            *end ? ": " : "", end, t.stores, t.commands, t.syncs);
    if (whole)
        fputs(t.text ? t.text : "", t.out);
}

/* The operation at depth 0. */
static void finish(const char *end)
{
    const bool whole = t.found || !t.finding;

    settle();
    if (t.lines)
        fclose(t.lines);
    if (!t.done && t.out)
        write_text(end, whole);
    if (!t.done && t.array)
        write_json(end, whole);
    free(t.text);
    t.text = NULL;
    t.lines = NULL;
    json_object_put(t.steps);
    t.steps = NULL;
    t.done = t.found;
}

static void ends(void *context, const struct hl_operation *o, int result)
{
    char end[40] = "";

    (void)context;
    (void)o;
    if (result == HLK_ABSENT)
        snprintf(end, sizeof end, "this driver has none");
    else if (result)
        snprintf(end, sizeof end, "refused, %d", result);
    if (--t.depth)
        say(EVENT_END, "%s%s", *end ? ": " : "", end);
    else
        finish(end);
}

/* Whom it is told is set. */
static void play(const struct hl_played *p)
{
    static const struct hl_scene_log log = {
        .begin = begins,
        .end = ends,
        .found = found,
        .machine = {.store = stored,
                    .barrier = ordered,
                    .alloc = allocated,
                    .freed = freed,
                    .ats = ats,
                    .pri = pri,
                    .warn = warned,
                    .print = printed},
        .model = {.command = commanded,
                  .synced = synced,
                  .wrote = wrote,
                  .refused = refused,
                  .failed = failed},
    };

    if (hl_scene_begin(p->machine, p->regs, p->address_bits, &log) == 0)
        hl_scene_run(p->operation, p->count);
    if (t.depth)
        finish("does not end");
}

void hl_timeline_print(FILE *out, const struct hl_played *played,
                       const struct hl_scene_finding *finding)
{
    t = (struct timeline){.out = out, .finding = finding};
    play(played);
}

struct json_object *hl_timeline_json(const struct hl_played *played,
                                     const struct hl_scene_finding *finding)
{
    t = (struct timeline){.array = json_object_new_array(), .finding = finding};
    play(played);
    return t.array;
}
