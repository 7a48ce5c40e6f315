// SPDX-License-Identifier: MIT
/* The mutator as a library for afl-fuzz (AFL_CUSTOM_MUTATOR_LIBRARY), one per kind of program:
 * the build says HITLESS_MUTATE_KIND. HITLESS_MUTATOR_LOG names a file for the counts at the end.
 */
#include "mutate/mutate.h"
#include "program/pool.h"
#include "mutate/trim.h"

#include <stdio.h>
#include <stdlib.h>

#define HOOK __attribute__((visibility("default")))

/* Of one afl-fuzz. What the hooks return stays here until the next call. */
struct mutator {
    uint64_t random;
    uint64_t fuzzed, crossed, trimmed, trims;
    struct hl_program program, other;
    struct hl_trim trim;
    uint8_t bytes[HL_PROGRAM_BYTES];
    uint8_t smaller[HL_PROGRAM_BYTES];
    size_t smaller_size;
};

enum { CROSS_ONE_IN = 6 };

/* What afl-fuzz looks up. */
HOOK void *afl_custom_init(void *afl, unsigned seed);
HOOK size_t afl_custom_fuzz(void *data, uint8_t *buf, size_t size, uint8_t **out, uint8_t *add,
                            size_t add_size, size_t max_size);
HOOK const char *afl_custom_describe(void *data, size_t max_length);
HOOK int afl_custom_init_trim(void *data, uint8_t *buf, size_t size);
HOOK size_t afl_custom_trim(void *data, uint8_t **out);
HOOK int afl_custom_post_trim(void *data, uint8_t success);
HOOK void afl_custom_deinit(void *data);

void *afl_custom_init(void *afl, unsigned seed)
{
    struct mutator *m = calloc(1, sizeof *m);

    (void)afl;
    if (m)
        m->random = seed;
    return m;
}

/* Any input is a program, also one that was none. */
size_t afl_custom_fuzz(void *data, uint8_t *buf, size_t size, uint8_t **out, uint8_t *add,
                       size_t add_size, size_t max_size)
{
    struct mutator *m = data;
    const uint64_t random = hl_next_random(&m->random);

    *out = m->bytes;
    hl_program_read(buf, size, HITLESS_MUTATE_KIND, &m->program);
    if (add && add_size && random % CROSS_ONE_IN == 0) {
        m->crossed++;
        hl_program_read(add, add_size, HITLESS_MUTATE_KIND, &m->other);
        return hl_cross(&m->program, &m->other, random, max_size, m->bytes);
    }
    m->fuzzed++;
    return hl_mutate(&m->program, random, max_size, m->bytes);
}

/* Part of the names of the files that a mutation leads to. */
const char *afl_custom_describe(void *data, size_t max_length)
{
    static const char name[] = "hitless";

    (void)data;
    return max_length >= sizeof name ? name : "";
}

/* Find the next attempt; afl-fuzz has no way to say that there is none once it asks for it. */
static bool look_ahead(struct mutator *m)
{
    m->smaller_size = hl_trim_next(&m->trim, m->smaller);
    return m->smaller_size != 0;
}

/* Returns how many attempts there may be: 0 if the canonical program would be the larger one. */
int afl_custom_init_trim(void *data, uint8_t *buf, size_t size)
{
    struct mutator *m = data;
    unsigned attempts;

    hl_program_read(buf, size, HITLESS_MUTATE_KIND, &m->program);
    m->program.kind = HITLESS_MUTATE_KIND;
    if (hl_program_write(&m->program, m->bytes) > size)
        return 0;
    attempts = hl_trim_begin(&m->trim, &m->program);
    m->trims++;
    return look_ahead(m) ? (int)attempts : 0;
}

size_t afl_custom_trim(void *data, uint8_t **out)
{
    struct mutator *m = data;

    *out = m->smaller;
    return m->smaller_size;
}

int afl_custom_post_trim(void *data, uint8_t success)
{
    struct mutator *m = data;

    if (success) {
        hl_trim_accept(&m->trim);
        m->trimmed++;
    }
    return look_ahead(m) ? (int)m->trim.attempt : INT32_MAX;
}

static void write_log(const struct mutator *m, const char *path)
{
    char temporary[4096];
    FILE *out;

    if ((size_t)snprintf(temporary, sizeof temporary, "%s.tmp", path) >= sizeof temporary)
        return;
    out = fopen(temporary, "w");
    if (!out)
        return;
    fprintf(out, "mutations: custom %llu crossovers %llu trims %llu trimmed %llu\n",
            (unsigned long long)m->fuzzed, (unsigned long long)m->crossed,
            (unsigned long long)m->trims, (unsigned long long)m->trimmed);
    if (fclose(out) == 0)
        rename(temporary, path);
}

void afl_custom_deinit(void *data)
{
    const char *path = getenv("HITLESS_MUTATOR_LOG");

    if (path)
        write_log(data, path);
    free(data);
}
