// SPDX-License-Identifier: MIT
/* The mutator as libFuzzer's hooks; other engines that take them may lack LLVMFuzzerMutate().
 * HITLESS_MUTATOR=off: libFuzzer's own mutations only, to compare with. */
#include "harness/counts.h"
#include "harness/settings.h"
#include "mutate/mutate.h"
#include "program/pool.h"
#include "harness/target.h"

#include <string.h>

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned seed);
size_t LLVMFuzzerCustomCrossOver(const uint8_t *data1, size_t size1, const uint8_t *data2,
                                 size_t size2, uint8_t *out, size_t max_size, unsigned seed);
__attribute__((weak)) size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max_size);

enum { PLAIN_ONE_IN = 4, CROSS_ONE_IN = 6 };

static bool is_off(void)
{
    return hl_target->kind == HL_PROGRAM_NONE || hl_settings()->own_mutations;
}

static size_t plain(uint8_t *data, size_t size, size_t max_size)
{
    hl_count(HL_COUNT_PLAIN);
    return LLVMFuzzerMutate(data, size, max_size);
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned seed)
{
    static struct hl_program program;
    uint8_t bytes[HL_PROGRAM_BYTES];
    uint64_t random = seed;

    if (LLVMFuzzerMutate && (is_off() || hl_next_random(&random) % PLAIN_ONE_IN == 0))
        return plain(data, size, max_size);
    if (is_off() || max_size < HL_PROGRAM_HEADER)
        return size;
    hl_count(HL_COUNT_CUSTOM);
    hl_program_read(data, size, hl_target->kind, &program);
    size = hl_mutate(&program, hl_next_random(&random), max_size, bytes);
    memcpy(data, bytes, size);
    return size;
}

/* libFuzzer tries this hook as often as the other one, which is far too often: most of the time it
 * is a mutation of the first input. */
size_t LLVMFuzzerCustomCrossOver(const uint8_t *data1, size_t size1, const uint8_t *data2,
                                 size_t size2, uint8_t *out, size_t max_size, unsigned seed)
{
    static struct hl_program program, other;
    uint8_t bytes[HL_PROGRAM_BYTES];
    uint64_t random = ~(uint64_t)seed;
    size_t size = size1 < max_size ? size1 : max_size;

    if (is_off() || max_size < HL_PROGRAM_HEADER || hl_next_random(&random) % CROSS_ONE_IN) {
        memcpy(out, data1, size);
        return LLVMFuzzerCustomMutator(out, size, max_size, seed);
    }
    hl_count(HL_COUNT_CROSSOVERS);
    hl_program_read(data1, size1, hl_target->kind, &program);
    hl_program_read(data2, size2, hl_target->kind, &other);
    size = hl_cross(&program, &other, hl_next_random(&random), max_size, bytes);
    memcpy(out, bytes, size);
    return size;
}
