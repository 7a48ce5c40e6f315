// SPDX-License-Identifier: MIT
#include "program/bytes.h"
#include "program/parser.h"
#include "program/text.h"

#include <ctype.h>
#include <string.h>

static void add(struct hl_program_step *s, uint64_t value, unsigned bytes)
{
    hl_store_le(s->data + s->size, value, bytes);
    s->size = (uint8_t)(s->size + bytes);
}

static int digit(char c)
{
    static const char digits[] = "0123456789abcdef";
    const char *found = c ? strchr(digits, tolower((unsigned char)c)) : NULL;

    return found ? (int)(found - digits) : -1;
}

static bool read_bytes(struct hl_program_parser *r, const char *path, const char *text,
                       struct hl_program_step *s)
{
    const size_t length = strlen(text);

    if (length % 2 || length > (size_t)2 * HL_STEP_DATA)
        return HL_WRONG(r, path, "not two hexadecimal digits a byte, at most %d bytes",
                        HL_STEP_DATA);
    for (size_t i = 0; i < length; i += 2) {
        const int high = digit(text[i]), low = digit(text[i + 1]);

        if (high < 0 || low < 0)
            return HL_WRONG(r, path, "not a hexadecimal digit, at character %zu",
                            i + (high < 0 ? 1 : 2));
        s->data[s->size++] = (uint8_t)(high << 4 | low);
    }
    return true;
}

/* The bytes of changed fields: a count, and so many fields that exist. */
static bool are_fields(const struct hl_program_step *s, const struct hl_layout *layout)
{
    unsigned at = 1;

    if (s->size == 0 || s->data[0] > 3)
        return false;
    for (unsigned i = 0; i <= s->data[0]; i++) {
        if (at >= s->size || s->data[at] >= layout->count)
            return false;
        at += 1 + (layout->fields[s->data[at]].width + 7u) / 8u;
    }
    return at == s->size;
}

static bool read_field(struct hl_program_parser *r, const char *path, const char *text,
                       const struct hl_layout *layout, struct hl_program_step *s)
{
    const char *equals = strchr(text, '='), *why;
    const struct hl_field *f = NULL;
    char name[HL_CASE_NAME];
    uint64_t value;

    if (!equals)
        return HL_WRONG(r, path, "not FIELD=VALUE: %s", text);
    snprintf(name, sizeof name, "%.*s", (int)(equals - text), text);
    f = hl_field_find(layout, name);
    if (!f)
        return HL_WRONG(r, path, "no such field in %s: %s",
                        layout == &hl_cd_layout ? "a CD" : "an STE", name);
    why = hl_field_parse(f, equals + 1, &value);
    if (why)
        return HL_WRONG(r, path, "%s (%u bit%s): %s", why, f->width, f->width == 1 ? "" : "s",
                        equals + 1);
    add(s, (uint64_t)(f - layout->fields), 1);
    add(s, value, (f->width + 7u) / 8u);
    return true;
}

static bool read_fields(struct hl_program_parser *r, const char *path,
                        const struct hl_step_text *text, const struct hl_layout *layout,
                        struct hl_program_step *s)
{
    char item[HL_PLACE_PATH];

    if (text->fields_count == 0)
        return HL_WRONG(r, path, "fields without a field");
    add(s, text->fields_count - 1, 1);
    for (unsigned i = 0; i < text->fields_count; i++) {
        snprintf(item, sizeof item, "%s.fields.%u", path, i + 1);
        if (!read_field(r, item, text->fields[i], layout, s))
            return false;
    }
    return true;
}

static bool read_entry(struct hl_program_parser *r, const char *path,
                       const struct hl_step_text *text, const struct hl_layout *layout,
                       struct hl_program_step *s)
{
    char item[HL_PLACE_PATH];
    struct hl_entry e;

    snprintf(item, sizeof item, "%s.entry", path);
    if (!hl_entry_text_read(r->source, item, layout, text->entry, &e, r->error))
        return false;
    hl_store_entry(s->data, &e);
    s->size = (uint8_t)hl_op_size(HL_OP_RAW);
    return true;
}

static bool read_splice(struct hl_program_parser *r, const char *path,
                        const struct hl_step_text *text, struct hl_program_step *s)
{
    uint64_t from, qword, set = 0;
    char item[HL_PLACE_PATH];

    snprintf(item, sizeof item, "%s.from", path);
    if (!hl_read_number(r, item, text->from, 0, UINT8_MAX, &from))
        return false;
    for (unsigned i = 0; i < text->qwords_count; i++) {
        snprintf(item, sizeof item, "%s.qwords.%u", path, i + 1);
        if (!hl_read_number(r, item, text->qwords[i], 0, HL_QWORDS - 1, &qword))
            return false;
        set |= UINT64_C(1) << qword;
    }
    add(s, from, 1);
    add(s, set, 1);
    return true;
}

/* Whether a step has the keys of its op, and no others. */
static bool check_keys(struct hl_program_parser *r, const char *path, enum hl_op op, uint64_t uses,
                       const struct hl_step_text *text)
{
    const struct {
        const char *key;
        bool given, may, must;
    } keys[] = {
        {"entry", text->entry, op == HL_OP_RAW, op == HL_OP_RAW},
        {"fields", text->fields, op == HL_OP_FIELDS, op == HL_OP_FIELDS && !text->bytes},
        {"bytes", text->bytes, (op == HL_OP_FIELDS && !text->fields) || op == HL_OP_RECIPE,
         op == HL_OP_RECIPE},
        {"from", text->from, op == HL_OP_SPLICE, op == HL_OP_SPLICE},
        {"qwords", text->qwords, op == HL_OP_SPLICE, false},
        {"sanitise", text->sanitise, op < HL_OP_LIFE, false},
        {"guest", text->guest, hl_guest_at(uses), false},
    };
    char item[HL_PLACE_PATH];

    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        if (keys[i].must && !keys[i].given)
            return HL_WRONG(r, path, "missing: %s", keys[i].key);
        snprintf(item, sizeof item, "%s.%s", path, keys[i].key);
        if (keys[i].given && !keys[i].may)
            return HL_WRONG(r, item, "op %s does not have it", text->op);
    }
    return true;
}

/* The parts that such a step has, by name, and no others. */
static bool read_parts(struct hl_program_parser *r, const char *path, uint64_t uses,
                       const struct hl_step_text *text, uint8_t *data)
{
    bool has[HL_PART_COUNT] = {false};
    char item[HL_PLACE_PATH];

    for (unsigned i = 0; i < HL_PART_COUNT; i++) {
        const struct hl_part_info *part = &hl_parts[i];
        const char *word = text->part[part->slot];
        uint64_t value;

        if (!(part->uses & uses) || !part->key)
            continue;
        has[part->slot] = true;
        snprintf(item, sizeof item, "%s.%s", path, part->key);
        if (!part->names && !hl_read_number(r, item, word, 0, part->values - 1, &value))
            return false;
        if (part->names)
            value = word ? hl_name_index(part->names, (unsigned)part->values, word) : 0;
        if (value == part->values)
            return HL_WRONG(r, item, "none of the values: %s", word);
        hl_part_put((enum hl_part)i, data, value);
    }
    for (unsigned i = 0; i < HL_PART_COUNT; i++) {
        if (!text->part[i] || has[i])
            continue;
        snprintf(item, sizeof item, "%s.%s", path, hl_parts[i].key);
        return HL_WRONG(r, item, "op %s does not have it", text->op);
    }
    return true;
}

static bool read_guest(struct hl_program_parser *r, const char *path,
                       const struct hl_step_text *text, unsigned at, struct hl_program_step *s)
{
    char item[HL_PLACE_PATH];
    struct hl_entry e;

    snprintf(item, sizeof item, "%s.guest", path);
    if (!hl_entry_text_read(r->source, item, &hl_ste_layout, text->guest, &e, r->error))
        return false;
    for (unsigned i = HL_GUEST_QWORDS; i < HL_QWORDS; i++)
        if (e.q[i])
            return HL_WRONG(r, item, "a guest shows only the first %d qwords of its STE",
                            HL_GUEST_QWORDS);
    hl_guest_put(s->data, at, &e);
    return true;
}

static bool read_data(struct hl_program_parser *r, const char *path, enum hl_op op,
                      const struct hl_step_text *text, const struct hl_layout *layout,
                      struct hl_program_step *s)
{
    char item[HL_PLACE_PATH];

    if (op == HL_OP_RAW)
        return read_entry(r, path, text, layout, s);
    if (op == HL_OP_FIELDS && text->fields)
        return read_fields(r, path, text, layout, s);
    if (op == HL_OP_SPLICE)
        return read_splice(r, path, text, s);
    if (!text->bytes)
        return true;
    snprintf(item, sizeof item, "%s.bytes", path);
    if (!read_bytes(r, item, text->bytes, s))
        return false;
    if (op == HL_OP_FIELDS)
        return are_fields(s, layout) || HL_WRONG(r, item, "not the bytes of changed fields");
    return s->size == hl_op_size(op) ||
           HL_WRONG(r, item, "%u bytes, not %u as op %s has", s->size, hl_op_size(op), text->op);
}

static bool read_step(struct hl_program_parser *r, const char *path,
                      const struct hl_step_text *text)
{
    struct hl_program *p = r->program;
    const enum hl_program_kind kind = (enum hl_program_kind)p->kind;
    const struct hl_op_names names = hl_op_names(kind, p->steps);
    const unsigned word = hl_name_index(names.name, names.count, text->op);
    const enum hl_op op = kind == HL_PROGRAM_LIFE     ? HL_OP_LIFE
                          : kind == HL_PROGRAM_DRIVER ? HL_OP_OPERATION
                                                      : (enum hl_op)word;
    struct hl_program_step *s = &p->step[p->steps];
    char item[HL_PLACE_PATH];
    bool sanitise;
    uint64_t uses;

    snprintf(item, sizeof item, "%s.op", path);
    if (word == names.count)
        return HL_WRONG(r, item, "no such op in a program of kind %s: %s",
                        hl_program_kind_name(kind), text->op);
    s->op = (uint8_t)op;
    hl_part_put_op(op, s->data, word);
    uses = hl_step_uses(p, p->steps);
    if (!check_keys(r, path, op, uses, text) ||
        !read_data(r, path, op, text, hl_program_layout(kind, p->steps), s) ||
        !read_parts(r, path, hl_text_uses(uses), text, s->data) ||
        (hl_guest_at(uses) && !read_guest(r, path, text, hl_guest_at(uses), s)))
        return false;
    if (uses)
        s->size = (uint8_t)(op == HL_OP_OPERATION ? hl_operation_size(uses) : hl_op_size(op));
    snprintf(item, sizeof item, "%s.sanitise", path);
    if (!hl_read_bool(r, item, text->sanitise, &sanitise))
        return false;
    s->op |= sanitise ? HL_OP_SANITISE : 0;
    p->steps++;
    return true;
}

/* What a driver runs in; what the file does not say is as most machines are. */
static bool read_machine(struct hl_program_parser *r, const struct hl_program_text *text)
{
    struct hl_program_step *s = &r->program->step[0];
    char path[HL_CASE_NAME];

    if (!text->machine && !text->devices_count && !text->steps_count)
        return true; /* all is derived */
    s->op = HL_OP_OPERATION;
    s->size = HL_OPERATION_DATA;
    r->program->steps = 1;
    if (text->machine && !read_parts(r, "machine", HL_USE_MACHINE, text->machine, s->data))
        return false;
    for (unsigned i = 0; i < text->devices_count; i++) {
        snprintf(path, sizeof path, "devices.%u", i + 1);
        if (!read_parts(r, path, HL_USE_ENDPOINT, &text->devices[i], s->data + hl_endpoint_at(i)))
            return false;
    }
    hl_part_put(HL_PART_ENDPOINTS, s->data, text->devices_count ? text->devices_count - 1 : 0);
    return true;
}

bool hl_read_steps(struct hl_program_parser *r, const struct hl_program_text *text)
{
    const enum hl_program_kind kind = (enum hl_program_kind)r->program->kind;
    const unsigned most = hl_program_most_steps(kind);
    const char *lead = hl_program_lead(kind);
    char path[HL_CASE_NAME];

    if (text->lead && !read_step(r, lead, text->lead))
        return false;
    if (kind == HL_PROGRAM_DRIVER && !read_machine(r, text))
        return false;
    if (lead && !text->lead && text->steps_count)
        return HL_WRONG(r, "program", "missing: %s, before the steps", lead);
    for (unsigned i = 0; i < text->steps_count; i++) {
        snprintf(path, sizeof path, "steps.%u", i + 1);
        if (r->program->steps == most)
            return HL_WRONG(r, path, "more than %u steps", most);
        if (!read_step(r, path, &text->steps[i]))
            return false;
    }
    if (!text->device)
        return true;
    if (!r->program->steps)
        return HL_WRONG(r, "device", "no step follows");
    return read_parts(r, "device", HL_USE_DEVICE, text->device, r->program->step[0].data);
}
