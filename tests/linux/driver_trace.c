// SPDX-License-Identifier: MIT
/* driver_trace PROFILE: what the whole driver does from probe to remove, a line for each store to
 * memory that the SMMU may read, barrier, register access, command, SYNC, allocation and free, and
 * for the results of what it is asked to do. */
#include "driver/machine.h"

#include <inttypes.h>
#include <stdio.h>

static void store(void *context, const struct hl_machine_store *s)
{
    (void)context;
    if (s->how != HL_HOOK_VOLATILE) /* as a compiler makes them: another one makes others */
        return;
    printf("store %#" PRIx64 " %u: %#" PRIx64 " -> %#" PRIx64 "\n", s->address, s->bytes, s->old,
           s->value);
}

static void barrier(void *context, enum hlk_barrier kind)
{
    static const char *const names[] = {"dma_wmb", "wmb", "dma_rmb", "rmb", "mb"};

    (void)context;
    puts(names[kind]);
}

static void alloc(void *context, uint64_t address, uint64_t bytes, enum hlk_use use)
{
    (void)context;
    printf("alloc %s %#" PRIx64 " %#" PRIx64 "\n", use == HLK_PAGES ? "pages" : "coherent", address,
           bytes);
}

static void freed(void *context, uint64_t address, uint64_t bytes)
{
    (void)context;
    printf("free %#" PRIx64 " %#" PRIx64 "\n", address, bytes);
}

static void mmio(void *context, bool write, uint64_t offset, unsigned bytes, uint64_t value)
{
    (void)context;
    for (unsigned i = 0; i < HL_MREG_COUNT; ++i)
        if (hl_model_register_list[i].offset == offset) {
            printf("%s %s %#" PRIx64 "\n", write ? "write" : "read", hl_model_register_list[i].name,
                   value);
            return;
        }
    printf("%s %#" PRIx64 " %u %#" PRIx64 "\n", write ? "write" : "read", offset, bytes, value);
}

static void ats(void *context, unsigned dev, bool on)
{
    (void)context;
    printf("ATS of device %u %s\n", dev, on ? "on" : "off");
}

static void warn(void *context, const char *file, int line, const char *text)
{
    (void)context, (void)line;
    for (const char *c = file; *c; ++c)
        if (*c == '/')
            file = c + 1;
    printf("WARN %s %s\n", file, text);
}

static void print(void *context, char level, const char *text)
{
    (void)context;
    printf("says %c %s\n", level, text);
}

static void command(void *context, const struct hl_command *taken)
{
    char text[HL_COMMAND_TEXT];

    (void)context;
    hl_command_format(taken, text);
    printf("command %s\n", text);
}

static void synced(void *context)
{
    (void)context;
    puts("synced");
}

static void refused(void *context, enum hl_model_register reg, uint64_t value, const char *why)
{
    (void)context;
    printf("refused %s %#" PRIx64 ": %s\n", hl_model_register_list[reg].name, value, why);
}

static void failed(void *context, unsigned error, const struct hl_command *taken, const char *why)
{
    (void)context, (void)taken;
    printf("error of the queue %u: %s\n", error, why);
}

static void listen(void *context)
{
    const struct hl_machine_listener machine = {.store = store,
                                                .barrier = barrier,
                                                .alloc = alloc,
                                                .freed = freed,
                                                .mmio = mmio,
                                                .ats = ats,
                                                .warn = warn,
                                                .print = print};
    const struct hl_model_listener model = {
        .command = command, .synced = synced, .refused = refused, .failed = failed};

    (void)context;
    hl_machine_listen(&machine);
    hl_model_listen(hl_machine_model(), &model);
}

#define DO(call) printf("= %s: %d\n", #call, call)

int main(int argc, char **argv)
{
    const struct hl_profile *profile = argc == 2 ? hl_profile_find(argv[1]) : NULL;
    const struct hlk_machine machine = {
        .devices = 3,
        .coherent = true,
        .device = {{.sid = {0x8, 0x108}, .streams = 2, .pasid_bits = 4, .pci = true, .ats = true},
                   {.sid = {0x9}, .streams = 1, .pasid_bits = 12, .pci = true, .ats = true},
                   {.sid = {0x300}, .streams = 1, .stall = true}}};
    const uint64_t bypass[2] = {0x9, 0}; /* V, Config 0b100 */
    const uint64_t tlbi[][2] = {{0x12, 0},
                                {0x3 | (uint64_t)0x77 << 32, 1}}; /* TLBI_NH_VA, CFGI_STE leaf */
    uint32_t pasid = 0;
    unsigned done = 0;

    if (!profile) {
        fputs("usage: driver_trace PROFILE\n", stderr);
        return 2;
    }
    if (!hl_machine_boot()) {
        perror("driver_trace: memory");
        return 2;
    }
    printf("release %s\n", hlk_release());
    DO(hl_machine_probe(&machine, &profile->regs, NULL, listen, NULL));
    for (unsigned i = 0; i < 3; ++i)
        DO(hlk_device_probe(i));
    DO(hlk_domain_alloc(2, HLK_S1, 0));
    DO(hlk_attach(0, 2));
    DO(hlk_map(2, 0x1000, 0x12345000, 0x1000, HLK_READ | HLK_WRITE));
    DO(hlk_unmap(2, 0x1000, 0x1000));
    DO(hlk_attach(0, HLK_DOM_IDENTITY));
    DO(hlk_attach(0, HLK_DOM_BLOCKED));
    DO(hlk_attach(0, 2));
    DO(hlk_attach(2, 2));
    DO(hlk_domain_alloc(3, HLK_S1, 0));
    DO(hlk_pasid_attach(0, 2, 3));
    DO(hlk_pasid_replace(0, 2, 2));
    DO(hlk_pasid_detach(0, 2));
    DO(hlk_pasid_attach(1, 0x5c0, 3)); /* a leaf of a CD table of two levels */
    DO(hlk_map(3, 0x200000, 0x40200000, 0x200000, HLK_READ));
    DO(hlk_unmap(3, 0x200000, 0x200000));
    DO(hlk_pasid_detach(1, 0x5c0));
    DO(hlk_sva_bind(0, 0, &pasid));
    printf("PASID %u\n", pasid);
    DO(hlk_mm_invalidate(0, 0x1000, 0x3000));
    DO(hlk_mm_exit(0));
    DO(hlk_sva_unbind(0, 0));
    DO(hlk_domain_alloc(4, HLK_NEST_PARENT, 1));
    DO(hlk_attach(1, 4));
    DO(hlk_viommu_alloc(0, 1, 4));
    DO(hlk_vdevice_add(0, 1, 0x77));
    DO(hlk_nested_alloc(5, 0, bypass));
    DO(hlk_attach(1, 5));
    DO(hlk_viommu_invalidate(0, tlbi, 1, &done));
    DO(hlk_viommu_invalidate(0, tlbi + 1, 1, &done));
    DO(hlk_reset_begin(1));
    DO(hlk_reset_end(1));
    DO(hlk_detach(1));
    DO(hlk_domain_free(5));
    DO(hlk_vdevice_remove(0, 1));
    DO(hlk_viommu_free(0));
    DO(hlk_detach(0));
    DO(hlk_detach(2));
    for (unsigned i = 2; i < 5; ++i)
        DO(hlk_domain_free(i));
    for (unsigned i = 0; i < 3; ++i)
        DO(hlk_device_release(i));
    DO(hlk_smmu_remove());
    return 0;
}
