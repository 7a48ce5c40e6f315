// SPDX-License-Identifier: MIT
#include "subjects/wire.h"

#include "hook/hook.h"

#include <setjmp.h>
#include <string.h>

/* What runs now. The writer may longjmp out of it, so nothing outlives it: the next run begins
 * anew. */
static struct run {
    _Alignas(64) uint64_t entry[HL_QWORDS];
    struct hl_writer *writer; /* NULL: nothing runs */
    uint64_t shadow[HL_QWORDS];
    bool covered; /* a command that covers the entry awaits its SYNC */
} run;
static const struct hl_wire_events *elsewhere; /* NULL: an entry is updated */
static jmp_buf out;
static unsigned long unseen;

static void tell(void *context, const struct hl_hook_store *store)
{
    const uintptr_t entry = (uintptr_t)run.entry;

    (void)context;
    unseen += store->how == HL_HOOK_UNSEEN;
    run.writer->store(run.writer, (unsigned)(store->address - entry), store->bytes, store->value,
                      store->value_high);
}

static const struct hl_hook_listener listener = {.store = tell};

void hl_wire_barrier(void)
{
    if (elsewhere)
        elsewhere->barrier();
    if (elsewhere || !run.writer)
        return;
    hl_hook_settle();
    run.writer->barrier(run.writer);
}

void hl_wire_sync(void)
{
    if (!run.writer)
        return;
    hl_hook_settle();
    run.writer->sync(run.writer);
}

void hl_wire_command(bool covers)
{
    run.covered |= covers;
}

void hl_wire_command_sync(void)
{
    if (run.covered)
        hl_wire_sync();
    run.covered = false;
}

void hl_wire_warn(void)
{
    if (elsewhere)
        elsewhere->warn();
    if (run.writer && run.writer->warn)
        run.writer->warn(run.writer);
}

_Noreturn void hl_wire_bug(void)
{
    hl_wire_warn();
    longjmp(out, 1);
}

unsigned long hl_wire_unseen(void)
{
    return unseen;
}

void hl_wire_run(const struct hl_update *u, hl_wire_body body)
{
    memcpy(run.entry, u->current.q, sizeof run.entry);
    run.covered = false;
    run.writer = u->writer;
    hl_hook_listen(&listener);
    hl_hook_watch(run.entry, sizeof run.entry, run.shadow);
    if (setjmp(out) == 0)
        body(run.entry, u);
    hl_hook_settle();
    hl_hook_listen(NULL);
    run.writer = NULL;
}

void hl_wire_guard(const struct hl_wire_events *events, void (*body)(void *context), void *context)
{
    elsewhere = events;
    if (setjmp(out) == 0)
        body(context);
    elsewhere = NULL;
}
