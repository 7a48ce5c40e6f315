// SPDX-License-Identifier: MIT
#include "driver/operation.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

const char *const hl_operation_names[HL_DO_COUNT] = {
#define HL_OPERATION(id, word, traits) word,
#include "driver/operations.def"
#undef HL_OPERATION
};

const unsigned hl_operation_traits[HL_DO_COUNT] = {
#define HL_OPERATION(id, word, traits) traits,
#include "driver/operations.def"
#undef HL_OPERATION
};

struct words {
    char *text;
    size_t at;
};

static void say(struct words *w, const char *format, ...) __attribute__((format(printf, 2, 3)));
static void say(struct words *w, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    if (w->at < HL_OPERATION_WORDS)
        w->at += (size_t)vsnprintf(w->text + w->at, HL_OPERATION_WORDS - w->at, format, arguments);
    va_end(arguments);
}

static void say_domain(struct words *w, unsigned domain)
{
    if (domain == HLK_DOM_IDENTITY)
        say(w, " identity");
    else if (domain == HLK_DOM_BLOCKED)
        say(w, " blocked");
    else
        say(w, " domain %u", domain);
}

static void say_range(struct words *w, const struct hl_operation *o)
{
    say(w, " 0x%" PRIx64 " to 0x%" PRIx64, o->iova, o->iova + o->size - 1);
}

static void say_attachment(struct words *w, const struct hl_operation *o)
{
    const bool pasid = o->kind != HL_DO_ATTACH && o->kind != HL_DO_DETACH;

    say(w, " device %u", o->device);
    if (pasid)
        say(w, " PASID %u", o->pasid);
    if (o->kind != HL_DO_DETACH && o->kind != HL_DO_REMOVE_PASID)
        say_domain(w, o->domain);
}

static void say_guest_command(struct words *w, const struct hl_operation *o)
{
    say(w, " viommu %u:", o->viommu);
    for (unsigned i = 0; i < o->commands; i++)
        say(w, "%s %016" PRIx64 " %016" PRIx64, i ? "," : "", o->command[i][0], o->command[i][1]);
}

static void say_domain_kind(struct words *w, const struct hl_operation *o)
{
    static const char *const kinds[] = {"stage 1", "stage 2", "nest parent"};

    say(w, " %u: %s, for device %u", o->domain, kinds[o->domain_kind], o->device);
}

static void say_map(struct words *w, const struct hl_operation *o)
{
    say_domain(w, o->domain);
    say_range(w, o);
    if (o->kind == HL_DO_MAP)
        say(w, " at 0x%" PRIx64 "%s", o->pa, o->prot & HLK_WRITE ? "" : ", read-only");
}

static void say_guest(struct words *w, const struct hl_operation *o)
{
    say(w, " domain %u: viommu %u, STE %016" PRIx64 " %016" PRIx64, o->domain, o->viommu,
        o->vste[0], o->vste[1]);
}

static void say_interrupt(struct words *w, const struct hl_operation *o)
{
    static const char *const queues[] = {"event queue", "PRI queue", "global error"};

    say(w, ": %s", queues[o->interrupt]);
    if (o->errors)
        say(w, " 0x%x", o->errors);
}

static void say_fault(struct words *w, const struct hl_operation *o)
{
    static const char *const faults[HL_FAULT_COUNT] = {
#define HL_FAULT(id, event, name, word) name,
#include "driver/faults.def"
#undef HL_FAULT
    };

    say(w, " of device %u: %s at 0x%" PRIx64, o->device, faults[o->fault], o->iova);
    if (o->ssv)
        say(w, " with PASID %u", o->pasid);
    say(w, "%s%s", o->stage2 ? ", stage 2" : "", o->stalls ? ", stalled" : "");
}

static void say_parts(struct words *w, const struct hl_operation *o)
{
    switch (o->kind) {
    case HL_DO_ATTACH:
    case HL_DO_DETACH:
    case HL_DO_SET_PASID:
    case HL_DO_REPLACE_PASID:
    case HL_DO_REMOVE_PASID:
        say_attachment(w, o);
        break;
    case HL_DO_DOMAIN:
        say_domain_kind(w, o);
        break;
    case HL_DO_FREE:
        say_domain(w, o->domain);
        break;
    case HL_DO_MAP:
    case HL_DO_UNMAP:
        say_map(w, o);
        break;
    case HL_DO_BIND:
    case HL_DO_UNBIND:
        say(w, " device %u mm %u", o->device, o->mm);
        break;
    case HL_DO_EXIT:
        say(w, " mm %u", o->mm);
        break;
    case HL_DO_INVALIDATE:
        say(w, " mm %u", o->mm);
        say_range(w, o);
        break;
    case HL_DO_VIOMMU:
        say(w, " %u: device %u, parent domain %u", o->viommu, o->device, o->domain);
        break;
    case HL_DO_FREE_VIOMMU:
        say(w, " %u", o->viommu);
        break;
    case HL_DO_VDEVICE:
        say(w, " device %u in viommu %u, StreamID 0x%" PRIx64, o->device, o->viommu, o->vsid);
        break;
    case HL_DO_REMOVE_VDEVICE:
        say(w, " device %u from viommu %u", o->device, o->viommu);
        break;
    case HL_DO_NESTED:
        say_guest(w, o);
        break;
    case HL_DO_GUEST_COMMAND:
        say_guest_command(w, o);
        break;
    case HL_DO_PROBE:
    case HL_DO_RELEASE:
        say(w, " device %u", o->device);
        break;
    case HL_DO_FAIL_ALLOCATION:
        say(w, " %u of the next operation", o->nth);
        break;
    case HL_DO_INTERRUPT:
        say_interrupt(w, o);
        break;
    case HL_DO_RESTART:
        say(w, "%s", o->shutdown ? " after a shutdown" : "");
        break;
    case HL_DO_FAULT:
        say_fault(w, o);
        break;
    default:
        break;
    }
}

const char *hl_operation_words(const struct hl_operation *o, char words[HL_OPERATION_WORDS])
{
    struct words w = {words, 0};

    say(&w, "%s", hl_operation_names[o->kind]);
    say_parts(&w, o);
    if (o->during)
        say(&w, " (on another CPU, at SYNC %u)", o->during);
    return words;
}
