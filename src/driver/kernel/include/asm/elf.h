/* SPDX-License-Identifier: MIT */
#ifndef HITLESS_ASM_ELF_H
#define HITLESS_ASM_ELF_H

#define ELF_CLASS ELFCLASS64
#define ELF_DATA ELFDATA2LSB
#define ELF_ARCH EM_AARCH64
#define ELF_EXEC_PAGESIZE 4096
typedef unsigned long elf_greg_t;
typedef elf_greg_t elf_gregset_t[34];
typedef struct {
    unsigned long nothing;
} elf_fpregset_t;
#define ELF_PLATFORM ((char *)0)
#define ELF_HWCAP 0
#define elf_check_arch(x) 1
#define ELF_ET_DYN_BASE 0

#endif
