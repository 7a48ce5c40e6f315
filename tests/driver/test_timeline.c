// SPDX-License-Identifier: MIT
/* What a report shows of the operations that lead to a finding: the scene is this test. */
#include "helpers.h"

#include "oracles/driver_timeline.h"

#include <json-c/json.h>

static struct hl_scene scene; /* nothing can be reached in it */
static const struct hl_scene_log *told;
static const struct hl_scene_finding hang = {.kind = HL_SUBJECT_HANG,
                                             .severity = HL_SEVERITY_FAULT_ONLY,
                                             .title = "subject-hang in detach",
                                             .words = "it waits for the SMMU without end"};

const struct hl_scene *hl_scene(void)
{
    return &scene;
}

bool hl_scene_alike(const struct hl_scene_finding *a, const struct hl_scene_finding *b)
{
    return strcmp(a->title, b->title) == 0;
}

int hl_scene_begin(const struct hlk_machine *machine, const struct hl_registers *regs,
                   unsigned address_bits, const struct hl_scene_log *log)
{
    (void)machine;
    (void)regs;
    (void)address_bits;
    told = log;
    return 0;
}

/* Each stores its device's number; a detach does not end. */
void hl_scene_run(const struct hl_operation *operation, unsigned count)
{
    for (unsigned i = 0; i < count; i++) {
        const struct hl_operation *o = &operation[i];

        told->begin(told->context, o);
        told->machine.store(told->machine.context,
                            &(struct hl_machine_store){0x1000, 0, o->device, 8, HL_HOOK_VOLATILE});
        if (o->kind == HL_DO_DETACH) {
            told->found(told->context, &hang);
            return;
        }
        told->end(told->context, o, o->kind == HL_DO_PROBE ? -12 : 0);
    }
}

static const struct hlk_machine machine;
static const struct hl_registers regs;

static void expect(const struct hl_operation *operation, unsigned count,
                   const struct hl_scene_finding *finding, const char *wanted)
{
    const struct hl_played played = {&machine, &regs, 48, operation, count};
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);

    assert_non_null(out);
    hl_timeline_print(out, &played, finding);
    fclose(out);
    assert_string_equal(text, wanted);
    free(text);
}

static void test_without_a_finding(void **state)
{
    const struct hl_operation operation[] = {{.kind = HL_DO_PROBE, .device = 1},
                                             {.kind = HL_DO_RELEASE, .device = 2}};

    (void)state;
    expect(operation, 2, NULL,
           "  1 probe device 1: refused, -12    (1 stores, 0 commands, 0 SYNCs)\n"
           "    store 0x1000: 0x0 -> 0x1\n"
           "  2 release device 2    (1 stores, 0 commands, 0 SYNCs)\n"
           "    store 0x1000: 0x0 -> 0x2\n");
}

/* All of the operation at fault, though it does not end; of those before it that they were. */
static void test_hang(void **state)
{
    const struct hl_operation operation[] = {{.kind = HL_DO_RELEASE, .device = 1},
                                             {.kind = HL_DO_DETACH, .device = 2},
                                             {.kind = HL_DO_PROBE}};

    (void)state;
    expect(operation, 3, &hang,
           "  1 release device 1    (1 stores, 0 commands, 0 SYNCs)\n"
           "  2 detach device 2: does not end    (1 stores, 0 commands, 0 SYNCs)\n"
           "    store 0x1000: 0x0 -> 0x2\n"
           "    ==> subject-hang (fault-only): it waits for the SMMU without end\n");
}

/* The same for programs: steps only where it was found. */
static void test_json(void **state)
{
    const struct hl_operation operation[] = {{.kind = HL_DO_RELEASE, .device = 1},
                                             {.kind = HL_DO_DETACH, .device = 2},
                                             {.kind = HL_DO_PROBE}};
    const struct hl_played played = {&machine, &regs, 48, operation, 3};
    struct json_object *array = hl_timeline_json(&played, &hang);

    (void)state;
    assert_string_equal(
        json_object_to_json_string_ext(array, JSON_C_TO_STRING_PLAIN),
        "[{\"number\":1,\"operation\":\"release device 1\",\"end\":null,\"stores\":1,"
        "\"commands\":0,\"syncs\":0},"
        "{\"number\":2,\"operation\":\"detach device 2\",\"end\":\"does not end\",\"stores\":1,"
        "\"commands\":0,\"syncs\":0,\"steps\":[{\"store\":\"0x1000: 0x0 -> 0x2\"},"
        "{\"finding\":\"subject-hang (fault-only): it waits for the SMMU without end\"}]}]");
    json_object_put(array);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_json),
        cmocka_unit_test(test_without_a_finding),
        cmocka_unit_test(test_hang),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
