// SPDX-License-Identifier: MIT
/* A record of the Event queue in words: 7.3. */
#include "report/report.h"
#include "translate/translate.h"

#include <inttypes.h>
#include <json-c/json.h>

static const char *class_name(const struct hl_event *e)
{
    static const char *const names[] = {"CD", "TTD", "IN"};

    return (unsigned)e->class < sizeof(names) / sizeof(names[0]) ? names[e->class] : "reserved";
}

static bool has_stage(const struct hl_event *e)
{
    return e->type >= HL_F_WALK_EABT && e->type <= HL_F_PERMISSION;
}

static bool has_substream(const struct hl_event *e)
{
    return e->ssv || e->type == HL_C_BAD_SUBSTREAMID;
}

void hl_text_event(FILE *out, const uint64_t record[4])
{
    struct hl_event e;

    if (!hl_event_read(record, &e)) {
        fprintf(out, "event 0x%02x, of which nothing is known here: StreamID 0x%" PRIx32 "\n",
                (unsigned)(record[0] & 0xff), e.stream);
        return;
    }
    fprintf(out, "event %s (0x%02x, 7.3): StreamID 0x%" PRIx32, hl_event_name(e.type),
            (unsigned)e.type, e.stream);
    if (has_substream(&e))
        fprintf(out, ", SubstreamID 0x%" PRIx32, e.substream);
    if (hl_event_has_access(e.type))
        fprintf(out, ", %s%s%s at 0x%" PRIx64, e.pnu ? "privileged " : "",
                e.ind ? "instruction " : "", e.rnw ? "read" : "write", e.input);
    if (has_stage(&e))
        fprintf(out, ", stage %d, CLASS=%s%s", e.s2 ? 2 : 1, class_name(&e),
                e.ttrnw ? " (read)" : "");
    if (e.ipa)
        fprintf(out, ", IPA 0x%" PRIx64, e.ipa);
    if (e.fetch)
        fprintf(out, ", FetchAddr 0x%" PRIx64, e.fetch);
    if (e.stall)
        fprintf(out, ", stalled with STAG 0x%x", (unsigned)(record[1] & 0xffff));
    fputc('\n', out);
}

static void add_address(struct json_object *object, const char *key, uint64_t address)
{
    char text[24];

    snprintf(text, sizeof(text), "0x%" PRIx64, address);
    hl_json_tag(object, key, text);
}

struct json_object *hl_json_event(const uint64_t record[4])
{
    struct json_object *object = json_object_new_object();
    struct hl_event e;
    const bool known = hl_event_read(record, &e);

    hl_json_tag(object, "event", known ? hl_event_name(e.type) : NULL);
    json_object_object_add(object, "number", json_object_new_int((int)(record[0] & 0xff)));
    json_object_object_add(object, "stream", json_object_new_int64(e.stream));
    json_object_object_add(object, "substream",
                           known && has_substream(&e) ? json_object_new_int64(e.substream) : NULL);
    if (!known)
        return object;
    if (hl_event_has_access(e.type)) {
        add_address(object, "input", e.input);
        hl_json_tag(object, "access", e.rnw ? "read" : "write");
        json_object_object_add(object, "instruction", json_object_new_boolean(e.ind));
        json_object_object_add(object, "privileged", json_object_new_boolean(e.pnu));
    }
    if (has_stage(&e)) {
        json_object_object_add(object, "stage", json_object_new_int(e.s2 ? 2 : 1));
        hl_json_tag(object, "class", class_name(&e));
    }
    if (e.ipa)
        add_address(object, "ipa", e.ipa);
    if (e.fetch)
        add_address(object, "fetch", e.fetch);
    json_object_object_add(object, "stag",
                           e.stall ? json_object_new_int((int)(record[1] & 0xffff)) : NULL);
    return object;
}
