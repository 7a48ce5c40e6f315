// SPDX-License-Identifier: MIT
/* A whole driver that is none: hlk_*() for tests of what calls it. It notes each call, waits as
 * often as it is told, and refuses what it is told. */
#ifndef HITLESS_TESTS_FAKE_DRIVER_H
#define HITLESS_TESTS_FAKE_DRIVER_H

#include "driver/conduct.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { FAKE_LOG = 4096 };
static struct {
    char log[FAKE_LOG]; /* "attach(0,2) ..." */
    unsigned waits;     /* of each call */
    int refuse;         /* the result of each call that is not a probe */
    enum hlk_entry entry;
    unsigned fail;
    unsigned fails_at; /* the number of the allocation that the next call would make */
    struct hl_conduct *run;
} fake = {.entry = HLK_ENTER_ANY};

static void fake_note(const char *format, ...) __attribute__((format(printf, 1, 2)));
static void fake_note(const char *format, ...)
{
    const size_t length = strlen(fake.log);
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(fake.log + length, FAKE_LOG - length, format, arguments);
    va_end(arguments);
}

/* What every call does after it is noted. */
static int fake_work(void)
{
    for (unsigned i = 0; fake.run && i < fake.waits; i++) {
        fake_note("[ ");
        hl_conduct_wait(fake.run);
        fake_note("] ");
    }
    if (fake.fail)
        return -12;
    return fake.refuse;
}

#define FAKE(name, parameters, ...)                                                                \
    int name parameters                                                                            \
    {                                                                                              \
        fake_note(__VA_ARGS__);                                                                    \
        return fake_work();                                                                        \
    }
FAKE(hlk_device_probe, (unsigned dev), "probe(%u) ", dev)
FAKE(hlk_device_release, (unsigned dev), "release(%u) ", dev)
FAKE(hlk_domain_alloc, (unsigned dom, enum hlk_domain_kind kind, unsigned dev), "domain(%u,%d,%u) ",
     dom, (int)kind, dev)
FAKE(hlk_domain_free, (unsigned dom), "free(%u) ", dom)
FAKE(hlk_attach, (unsigned dev, unsigned dom), "attach(%u,%u) ", dev, dom)
FAKE(hlk_detach, (unsigned dev), "detach(%u) ", dev)
FAKE(hlk_pasid_attach, (unsigned dev, uint32_t pasid, unsigned dom), "set-pasid(%u,%u,%u) ", dev,
     pasid, dom)
FAKE(hlk_pasid_replace, (unsigned dev, uint32_t pasid, unsigned dom), "replace-pasid(%u,%u,%u) ",
     dev, pasid, dom)
FAKE(hlk_pasid_detach, (unsigned dev, uint32_t pasid), "remove-pasid(%u,%u) ", dev, pasid)
FAKE(hlk_sva_unbind, (unsigned dev, unsigned mm), "unbind(%u,%u) ", dev, mm)
FAKE(hlk_mm_exit, (unsigned mm), "exit(%u) ", mm)
FAKE(hlk_mm_invalidate, (unsigned mm, uint64_t start, uint64_t end), "invalidate(%u,%x,%x) ", mm,
     (unsigned)start, (unsigned)end)
FAKE(hlk_map, (unsigned dom, uint64_t iova, uint64_t pa, uint64_t size, unsigned prot),
     "map(%u,%x,%x,%x,%u) ", dom, (unsigned)iova, (unsigned)pa, (unsigned)size, prot)
FAKE(hlk_unmap, (unsigned dom, uint64_t iova, uint64_t size), "unmap(%u,%x,%x) ", dom,
     (unsigned)iova, (unsigned)size)
FAKE(hlk_viommu_alloc, (unsigned viommu, unsigned dev, unsigned parent), "viommu(%u,%u,%u) ",
     viommu, dev, parent)
FAKE(hlk_viommu_free, (unsigned viommu), "free-viommu(%u) ", viommu)
FAKE(hlk_vdevice_add, (unsigned viommu, unsigned dev, uint64_t vsid), "vdevice(%u,%u,%u) ", viommu,
     dev, (unsigned)vsid)
FAKE(hlk_vdevice_remove, (unsigned viommu, unsigned dev), "remove-vdevice(%u,%u) ", viommu, dev)
FAKE(hlk_nested_alloc, (unsigned dom, unsigned viommu, const uint64_t vste[2]),
     "nested(%u,%u,%x,%x) ", dom, viommu, (unsigned)vste[0], (unsigned)vste[1])
FAKE(hlk_smmu_remove, (void), "remove-smmu() ")
FAKE(hlk_suspend, (void), "suspend() ")
FAKE(hlk_resume, (void), "resume() ")
void hlk_smmu_shutdown(void)
{
    fake_note("shutdown() ");
}

FAKE(hlk_interrupt, (enum hlk_interrupt interrupt), "interrupt(%d) ", (int)interrupt)

int hlk_sva_bind(unsigned dev, unsigned mm, uint32_t *pasid)
{
    fake_note("bind(%u,%u) ", dev, mm);
    *pasid = 1 + mm;
    return fake_work();
}

int hlk_viommu_invalidate(unsigned viommu, const uint64_t (*commands)[2], unsigned number,
                          unsigned *done)
{
    fake_note("guest(%u,%u,%x) ", viommu, number, (unsigned)commands[0][0] & 0xff);
    *done = number;
    return fake_work();
}

void hlk_fail_alloc(unsigned nth)
{
    fake.fail = nth;
    if (nth)
        fake_note("fail(%u) ", nth);
}

enum hlk_entry hlk_may_enter(void)
{
    return fake.entry;
}

static void fake_begin(struct hl_conduct *run)
{
    memset(&fake, 0, sizeof fake);
    fake.entry = HLK_ENTER_ANY;
    fake.run = run;
}

#endif
