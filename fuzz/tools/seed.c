// SPDX-License-Identifier: MIT
/* hitless_seed [--kind KIND] FILE SEED             turn a case or program file into an input
 * hitless_seed [--kind KIND] --text INPUT          print an input as a program file
 * hitless_seed [--kind KIND] --case INPUT [FROM TO]  print the update between two of its entries
 * KIND is what the program must be; an input is then read as a target of this kind reads it, as
 * engines do not keep to a version and a kind. Errors: one line, exit status 2. */
#include "case/file.h"
#include "program/case_program.h"
#include "program/text.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static _Noreturn void die(const char *path, const char *why)
{
    fprintf(stderr, "hitless_seed: %s: %s\n", path, why);
    exit(2);
}

static _Noreturn void die_of(const struct hl_error *error)
{
    fprintf(stderr, "hitless_seed: %s\n", error->text);
    exit(2);
}

/* The one file that is read, kept to the end: every error ends the process. */
static const char *read_file(const char *path, size_t *length)
{
    static char *bytes;
    struct hl_error error;

    bytes = hl_file_read(path, length, &error);
    if (!bytes)
        die_of(&error);
    return bytes;
}

static void write_seed(const char *path, const struct hl_program *p)
{
    uint8_t bytes[HL_PROGRAM_BYTES];
    const size_t size = hl_program_write(p, bytes);
    char temporary[4096];
    size_t written;
    FILE *out;

    snprintf(temporary, sizeof temporary, "%s.tmp", path);
    out = fopen(temporary, "wb");
    if (!out)
        die(temporary, strerror(errno));
    written = fwrite(bytes, 1, size, out);
    if (fclose(out) != 0 || written != size || rename(temporary, path) != 0)
        die(path, strerror(errno));
}

/* kind: what the program must be, or NULL. */
static int make(const char *kind, const char *path, const char *seed)
{
    static struct hl_program p;
    struct hl_error error;
    size_t length;
    const char *bytes = read_file(path, &length);

    if (!hl_seed_parse(path, bytes, length, &p, &error))
        die_of(&error);
    if (kind && strcmp(hl_program_kind_name(p.kind), kind) != 0)
        die(path, "a program of another kind than the target's");
    write_seed(seed, &p);
    return 0;
}

static unsigned kind_of(const char *text)
{
    unsigned kind = 1;

    while (kind < HL_PROGRAM_KINDS && strcmp(hl_program_kind_name(kind), text) != 0)
        kind++;
    return kind;
}

/* kind: what the target reads, or NULL. */
static void read_input(const char *kind, const char *path, struct hl_program *p)
{
    size_t length;
    const uint8_t *data = (const uint8_t *)read_file(path, &length);

    if (length == 0)
        die(path, "empty");
    if (!kind && data[0] != HL_PROGRAM_VERSION)
        die(path, "an input of another version of the format");
    if (!kind && (length < 2 || !hl_program_kind_name(data[1])))
        die(path, "an input of no kind of program");
    hl_program_read(data, length, (enum hl_program_kind)(kind ? kind_of(kind) : data[1]), p);
    p->version = HL_PROGRAM_VERSION;
}

static int print_text(const char *kind, const char *path)
{
    static struct hl_program p;

    read_input(kind, path, &p);
    if (!hl_program_format(stdout, &p, NULL))
        die("standard output", strerror(errno));
    return 0;
}

static unsigned entry_number(const char *text)
{
    char *end;
    const unsigned long n = strtoul(text, &end, 10);

    if (*text < '0' || *text > '9' || *end || n >= HL_PROGRAM_ENTRIES)
        die(text, "not the number of an entry");
    return (unsigned)n;
}

static int print_case(const char *kind, const char *path, unsigned from, unsigned to)
{
    static struct hl_program p;
    static struct hl_case c;

    read_input(kind, path, &p);
    if (p.kind != HL_PROGRAM_STE && p.kind != HL_PROGRAM_CD)
        die(path, "neither a program of STEs nor of CDs: its updates are no cases");
    if (!hl_case_from_program(&p, hl_builtin_sequencer_find("update-safe"), from, to, &c))
        die(path, "it does not have so many entries");
    snprintf(c.title, sizeof c.title, "Entry %u to entry %u of an input", from, to);
    if (!hl_case_write(stdout, &c))
        die("standard output", strerror(errno));
    return 0;
}

int main(int argc, char **argv)
{
    const bool has_kind = argc > 2 && strcmp(argv[1], "--kind") == 0;
    const char *kind = has_kind ? argv[2] : NULL;
    char **arg = argv + (has_kind ? 3 : 1);
    const int count = argc - (has_kind ? 3 : 1);
    const char *verb = count > 0 ? arg[0] : "";

    if (!kind || kind_of(kind) < HL_PROGRAM_KINDS) {
        if (strcmp(verb, "--text") == 0 && count == 2)
            return print_text(kind, arg[1]);
        if (strcmp(verb, "--case") == 0 && count == 2)
            return print_case(kind, arg[1], 0, 1);
        if (strcmp(verb, "--case") == 0 && count == 4)
            return print_case(kind, arg[1], entry_number(arg[2]), entry_number(arg[3]));
        if (verb[0] != '-' && count == 2)
            return make(kind, arg[0], arg[1]);
    }
    die("usage", "hitless_seed [--kind ste|cd|guest|life] FILE SEED, or instead of these "
                 "--text INPUT, or --case INPUT [FROM TO]");
}
