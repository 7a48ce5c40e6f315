/* SPDX-License-Identifier: MIT */
/* Registers: every accessor of asm-generic ends in one of these. */
#ifndef HITLESS_ASM_IO_H
#define HITLESS_ASM_IO_H

#include <linux/types.h>
#include <asm/barrier.h>
#include <asm/page.h>

#define HL_IO(letter, type)                                                                        \
    static inline type __raw_read##letter(const volatile void __iomem *addr)                       \
    {                                                                                              \
        return (type)hl_mmio_read((const volatile void __force *)addr, sizeof(type));              \
    }                                                                                              \
    static inline void __raw_write##letter(type value, volatile void __iomem *addr)                \
    {                                                                                              \
        hl_mmio_write((volatile void __force *)addr, sizeof(type), value);                         \
    }
HL_IO(b, u8)
HL_IO(w, u16)
HL_IO(l, u32)
HL_IO(q, u64)
#undef HL_IO
#define __raw_readb __raw_readb
#define __raw_readw __raw_readw
#define __raw_readl __raw_readl
#define __raw_readq __raw_readq
#define __raw_writeb __raw_writeb
#define __raw_writew __raw_writew
#define __raw_writel __raw_writel
#define __raw_writeq __raw_writeq

/* arm64's: a register's read is ordered by a load's barrier, a write by wmb() before it. */
#define __io_ar(v) dma_rmb()
#define __io_bw() dma_wmb()

#define __iomem_to_ptr(addr) ((void __force *)(addr))
#define ioremap ioremap
void __iomem *ioremap(phys_addr_t addr, size_t size);
#define iounmap iounmap
void iounmap(volatile void __iomem *addr);
#define ioremap_wc ioremap
#define ioremap_cache ioremap
#define memset_io(to, c, n) memset((void __force *)(to), (c), (n))

#include <asm-generic/io.h>

#endif
