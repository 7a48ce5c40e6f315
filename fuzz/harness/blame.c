// SPDX-License-Identifier: MIT
#include "harness/blame.h"

#include "case/cause.h"
#include "verdict/verdict.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { COLUMNS = 80, LETTERS = 12 };

/* A frame of its own for each kind, where only frames count. The compiler must not make one
 * function of two. */
static volatile int blamed;
#define HL_FINDING(constant, name, advice, doc)                                                    \
    static __attribute__((noinline, noreturn)) void found_##constant(void)                         \
    {                                                                                              \
        blamed = constant;                                                                         \
        abort();                                                                                   \
    }
#include "verdict/findings.def"
#undef HL_FINDING

static __attribute__((noinline, noreturn)) void found_disagreement(void)
{
    blamed = -1;
    abort();
}

/* The cause in letters: numbers in a state are taken for addresses. */
static void spell(uint64_t hash, char letters[LETTERS + 1])
{
    for (unsigned i = 0; i < LETTERS; i++, hash /= 26)
        letters[i] = (char)('a' + hash % 26);
    letters[LETTERS] = '\0';
}

void hl_blame(const char *finding, const char *title)
{
    static void (*const found[])(void) = {
#define HL_FINDING(constant, name, advice, doc) found_##constant,
#include "verdict/findings.def"
#undef HL_FINDING
    };
    static const char hash[] = " FuzzerHash=";
    char letters[LETTERS + 1];

    spell(hl_cause_hash(title), letters);
    fflush(stdout);
    fprintf(stderr, "[hitless] Assertion failed: %.*s%s%s\n",
            COLUMNS - LETTERS - (int)sizeof(hash) + 1, title, hash, letters);
    for (unsigned i = 0; finding && i < HL_FINDING_COUNT; i++)
        if (strcmp(finding, hl_finding_names[i]) == 0)
            found[i]();
    found_disagreement();
}
