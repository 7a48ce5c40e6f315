/* SPDX-License-Identifier: MIT */
/* A process's tables exist as memory that the SMMU walks; the kernel has none. */
#ifndef HITLESS_ASM_PGTABLE_H
#define HITLESS_ASM_PGTABLE_H

#define PGDIR_SHIFT 39
#define PTRS_PER_PGD 512
#define swapper_pg_dir ((pgd_t *)0)
#define PAGE_NONE __pgprot(0)
#define PAGE_SHARED __pgprot(0)
#define PAGE_COPY __pgprot(0)
#define PAGE_READONLY __pgprot(0)
#define PAGE_KERNEL __pgprot(0)
#define pgprot_noncached(prot) (prot)
#define pgprot_writecombine(prot) (prot)
#define pgprot_device(prot) (prot)
#define ZERO_PAGE(vaddr) ((struct page *)0)
#define VMALLOC_START 0UL
#define VMALLOC_END ~0UL
#define KMAP_START 0UL

#endif
