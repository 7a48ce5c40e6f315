// SPDX-License-Identifier: MIT
#include "driver/watched.h"

#include <stddef.h>
#include <string.h>

static bool read_tables(void *context, enum hl_fetch what, enum hl_space space, uint64_t address,
                        unsigned bytes, unsigned char *data)
{
    (void)context, (void)what, (void)space;
    return hl_machine_read(address, bytes, data);
}

static void store(void *context, const struct hl_machine_store *s)
{
    struct hl_watched *w = context;

    if (s->value == s->old)
        return;
    hl_holds_store(&w->holds, s->address, s->bytes, s->old, s->value);
    if (s->how == HL_HOOK_RANGE)
        hl_holds_plain(&w->holds, s->address, s->old, "a structure's assignment or a copy");
    else if (s->how == HL_HOOK_PLAIN || s->how == HL_HOOK_UNALIGNED)
        hl_holds_plain(&w->holds, s->address, s->old, "an ordinary assignment");
}

static void barrier(void *context, enum hlk_barrier kind)
{
    struct hl_watched *w = context;

    if (kind == HLK_BARRIER_DMA_WRITE || kind == HLK_BARRIER_WRITE || kind == HLK_BARRIER_FULL)
        hl_holds_barrier(&w->holds);
}

static void given(void *context, uint64_t address, uint64_t bytes, enum hlk_use use)
{
    struct hl_watched *w = context;

    (void)use;
    hl_holds_give(&w->holds, address, bytes, true);
}

static void freed(void *context, uint64_t address, uint64_t bytes)
{
    struct hl_watched *w = context;

    hl_holds_free(&w->holds, address, bytes);
    hl_driver_judge_freed(&w->judge, address, bytes);
}

static void ats(void *context, unsigned device, bool on)
{
    struct hl_watched *w = context;

    hl_driver_judge_ats(&w->judge, device, on);
}

static void wait(void *context)
{
    struct hl_watched *w = context;

    hl_conduct_wait(&w->conduct);
}

static void warn(void *context, const char *file, int line, const char *text)
{
    struct hl_watched *w = context;

    (void)text;
    w->warnings++;
    w->warning_file = file;
    w->warning_line = line;
}

static void listen(void *context)
{
    struct hl_watched *w = context;
    struct hl_model *model = hl_machine_model();
    const struct hl_holds_listener of_holds = {&w->judge, hl_driver_judge_look,
                                               hl_driver_judge_found};
    const struct hl_meanings meanings = {hlk_domain_meaning, hlk_mm_meaning};
    const struct hl_machine_listener watching = {.context = w,
                                                 .store = store,
                                                 .barrier = barrier,
                                                 .alloc = given,
                                                 .freed = freed,
                                                 .ats = ats};

    w->memory = (struct hl_memory){.read = read_tables};
    if (w->listen_first)
        w->listen_first(w);
    hl_machine_listen(&(struct hl_machine_listener){.context = w, .wait = wait, .warn = warn});
    if (!w->judging)
        return;
    hl_holds_init(&w->holds, model, &of_holds);
    hl_driver_judge_init(&w->judge, &w->holds, model, &w->memory, &meanings, w->machine);
    for (unsigned i = 0; i < w->judge.streams; i++)
        hl_holds_stream(&w->holds, w->judge.stream[i].sid);
    hl_machine_listen(&watching);
}

static void begin(void *context, const struct hl_operation *o)
{
    struct hl_watched *w = context;

    hl_machine_settle();
    if (w->judging)
        hl_driver_judge_begin(&w->judge, o, &w->conduct.contract);
    if (w->also && w->also->begin)
        w->also->begin(w->also->context, o);
}

static bool fault(void *context, const struct hl_operation *o, enum hlk_interrupt *interrupt)
{
    struct hl_watched *w = context;

    return hl_faults_post(&w->judge.faults, hl_machine_model(), &w->machine->device[o->device], o,
                          interrupt);
}

static void end(void *context, const struct hl_operation *o, int result)
{
    struct hl_watched *w = context;

    hl_machine_settle();
    if (w->judging && o->kind == HL_DO_GUEST_COMMAND)
        hl_driver_judge_took(&w->judge, w->conduct.taken);
    if (w->judging && w->judge.faults.count) /* an answer has no SYNC that somebody waits for */
        hl_model_run(hl_machine_model(), ~0U);
    if (w->judging)
        hl_driver_judge_end(&w->judge, result, &w->conduct.contract);
    if (w->also && w->also->end)
        w->also->end(w->also->context, o, result);
}

static int restart(void *context, bool crashed)
{
    struct hl_watched *w = context;

    return hl_machine_reboot(w->machine, crashed);
}

static void raise_errors(void *context, unsigned errors)
{
    (void)context;
    hl_model_raise(hl_machine_model(), errors);
}

int hl_watched_probe(struct hl_watched *w, const struct hlk_machine *machine,
                     const struct hl_registers *regs, const struct hl_model_shape *shape)
{
    int result;

    w->machine = machine;
    w->warnings = 0;
    w->host = (struct hl_conduct_host){w, begin, end, restart, raise_errors, fault};
    w->conduct = (struct hl_conduct){.host = &w->host};
    result = hl_machine_probe(machine, regs, shape, listen, w);
    if (!result)
        hl_conduct_begin(&w->conduct, &w->host, machine, w->address_bits ? w->address_bits : 48);
    return result;
}

void hl_watched_copy(struct hl_watched *to, const struct hl_watched *from)
{
    hl_holds_copy(&to->holds, &from->holds);
    hl_driver_judge_copy(&to->judge, &from->judge);
    memcpy(&to->memory, &from->memory, sizeof *to - offsetof(struct hl_watched, memory));
}

void hl_watched_do(struct hl_watched *w, const struct hl_operation *operations, unsigned count)
{
    hl_conduct_operations(&w->conduct, operations, count);
}
