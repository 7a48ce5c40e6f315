// SPDX-License-Identifier: MIT
/* round_trip FILE...: a case or program file becomes a seed, the seed the program, and the program
 * the file's text and, of a case, the case again. */
#include "case/file.h"
#include "program/case_program.h"
#include "program/text.h"

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
    if (!hl_case_from_program(p, hl_builtin_sequencer_find("update-safe"), 0, 1, c))
        return;
    memcpy(c->title, words->title, sizeof c->title);
    memcpy(c->origin, words->origin, sizeof c->origin);
    memcpy(c->reach, words->reach, sizeof c->reach);
    memcpy(c->mend, words->mend, sizeof c->mend);
    c->expectations = words->expectations;
    memcpy(c->expect, words->expect, sizeof c->expect);
}

/* A case's registers may be a profile's without its name: there the seed knows more. */
static bool same_case(const struct hl_case *a, const struct hl_case *b)
{
    static struct hl_case named;

    named = *a;
    if (!a->profile[0])
        memcpy(named.profile, b->profile, sizeof named.profile);
    return hl_case_equal(&named, b);
}

/* Text, read again by one of the parsers. */
static char *text_of(const struct hl_case *c, const struct hl_program *p, size_t *size)
{
    char *text = NULL;
    FILE *out = open_memstream(&text, size);
    bool written = out && (c ? hl_case_write(out, c) : hl_program_format(out, p, NULL));

    if (out)
        fclose(out);
    return written ? text : NULL;
}

static void check_written(const char *path, const struct hl_case *c)
{
    static struct hl_case again;
    struct hl_error error;
    size_t size;
    char *text = text_of(c, NULL, &size);

    check(path, text && hl_case_parse(path, text, size, &again, &error) && hl_case_equal(c, &again),
          "another case after writing and reading");
    free(text);
}

/* As a program file, too, a seed stays what it is. */
static void check_program(const char *path, const struct hl_program *p)
{
    static struct hl_program again;
    struct hl_error error;
    size_t size;
    char *text = text_of(NULL, p, &size);

    check(path,
          text && hl_program_parse(path, text, size, &again, NULL, &error) &&
              hl_program_equal(p, &again),
          "another program after writing and reading");
    free(text);
}

static void check_case(const char *path, const char *file, size_t length,
                       const struct hl_program *p, const uint8_t *seed, size_t size)
{
    static struct hl_case c, back;
    static uint8_t again[HL_PROGRAM_BYTES];
    struct hl_error error;

    if (!hl_case_parse(path, file, length, &c, &error))
        return; /* it is a program file */
    check(path, p->steps == 2 + (c.kind == HL_KIND_CD), "not a program of one update");
    from_program(&c, p, &back);
    check(path, same_case(&c, &back), "the seed is another case");
    check(path, to_bytes(&back, again) == size && memcmp(seed, again, size) == 0,
          "the case from the seed makes another seed");
    check_written(path, &back);
}

static void round_trip(const char *path)
{
    static struct hl_program p, back;
    static uint8_t seed[HL_PROGRAM_BYTES], again[HL_PROGRAM_BYTES];
    struct hl_error error;
    size_t length, size;
    char *file = hl_file_read(path, &length, &error);

    if (!file || !hl_seed_parse(path, file, length, &p, &error)) {
        check(path, false, error.text);
        free(file);
        return;
    }
    size = hl_program_write(&p, seed);
    hl_program_read(seed, size, (enum hl_program_kind)p.kind, &back);
    check(path, p.version == HL_PROGRAM_VERSION && hl_program_equal(&p, &back),
          "the seed is another program");
    check(path, hl_program_write(&back, again) == size && memcmp(seed, again, size) == 0,
          "reading and writing the seed changes it");
    check_program(path, &p);
    check_case(path, file, length, &p, seed, size);
    free(file);
}

int main(int argc, char **argv)
{
    for (int i = 1; i < argc; i++)
        round_trip(argv[i]);
    check("round_trip", argc > 1, "no files");
    printf("%d files, %u failures\n", argc - 1, failures);
    return failures != 0;
}
