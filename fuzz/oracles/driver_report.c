// SPDX-License-Identifier: MIT
#include "oracles/driver_report.h"

#include "entry/text.h"
#include "oracles/print.h"
#include "report/report.h"

#include <inttypes.h>
#include <json-c/json.h>

/* ---- Text ---- */

static void print_machine(FILE *out, const struct hl_played *played)
{
    char smmu[1024];

    hl_smmu_format(played->regs, smmu, sizeof smmu);
    fprintf(out, "SMMU %s\n", smmu);
    for (unsigned i = 0; i < played->machine->devices; i++) {
        const struct hlk_device *d = &played->machine->device[i];
        fprintf(out, "device %u: StreamID 0x%x", i, d->sid[0]);
        for (unsigned s = 1; s < d->streams; s++)
            fprintf(out, ", 0x%x", d->sid[s]);
        fprintf(out, ", %u bits of PASIDs%s%s%s%s\n", d->pasid_bits, d->pci ? ", PCI" : "",
                d->ats ? ", ATS" : "", d->pri ? ", PRI" : "", d->stall ? ", may be stalled" : "");
    }
}

static bool has_view(const struct hl_scene_finding *f)
{
    return f->judged && (f->by.where == HL_AT_VIEW || f->by.where == HL_AT_END);
}

static bool has_cd(const struct hl_driver_finding *f)
{
    return f->seen.uses_cd || !hl_entry_is_zero(&f->cd);
}

/* What was seen, between what it was and what it is. */
static void print_view(FILE *out, const struct hl_driver_finding *f)
{
    hl_print_joint(out, "seen", &f->seen);
    hl_print_fields(out, "STE", &hl_ste_layout, &f->ste);
    if (has_cd(f))
        hl_print_fields(out, "CD", &hl_cd_layout, &f->cd);
    hl_print_joint(out, "before", &f->before);
    hl_print_joint(out, "after", &f->after);
    if (f->kind == HL_WRONG_FINAL)
        fprintf(out, "due: %s\n", hl_due_names[f->due.kind]);
}

void hl_driver_report(FILE *out, const struct hl_scene_finding *f, const struct hl_played *played)
{
    fprintf(out,
            "==== hitless: finding ====\n%s\nseverity %s: %s%s%s\nLinux %s, the whole driver\n",
            f->title, hl_severity_names[f->severity], f->words, f->section ? "; section " : "",
            f->section ? f->section : "", hlk_release());
    print_machine(out, played);
    hl_timeline_print(out, played, f);
    if (has_view(f))
        print_view(out, &f->by);
}

/* ---- JSON ---- */

static void add_text(struct json_object *object, const char *key, const char *text)
{
    json_object_object_add(object, key, text ? json_object_new_string(text) : NULL);
}

static void add_number(struct json_object *object, const char *key, int64_t number)
{
    json_object_object_add(object, key, json_object_new_int64(number));
}

static void add_yes(struct json_object *object, const char *key, bool yes)
{
    json_object_object_add(object, key, json_object_new_boolean(yes));
}

static void add_address(struct json_object *object, const char *key, uint64_t address)
{
    char text[24];

    snprintf(text, sizeof text, "0x%" PRIx64, address);
    add_text(object, key, text);
}

static void add_entry(struct json_object *object, const char *key, const struct hl_entry *e)
{
    char text[HL_ENTRY_TEXT];

    hl_entry_format(e, text);
    add_text(object, key, text);
}

static struct json_object *meaning(const struct hl_joint *j)
{
    struct json_object *object = json_object_new_object();

    add_text(object, "means", hl_joint_state_names[j->state]);
    if (j->state == HL_JOINT_LIVE)
        add_number(object, "eats", j->eats);
    return object;
}

static void add_view(struct json_object *object, const struct hl_driver_finding *f)
{
    struct json_object *view = meaning(&f->seen);

    add_entry(view, "ste", &f->ste);
    if (has_cd(f))
        add_entry(view, "cd", &f->cd);
    json_object_object_add(object, "view", view);
    json_object_object_add(object, "before", meaning(&f->before));
    json_object_object_add(object, "after", meaning(&f->after));
    if (f->kind == HL_WRONG_FINAL)
        add_text(object, "due", hl_due_names[f->due.kind]);
}

static void add_structure(struct json_object *object, const struct hl_place *place)
{
    struct json_object *structure = json_object_new_object();

    add_text(structure, "name", hl_structure_names[place->structure]);
    add_number(structure, "stream", place->sid);
    add_number(structure, "substream", place->ssid);
    add_address(structure, "address", place->address);
    json_object_object_add(object, "structure", structure);
}

/* By where it was found: only what is told there is known. */
static void add_judged(struct json_object *object, const struct hl_driver_finding *f)
{
    if (f->where == HL_AT_STRUCTURE) {
        add_structure(object, &f->structure.place);
        return;
    }
    if (f->where == HL_AT_MEMORY) {
        add_address(object, "memory", f->address);
        return;
    }
    add_number(object, "stream", f->sid);
    if (f->where == HL_AT_FAULT)
        return;
    json_object_object_add(object, "pasid", f->pasid < 0 ? NULL : json_object_new_int64(f->pasid));
    add_yes(object, "ats", f->ats);
    if (f->where == HL_AT_VIEW || f->where == HL_AT_END)
        add_view(object, f);
}

static struct json_object *device(const struct hlk_device *d)
{
    struct json_object *object = json_object_new_object(), *streams = json_object_new_array();

    for (unsigned s = 0; s < d->streams; s++)
        json_object_array_add(streams, json_object_new_int64(d->sid[s]));
    json_object_object_add(object, "streams", streams);
    add_number(object, "pasid-bits", d->pasid_bits);
    add_yes(object, "pci", d->pci);
    add_yes(object, "ats", d->ats);
    add_yes(object, "pri", d->pri);
    add_yes(object, "stall", d->stall);
    return object;
}

static void add_machine(struct json_object *object, const struct hl_played *played)
{
    struct json_object *devices = json_object_new_array();
    char smmu[1024];

    hl_smmu_format(played->regs, smmu, sizeof smmu);
    add_text(object, "smmu", smmu);
    for (unsigned i = 0; i < played->machine->devices; i++)
        json_object_array_add(devices, device(&played->machine->device[i]));
    json_object_object_add(object, "devices", devices);
}

void hl_driver_report_json(struct json_object *object, const struct hl_scene_finding *f,
                           const struct hl_played *played)
{
    struct json_object *linux_tree = json_object_new_object();

    add_text(object, "severity", hl_severity_names[f->severity]);
    add_text(object, "operation", f->operation);
    add_text(object, "within", f->within);
    add_text(object, "what", f->words);
    add_text(object, "section", f->section);
    if (f->judged)
        add_judged(object, &f->by);
    add_text(linux_tree, "version", hlk_release());
    json_object_object_add(object, "linux", linux_tree);
    add_machine(object, played);
    json_object_object_add(object, "timeline", hl_timeline_json(played, f));
}
