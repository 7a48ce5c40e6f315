/* SPDX-License-Identifier: MIT */
/* Pages of 4 KB, and three kinds of addresses that differ by constants (driver/kernel.h). */
#ifndef HITLESS_ASM_PAGE_H
#define HITLESS_ASM_PAGE_H

#include <linux/const.h>

#define PAGE_SHIFT 12
#define PAGE_SIZE (_AC(1, UL) << PAGE_SHIFT)
#define PAGE_MASK (~(PAGE_SIZE - 1))

#ifndef __ASSEMBLY__
#include <linux/types.h>

typedef struct {
    unsigned long pte;
} pte_t;
typedef struct {
    unsigned long pmd;
} pmd_t;
typedef struct {
    unsigned long pud;
} pud_t;
typedef struct {
    unsigned long p4d;
} p4d_t;
typedef struct {
    unsigned long pgd;
} pgd_t;
typedef struct {
    unsigned long pgprot;
} pgprot_t;
typedef struct page *pgtable_t;
#define pte_val(x) ((x).pte)
#define pmd_val(x) ((x).pmd)
#define pud_val(x) ((x).pud)
#define p4d_val(x) ((x).p4d)
#define pgd_val(x) ((x).pgd)
#define pgprot_val(x) ((x).pgprot)
#define __pte(x) ((pte_t){(x)})
#define __pmd(x) ((pmd_t){(x)})
#define __pgd(x) ((pgd_t){(x)})
#define __pgprot(x) ((pgprot_t){(x)})

#define clear_page(page) memset((page), 0, PAGE_SIZE)
#define copy_page(to, from) memcpy((to), (from), PAGE_SIZE)
#define clear_user_page(page, vaddr, pg) clear_page(page)
#define copy_user_page(to, from, vaddr, pg) copy_page((to), (from))

/* Pages lie behind coherent memory; a physical address is theirs only. */
#define HL_PAGES_VIRTUAL 0x400001000000UL
#define HL_PAGES_PHYSICAL 0x880000000UL
#define HL_PAGES_BYTES 0x1000000UL
#define PAGE_OFFSET HL_PAGES_VIRTUAL
#define __pa(x) ((unsigned long)(x)-HL_PAGES_VIRTUAL + HL_PAGES_PHYSICAL)
#define __va(x) ((void *)((unsigned long)(x)-HL_PAGES_PHYSICAL + HL_PAGES_VIRTUAL))
#define __pa_symbol(x) __pa(x)
#define __phys_addr_symbol(x) __pa(x)
#define ARCH_PFN_OFFSET (HL_PAGES_PHYSICAL >> PAGE_SHIFT)
#define virt_to_pfn(x) (__pa(x) >> PAGE_SHIFT)
#define pfn_to_virt(pfn) __va((unsigned long)(pfn) << PAGE_SHIFT)
#define virt_to_page(x) pfn_to_page(virt_to_pfn(x))
#define page_to_virt(page) pfn_to_virt(page_to_pfn(page))
#define virt_addr_valid(x) ((unsigned long)(x)-HL_PAGES_VIRTUAL < HL_PAGES_BYTES)
#define virt_to_phys virt_to_phys
static inline phys_addr_t virt_to_phys(const volatile void *x)
{
    return __pa(x);
}
#define phys_to_virt phys_to_virt
static inline void *phys_to_virt(phys_addr_t x)
{
    return __va(x);
}
#define VM_DATA_DEFAULT_FLAGS 0

#include <asm-generic/memory_model.h>
#ifndef page_to_phys
#define page_to_phys(page) PFN_PHYS(page_to_pfn(page))
#endif
#include <asm-generic/getorder.h>
#endif

#endif
