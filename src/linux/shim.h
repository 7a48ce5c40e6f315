// SPDX-License-Identifier: MIT
/* What the arm-smmu-v3 driver needs of the kernel, in userspace. The includer may define before:
 * CONFIG_KUNIT, WRITE_ONCE, PAGE_SHIFT, VA_BITS, hl_alloc. */
#ifndef HITLESS_LINUX_SHIM_H
#define HITLESS_LINUX_SHIM_H

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* glibc defines it on every host; to the driver it means that page tables are big-endian. */
#undef __BIG_ENDIAN
#if __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "the driver's entries are little-endian"
#endif

typedef uint8_t u8;
typedef uint16_t u16;
typedef uint32_t u32;
typedef uint64_t u64;
typedef int64_t s64;
typedef u64 __le64;
typedef u64 dma_addr_t;
typedef u64 phys_addr_t;
typedef s64 ktime_t;
typedef unsigned gfp_t;
typedef unsigned ioasid_t;

#define __iomem
#define __rcu
#define __counted_by(member)
#define __maybe_unused __attribute__((unused))
#define ____cacheline_aligned_in_smp
#define SMP_CACHE_BYTES 64
#ifndef fallthrough
#define fallthrough __attribute__((fallthrough))
#endif
#undef static_assert
#define static_assert(condition) _Static_assert(condition, #condition)
static_assert(sizeof(unsigned long) == 8);

/* IS_ENABLED(CONFIG_X): 1 if CONFIG_X is defined as 1. */
#define HL_SECOND(a, b, ...) b
#define HL_COMMA_1 0,
#define HL_IS_ENABLED_3(comma_or_junk) HL_SECOND(comma_or_junk 1, 0, 0)
#define HL_IS_ENABLED_2(value) HL_IS_ENABLED_3(HL_COMMA_##value)
#define IS_ENABLED(option) HL_IS_ENABLED_2(option)
#define CONFIG_PCI_ATS 1
#define CONFIG_PCI_PRI 1
#define CONFIG_ARM_SMMU_V3_IOMMUFD 1
#define CONFIG_ARM_SMMU_V3_SVA 1

#if IS_ENABLED(CONFIG_KUNIT)
#define VISIBLE_IF_KUNIT
#else
#define VISIBLE_IF_KUNIT static
#endif

#define BITS_PER_LONG 64
#define BIT(n) (1UL << (n))
#define GENMASK(high, low) ((~0UL << (low)) & (~0UL >> (63 - (high))))
#define GENMASK_ULL(high, low) GENMASK(high, low)
#define FIELD_PREP(mask, value) (((u64)(value) << __builtin_ctzll(mask)) & (mask))
#define FIELD_GET(mask, word) (((u64)(word) & (mask)) >> __builtin_ctzll(mask))
#define DMA_BIT_MASK(n) (~UINT64_C(0) >> (64 - (n)))
#define cpu_to_le64(x) ((u64)(x))
#define le64_to_cpu(x) ((u64)(x))
#define hweight8(x) ((unsigned)__builtin_popcount((u8)(x)))
#define ffs(x) __builtin_ffs((int)(x))
#define __ffs(x) ((unsigned long)__builtin_ctzl(x))
#define __fls(x) (63UL - (unsigned long)__builtin_clzl(x))
#define ilog2(x) (63 - __builtin_clzll(x))

#define SZ_4K 0x1000UL
#define SZ_16K 0x4000UL
#define SZ_32K 0x8000UL
#define SZ_64K 0x10000UL
#define SZ_128K 0x20000UL
#define SZ_2M 0x200000UL
#define SZ_32M 0x2000000UL
#define SZ_512M 0x20000000UL
#define SZ_1G 0x40000000UL

#ifndef PAGE_SHIFT
#define PAGE_SHIFT 12
#endif
#define PAGE_SIZE (1UL << PAGE_SHIFT)
#define PAGE_MASK (~(PAGE_SIZE - 1))
#define MAX_PAGE_ORDER 10
#ifndef VA_BITS
#define VA_BITS 48
#endif

#define HL_PICK(type, a, op, b)                                                                    \
    ({                                                                                             \
        type hl_a = (a);                                                                           \
        type hl_b = (b);                                                                           \
        hl_a op hl_b ? hl_a : hl_b;                                                                \
    })
#define min_t(type, a, b) HL_PICK(type, a, <, b)
#define max_t(type, a, b) HL_PICK(type, a, >, b)
#define min(a, b) min_t(__typeof__((a) + (b)), a, b)
#define max(a, b) max_t(__typeof__((a) + (b)), a, b)
#define cmp_int(a, b) (((a) > (b)) - ((a) < (b)))
#define ARRAY_SIZE(array) (sizeof(array) / sizeof((array)[0]))
#define DIV_ROUND_UP(n, d) (((n) + (d)-1) / (d))
#define container_of(pointer, type, member)                                                        \
    ((type *)(void *)((char *)(pointer)-offsetof(type, member)))
#define typeof_member(type, member) __typeof__(((type *)0)->member)

#define READ_ONCE(x) (*(const volatile __typeof__(x) *)&(x))
#ifndef WRITE_ONCE
#define WRITE_ONCE(x, value) (*(volatile __typeof__(x) *)&(x) = (value))
#endif
#define dma_wmb() ((void)0)
#define wmb() ((void)0)

/* The driver's complaints are counted, never printed. One file of a program defines the counter. */
extern _Thread_local unsigned hl_warnings;
#define WARN_ON(condition)                                                                         \
    ({                                                                                             \
        bool hl_warn = (condition) ? true : false;                                                 \
        hl_warnings += hl_warn;                                                                    \
        hl_warn;                                                                                   \
    })
#define WARN_ON_ONCE(condition) WARN_ON(condition)
#define WARN(condition, ...) WARN_ON(condition)
#define dev_err(dev, ...) ((void)(dev))
#define dev_warn(dev, ...) ((void)(dev))
#define dev_warn_once(dev, ...) ((void)(dev))
#define dev_info(dev, ...) ((void)(dev))
#define dev_dbg(dev, ...) ((void)(dev))
#define pr_debug(...) ((void)0)
#define print_hex_dump_debug(...) ((void)0)
#define str_true_false(x) ((x) ? "true" : "false")

#define ERR_PTR(error) ((void *)(intptr_t)(error))
#define PTR_ERR(pointer) ((long)(intptr_t)(pointer))
#define IS_ERR(pointer) ((uintptr_t)(pointer) >= (uintptr_t)-4095)

#define GFP_KERNEL 0u
#ifndef hl_alloc
#define hl_alloc(size) calloc(1, size)
#define kfree(pointer) free(pointer)
#else
#define kfree(pointer) ((void)(pointer))
#endif
#define kmalloc(size, gfp) hl_alloc(size)
#define kzalloc(size, gfp) hl_alloc(size)
#define kcalloc(count, size, gfp) hl_alloc((size_t)(count) * (size))
#define devm_kcalloc(dev, count, size, gfp) ((void)(dev), hl_alloc((size_t)(count) * (size)))
#define devm_kfree(dev, pointer) ((void)(dev), kfree(pointer))
#define kmalloc_obj(object, ...) hl_alloc(sizeof(object))
#define kzalloc_obj(object, ...) hl_alloc(sizeof(object))
#define kzalloc_objs(object, count, ...) hl_alloc((size_t)(count) * sizeof(object))
#define struct_size(pointer, member, count)                                                        \
    (sizeof(*(pointer)) + (size_t)(count) * sizeof((pointer)->member[0]))
#define kzalloc_flex(object, member, count) hl_alloc(struct_size(&(object), member, count))
#define virt_to_phys(pointer) ((phys_addr_t)(uintptr_t)(pointer))

struct mutex {
    int unused;
};
typedef struct {
    int unused;
} spinlock_t, rwlock_t;
#define mutex_lock(mutex) ((void)(mutex))
#define mutex_unlock(mutex) ((void)(mutex))
#define rwlock_init(lock) ((void)(lock))
#define write_lock_irqsave(lock, flags) ((void)(lock), (flags) = 0)
#define write_unlock_irqrestore(lock, flags) ((void)(lock), (void)(flags))
#define rcu_dereference_protected(pointer, condition) (pointer)
#define lockdep_assert_held(lock) ((void)(lock))

typedef struct {
    int counter;
} atomic_t;
typedef struct {
    long counter;
} atomic_long_t;
typedef atomic_t refcount_t;
#define refcount_set(refs, n) ((refs)->counter = (n))
struct list_head {
    struct list_head *next, *prev;
};
struct rb_node {
    struct rb_node *left, *right;
};
struct rb_root {
    struct rb_node *rb_node;
};
struct ida {
    int unused;
};
struct xarray {
    int unused;
};
struct rcu_head {
    int unused;
};
struct mmu_notifier {
    int unused;
};
struct mm_struct {
    void *pgd;
};
struct device {
    const void *of_node;
};
struct iommu_device {
    u32 max_pasids;
};
struct iommu_domain {
    unsigned type;
    const void *ops;
    const void *dirty_ops;
    unsigned long pgsize_bitmap;
    struct {
        dma_addr_t aperture_start;
        dma_addr_t aperture_end;
        bool force_aperture;
    } geometry;
};
struct iommu_dirty_ops {
    int unused;
};
struct iommu_dirty_bitmap;
struct iommu_iotlb_gather;
struct iommu_user_data;
struct iommu_user_data_array;
struct iopf_queue;
struct iommufd_viommu {
    int unused;
};
enum iommu_viommu_type { IOMMU_VIOMMU_TYPE_ARM_SMMUV3 = 1 };
enum iommu_hw_info_type { IOMMU_HW_INFO_TYPE_ARM_SMMUV3 = 2 };
struct iommu_hwpt_arm_smmuv3 {
    __le64 ste[2];
};
enum { IOMMU_HWPT_ALLOC_NEST_PARENT = 1, IOMMU_HWPT_ALLOC_DIRTY_TRACKING = 2 };

#define IOMMU_NO_PASID 0u
#define IOMMU_FWSPEC_PCI_RC_ATS 1u
#define IOMMU_FWSPEC_PCI_RC_CANWBS 2u
struct iommu_fwspec {
    u32 flags;
};
static inline struct iommu_fwspec *dev_iommu_fwspec_get(struct device *dev)
{
    static struct iommu_fwspec none;
    (void)dev;
    return &none;
}

#endif
