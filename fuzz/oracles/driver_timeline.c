// SPDX-License-Identifier: MIT
#include "oracles/driver_timeline.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

enum { INDENT = 2 };

static struct timeline {
    FILE *out;
    const char *title;
    unsigned depth, number; /* of operations: under way, begun at depth 0 */
    bool found, done;
    char *text; /* of the operation at depth 0, until it is known whether it is at fault */
    size_t size;
    FILE *lines;
    unsigned stores, commands, syncs;
} t;

static void say(const char *format, ...) __attribute__((format(printf, 1, 2)));
static void say(const char *format, ...)
{
    va_list arguments;

    if (!t.lines || t.done)
        return;
    fprintf(t.lines, "%*s", (int)(INDENT * (t.depth + 1)), "");
    va_start(arguments, format);
    vfprintf(t.lines, format, arguments);
    va_end(arguments);
    fputc('\n', t.lines);
}

/* "STE 0x8 qword 0", by the tables that can be reached. */
static void name_address(uint64_t address, char text[80])
{
    const struct hl_holds *h = &hl_scene()->watched.holds;

    for (unsigned i = 0; i < h->tables; i++) {
        const struct hl_table *table = &h->table[i];
        const bool first =
            table->structure == HL_STRUCTURE_L1STD || table->structure == HL_STRUCTURE_L1CD;
        const bool cd =
            table->structure == HL_STRUCTURE_CD || table->structure == HL_STRUCTURE_L1CD;
        const unsigned entry = first ? 8 : 64;
        const uint64_t offset = address - table->base, index = offset / entry;

        if (offset >> table->log2 >= entry)
            continue;
        if (cd)
            snprintf(text, 80, "%s 0x%x.%" PRIu64 " qword %" PRIu64,
                     hl_structure_names[table->structure], table->sid,
                     table->ssid + (index << table->reach), offset % entry / 8);
        else
            snprintf(text, 80, "%s 0x%" PRIx64 " qword %" PRIu64,
                     hl_structure_names[table->structure], table->sid + (index << table->reach),
                     offset % entry / 8);
        return;
    }
    snprintf(text, 80, "0x%" PRIx64, address);
}

static void stored(void *context, uint64_t address, unsigned bytes, uint64_t old, uint64_t value)
{
    char place[80];

    (void)context;
    t.stores++;
    name_address(address, place);
    say("store %s: 0x%" PRIx64 " -> 0x%" PRIx64 "%s", place, old, value,
        bytes == 8   ? ""
        : bytes == 4 ? " (4 bytes)"
                     : " (few bytes)");
}

static void ordered(void *context, enum hlk_barrier barrier)
{
    static const char *const names[] = {"dma_wmb", "wmb", "dma_rmb", "rmb", "mb"};

    (void)context;
    say("barrier %s", names[barrier]);
}

static void allocated(void *context, uint64_t address, uint64_t bytes, enum hlk_use use)
{
    (void)context;
    say("memory 0x%" PRIx64 ", 0x%" PRIx64 " bytes%s", address, bytes,
        use == HLK_COHERENT ? ", coherent" : "");
}

static void freed(void *context, uint64_t address, uint64_t bytes)
{
    (void)context;
    say("gives back 0x%" PRIx64 ", 0x%" PRIx64 " bytes", address, bytes);
}

static void ats(void *context, unsigned device, bool on)
{
    (void)context;
    say("ATS of device %u %s", device, on ? "on" : "off");
}

static void pri(void *context, unsigned device, bool on)
{
    (void)context;
    say("PRI of device %u %s", device, on ? "on" : "off");
}

static void warned(void *context, const char *file, int line, const char *text)
{
    (void)context;
    say("WARNS %s:%d %s", file, line, text ? text : "");
}

static void printed(void *context, char level, const char *text)
{
    (void)context;
    say("prints <%c> %.*s", level, (int)strcspn(text, "\n"), text);
}

static void commanded(void *context, const struct hl_command *command)
{
    char text[HL_COMMAND_TEXT];

    (void)context;
    t.commands++;
    hl_command_format(command, text);
    say("command %s", text);
}

static void synced(void *context)
{
    (void)context;
    t.syncs++;
    say("SYNC: complete");
}

static void wrote(void *context, enum hl_model_register reg, uint64_t old, uint64_t value)
{
    (void)context;
    if (old != value && reg != HL_MREG_CMDQ_PROD)
        say("register %s: 0x%" PRIx64 " -> 0x%" PRIx64, hl_model_register_list[reg].name, old,
            value);
}

static void refused(void *context, enum hl_model_register reg, uint64_t value, const char *why)
{
    (void)context;
    say("register %s: 0x%" PRIx64 " has no effect: %s", hl_model_register_list[reg].name, value,
        why);
}

static void failed(void *context, unsigned error, const struct hl_command *command, const char *why)
{
    char text[HL_COMMAND_TEXT] = "";

    (void)context;
    if (command)
        hl_command_format(command, text);
    say("CERROR %u: %s: %s", error, text, why);
}

static void found(void *context, const struct hl_scene_finding *f)
{
    (void)context;
    say("==> %s (%s): %s%s%s", hl_finding_names[f->kind], hl_severity_names[f->severity], f->words,
        f->section ? "; " : "", f->section ? f->section : "");
    if (t.title && strcmp(t.title, f->title) == 0)
        t.found = true;
}

static void begins(void *context, const struct hl_operation *o)
{
    char words[HL_OPERATION_WORDS];

    (void)context;
    hl_operation_words(o, words);
    if (t.depth == 0) {
        free(t.text);
        t.text = NULL;
        t.lines = open_memstream(&t.text, &t.size);
        t.stores = t.commands = t.syncs = 0;
        if (!t.done)
            fprintf(t.out, "%3u %s", ++t.number, words);
    } else {
        say("[%s", words);
    }
    t.depth++;
}

/* The operation at depth 0. */
static void finish(const char *end)
{
    if (t.lines)
        fclose(t.lines);
    t.lines = NULL;
    if (t.done)
        return;
    fprintf(t.out, "%s    (%u stores, %u commands, %u SYNCs)\n", end, t.stores, t.commands,
            t.syncs);
    if (t.found || !t.title)
        fputs(t.text ? t.text : "", t.out);
    t.done = t.found;
}

static void ends(void *context, const struct hl_operation *o, int result)
{
    char end[40] = "";

    (void)context;
    (void)o;
    if (result == HLK_ABSENT)
        snprintf(end, sizeof end, ": this driver has none");
    else if (result)
        snprintf(end, sizeof end, ": refused, %d", result);
    if (--t.depth)
        say("]%s", end);
    else
        finish(end);
}

void hl_timeline_print(FILE *out, const struct hlk_machine *machine,
                       const struct hl_registers *regs, unsigned address_bits,
                       const struct hl_operation *operation, unsigned count, const char *title)
{
    static const struct hl_scene_log log = {
        .begin = begins,
        .end = ends,
        .found = found,
        .machine = {.store = stored,
                    .barrier = ordered,
                    .alloc = allocated,
                    .freed = freed,
                    .ats = ats,
                    .pri = pri,
                    .warn = warned,
                    .print = printed},
        .model = {.command = commanded,
                  .synced = synced,
                  .wrote = wrote,
                  .refused = refused,
                  .failed = failed},
    };

    t = (struct timeline){.out = out, .title = title};
    if (hl_scene_begin(machine, regs, address_bits, &log) == 0)
        hl_scene_run(operation, count);
    if (t.lines)
        finish(": does not end");
    free(t.text);
    t.text = NULL;
}
