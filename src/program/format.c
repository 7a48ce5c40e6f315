// SPDX-License-Identifier: MIT
#include "case/names.h"
#include "program/bytes.h"
#include "program/form.h"
#include "program/text.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { NUMBER = 24, FIELDS = 4, OPTIONS = 40 };

/* A step in text, and the room for its words. */
struct step_draft {
    struct hl_entry_draft entry;
    char field[FIELDS][HL_CASE_NAME];
    char *fields[FIELDS];
    char bytes[2 * HL_STEP_DATA + 1];
    char from[NUMBER];
    char qword[HL_QWORDS][2];
    char *qwords[HL_QWORDS];
    char part[HL_PART_COUNT][NUMBER];
    struct hl_entry_draft guest;
};

struct draft {
    struct hl_program_text text;
    struct hl_step_text step[HL_PROGRAM_ROOM];
    struct step_draft room[HL_PROGRAM_ROOM];
    struct hl_step_text device;
    struct step_draft device_room;
    struct hl_step_text endpoint[HLK_DEVICES];
    struct step_draft endpoint_room[HLK_DEVICES];
    struct hl_found_text expect[HL_PROGRAM_EXPECTATIONS];
    struct hl_entry_draft safe;
    char version[NUMBER], entries[NUMBER], derive_seed[NUMBER], mask_seed[NUMBER];
    char smmu[HL_CASE_TEXT];
    char flip[HL_PROGRAM_FLIPS][NUMBER];
    char *flips[HL_PROGRAM_FLIPS];
    char option[OPTIONS][HL_CASE_NAME];
    char *options[OPTIONS];
    char *assume[1];
};

/* libcyaml only reads what it saves, but its pointers are not to const. */
static char *word(const char *constant)
{
    union {
        const char *constant;
        char *text;
    } cast = {.constant = constant};
    return cast.text;
}

static char *number(char text[NUMBER], uint64_t value)
{
    snprintf(text, NUMBER, value < 256 ? "%" PRIu64 : "0x%" PRIx64, value);
    return text;
}

static void draft_bytes(const struct hl_program_step *s, struct step_draft *room,
                        struct hl_step_text *text)
{
    for (unsigned i = 0; i < s->size; i++)
        snprintf(room->bytes + (size_t)2 * i, 3, "%02x", s->data[i]);
    text->bytes = room->bytes;
}

/* By names; or in bytes, if a value has bits beyond its field. */
static void draft_fields(const struct hl_program_step *s, const struct hl_layout *layout,
                         struct step_draft *room, struct hl_step_text *text)
{
    const uint8_t *d = s->data + 1;

    for (unsigned i = 0; i <= s->data[0]; i++) {
        const struct hl_field *f = &layout->fields[*d++];
        unsigned size = (f->width + 7u) / 8u;
        uint64_t value = hl_load_le(d, size);
        char shown[HL_VALUE_TEXT];

        if (value > hl_ones(f->width)) {
            text->fields_count = 0;
            draft_bytes(s, room, text);
            return;
        }
        hl_field_format(f, value, shown);
        snprintf(room->field[i], sizeof room->field[i], "%.24s=%.38s", f->name, shown);
        room->fields[i] = room->field[i];
        text->fields_count++;
        d += size;
    }
    text->fields = room->fields;
}

static void draft_entry(const struct hl_program_step *s, const struct hl_layout *layout,
                        struct step_draft *room, struct hl_step_text *text)
{
    const struct hl_entry e = hl_load_entry(s->data);

    text->entry = hl_entry_draft(&room->entry, layout, &e);
}

static void draft_splice(const struct hl_program_step *s, struct step_draft *room,
                         struct hl_step_text *text)
{
    text->from = number(room->from, s->data[0]);
    for (unsigned i = 0; i < HL_QWORDS; i++) {
        if (!(s->data[1] >> i & 1))
            continue;
        snprintf(room->qword[i], sizeof room->qword[i], "%u", i);
        room->qwords[text->qwords_count++] = room->qword[i];
    }
    text->qwords = text->qwords_count ? room->qwords : NULL;
}

/* Those that are named, and of the others those that are not 0. */
static void draft_parts(const uint8_t *data, uint64_t uses, struct step_draft *room,
                        struct hl_step_text *text)
{
    for (unsigned i = 0; i < HL_PART_COUNT; i++) {
        const struct hl_part_info *part = &hl_parts[i];
        const uint64_t value = hl_part_get((enum hl_part)i, data);

        if (!(part->uses & uses) || !part->key)
            continue;
        if (part->names)
            text->part[part->slot] = word(part->names[value]);
        else if (value)
            text->part[part->slot] = number(room->part[i], value);
    }
}

static void draft_guest(const struct hl_program_step *s, unsigned at, struct step_draft *room,
                        struct hl_step_text *text)
{
    const struct hl_entry guest = hl_guest_get(s->data, at);

    if (!hl_entry_is_zero(&guest))
        text->guest = hl_entry_draft(&room->guest, &hl_ste_layout, &guest);
}

static void draft_step(const struct hl_program *p, unsigned step, struct step_draft *room,
                       struct hl_step_text *text)
{
    const enum hl_program_kind kind = (enum hl_program_kind)p->kind;
    const struct hl_layout *layout = hl_program_layout(kind, step);
    const struct hl_program_step *s = &p->step[step];
    const enum hl_op op = (enum hl_op)(s->op & HL_OP_KIND);
    const uint64_t uses = hl_step_uses(p, step);

    text->op = word(hl_op_names(kind, step).name[hl_part_op(op, s->data)]);
    text->sanitise = s->op & HL_OP_SANITISE ? word("1") : NULL;
    if (op == HL_OP_RAW)
        draft_entry(s, layout, room, text);
    else if (op == HL_OP_FIELDS)
        draft_fields(s, layout, room, text);
    else if (op == HL_OP_SPLICE)
        draft_splice(s, room, text);
    else if (uses)
        draft_parts(s->data, hl_text_uses(uses), room, text);
    else if (s->size)
        draft_bytes(s, room, text);
    if (hl_guest_at(uses))
        draft_guest(s, hl_guest_at(uses), room, text);
}

/* What a driver runs in. */
static void draft_machine(struct draft *d, const uint8_t *data)
{
    d->step[0].op = NULL;
    draft_parts(data, HL_USE_MACHINE, &d->room[0], &d->step[0]);
    d->text.machine = &d->step[0];
    d->text.devices_count = 1 + (unsigned)hl_part_get(HL_PART_ENDPOINTS, data);
    d->text.devices = d->endpoint;
    for (unsigned i = 0; i < d->text.devices_count; i++)
        draft_parts(data + hl_endpoint_at(i), HL_USE_ENDPOINT, &d->endpoint_room[i],
                    &d->endpoint[i]);
}

static void draft_steps(struct draft *d, const struct hl_program *p)
{
    const enum hl_program_kind kind = (enum hl_program_kind)p->kind;
    const unsigned first = p->steps ? hl_program_first_step(kind) : 0;

    if (kind == HL_PROGRAM_DRIVER && p->steps)
        draft_machine(d, p->step[0].data);
    for (unsigned i = d->text.machine ? 1 : 0; i < p->steps; i++)
        draft_step(p, i, &d->room[i], &d->step[i]);
    if (kind == HL_PROGRAM_LIFE && p->steps) {
        draft_parts(p->step[0].data, HL_USE_DEVICE, &d->device_room, &d->device);
        d->text.device = &d->device;
    }
    d->text.lead = hl_program_lead(kind) && first ? &d->step[0] : NULL;
    d->text.steps_count = p->steps - first;
    d->text.steps = d->text.steps_count ? &d->step[first] : NULL;
}

/* The room of one more option. */
static char *next_option(struct draft *d)
{
    unsigned n = d->text.options_count++;

    d->options[n] = d->option[n];
    return d->option[n];
}

/* Options are given all at once: those that are not the default, "default" if all are, and the bits
 * that no option has yet. */
static void draft_options(struct draft *d, const struct hl_program *p)
{
    const uint32_t unused = (uint32_t)(p->options >> hl_option_count << hl_option_count);

    if (!p->has_options)
        return;
    for (size_t i = 0; i < hl_option_count; i++)
        if ((p->options >> i & 1) != hl_option_list[i].preset)
            snprintf(next_option(d), HL_CASE_NAME, "%s=%d", hl_option_list[i].name,
                     !hl_option_list[i].preset);
    if (unused)
        snprintf(next_option(d), HL_CASE_NAME, "unused=0x%" PRIx32, unused);
    if (d->text.options_count == 0)
        snprintf(next_option(d), HL_CASE_NAME, "default");
    d->text.options = d->options;
}

static void draft_flips(struct draft *d, const struct hl_program *p)
{
    if (!p->has_flips)
        return;
    for (unsigned i = 0; i < p->flips; i++) {
        snprintf(d->flip[i], sizeof d->flip[i], "%.16s.%u", hl_register_list[p->flip[i][0]].name,
                 p->flip[i][1]);
        d->flips[i] = d->flip[i];
    }
    d->text.flips_count = p->flips;
    if (p->flips == 0)
        d->flips[d->text.flips_count++] = word("none");
    d->text.flips = d->flips;
}

static void draft_smmu(struct draft *d, const struct hl_program *p)
{
    if (p->profile < hl_profile_count)
        snprintf(d->smmu, sizeof d->smmu, "%s", hl_profiles[p->profile].name);
    else
        hl_registers_format(&p->raw, d->smmu, sizeof d->smmu);
    d->text.smmu = d->smmu;
    draft_flips(d, p);
    d->text.security = p->security == HL_NONSECURE ? NULL : word(hl_security_names[p->security]);
    draft_options(d, p);
}

static void draft_mask(struct draft *d, const struct hl_program *p)
{
    if (p->mask_mode == HL_MASK_RAW) {
        d->text.safe =
            hl_entry_draft(&d->safe, hl_program_layout((enum hl_program_kind)p->kind, 1), &p->mask);
    } else if (p->mask_mode != HL_MASK_OWN) {
        d->text.mask = word(hl_mask_names[p->mask_mode]);
        d->text.mask_seed = number(d->mask_seed, p->mask_seed);
    }
}

static void draft_program(struct draft *d, const struct hl_program *p)
{
    d->text.program = word(hl_program_kind_name(p->kind));
    d->text.version = number(d->version, p->version);
    draft_smmu(d, p);
    if (p->ats_quiesced)
        d->assume[d->text.assume_count++] = word("ats-quiesced");
    d->text.assume = d->text.assume_count ? d->assume : NULL;
    d->text.legalise = p->legalise ? word("1") : NULL;
    if (p->entries)
        d->text.entries = number(d->entries, p->entries);
    if (p->derive_seed)
        d->text.derive_seed = number(d->derive_seed, p->derive_seed);
    draft_mask(d, p);
    draft_steps(d, p);
}

const char *hl_program_kind_name(unsigned kind)
{
    static const char *const names[HL_PROGRAM_KINDS] = {NULL,    "ste",  "cd",
                                                        "guest", "life", "driver"};

    return kind < HL_PROGRAM_KINDS ? names[kind] : NULL;
}

static char *said(const char *text)
{
    return *text ? word(text) : NULL;
}

static void draft_about(struct draft *d, const struct hl_program_about *about)
{
    d->text.title = said(about->title);
    d->text.origin = said(about->origin);
    d->text.mend = said(about->mend);
    d->text.target = said(about->target);
    d->text.sequencer = said(about->sequencer);
    d->text.hypervisor = said(about->hypervisor);
    d->text.attach = said(about->attach);
    d->text.expect = about->expectations ? d->expect : NULL;
    d->text.expect_count = about->expectations;
    for (unsigned i = 0; i < about->expectations; i++) {
        const struct hl_program_expectation *e = &about->expect[i];
        d->expect[i] = (struct hl_found_text){.tree = word(e->tree),
                                              .finding = word(e->finding),
                                              .severity = word(hl_severity_names[e->severity]),
                                              .section = said(e->section)};
    }
}

bool hl_program_format(FILE *out, const struct hl_program *p, const struct hl_program_about *about)
{
    struct draft *d = calloc(1, sizeof *d);
    bool good;

    if (!d)
        return false;
    draft_program(d, p);
    if (about)
        draft_about(d, about);
    good = hl_form_write(out, hl_program_form((enum hl_program_kind)p->kind), &d->text);
    free(d);
    return good;
}
