// SPDX-License-Identifier: MIT
/* round_trip CASE...: a case becomes a seed, the seed a program, and the program the case again. */
#include "case_program.h"
#include "pool.h"

#include <stdlib.h>
#include <string.h>

static unsigned failures;

static void check(const char *path, bool good, const char *what)
{
    if (good)
        return;
    printf("%s: %s\n", path, what);
    failures++;
}

static size_t to_bytes(const struct hl_case *c, uint8_t bytes[HL_PROGRAM_BYTES])
{
    static struct hl_program p;

    hl_program_from_case(c, &p);
    return hl_program_write(&p, bytes);
}

/* The case that a program of one update stands for; the words of the case it came from. */
static void from_program(const struct hl_case *words, const struct hl_program *p, struct hl_case *c)
{
    struct hl_assumptions assume = {.ats_quiesced = p->ats_quiesced};
    static struct hl_pool pool;

    hl_pool_build(&pool, p, &assume, hl_builtin_sequencer_find("update-safe"));
    *c = *words;
    if (pool.count != 2)
        return;
    c->regs = pool.smmu.regs;
    c->options = pool.smmu.options;
    c->security = pool.smmu.security;
    c->assume.ats_quiesced = p->ats_quiesced;
    c->ste = pool.has_lead ? pool.lead : (struct hl_entry){{0}};
    c->old = pool.entry[0];
    c->target = pool.entry[1];
    c->has_safe = p->mask_mode == HL_MASK_RAW;
    c->safe = p->mask;
}

static bool same_update(const struct hl_case *a, const struct hl_case *b)
{
    return memcmp(&a->regs, &b->regs, sizeof a->regs) == 0 && a->security == b->security &&
           memcmp(&a->options, &b->options, sizeof a->options) == 0 &&
           a->assume.ats_quiesced == b->assume.ats_quiesced && a->has_ste == b->has_ste &&
           hl_entry_equal(&a->ste, &b->ste) && hl_entry_equal(&a->old, &b->old) &&
           hl_entry_equal(&a->target, &b->target) && a->has_safe == b->has_safe &&
           hl_entry_equal(&a->safe, &b->safe);
}

static void check_written(const char *path, const struct hl_case *c)
{
    static struct hl_case again;
    struct hl_error error;
    char name[] = "/tmp/round-trip-XXXXXX";
    int handle = mkstemp(name);
    FILE *out = handle < 0 ? NULL : fdopen(handle, "w");
    bool written = out && hl_case_write(out, c);

    if (out)
        fclose(out);
    check(path, written && hl_case_read(name, &again, &error), "cannot be written and read again");
    check(path, same_update(c, &again), "another case after writing and reading");
    remove(name);
}

static void round_trip(const char *path)
{
    static struct hl_case c, back;
    static struct hl_program p;
    static uint8_t seed[HL_PROGRAM_BYTES], again[HL_PROGRAM_BYTES];
    struct hl_error error;
    enum hl_program_kind kind;
    size_t size;

    if (!hl_case_read(path, &c, &error)) {
        check(path, false, error.text);
        return;
    }
    size = to_bytes(&c, seed);
    kind = (enum hl_program_kind)seed[1];
    hl_program_read(seed, size, kind, &p);
    check(path, p.version == HL_PROGRAM_VERSION && p.steps == 2 + (c.kind == HL_KIND_CD),
          "not a program of one update");
    check(path, hl_program_write(&p, again) == size && memcmp(seed, again, size) == 0,
          "reading and writing the seed changes it");
    from_program(&c, &p, &back);
    check(path, same_update(&c, &back), "the seed is another case");
    check(path, to_bytes(&back, again) == size && memcmp(seed, again, size) == 0,
          "the case from the seed makes another seed");
    check_written(path, &back);
}

int main(int argc, char **argv)
{
    for (int i = 1; i < argc; i++)
        round_trip(argv[i]);
    check("round_trip", argc > 1, "no cases");
    printf("%d cases, %u failures\n", argc - 1, failures);
    return failures != 0;
}
