/* SPDX-License-Identifier: MIT */
/* Stores as drivers write them, in a file that knows nothing of the hook. */
#ifndef HITLESS_TESTS_HOOK_SUBJECT_H
#define HITLESS_TESTS_HOOK_SUBJECT_H

#include <stddef.h>
#include <stdint.h>

struct ste {
    uint64_t q[8];
};
struct fields {
    uint64_t v : 1, config : 3, rest : 60;
    uint64_t other;
};
/* Its members lie where they are not aligned. */
struct __attribute__((packed)) packed {
    uint8_t one;
    uint64_t eight;
};

struct subject {
    const char *name;
    void (*one)(uint8_t *to, uint8_t value);
    void (*two)(uint16_t *to, uint16_t value);
    void (*four)(uint32_t *to, uint32_t value);
    void (*eight)(uint64_t *to, uint64_t value);
    void (*sixteen)(void *to, uint64_t low, uint64_t high);
    void (*unaligned)(struct packed *to, uint64_t value);
    void (*fields)(struct fields *to);
    void (*assign)(struct ste *to, const struct ste *from);
    void (*clear)(struct ste *to);
    void (*give_back)(struct ste *to, uint64_t value); /* a function's result */
    void (*copy)(void *to, const void *from, size_t bytes);
    void (*copy64)(void *to, const void *from);
    void (*move)(void *to, const void *from, size_t bytes);
    void (*set)(void *to, int byte, size_t bytes);
    void (*set64)(void *to);
    void (*loop)(uint64_t *to, const uint64_t *from); /* eight qwords, the last one first */
    void (*write_once)(uint64_t *to, uint64_t value);
    void (*atomic_store)(uint64_t *to, uint64_t value);
    void (*atomic_or)(uint64_t *to, uint64_t value);
    uint64_t (*exchange)(uint64_t *to, uint64_t value);
    int (*compare_exchange)(uint32_t *to, uint32_t expected, uint32_t value);
    void (*twice)(uint64_t *to, uint64_t first, uint64_t then); /* nothing lies between */
    void (*with_fence)(uint64_t *to, uint64_t value);           /* qword 1, a fence, qword 0 */
    void (*assembler)(uint64_t *to, uint64_t value);
};
extern const struct subject subject_o1, subject_o2, subject_unhooked;

#endif
