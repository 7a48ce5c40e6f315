// SPDX-License-Identifier: MIT
/* hitless_seed CASE SEED: turn a case file into an input for the target of its kind of entry. */
#include "case/case.h"
#include "case_program.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static _Noreturn void die(const char *path, const char *why)
{
    fprintf(stderr, "hitless_seed: %s: %s\n", path, why);
    exit(2);
}

int main(int argc, char **argv)
{
    static struct hl_case c;
    static struct hl_program p;
    struct hl_error error;
    uint8_t bytes[HL_PROGRAM_BYTES];
    char temporary[4096];
    size_t size;
    FILE *out;

    if (argc != 3)
        die("usage", "hitless_seed CASE SEED");
    if (!hl_case_read(argv[1], &c, &error)) {
        fprintf(stderr, "hitless_seed: %s\n", error.text);
        return 2;
    }
    hl_program_from_case(&c, &p);
    size = hl_program_write(&p, bytes);
    snprintf(temporary, sizeof temporary, "%s.tmp", argv[2]);
    out = fopen(temporary, "wb");
    if (!out)
        die(temporary, strerror(errno));
    size_t written = fwrite(bytes, 1, size, out);
    if (fclose(out) != 0 || written != size || rename(temporary, argv[2]) != 0)
        die(argv[2], strerror(errno));
    return 0;
}
