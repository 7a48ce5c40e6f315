// SPDX-License-Identifier: MIT
/* The wall between hitless and a kernel tree's whole arm-smmu-v3 driver, which runs in this
 * process: hlk_*() is called by hitless and is on the kernel's side, hlh_*() is called by the
 * kernel's side and is hitless's. Both sides include this file; neither includes a header of the
 * other.
 *
 * Devices, domains, address spaces (mm) and viommus are small numbers. Addresses are those that the
 * SMMU sees; no other address crosses the wall. Results are 0 or -errno as the driver gives it; a
 * refusal of the driver is no error of the caller's. There is one machine in a process, and one
 * caller at a time, which may call again from hlh_wait() where hlk_may_enter() says so.
 *
 * A caller keeps the contract of the IOMMU core's callers: it frees no domain that is attached or a
 * parent, gives a number no second use, detaches only what is attached. */
#ifndef HITLESS_DRIVER_KERNEL_H
#define HITLESS_DRIVER_KERNEL_H

#ifdef __KERNEL__
#include <linux/types.h>
#else
#include <stdbool.h>
#include <stdint.h>
#endif

enum {
    HLK_DEVICES = 3,
    HLK_STREAMS = 2,
    HLK_DOMAINS = 8, /* of which the first two are the driver's static ones */
    HLK_MMS = 3,
    HLK_VIOMMUS = 2
};

/* Domain numbers that always exist. */
enum { HLK_DOM_IDENTITY, HLK_DOM_BLOCKED, HLK_DOM_FREE };

enum hlk_domain_kind {
    HLK_S1,          /* paging, stage 1 */
    HLK_S2,          /* paging, stage 2, not for nesting */
    HLK_NEST_PARENT, /* paging, stage 2, that nested domains may have as their parent */
    HLK_NESTED       /* by hlk_nested_alloc() only */
};

/* An endpoint, and what it can. */
struct hlk_device {
    uint32_t sid[HLK_STREAMS];
    uint8_t streams;    /* 1 .. HLK_STREAMS */
    uint8_t pasid_bits; /* 0: no PASIDs; pci: the endpoint's capability, else the firmware's
                           pasid-num-bits */
    bool pci;           /* else a platform device */
    bool ats;           /* pci: it has ATS, and the root complex too */
    bool pri;           /* pci: it has PRI */
    bool stall;         /* platform: dma-can-stall */
    bool ats_required;  /* pci: it does nothing without ATS, as with CXL.cache (7.3) */
    bool canwbs;        /* pci: the root complex makes its DMA coherent whatever it asks (7.2) */
};

/* The SMMU's surroundings. Its registers are read by hlh_mmio_read(). */
struct hlk_machine {
    struct hlk_device device[HLK_DEVICES];
    uint8_t devices;         /* 1 .. HLK_DEVICES */
    bool coherent;           /* the firmware's dma-coherent */
    bool msi;                /* interrupts by MSI can be had for the SMMU itself */
    bool passthrough;        /* iommu.passthrough=1: default domains are identity */
    bool disable_msipolling; /* the module's parameters */
    bool disable_bypass;     /* (6.12) */
    bool kdump;              /* is_kdump_kernel() */
};

/* Result of what this tree's driver does not have: no errno of the kernel is that large. */
enum { HLK_ABSENT = -4000 };

/* ---- Calls into the kernel --------------------------------------------------------------------
 */

/* Once a process, before anything else. */
int hlk_boot(void);

/* The tree: "7.3.4", from its Makefile. */
const char *hlk_release(void);

/* Probe the SMMU with the firmware's description; devices then appear by hlk_device_probe(). */
int hlk_smmu_probe(const struct hlk_machine *machine);
int hlk_smmu_remove(void);
void hlk_smmu_shutdown(void);
int hlk_suspend(void);
int hlk_resume(void);

/* A device appears on its bus: the core gives it its default domain. Disappears: it releases it. */
int hlk_device_probe(unsigned dev);
int hlk_device_release(unsigned dev);

/* Paging domains, as iommufd or DMA API allocate them for a device. */
int hlk_domain_alloc(unsigned dom, enum hlk_domain_kind kind, unsigned dev);
int hlk_domain_free(unsigned dom);

/* Attach a domain to the device's RID, in place of whatever it has; detach: back to its default
 * domain. */
int hlk_attach(unsigned dev, unsigned dom);
int hlk_detach(unsigned dev);

/* The same to a PASID. */
int hlk_pasid_attach(unsigned dev, uint32_t pasid, unsigned dom);
int hlk_pasid_replace(unsigned dev, uint32_t pasid, unsigned dom);
int hlk_pasid_detach(unsigned dev, uint32_t pasid);

/* Shared virtual addressing: bind gives the PASID that all devices of this mm share. exit: the
 * process ends, as exit_mmap() tells the driver; it may still be bound. invalidate: [start, end) of
 * the mm changed. An mm that is exited and unbound everywhere is a new process at its next bind. */
int hlk_sva_bind(unsigned dev, unsigned mm, uint32_t *pasid);
int hlk_sva_unbind(unsigned dev, unsigned mm);
int hlk_mm_exit(unsigned mm);
int hlk_mm_invalidate(unsigned mm, uint64_t start, uint64_t end);

/* Map whole pages of a paging domain; prot is made of enum hlk_prot. */
enum hlk_prot { HLK_READ = 1, HLK_WRITE = 2, HLK_CACHE = 4, HLK_NOEXEC = 8 };
int hlk_map(unsigned dom, uint64_t iova, uint64_t pa, uint64_t size, unsigned prot);
int hlk_unmap(unsigned dom, uint64_t iova, uint64_t size);

/* Nesting: a viommu of a device's SMMU with a nest parent, the device in it under a guest's
 * StreamID, nested domains from a guest's STE (two qwords, as struct iommu_hwpt_arm_smmuv3), and
 * commands of a guest (two qwords each; done: how many were taken). */
int hlk_viommu_alloc(unsigned viommu, unsigned dev, unsigned parent);
int hlk_viommu_free(unsigned viommu);
int hlk_vdevice_add(unsigned viommu, unsigned dev, uint64_t vsid);
int hlk_vdevice_remove(unsigned viommu, unsigned dev);
int hlk_nested_alloc(unsigned dom, unsigned viommu, const uint64_t vste[2]);
int hlk_viommu_invalidate(unsigned viommu, const uint64_t (*commands)[2], unsigned number,
                          unsigned *done);

/* The SMMU's interrupts, as threads of the driver's handle them. */
enum hlk_interrupt { HLK_EVTQ, HLK_PRIQ, HLK_GERROR };
int hlk_interrupt(enum hlk_interrupt interrupt);
/* The global error's, as another CPU takes it while this one waits, whatever that holds: its
 * handler takes no lock. -ENOENT: nobody has asked for it. */
int hlk_error_interrupt(void);

/* A PCI device is reset: the core blocks it before, and restores it after (7.2). */
int hlk_reset_begin(unsigned dev);
int hlk_reset_end(unsigned dev);

/* From now on the nth allocation (1: the next) fails, once; 0: none does. What the kernel asserts
 * that it does not fail (WARN_ON) has none that could. */
void hlk_fail_alloc(unsigned nth);
/* Whether the last hlk_fail_alloc() has struck. */
bool hlk_alloc_failed(void);

/* What another CPU could do now, in hlh_wait(): nothing (a spinlock is held), what takes no mutex
 * (hlk_map, hlk_unmap, hlk_mm_exit, hlk_mm_invalidate, hlk_viommu_invalidate), or anything. */
enum hlk_entry { HLK_ENTER_NOT, HLK_ENTER_UNLOCKED, HLK_ENTER_ANY };
enum hlk_entry hlk_may_enter(void);

/* What a domain or an mm means, from the core's own data: the root of its table, ASID or VMID as
 * the driver gave it (0 before the first attach). -EINVAL: not such a thing. */
struct hlk_meaning {
    uint64_t root;
    uint16_t asid; /* HLK_S1 */
    uint16_t vmid; /* HLK_S2, HLK_NEST_PARENT, and HLK_NESTED: its viommu's */
};
int hlk_domain_meaning(unsigned dom, struct hlk_meaning *meaning);
int hlk_mm_meaning(unsigned mm, struct hlk_meaning *meaning);

/* Calls out of the kernel. */

uint64_t hlh_mmio_read(uint64_t offset, unsigned bytes);
void hlh_mmio_write(uint64_t offset, unsigned bytes, uint64_t value);

/* A WRITE_ONCE() and its kin to memory that hlh_alloc() named, right before it is done. */
void hlh_store(uint64_t address, unsigned bytes, uint64_t value);

/* DMA_WRITE: dma_wmb(); WRITE: wmb() and writel()'s; DMA_READ, READ, FULL alike. */
enum hlk_barrier {
    HLK_BARRIER_DMA_WRITE,
    HLK_BARRIER_WRITE,
    HLK_BARRIER_DMA_READ,
    HLK_BARRIER_READ,
    HLK_BARRIER_FULL
};
void hlh_barrier(enum hlk_barrier barrier);

/* Memory that the SMMU may be given: coherent (queues, stream tables, CD tables) or pages
 * (translation tables; a process's pgd). The machine gives its content. free: before it is
 * given back. */
enum hlk_use { HLK_COHERENT, HLK_PAGES };
void hlh_alloc(uint64_t address, uint64_t bytes, enum hlk_use use);
void hlh_free(uint64_t address, uint64_t bytes);

/* The driver waits for the SMMU: the model goes on; time goes on. */
void hlh_wait(void);

/* The endpoint's ATS and PRI capabilities go on or off. */
void hlh_ats(unsigned dev, bool on);
void hlh_pri(unsigned dev, bool on);

/* A WARN or BUG of the subject, and what it prints by itself (level as in printk, '0' .. '7'). */
void hlh_warn(const char *file, int line, const char *text);
void hlh_print(char level, const char *text);

/* The kernel's side cannot go on (BUG, its own memory is used up): does not return. */
void hlh_die(const char *why) __attribute__((noreturn));

/* Memory and its addresses: a piece of coherent or page memory at a fixed place, which differs for
 * what the kernel calls virtual, physical, and DMA address. Arenas of HLK_ARENA bytes lie one
 * after the other from HLK_VIRTUAL on, where the host has mapped them before hlk_boot(): coherent
 * memory, which the SMMU sees from HLK_DMA on; pages, which it sees from HLK_PHYSICAL on; and two
 * that it does not see. hlk_arena_used(): how many bytes of each have ever been used. */
enum { HLK_ARENAS = 4 };
#define HLK_VIRTUAL 0x400000000000ULL
#define HLK_PHYSICAL 0x880000000ULL
#define HLK_DMA 0xd40000000ULL
#define HLK_ARENA 0x1000000ULL /* bytes of each: 16 MB */
unsigned long hlk_arena_used(unsigned arena);
/* Do not use the first bytes of the coherent memory and of the pages: another kernel's lie there.
 */
void hlk_arena_skip(unsigned long coherent, unsigned long pages);

#endif
