// SPDX-License-Identifier: MIT
/* Allocators over the arenas of driver/kernel.h: chunks for kmalloc(), blocks of pages, and DMA
 * memory. A freed piece is the next to be given again; fresh memory is not zero where the kernel
 * does not promise it. */
#include <linux/dma-mapping.h>
#include <linux/gfp.h>
#include <linux/mmzone.h>

#include "shim.h"

enum { ORDERS = 24, PATTERN = 0x6b };

/* A stack of free pieces for each power of two; next is in the piece. */
struct arena {
    unsigned long from, used, top;
    void *free[ORDERS];
};
static struct arena coherent = {HLK_VIRTUAL, 0, 0, {NULL}};
static struct arena pages = {HLK_VIRTUAL + HLK_ARENA, 0, 0, {NULL}};
static struct arena heap = {HLK_VIRTUAL + 2 * HLK_ARENA, 0, 0, {NULL}};

struct page *mem_map = (struct page *)(HLK_VIRTUAL + 3 * HLK_ARENA);
unsigned long max_mapnr = HLK_ARENA / PAGE_SIZE;
struct pglist_data contig_page_data;
atomic_long_t vm_node_stat[NR_VM_NODE_STAT_ITEMS];

static unsigned int fail_at;
static bool failed;
unsigned int hl_asserting;

/* AddressSanitizer's, where it is linked. */
void __asan_poison_memory_region(const void volatile *from, size_t bytes) __attribute__((weak));
void __asan_unpoison_memory_region(const void volatile *from, size_t bytes) __attribute__((weak));

static void forbid(void *from, size_t bytes)
{
    if (__asan_poison_memory_region)
        __asan_poison_memory_region(from, bytes);
}

static void allow(void *from, size_t bytes)
{
    if (__asan_unpoison_memory_region)
        __asan_unpoison_memory_region(from, bytes);
}

unsigned long hlk_arena_used(unsigned int number)
{
    const struct arena *const all[] = {&coherent, &pages, &heap};
    if (number == 3)
        return pages.top / PAGE_SIZE * sizeof(struct page);
    return number < ARRAY_SIZE(all) ? all[number]->top : 0;
}

void hlk_arena_skip(unsigned long of_coherent, unsigned long of_pages)
{
    coherent.used = coherent.top = of_coherent;
    pages.used = pages.top = of_pages;
}

void hlk_fail_alloc(unsigned int nth)
{
    fail_at = nth;
    failed = false;
}

bool hlk_alloc_failed(void)
{
    return failed;
}

bool hl_strikes(gfp_t flags)
{
    if (likely(!fail_at) || flags & __GFP_NOFAIL || hl_asserting || --fail_at)
        return false;
    failed = true;
    return true;
}

/* 2^order bytes, aligned to that; NULL: there are no more. */
static void *take(struct arena *arena, unsigned int order)
{
    void *piece = arena->free[order];
    if (piece) {
        allow(piece, 1UL << order);
        arena->free[order] = *(void **)piece;
        return piece;
    }
    const unsigned long at = ALIGN(arena->used, 1UL << order);
    if (at + (1UL << order) > HLK_ARENA)
        return NULL;
    arena->used = at + (1UL << order);
    if (arena->used > arena->top)
        arena->top = arena->used;
    allow((void *)(arena->from + at), 1UL << order);
    return (void *)(arena->from + at);
}

static void give(struct arena *arena, void *piece, unsigned int order)
{
    *(void **)piece = arena->free[order];
    arena->free[order] = piece;
    forbid(piece, 1UL << order);
}

/* kmalloc() and its kin. */

/* Before each chunk; 16 bytes keep the alignment. */
struct chunk {
    unsigned int order, bytes;
    unsigned long magic;
};
#define MAGIC 0x6869746c657373UL

static void *heap_take(size_t bytes)
{
    const unsigned int order = (unsigned int)fls64(bytes + sizeof(struct chunk) - 1);
    struct chunk *chunk = take(&heap, order < 5 ? 5 : order);
    if (!chunk)
        hlh_die("the kernel's own memory is used up");
    *chunk = (struct chunk){order < 5 ? 5 : order, (unsigned int)bytes, MAGIC};
    forbid((char *)(chunk + 1) + bytes, (1UL << chunk->order) - sizeof *chunk - bytes);
    return chunk + 1;
}

void *hl_heap_alloc(size_t bytes)
{
    return memset(heap_take(bytes), 0, bytes);
}

void hl_heap_free(void *memory)
{
    struct chunk *chunk = (struct chunk *)memory - 1;
    if (chunk->magic != MAGIC) {
        hlh_warn("kfree", 0, "memory that kmalloc() did not give, or gave once and is free");
        return;
    }
    chunk->magic = 0;
    give(&heap, chunk, chunk->order);
}

static void *kernel_alloc(size_t bytes, gfp_t flags)
{
    if (hl_strikes(flags))
        return NULL;
    if (bytes > HLK_ARENA / 4)
        return NULL;
    if (!bytes)
        return ZERO_SIZE_PTR;
    return memset(heap_take(bytes), flags & __GFP_ZERO ? 0 : PATTERN, bytes);
}

HL_UNTYPED(void *, __kmalloc_noprof, (size_t bytes, gfp_t flags))
{
    return kernel_alloc(bytes, flags);
}

HL_UNTYPED(void *, __kmalloc_node_noprof, (size_t bytes, gfp_t flags, int node))
{
    return kernel_alloc(bytes, flags);
}

HL_UNTYPED(void *, __kmalloc_node_track_caller_noprof,
           (size_t bytes, gfp_t flags, int node, unsigned long caller))
{
    return kernel_alloc(bytes, flags);
}

HL_UNTYPED(void *, __kvmalloc_node_noprof, (size_t bytes, gfp_t flags, int node))
{
    return kernel_alloc(bytes, flags);
}

HL_UNTYPED(void *, __kmalloc_cache_noprof, (struct kmem_cache * cache, gfp_t flags, size_t bytes))
{
    return kernel_alloc(bytes, flags);
}

HL_UNTYPED(void *, __kmalloc_large_noprof, (size_t bytes, gfp_t flags))
{
    return kernel_alloc(bytes, flags);
}

/* All of them are NULL: a size comes with each call. */
void *hl_caches[512] __asm__("kmalloc_caches");

HL_UNTYPED(void, kfree, (const void *memory))
{
    if (!ZERO_OR_NULL_PTR(memory))
        hl_heap_free((void *)memory);
}

HL_UNTYPED(void, kvfree, (const void *memory))
{
    hl_untyped_kfree(memory);
}

static void *kernel_realloc(const void *memory, size_t bytes, gfp_t flags)
{
    void *new = kernel_alloc(bytes, flags);
    if (!ZERO_OR_NULL_PTR(memory) && !ZERO_OR_NULL_PTR(new)) {
        const size_t old = ((const struct chunk *)memory)[-1].bytes;
        memcpy(new, memory, old < bytes ? old : bytes);
    }
    if (new)
        hl_untyped_kfree(memory);
    return new;
}

HL_UNTYPED(void *, krealloc_node_align_noprof,
           (const void *memory, size_t bytes, unsigned long align, gfp_t flags, int node))
{
    return kernel_realloc(memory, bytes, flags);
}

HL_UNTYPED(void *, krealloc_noprof, (const void *memory, size_t bytes, gfp_t flags))
{
    return kernel_realloc(memory, bytes, flags);
}

HL_UNTYPED(char *, kstrdup, (const char *text, gfp_t flags))
{
    char *copy = text ? kernel_alloc(strlen(text) + 1, flags) : NULL;
    return copy ? strcpy(copy, text) : NULL;
}

/* A cache is the size of its objects, and what makes them. */
struct hl_cache {
    size_t bytes;
    void (*make)(void *);
};

static struct kmem_cache *cache_create(size_t bytes, void (*make)(void *))
{
    struct hl_cache *cache = hl_heap_alloc(sizeof *cache);
    *cache = (struct hl_cache){bytes, make};
    return (struct kmem_cache *)cache;
}

HL_UNTYPED(struct kmem_cache *, __kmem_cache_create_args,
           (const char *name, unsigned int bytes, struct kmem_cache_args *args, slab_flags_t flags))
{
    return cache_create(bytes, args ? (void (*)(void *))args->ctor : NULL);
}

HL_UNTYPED(void, kmem_cache_destroy, (struct kmem_cache * cache))
{
    if (cache)
        hl_heap_free(cache);
}

static void *cache_alloc(struct kmem_cache *s, gfp_t flags)
{
    const struct hl_cache *cache = (const struct hl_cache *)s;
    void *object = kernel_alloc(cache->bytes, cache->make ? flags | __GFP_ZERO : flags);
    if (object && cache->make)
        cache->make(object);
    return object;
}

HL_UNTYPED(void *, kmem_cache_alloc_noprof, (struct kmem_cache * cache, gfp_t flags))
{
    return cache_alloc(cache, flags);
}

HL_UNTYPED(void *, kmem_cache_alloc_lru_noprof, (struct kmem_cache * cache, void *lru, gfp_t flags))
{
    return cache_alloc(cache, flags);
}

HL_UNTYPED(void, kmem_cache_free, (struct kmem_cache * cache, void *object))
{
    hl_heap_free(object);
}

/* Pages. */

void *hl_pages_alloc(unsigned int order, bool zero)
{
    void *memory = take(&pages, order + PAGE_SHIFT);
    if (!memory)
        return NULL;
    memset(memory, zero ? 0 : PATTERN, PAGE_SIZE << order);
    hlh_alloc(__pa(memory), PAGE_SIZE << order, HLK_PAGES);
    return memory;
}

void hl_pages_free(void *memory, unsigned int order)
{
    hlh_free(__pa(memory), PAGE_SIZE << order);
    give(&pages, memory, order + PAGE_SHIFT);
}

static struct page *page_alloc(gfp_t flags, unsigned int order)
{
    if (hl_strikes(flags) || order > 10)
        return NULL;
    void *memory = hl_pages_alloc(order, flags & __GFP_ZERO);
    if (!memory)
        return NULL;
    struct page *page = virt_to_page(memory);
    memset(page, 0, sizeof *page << order);
    set_page_count(page, 1);
    return page;
}

HL_UNTYPED(struct page *, __alloc_pages_noprof,
           (gfp_t flags, unsigned int order, int node, nodemask_t *nodes))
{
    return page_alloc(flags, order);
}

HL_UNTYPED(void, __free_pages, (struct page * page, unsigned int order))
{
    if (put_page_testzero(page))
        hl_pages_free(page_to_virt(page), order);
}

#ifdef HL_HAS_FOLIO_ALLOC
HL_UNTYPED(struct folio *, __folio_alloc_noprof,
           (gfp_t flags, unsigned int order, int node, nodemask_t *nodes))
{
    struct folio *folio = (struct folio *)page_alloc(flags, order);
    if (folio && order) { /* so that folio_order() finds it */
        __SetPageHead(&folio->page);
        *(unsigned long *)&folio->_flags_1 = order;
#ifdef NR_PAGES_IN_LARGE_FOLIO
        folio->_nr_pages = 1u << order;
#endif
    }
    return folio;
}

HL_UNTYPED(void, __folio_put, (struct folio * folio))
{
    hl_pages_free(page_to_virt(&folio->page), folio_order(folio));
}
#endif

/* DMA. */

/* Whole pages, aligned to their size, as dma_alloc_coherent() gives them. */
static unsigned int order_of(size_t bytes)
{
    const unsigned int order = (unsigned int)fls64(bytes - 1);
    return order < PAGE_SHIFT ? PAGE_SHIFT : order;
}

HL_UNTYPED(void *, dma_alloc_attrs,
           (struct device * dev, size_t bytes, dma_addr_t *address, gfp_t flags,
            unsigned long attrs))
{
    if (hl_strikes(flags) || !bytes || bytes > HLK_ARENA / 2)
        return NULL;
    void *memory = take(&coherent, order_of(bytes));
    if (!memory)
        return NULL;
    memset(memory, 0, bytes);
    *address = (unsigned long)memory - HLK_VIRTUAL + HLK_DMA;
    hlh_alloc(*address, bytes, HLK_COHERENT);
    return memory;
}

HL_UNTYPED(void, dma_free_attrs,
           (struct device * dev, size_t bytes, void *memory, dma_addr_t address,
            unsigned long attrs))
{
    if (address != (unsigned long)memory - HLK_VIRTUAL + HLK_DMA)
        hlh_warn("dma_free_coherent", 0, "an address that is not this memory's");
    hlh_free(address, bytes);
    give(&coherent, memory, order_of(bytes));
}

struct managed {
    struct device *dev;
    size_t bytes;
    void *memory;
    dma_addr_t address;
};

static void free_managed(void *data)
{
    struct managed *managed = data;
    hl_untyped_dma_free_attrs(managed->dev, managed->bytes, managed->memory, managed->address, 0);
    hl_heap_free(managed);
}

HL_UNTYPED(void *, dmam_alloc_attrs,
           (struct device * dev, size_t bytes, dma_addr_t *address, gfp_t flags,
            unsigned long attrs))
{
    void *memory = hl_untyped_dma_alloc_attrs(dev, bytes, address, flags, attrs);
    if (!memory)
        return NULL;
    struct managed *managed = hl_heap_alloc(sizeof *managed);
    *managed = (struct managed){dev, bytes, memory, *address};
    hl_devres_add(dev, free_managed, managed);
    return memory;
}

/* Pages are mapped one to one; the SMMU sees what the CPU writes at once. */
HL_UNTYPED(dma_addr_t, dma_map_page_attrs,
           (struct device * dev, struct page *page, size_t offset, size_t bytes, int way,
            unsigned long attrs))
{
    return page_to_phys(page) + offset;
}

HL_UNTYPED(void, dma_unmap_page_attrs,
           (struct device * dev, dma_addr_t address, size_t bytes, int way, unsigned long attrs))
{
}

HL_UNTYPED(dma_addr_t, dma_map_phys,
           (struct device * dev, phys_addr_t address, size_t bytes, int way, unsigned long attrs))
{
    return address;
}

HL_UNTYPED(void, dma_unmap_phys,
           (struct device * dev, dma_addr_t address, size_t bytes, int way, unsigned long attrs))
{
}

HL_UNTYPED(void, __dma_sync_single_for_device,
           (struct device * dev, dma_addr_t address, size_t bytes, int way))
{
}

HL_UNTYPED(void, dma_sync_single_for_device,
           (struct device * dev, dma_addr_t address, size_t bytes, int way))
{
}

int dma_set_mask(struct device *dev, u64 mask)
{
    return 0;
}

int dma_set_coherent_mask(struct device *dev, u64 mask)
{
    return 0;
}
