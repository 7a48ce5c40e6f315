// SPDX-License-Identifier: MIT
/* A finding of a whole driver as a page: its operations, and that at fault in lanes: memory, the
 * command queue, what the SMMU may hold, devices; time goes down. It is made of what `hitless
 * replay --json' prints (docs/formats.md). */
#include "entry/text.h"
#include "report/markup.h"
#include "report/report.h"

#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>

static const char style[] =

    "ol.lanes{list-style:none;padding:0}\n"
    ".lanes>li{display:grid;grid-template-columns:3ch minmax(0,1.5fr) minmax(0,1.1fr) 3.2rem "
    "minmax(0,1.5fr) minmax(0,1fr);column-gap:.5rem;font-size:.85rem;line-height:1.35}\n"
    ".lanes>li>*{padding:.12rem 0;overflow-wrap:anywhere;grid-row:1}\n"
    ".lanes .n{grid-column:1;color:var(--dim);text-align:right}\n"
    ".lanes .bars{grid-column:4;display:flex;gap:4px;padding:0}.bars i{flex:0 0 8px}"
    ".bars .s0{background:var(--focus)}.bars .s1{background:var(--warn)}"
    ".bars .s2{background:var(--good)}.bars .s3{background:var(--bad)}\n"
    ".lanes .memory{grid-column:2}.lanes .queue{grid-column:3}.lanes .smmu{grid-column:5}"
    ".lanes .devices{grid-column:6}.lanes .all{grid-column:2/-1}.lanes .all+.smmu{grid-row:2}\n"
    ".lanes .held{display:block;font-size:.95em}.lanes b{font-weight:600;color:var(--dim)}\n"
    ".lanes .head{font-weight:600;border-bottom:1px solid var(--line);position:sticky;top:0;"
    "background:var(--paper);z-index:1}.lanes li.within{background:var(--soft)}\n"
    ".lanes .kind{position:absolute;clip-path:inset(50%);width:1px;height:1px;overflow:hidden}"
    ".lanes .quiet{color:var(--dim)}\n"
    "@media(max-width:60rem){.lanes>li{grid-template-columns:3ch 3rem minmax(0,1fr)}"
    ".lanes>li>:is(.memory,.queue,.smmu,.devices,.all){grid-column:3;grid-row:1}"
    ".lanes>li>.bars{grid-column:2;grid-row:1/span 2}.lanes>li>.text+.smmu{grid-row:2}"
    ".lanes .kind{position:static;clip-path:none}.lanes>li.head{display:none}}\n"
    "@media print{.lanes>li{break-inside:avoid}.bars i{print-color-adjust:exact}}\n"
    "pre{overflow-x:auto;background:var(--soft);padding:.6rem;font-size:.8rem}\n"
    ".ops{padding-left:2rem}.ops .at{font-weight:600}\n";

/* The lane of each kind of step, and what stands before its text. */
static const struct {
    const char *key, *lane, *words, *class;
} kinds[] = {
    {"store", "memory", "store ", "store"},
    {"barrier", "memory", "barrier ", "quiet"},
    {"memory", "memory", "is given ", "quiet"},
    {"freed", "memory", "gives back ", ""},
    {"command", "queue", "", ""},
    {"sync", "queue", "SYNC ", ""},
    {"error", "queue", "CERROR ", "bad"},
    {"register", "smmu", "register ", ""},
    {"ats", "devices", "ATS of ", ""},
    {"pri", "devices", "PRI of ", ""},
    {"warning", "all", "warns: ", "bad"},
    {"print", "all", "prints ", "quiet"},
    {"finding", "all", "", "bad"},
    {"begin", "all", "another CPU: ", ""},
    {"end", "all", "the end of that", ""},
};
enum { KINDS = sizeof(kinds) / sizeof(kinds[0]), SLOTS = 6, NAME = 40 };

/* What the SMMU may hold of one structure beside memory. */
struct slot {
    char name[NAME];
    bool on;
    char *text; /* to be freed */
};

struct page {
    FILE *out;
    struct slot slot[SLOTS];
    unsigned number, within;
};

static const char *text_in(struct json_object *object, const char *key)
{
    struct json_object *value = NULL;

    if (!json_object_object_get_ex(object, key, &value) || !value)
        return "";
    return json_object_get_string(value);
}

static struct json_object *in(struct json_object *object, const char *key)
{
    struct json_object *value = NULL;

    return object && json_object_object_get_ex(object, key, &value) ? value : NULL;
}

static size_t length(struct json_object *array)
{
    return json_object_is_type(array, json_type_array) ? json_object_array_length(array) : 0;
}

static void put(const struct page *p, const char *text)
{
    hl_markup_text(p->out, text);
}

/* ---- what the SMMU may hold ---- */

static struct slot *slot_of(struct page *p, const char *name)
{
    struct slot *empty = NULL;

    for (unsigned i = 0; i < SLOTS; i++) {
        if (strcmp(p->slot[i].name, name) == 0)
            return &p->slot[i];
        if (!empty && !p->slot[i].on)
            empty = &p->slot[i];
    }
    if (empty) {
        snprintf(empty->name, NAME, "%s", name);
        free(empty->text);
        empty->text = NULL;
    }
    return empty;
}

/* "qword 0: 0x1 or 0x0; qword 3: ..." */
static char *words_of(struct json_object *copy)
{
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    const char *between = "";

    if (!out)
        return NULL;
    json_object_object_foreach(in(copy, "qwords"), qword, values)
    {
        fprintf(out, "%sqword %s: ", between, qword);
        for (size_t i = 0; i < length(values); i++)
            fprintf(out, "%s%s", i ? " or " : "",
                    json_object_get_string(json_object_array_get_idx(values, i)));
        between = "; ";
    }
    if (json_object_get_boolean(in(copy, "lost")))
        fprintf(out, "%snothing leads to it any more", between);
    fclose(out);
    return text;
}

static void put_bars(const struct page *p)
{
    fputs("<span class=\"bars\">", p->out);
    for (unsigned i = 0; i < SLOTS; i++) {
        if (p->slot[i].on) {
            fprintf(p->out, "<i class=\"s%u\" title=\"", i % 4);
            put(p, p->slot[i].name);
            fputs("\"></i>", p->out);
        } else if (*p->slot[i].name) {
            fputs("<i></i>", p->out);
        }
    }
    fputs("</span>", p->out);
}

static void put_held_text(const struct page *p, const char *name, const char *words)
{
    fputs("<span class=\"held\">may hold <b>", p->out);
    put(p, name);
    fputs("</b> ", p->out);
    put(p, words);
    fputs("</span>", p->out);
}

/* Those that have changed in a step. Fewer bars than structures: the text tells of all. */
static void take_held(struct page *p, struct json_object *held)
{
    for (unsigned i = 0; i < SLOTS; i++) {
        bool stays = false;

        for (size_t k = 0; k < length(held) && p->slot[i].on; k++)
            stays |= strcmp(text_in(json_object_array_get_idx(held, k), "structure"),
                            p->slot[i].name) == 0;
        p->slot[i].on &= stays;
    }
    for (size_t k = 0; k < length(held); k++) {
        struct slot *s = slot_of(p, text_in(json_object_array_get_idx(held, k), "structure"));
        if (s)
            s->on = true;
    }
}

static void put_held(struct page *p, struct json_object *held, const bool was[SLOTS])
{
    for (size_t k = 0; k < length(held); k++) {
        struct json_object *copy = json_object_array_get_idx(held, k);
        const char *name = text_in(copy, "structure");
        struct slot *s = slot_of(p, name);
        char *words = words_of(copy);

        if (words && (!s || !s->text || strcmp(s->text, words) != 0))
            put_held_text(p, name, words);
        if (s) {
            free(s->text);
            s->text = words;
        } else {
            free(words);
        }
    }
    for (unsigned i = 0; i < SLOTS; i++)
        if (was[i] && !p->slot[i].on) {
            put_held_text(p, p->slot[i].name, "as memory has it");
            free(p->slot[i].text);
            p->slot[i].text = NULL;
        }
}

/* What it is to the SMMU. */
static void put_smmu(struct page *p, struct json_object *step, const bool was[SLOTS])
{
    fputs("<span class=\"smmu\">", p->out);
    if (in(step, "view"))
        fputs("<strong class=\"bad\">the view below can be read from here on</strong>", p->out);
    if (in(step, "held"))
        put_held(p, in(step, "held"), was);
    fputs("</span>", p->out);
}

/* ---- steps ---- */

static void put_step(struct page *p, struct json_object *step)
{
    struct json_object *held = in(step, "held");
    unsigned k = 0;
    bool was[SLOTS];

    while (k < KINDS && !in(step, kinds[k].key))
        k++;
    if (k == KINDS)
        return;
    for (unsigned i = 0; i < SLOTS; i++)
        was[i] = p->slot[i].on;
    if (held)
        take_held(p, held);
    if (strcmp(kinds[k].key, "begin") == 0)
        p->within++;
    fprintf(p->out, "<li tabindex=\"0\" data-step%s><span class=\"n\">%u</span>",
            p->within ? " class=\"within\"" : "", ++p->number);
    put_bars(p);
    fprintf(p->out, "<span class=\"text %s %s\"><b class=\"kind\">%s: </b>", kinds[k].lane,
            kinds[k].class, strcmp(kinds[k].lane, "all") == 0 ? kinds[k].key : kinds[k].lane);
    put(p, kinds[k].words);
    put(p, text_in(step, kinds[k].key));
    fputs("</span>", p->out);
    if (held || in(step, "view"))
        put_smmu(p, step, was);
    fputs("</li>\n", p->out);
    if (strcmp(kinds[k].key, "end") == 0 && p->within)
        p->within--;
}

static void put_steps(struct page *p, struct json_object *operation)
{
    struct json_object *steps = in(operation, "steps");

    fputs("<h2>", p->out);
    put(p, text_in(operation, "operation"));
    fputs(", step by step</h2>\n<p class=\"dim\">Time goes down; the arrow keys go from step to "
          "step. "
          "A bar: what the SMMU may hold of a structure beside what memory has.</p>\n"
          "<ol class=\"lanes\">\n<li class=\"head\" aria-hidden=\"true\"><span class=\"n\"></span>"
          "<span class=\"memory\">memory</span><span class=\"queue\">command queue</span>"
          "<span class=\"smmu\">SMMU</span><span class=\"devices\">devices</span></li>\n",
          p->out);
    for (size_t i = 0; i < length(steps); i++)
        put_step(p, json_object_array_get_idx(steps, i));
    fputs("</ol>\n", p->out);
    for (unsigned i = 0; i < SLOTS; i++)
        free(p->slot[i].text);
}

/* Returns the one at fault, or NULL. */
static struct json_object *put_operations(const struct page *p, struct json_object *timeline)
{
    struct json_object *at_fault = NULL;

    fputs("<h2>Operations</h2>\n<ol class=\"ops\">\n", p->out);
    for (size_t i = 0; i < length(timeline); i++) {
        struct json_object *one = json_object_array_get_idx(timeline, i);

        if (in(one, "steps"))
            at_fault = one;
        fprintf(p->out, "<li%s>", in(one, "steps") ? " class=\"at\"" : "");
        put(p, text_in(one, "operation"));
        if (*text_in(one, "end")) {
            fputs(": ", p->out);
            put(p, text_in(one, "end"));
        }
        fprintf(p->out, " <span class=\"dim\">%s stores, %s commands, %s SYNCs</span></li>\n",
                text_in(one, "stores"), text_in(one, "commands"), text_in(one, "syncs"));
    }
    fputs("</ol>\n", p->out);
    return at_fault;
}

/* ---- the view ---- */

static void put_fields(const struct page *p, const char *name, const struct hl_layout *layout,
                       const char *text)
{
    struct hl_entry e;
    unsigned column;
    char value[HL_VALUE_TEXT];

    if (!*text || hl_entry_parse(text, HL_QWORDS, &e, &column))
        return;
    fprintf(p->out, "<tr><th scope=\"row\">%s</th><td class=\"mono\">", name);
    for (size_t i = 0; i < layout->count; i++) {
        const struct hl_field *f = &layout->fields[i];

        if (!hl_field_get(f, &e))
            continue;
        hl_field_format(f, hl_field_get(f, &e), value);
        put(p, f->name);
        fputc('=', p->out);
        put(p, value);
        fputc(' ', p->out);
    }
    fputs("</td></tr>\n", p->out);
}

static void put_meaning(const struct page *p, const char *name, struct json_object *meaning)
{
    if (!meaning)
        return;
    fprintf(p->out, "<tr><th scope=\"row\">%s</th><td>", name);
    put(p, text_in(meaning, "means"));
    if (in(meaning, "eats"))
        fprintf(p->out, ", EATS %s", text_in(meaning, "eats"));
    fputs("</td></tr>\n", p->out);
}

static void put_view(const struct page *p, struct json_object *told)
{
    struct json_object *view = in(told, "view");

    if (!view)
        return;
    fputs("<h2>What could be read</h2>\n<div class=\"wide\"><table>\n", p->out);
    put_meaning(p, "before", in(told, "before"));
    put_meaning(p, "the view", view);
    put_fields(p, "its STE", &hl_ste_layout, text_in(view, "ste"));
    put_fields(p, "its CD", &hl_cd_layout, text_in(view, "cd"));
    put_meaning(p, "after", in(told, "after"));
    if (*text_in(told, "due"))
        fprintf(p->out, "<tr><th scope=\"row\">due</th><td>%s</td></tr>\n", text_in(told, "due"));
    fputs("</table></div>\n", p->out);
}

static void put_head(const struct page *p, struct json_object *told)
{
    struct json_object *devices = in(told, "devices");

    fputs("<p><strong class=\"bad\">", p->out);
    put(p, text_in(told, "finding"));
    fputs("</strong>, severity <strong>", p->out);
    put(p, text_in(told, "severity"));
    fputs("</strong>: ", p->out);
    put(p, text_in(told, "what"));
    if (*text_in(told, "section")) {
        fputs("; section ", p->out);
        put(p, text_in(told, "section"));
    }
    fputs("</p>\n<p class=\"dim\">Linux ", p->out);
    put(p, text_in(in(told, "linux"), "version"));
    fputs(", the whole driver; SMMU ", p->out);
    put(p, text_in(told, "smmu"));
    for (size_t i = 0; i < length(devices); i++) {
        struct json_object *streams = in(json_object_array_get_idx(devices, i), "streams");

        fprintf(p->out, "; device %zu: StreamID", i);
        for (size_t s = 0; s < length(streams); s++)
            fprintf(p->out, "%s 0x%x", s ? "," : "",
                    (unsigned)json_object_get_int64(json_object_array_get_idx(streams, s)));
    }
    fputs("</p>\n", p->out);
}

bool hl_explain_lanes(FILE *out, struct json_object *told)
{
    struct page p = {.out = out};
    struct json_object *at_fault;

    if (!in(told, "timeline"))
        return false;
    hl_page_begin(out, text_in(told, "title"), style);
    put_head(&p, told);
    at_fault = put_operations(&p, in(told, "timeline"));
    if (at_fault)
        put_steps(&p, at_fault);
    put_view(&p, told);
    if (*text_in(told, "reproducer")) {
        fputs("<h2>The program</h2>\n<pre tabindex=\"0\">", out);
        put(&p, text_in(told, "reproducer"));
        fputs("</pre>\n", out);
    }
    hl_page_keys(out);
    hl_page_end(out);
    return true;
}
