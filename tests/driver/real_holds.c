// SPDX-License-Identifier: MIT
/* A tree's whole driver through its life, and what its SMMU may hold: nothing is stale, freed too
 * early or out of order but what is known of these trees. With commands of one kind unheard, it is.
 */
#include "driver/holds.h"
#include "driver/machine.h"

#include "helpers.h"

enum { DEVICES = 3 };

static struct hl_holds holds;
static unsigned stale[HL_STRUCTURE_COUNT], freed[HL_STRUCTURE_COUNT], unordered[HL_STRUCTURE_COUNT];
static unsigned others;
/* Of commands that are not heard; HL_CMD_COUNT: none. */
static enum hl_command_kind unheard;
static void (*heard)(void *context, const struct hl_command *command);

static void note(void *context, const struct hl_holds_finding *f)
{
    (void)context;
    if (f->kind == HL_STALE_ENTRY)
        stale[f->place.structure]++;
    else if (f->kind == HL_FREED_REACHABLE)
        freed[f->place.structure]++;
    else
        unordered[f->place.structure]++;
}

static void refuse(void *context, enum hl_model_register reg, uint64_t value, const char *why)
{
    (void)context, (void)value, (void)why;
    print_error("%s: %s\n", hl_model_register_list[reg].name, why);
    others++;
}

static void fail_command(void *context, unsigned error, const struct hl_command *c, const char *why)
{
    (void)context, (void)error, (void)c;
    print_error("command queue: %s\n", why);
    others++;
}

static void see_store(void *context, const struct hl_machine_store *s)
{
    (void)context;
    hl_holds_store(&holds, s->address, s->bytes, s->old, s->value);
}

static void see_barrier(void *context, enum hlk_barrier barrier)
{
    (void)context;
    if (barrier != HLK_BARRIER_READ && barrier != HLK_BARRIER_DMA_READ)
        hl_holds_barrier(&holds);
}

static void see_alloc(void *context, uint64_t address, uint64_t bytes, enum hlk_use use)
{
    (void)context, (void)use;
    hl_holds_give(&holds, address, bytes, true);
}

static void see_free(void *context, uint64_t address, uint64_t bytes)
{
    (void)context;
    hl_holds_free(&holds, address, bytes);
}

static void filter(void *context, const struct hl_command *c)
{
    if (c->kind != unheard)
        heard(context, c);
}

static void listen(void *context)
{
    static const struct hl_holds_listener of_holds = {.found = note};
    static const struct hl_model_listener of_model = {.refused = refuse, .failed = fail_command};
    static const struct hl_machine_listener of_machine = {
        .store = see_store, .barrier = see_barrier, .alloc = see_alloc, .freed = see_free};
    const struct hlk_machine *m = context;
    struct hl_model *model = hl_machine_model();

    assert_true(hl_holds_init(&holds, model, &of_holds));
    heard = model->listener[model->listeners - 1].command;
    model->listener[model->listeners - 1].command = filter;
    assert_true(hl_model_listen(model, &of_model));
    for (unsigned i = 0; i < m->devices; i++)
        for (unsigned s = 0; s < m->device[i].streams; s++)
            assert_true(hl_holds_stream(&holds, m->device[i].sid[s]));
    assert_true(hl_machine_listen(&of_machine));
}

static int done(int result)
{
    hl_holds_end(&holds);
    assert_false(holds.incomplete);
    return result;
}

static void do_all(int result)
{
    assert_int_equal(done(result), 0);
}

/* Linear and two-level CD tables, PASIDs, a process that exits, all domains of stage 1. */
static void live(const struct hlk_machine *m)
{
    uint32_t pasid;

    for (unsigned i = 0; i < m->devices; i++)
        do_all(hlk_device_probe(i));
    do_all(hlk_domain_alloc(2, HLK_S1, 0));
    do_all(hlk_domain_alloc(3, HLK_S1, 2));
    for (unsigned round = 0; round < 2; round++) {
        for (unsigned i = 0; i < m->devices; i++)
            do_all(hlk_attach(i, 2));
        do_all(hlk_attach(0, HLK_DOM_IDENTITY));
        do_all(hlk_attach(0, HLK_DOM_BLOCKED));
        do_all(hlk_attach(0, 2));
        do_all(hlk_pasid_attach(0, 3, 3));
        do_all(hlk_pasid_attach(2, 3, 3));
        do_all(hlk_pasid_attach(2, 0x801, 3)); /* another leaf of CDs */
        do_all(hlk_sva_bind(0, 0, &pasid));
        do_all(hlk_attach(0, HLK_DOM_IDENTITY)); /* under PASIDs */
        do_all(hlk_mm_exit(0));
        do_all(hlk_sva_unbind(0, 0));
        do_all(hlk_pasid_detach(0, 3));
        do_all(hlk_pasid_detach(2, 3));
        do_all(hlk_pasid_detach(2, 0x801));
        for (unsigned i = 0; i < m->devices; i++)
            do_all(hlk_detach(i));
    }
    do_all(hlk_domain_free(2));
    do_all(hlk_domain_free(3));
    for (unsigned i = 0; i < m->devices; i++)
        do_all(hlk_device_release(i));
}

static void run(const char *profile, bool two_level, bool msi, unsigned pace,
                enum hl_command_kind not_heard)
{
    struct hlk_machine m = {.devices = DEVICES, .coherent = true, .msi = msi};
    const struct hl_model_shape shape = {.no_msi = !msi, .sev = !msi};
    struct hl_registers r = hl_profile_find(profile)->regs;

    if (!two_level) {
        hl_reg_set_ST_LEVEL(&r, 0);
        hl_reg_set_SIDSIZE(&r, 10);
    }
    for (unsigned i = 0; i < DEVICES; i++)
        m.device[i] = (struct hlk_device){.sid = {0x10 + 0x100 * i, 0x11 + 0x100 * i},
                                          .streams = 2,
                                          .pasid_bits = i == 2 ? 12 : 4,
                                          .pci = true,
                                          .ats = i != 1};
    memset(stale, 0, sizeof stale);
    memset(freed, 0, sizeof freed);
    memset(unordered, 0, sizeof unordered);
    others = 0;
    unheard = not_heard;
    hl_machine_pace(pace);
    assert_int_equal(hl_machine_probe(&m, &r, &shape, listen, &m), 0);
    live(&m);
    done(hlk_smmu_remove());
    assert_int_equal(others, 0);
}

static unsigned sum(const unsigned count[HL_STRUCTURE_COUNT])
{
    unsigned total = 0;

    for (unsigned i = 0; i < HL_STRUCTURE_COUNT; i++)
        total += count[i];
    return total;
}

/* Who is disabled by devres is so after what it gives back first; 6.12.95 did it in remove(). */
#ifdef HL_HAS_DISABLE_ACTION
enum { FREED_REACHABLE = DEVICES };
#else
enum { FREED_REACHABLE = 0 };
#endif

/* An L1STD is installed with no barrier after what its table has in it (3.21.3.1), and with no
 * invalidation that covers it (5.1.1); its tables are freed before the SMMU is disabled (3.21.3):
 * arm_smmu_init_l2_strtab() and the order of devres. Once for each L1STD, and nothing else. */
static void two_level_stream_tables(void **state)
{
    (void)state;
    for (unsigned n = 0; n < 4; n++) {
        run("mmu-700", true, n & 1, n / 2, HL_CMD_COUNT);
        assert_int_equal(stale[HL_STRUCTURE_L1STD], DEVICES);
        assert_int_equal(sum(stale), DEVICES);
        assert_int_equal(freed[HL_STRUCTURE_L1STD], FREED_REACHABLE);
        assert_int_equal(sum(freed), FREED_REACHABLE);
        assert_int_equal(unordered[HL_STRUCTURE_STE], DEVICES);
        assert_int_equal(sum(unordered), DEVICES);
    }
}

static void linear_stream_tables(void **state)
{
    (void)state;
    for (unsigned n = 0; n < 4; n++) {
        run("mmu-600", false, n & 1, n / 2, HL_CMD_COUNT);
        assert_int_equal(sum(stale) + sum(freed) + sum(unordered), 0);
    }
}

/* It would be seen. */
static void unheard_commands(void **state)
{
    (void)state;
    run("mmu-600", false, true, 0, HL_CMD_CFGI_STE);
    assert_true(stale[HL_STRUCTURE_STE] > 0);
    run("mmu-600", false, true, 0, HL_CMD_CFGI_CD);
    assert_true(stale[HL_STRUCTURE_CD] > 0);
    assert_int_equal(stale[HL_STRUCTURE_STE], 0);
    run("mmu-600", false, true, 0, HL_CMD_CFGI_STE_RANGE);
    assert_int_equal(stale[HL_STRUCTURE_ANY], 1); /* 3.11 */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(two_level_stream_tables),
        cmocka_unit_test(linear_stream_tables),
        cmocka_unit_test(unheard_commands),
    };

    if (!hl_machine_boot())
        return 1;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
