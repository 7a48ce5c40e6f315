// SPDX-License-Identifier: MIT
/* The model SMMU as a driver meets it: sections 3.5, 4.1, 4.5, 4.7.3, 6.3, 7. */
#include "model_memory.h"

/* What its listener heard. */
struct heard {
    unsigned commands, syncs, refused, failed, error;
    enum hl_command_kind last;
    enum hl_model_register wrote, updated;
    uint64_t from, to;
    const char *why;
};

static void hear_command(void *context, const struct hl_command *c)
{
    struct heard *h = context;

    h->commands++;
    h->last = c->kind;
}

static void hear_sync(void *context)
{
    ((struct heard *)context)->syncs++;
}

static void hear_wrote(void *context, enum hl_model_register reg, uint64_t old, uint64_t value)
{
    (void)old;
    (void)value;
    ((struct heard *)context)->wrote = reg;
}

static void hear_updated(void *context, enum hl_model_register reg, uint64_t old, uint64_t value)
{
    (void)old;
    (void)value;
    ((struct heard *)context)->updated = reg;
}

static void hear_refused(void *context, enum hl_model_register reg, uint64_t value, const char *why)
{
    struct heard *h = context;

    (void)reg;
    (void)value;
    h->refused++;
    h->why = why;
}

static void hear_published(void *context, uint64_t from, uint64_t to)
{
    struct heard *h = context;

    h->from = from;
    h->to = to;
}

static void hear_failed(void *context, unsigned error, const struct hl_command *c, const char *why)
{
    struct heard *h = context;

    (void)c;
    h->failed++;
    h->error = error;
    h->why = why;
}

static struct rig rig;
static struct heard heard;

static void start(const char *profile)
{
    const struct hl_model_listener listener = {
        .context = &heard,
        .command = hear_command,
        .synced = hear_sync,
        .wrote = hear_wrote,
        .updated = hear_updated,
        .refused = hear_refused,
        .published = hear_published,
        .failed = hear_failed,
    };

    rig_init(&rig, profile);
    assert_true(hl_model_listen(&rig.model, &listener));
    rig_start_queues(&rig);
    heard = (struct heard){0};
}

static void features_are_the_profiles(void **state)
{
    const struct hl_registers *r = &hl_profile_find("qemu")->regs;

    (void)state;
    start("qemu");
    assert_int_equal(rig_get(&rig, 0x0), r->idr0);
    assert_int_equal(rig_get(&rig, 0x4), r->idr1); /* it has sizes of its own */
    assert_int_equal(rig_get(&rig, 0xc), r->idr3);
    assert_int_equal(rig_get(&rig, 0x14), r->idr5);
    assert_int_equal(rig_get(&rig, 0x1c), r->aidr);
    start("mmu-700");
    assert_int_equal(rig_get(&rig, 0x4) >> 11 & 0x7fff, 8 << 10 | 7 << 5 | 7);
    rig_put(&rig, 0x0, 0);
    assert_int_equal(heard.refused, 1);
    assert_int_not_equal(rig_get(&rig, 0x0), 0);
    assert_int_equal(rig_get(&rig, 0x3000), 0); /* nothing there */
}

/* 6.3.9: a field is acknowledged when its Update is complete, not before. */
static void cr0_is_acknowledged_later(void **state)
{
    (void)state;
    start("mmu-700");
    rig_put(&rig, 0x20, 0x1f);
    assert_int_equal(rig_get(&rig, 0x20), 0x1f);
    assert_int_equal(rig_get(&rig, 0x24), 0xe);
    assert_int_equal(heard.wrote, HL_MREG_CR0);
    assert_false(hl_model_is_idle(&rig.model));
    rig_put(&rig, 0x20, 0xf); /* ATSCHK goes back before its Update: the first value stays */
    assert_int_equal(heard.refused, 1);
    hl_model_run(&rig.model, 0);
    assert_int_equal(rig_get(&rig, 0x24), 0x1f);
    assert_int_equal(heard.updated, HL_MREG_CR0);
    assert_true(hl_model_is_idle(&rig.model));
}

/* 6.3.9: fields that this SMMU does not have are RES0, and never acknowledged. */
static void cr0_has_the_fields_that_there_are(void **state)
{
    (void)state;
    start("v3.0-s1");
    rig_put(&rig, 0x20, 0xffffffff);
    hl_model_run(&rig.model, 0);
    assert_int_equal(rig_get(&rig, 0x24), HL_CR0_SMMUEN | HL_CR0_EVENTQEN | HL_CR0_CMDQEN);
}

static void registers_are_guarded(void **state)
{
    static const struct {
        uint64_t offset, value;
    } list[] = {{0x2c, 1},  {0x80, 0x40010000}, {0x88, 8},      {0x90, 0x40004000}, {0x9c, 1},
                {0xa0, 64}, {0x100a8, 1},       {0xc0, 0x4000}, {0x100c8, 1},       {0x28, 0xfff}};

    (void)state;
    start("mmu-700");
    rig_put_sync(&rig, 0x20, 0x1f);
    for (size_t i = 0; i < LENGTH(list); i++) {
        const uint32_t old = rig_get(&rig, list[i].offset);

        heard.refused = 0;
        rig_put(&rig, list[i].offset, list[i].value);
        assert_int_equal(heard.refused, 1);
        assert_int_equal(rig_get(&rig, list[i].offset), old);
    }
    rig_put(&rig, 0x20, 0); /* not complete yet: they are guarded still */
    rig_put(&rig, 0x88, 8);
    assert_int_equal(rig_get(&rig, 0x88), 0);
    hl_model_run(&rig.model, 0);
    heard.refused = 0;
    for (size_t i = 0; i < LENGTH(list); i++) {
        rig_put(&rig, list[i].offset, list[i].value);
        assert_int_equal(rig_get(&rig, list[i].offset), list[i].value);
    }
    assert_int_equal(heard.refused, 0);
}

static void wide_registers_in_halves(void **state)
{
    (void)state;
    rig_init(&rig, "mmu-700");
    rig_put(&rig, 0x80, 0xfffffff0);
    rig_put(&rig, 0x84, 0xffffffff);
    assert_true(hl_model_read(&rig.model, 0x80, 8) == UINT64_C(0x40ffffffffffffc0));
    assert_int_equal(rig_get(&rig, 0x84), 0x40ffffff);
    hl_model_write(&rig.model, 0x98, 8, UINT64_C(0x500000003)); /* PROD and CONS at once */
    assert_int_equal(rig_get(&rig, 0x98), 3);
    assert_int_equal(rig_get(&rig, 0x9c), 5);
}

/* 6.3.14.1 */
static void gbpa_needs_update(void **state)
{
    (void)state;
    start("mmu-700");
    assert_true(rig_get(&rig, 0x44) >> 20 & 1);
    rig_put(&rig, 0x44, 0x1000);
    assert_int_equal(heard.refused, 1);
    assert_true(rig_get(&rig, 0x44) >> 20 & 1);
    rig_put(&rig, 0x44, 0x80001000);
    assert_int_equal(rig_get(&rig, 0x44), 0x80001000);
    rig_put(&rig, 0x44, 0x80101000); /* while it is under way */
    assert_int_equal(heard.refused, 2);
    hl_model_run(&rig.model, 0);
    assert_int_equal(rig_get(&rig, 0x44), 0x1000);
    assert_int_equal(heard.updated, HL_MREG_GBPA);
}

/* 4.1.4: nothing is taken before the caller lets it, and one by one. */
static void commands_are_taken_lazily(void **state)
{
    (void)state;
    start("mmu-700");
    rig_command(&rig, 0x3, 1);
    rig_command(&rig, 0x5, 1);
    assert_int_equal(hl_model_run(&rig.model, 9), 0); /* not published */
    rig_publish(&rig);
    assert_int_equal(heard.from, 0);
    assert_int_equal(heard.to, 2);
    assert_int_equal(heard.commands, 0);
    assert_int_equal(hl_model_run(&rig.model, 1), 1);
    assert_int_equal(heard.last, HL_CMD_CFGI_STE);
    assert_int_equal(rig_get(&rig, 0x9c), 1);
    assert_int_equal(hl_model_run(&rig.model, 9), 1);
    assert_int_equal(heard.last, HL_CMD_CFGI_CD);
    assert_true(hl_model_is_idle(&rig.model));
}

static void the_queue_wraps(void **state)
{
    (void)state;
    start("mmu-700");
    for (unsigned n = 0; n < 100; n++) {
        for (unsigned i = 0; i < 1 + n % 16; i++)
            rig_command(&rig, 0x3, 1);
        rig_publish(&rig);
        assert_int_equal(hl_model_run(&rig.model, 99), 1 + n % 16);
        assert_int_equal(rig_get(&rig, 0x9c), rig.prod);
    }
    assert_int_equal(heard.refused, 0);
    assert_int_equal(heard.to, heard.commands);
}

/* 3.5.1, 6.3.27 */
static void the_index_moves_consistently(void **state)
{
    (void)state;
    start("mmu-700");
    rig_put(&rig, 0x98, 17); /* 16 entries: WR 1, wrapped, before RD 0 */
    assert_int_equal(heard.refused, 1);
    assert_int_equal(hl_model_run(&rig.model, 9), 0);
    rig_put_sync(&rig, 0x20, 0);
    rig_put(&rig, 0x98, 2);
    rig_put_sync(&rig, 0x20, HL_CR0_CMDQEN);
    assert_false(hl_model_is_idle(&rig.model));
    rig_put(&rig, 0x98, 1); /* back */
    assert_int_equal(heard.refused, 2);
}

/* 4.7.3: the MSI comes after what the SYNC guarantees, and CONS passes it. */
static void sync_by_msi(void **state)
{
    (void)state;
    start("mmu-700");
    rig_command(&rig, UINT64_C(0x1234) << 32 | 1 << 12 | 0x46, MSI_AT);
    rig_publish(&rig);
    assert_int_equal(*rig_at(&rig, MSI_AT), 0);
    hl_model_run(&rig.model, 1);
    assert_int_equal(*rig_at(&rig, MSI_AT), 0x1234);
    assert_int_equal(heard.syncs, 1);
    assert_int_equal(heard.commands, 0);
    assert_int_equal(rig.interrupts[HL_IRQ_SYNC], 1); /* wired, too */
    rig_command(&rig, 1 << 12 | 0x46, 0x1000);        /* no memory there */
    rig_publish(&rig);
    hl_model_run(&rig.model, 1);
    assert_int_equal(rig_get(&rig, 0x60), HL_GERROR_MSI_CMDQ_ABT);
    assert_int_equal(heard.syncs, 2);
}

static void sync_without_msi(void **state)
{
    const struct hl_model_host host = {&rig, rig_read, rig_write, NULL, NULL};
    const struct hl_model_shape shape = {.no_msi = true, .sev = true};

    (void)state;
    start("mmu-700");
    hl_model_init(&rig.model, &hl_profile_find("mmu-700")->regs, &shape, &host);
    rig_start_queues(&rig);
    rig_command(&rig, UINT64_C(0x1234) << 32 | 1 << 12 | 0x46, MSI_AT);
    rig_command(&rig, 2 << 12 | 0x46, 0);
    rig_command(&rig, 0x46, 0);
    rig_publish(&rig);
    assert_int_equal(hl_model_run(&rig.model, 9), 3);
    assert_int_equal(*rig_at(&rig, MSI_AT), 0);
    assert_int_equal(rig.model.sevs, 1);
    assert_int_equal(rig.model.syncs, 3);
    assert_int_equal(rig_get(&rig, 0x9c), 3);
    assert_int_equal(rig_get(&rig, 0) >> 13 & 3, 2);
}

/* 7.1: CONS stays at the bad command until the error is acknowledged. */
static void a_bad_command_stops_the_queue(void **state)
{
    (void)state;
    start("mmu-700");
    rig_put_sync(&rig, 0x50, 1);
    rig_command(&rig, 0x3, 1);
    rig_command(&rig, 0x8, 0);
    rig_command(&rig, 0x46, 0);
    rig_publish(&rig);
    assert_int_equal(hl_model_run(&rig.model, 9), 1);
    assert_int_equal(rig_get(&rig, 0x9c), HL_CERROR_ILL << 24 | 1);
    assert_int_equal(rig_get(&rig, 0x60), 1);
    assert_int_equal(rig.interrupts[HL_IRQ_GERROR], 1);
    assert_int_equal(heard.failed, 1);
    assert_int_equal(heard.error, HL_CERROR_ILL);
    assert_int_equal(hl_model_run(&rig.model, 9), 0);
    *rig_at(&rig, QUEUE_AT + 16) = 0x46; /* mended */
    rig_put(&rig, 0x64, 1);
    assert_int_equal(hl_model_run(&rig.model, 9), 2);
    assert_int_equal(heard.syncs, 2);
    assert_int_equal(heard.refused, 0);
    rig_put(&rig, 0x64, 0); /* nothing is active */
    assert_int_equal(heard.refused, 1);
}

static void a_queue_that_cannot_be_read(void **state)
{
    (void)state;
    start("mmu-700");
    rig_put_sync(&rig, 0x20, 0);
    hl_model_write(&rig.model, 0x90, 8, 0x10000 | QUEUE_LOG2);
    rig_put_sync(&rig, 0x20, HL_CR0_CMDQEN);
    rig_put(&rig, 0x98, 1);
    assert_int_equal(hl_model_run(&rig.model, 9), 0);
    assert_int_equal(heard.error, HL_CERROR_ABT);
    assert_int_equal(rig_get(&rig, 0x9c), HL_CERROR_ABT << 24);
}

/* 3.9.1.4: the next SYNC fails, and completes when it is submitted again. */
static void an_endpoint_does_not_answer(void **state)
{
    (void)state;
    start("mmu-700");
    rig.deaf_endpoint = true;
    rig_command(&rig, 0x40, HL_ATC_SIZE_ALL);
    rig_publish(&rig);
    hl_model_run(&rig.model, 9);
    assert_int_equal(heard.commands, 0); /* 4.5.1: IGNORED, SMMUEN is 0 */
    rig_put_sync(&rig, 0x20, 0xf);
    rig_command(&rig, 0x40, HL_ATC_SIZE_ALL);
    rig_command(&rig, 0x46, 0);
    rig_publish(&rig);
    assert_int_equal(hl_model_run(&rig.model, 9), 1);
    assert_int_equal(heard.last, HL_CMD_ATC_INV);
    assert_int_equal(heard.error, HL_CERROR_ATC_INV_SYNC);
    assert_int_equal(heard.syncs, 0);
    rig_put(&rig, 0x64, 1);
    assert_int_equal(hl_model_run(&rig.model, 9), 1);
    assert_int_equal(heard.syncs, 1);
}

static void no_commands_while_disabled(void **state)
{
    (void)state;
    start("mmu-700");
    rig_put_sync(&rig, 0x20, 0);
    rig_command(&rig, 0x3, 1);
    rig_publish(&rig);
    assert_int_equal(hl_model_run(&rig.model, 9), 0);
    rig_put(&rig, 0x20, HL_CR0_CMDQEN);
    assert_int_equal(hl_model_run(&rig.model, 9), 1); /* from the Update on */
}

/* 3.5.3, 7.4 */
static void events_and_page_requests(void **state)
{
    const uint64_t event[4] = {0x10, 2, 3, 4}, request[2] = {5, 6};

    (void)state;
    start("mmu-700");
    rig_put(&rig, 0xb0, MSI_AT);
    rig_put(&rig, 0xb8, 0x77);
    rig_put_sync(&rig, 0x50, 4);
    assert_true(hl_model_post_event(&rig.model, event));
    assert_memory_equal(rig_at(&rig, EVENTS_AT), event, sizeof event);
    assert_int_equal(rig_get(&rig, 0x100a8), 1);
    assert_int_equal(*rig_at(&rig, MSI_AT), 0x77);
    assert_int_equal(rig.interrupts[HL_IRQ_EVENTQ], 1);
    for (unsigned i = 1; i < 8; i++)
        assert_true(hl_model_post_event(&rig.model, event));
    assert_false(hl_model_post_event(&rig.model, event));
    assert_false(hl_model_post_event(&rig.model, event));
    assert_int_equal(rig_get(&rig, 0x100a8), 0x80000008);
    rig_put(&rig, 0x100ac, 0x80000008); /* all read, the overflow acknowledged */
    assert_true(hl_model_post_event(&rig.model, event));
    assert_int_equal(rig_get(&rig, 0x100a8), 0x80000009);
    assert_false(hl_model_post_page_request(&rig.model, request)); /* SMMUEN is 0 */
    rig_put_sync(&rig, 0x20, 0xf);
    assert_true(hl_model_post_page_request(&rig.model, request));
    assert_memory_equal(rig_at(&rig, REQUESTS_AT), request, sizeof request);
    rig_put_sync(&rig, 0x20, HL_CR0_SMMUEN);
    assert_false(hl_model_post_event(&rig.model, event));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(features_are_the_profiles),
        cmocka_unit_test(cr0_is_acknowledged_later),
        cmocka_unit_test(cr0_has_the_fields_that_there_are),
        cmocka_unit_test(registers_are_guarded),
        cmocka_unit_test(wide_registers_in_halves),
        cmocka_unit_test(gbpa_needs_update),
        cmocka_unit_test(commands_are_taken_lazily),
        cmocka_unit_test(the_queue_wraps),
        cmocka_unit_test(the_index_moves_consistently),
        cmocka_unit_test(sync_by_msi),
        cmocka_unit_test(sync_without_msi),
        cmocka_unit_test(a_bad_command_stops_the_queue),
        cmocka_unit_test(a_queue_that_cannot_be_read),
        cmocka_unit_test(an_endpoint_does_not_answer),
        cmocka_unit_test(no_commands_while_disabled),
        cmocka_unit_test(events_and_page_requests),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
