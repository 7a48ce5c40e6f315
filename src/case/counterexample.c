// SPDX-License-Identifier: MIT
#include "case/counterexample.h"
#include "case/json_file.h"
#include "case/names.h"

#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>

static struct json_object *member(struct json_object *object, const char *key)
{
    struct json_object *value = NULL;

    if (object && json_object_is_type(object, json_type_object))
        json_object_object_get_ex(object, key, &value);
    return value;
}

static const char *text(struct json_object *object, const char *key)
{
    struct json_object *value = member(object, key);

    return json_object_is_type(value, json_type_string) ? json_object_get_string(value) : "";
}

static size_t length(struct json_object *array)
{
    return json_object_is_type(array, json_type_array) ? json_object_array_length(array) : 0;
}

static bool is_wanted(struct json_object *result, const char *law)
{
    static const char cover[] = "cover: ";
    const char *description = text(result, "description");

    if (strcmp(text(result, "status"), "FAILURE") != 0 || !member(result, "trace"))
        return false;
    if (strncmp(description, cover, sizeof(cover) - 1) == 0)
        return law && strcmp(description + sizeof(cover) - 1, law) == 0;
    /* CBMC's own are about the harness. */
    return law ? strcmp(description, law) == 0
               : strstr(text(result, "property"), ".assertion.") != NULL;
}

/* The answer is a list of messages, of which one has the results. */
static struct json_object *find_result(struct json_object *answer, const char *law)
{
    for (size_t i = 0; i < length(answer); i++) {
        struct json_object *results = member(json_object_array_get_idx(answer, i), "result");

        for (size_t k = 0; k < length(results); k++)
            if (is_wanted(json_object_array_get_idx(results, k), law))
                return json_object_array_get_idx(results, k);
    }
    return NULL;
}

/* What a step shows: false if it is another kind of step, or its value is not a number. */
static bool shown(struct json_object *step, const char **name, uint64_t *value)
{
    struct json_object *values = member(step, "values");
    const char *binary;
    char *end;

    if (strcmp(text(step, "stepType"), "output") != 0 || length(values) != 1)
        return false;
    *name = text(step, "outputID");
    binary = text(json_object_array_get_idx(values, 0), "binary");
    *value = strtoull(binary, &end, 2);
    return *binary && !*end;
}

static bool set_qword(struct hl_entry *e, const char *what, const char *name, uint64_t value)
{
    const size_t n = strlen(what);

    if (strncmp(name, what, n) != 0 || name[n] < '0' || name[n] >= '0' + HL_QWORDS || name[n + 1])
        return false;
    e->q[name[n] - '0'] = value;
    return true;
}

struct found {
    bool old, target;
};

/* False: no case has that. */
static bool take(struct hl_case *c, struct found *found, const char *name, uint64_t value)
{
    if (set_qword(&c->old, "old", name, value))
        return found->old = true;
    if (set_qword(&c->target, "new", name, value))
        return found->target = true;
    if (set_qword(&c->ste, "ste", name, value)) {
        c->has_ste = true;
        c->kind = HL_KIND_CD;
        return true;
    }
    if (strcmp(name, "ats-quiesced") == 0) {
        c->setting.assume.ats_quiesced = value;
        return true;
    }
    if (strcmp(name, "security") == 0 && value <= HL_REALM) {
        c->setting.security = (enum hl_security)value;
        return true;
    }
    return hl_register_set(&c->setting.regs, name, (uint32_t)value) ||
           hl_option_set(&c->setting.options, name, value);
}

static const char *read_trace(struct json_object *trace, struct hl_case *c)
{
    struct found found = {false, false};
    const char *name;
    uint64_t value;

    for (size_t i = 0; i < length(trace); i++)
        if (shown(json_object_array_get_idx(trace, i), &name, &value) &&
            !take(c, &found, name, value))
            return "a harness that shows what no case has";
    return found.old && found.target ? NULL : "the harness shows no update (SHOW_ENTRY)";
}

static void name_it(struct hl_case *c, struct json_object *result)
{
    const struct hl_profile *profile = hl_profile_of(&c->setting.regs);

    snprintf(c->profile, sizeof(c->profile), "%s", profile ? profile->name : "");
    snprintf(c->title, sizeof(c->title), "A counterexample to: %s", text(result, "description"));
    snprintf(c->origin, sizeof(c->origin), "CBMC, ./dev prove");
}

bool hl_counterexample_read(const char *path, const char *law, struct hl_case *c,
                            struct hl_error *error)
{
    struct json_object *answer = hl_json_load(path, error), *result;
    const char *wrong;

    if (!answer)
        return false;
    memset(c, 0, sizeof(*c));
    c->kind = HL_KIND_STE;
    c->setting.options = hl_default_options;
    result = find_result(answer, law);
    wrong = !result ? "no counterexample in it, or not of that law"
                    : read_trace(member(result, "trace"), c);
    if (!wrong)
        wrong = hl_registers_wrong(&c->setting.regs);
    if (!wrong)
        name_it(c, result);
    json_object_put(answer);
    return wrong ? hl_error_set(error, "%s: %s", path, wrong) : true;
}
