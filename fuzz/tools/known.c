// SPDX-License-Identifier: MIT
/* hitless_known SUPPRESSIONS SOURCE: a file of suppressions as a source for HITLESS_KNOWN_SOURCE,
 * so that a fuzz target needs neither the file nor a reader of it. */
#include "harness/known.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static _Noreturn void die(const char *what, const char *why)
{
    fprintf(stderr, "hitless_known: %s: %s\n", what, why);
    exit(2);
}

/* As a literal, and what follows it. */
static void write_words(FILE *out, const char *words, const char *then)
{
    fputs(words ? "\"" : "NULL", out);
    for (; words && *words; words++)
        fprintf(out, strchr("\"\\?", *words) ? "\\%c" : "%c", *words);
    fprintf(out, "%s%s", words ? "\"" : "", then);
}

static void write_all(FILE *out, const struct hl_suppressions *s)
{
    fputs("/* made by hitless_known */\n#include \"harness/known.h\"\n\n"
          "const struct hl_suppression hl_known_built_in[] = {\n",
          out);
    for (unsigned i = 0; i < s->count; i++) {
        const struct hl_suppression *one = &s->list[i];
        fprintf(out, "    {%d, %#llxu, %#llxu, %#llxu, %#llxu, %#llxu, %#llxu,\n     ",
                (int)one->kind, (unsigned long long)one->title, (unsigned long long)one->rule,
                (unsigned long long)one->from, (unsigned long long)one->to,
                (unsigned long long)one->severity, (unsigned long long)one->within);
        write_words(out, one->pattern, ",\n     ");
        write_words(out, one->words, "");
        fprintf(out, ", %d, %d},\n", one->stated, one->ends);
    }
    fprintf(out, "    {0}};\nconst unsigned hl_known_built_in_count = %u;\n", s->count);
}

int main(int argc, char **argv)
{
    static struct hl_suppressions s;
    struct hl_error error;
    FILE *out;

    if (argc != 3)
        die("usage", "hitless_known SUPPRESSIONS SOURCE");
    if (!hl_suppressions_read(&s, argv[1], &error)) {
        fprintf(stderr, "hitless_known: %s\n", error.text);
        return 2;
    }
    out = fopen(argv[2], "w");
    if (!out)
        die(argv[2], strerror(errno));
    write_all(out, &s);
    if (ferror(out) || fclose(out) != 0)
        die(argv[2], "cannot be written");
    return 0;
}
