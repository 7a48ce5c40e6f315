// SPDX-License-Identifier: MIT
#include "assertions.h"
#include "generate.h"
#include "machine.h"
#include "pci.h"
#include "entry/text.h"

#include <glob.h>
#include <stdio.h>
#include <string.h>

/* An STE of function 0, and the CD at its place for CDs. */
struct kept {
    struct hl_entry ste, cd;
};

static const char *parse_line(const char *line, struct kept *k)
{
    unsigned column;

    if (line[0] == '#' || line[0] == '\n')
        return NULL;
    if (strncmp(line, "ste ", 4) == 0)
        return hl_entry_parse(line + 4, HL_QWORDS, &k->ste, &column);
    if (strncmp(line, "cd ", 3) == 0)
        return hl_entry_parse(line + 3, HL_QWORDS, &k->cd, &column);
    return "neither comment, ste nor cd";
}

static bool read_kept(const char *path, struct kept *k)
{
    char line[400];
    const char *wrong = NULL;
    FILE *f = fopen(path, "r");

    *k = (struct kept){0};
    if (!f) {
        perror(path);
        return false;
    }
    while (!wrong && fgets(line, sizeof line, f)) {
        line[strcspn(line, "\n")] = '\0';
        if (line[0])
            wrong = parse_line(line, k);
    }
    fclose(f);
    if (wrong)
        fprintf(stderr, "%s: %s\n", path, wrong);
    return !wrong;
}

static void send(struct hq_machine *m, const struct kept *k)
{
    unsigned char *ram = m->process.ram;

    memcpy(ram + (hq_ste_address(0) - HQ_RAM_BASE), &k->ste, sizeof k->ste);
    memcpy(ram + (hq_cd_address(0) - HQ_RAM_BASE), &k->cd, sizeof k->cd);
    hq_smmu_invalidate(&m->smmu);
    hq_pci_send(&m->qtest, 0);
    hq_flush(&m->qtest);
}

/* The line of QEMU's message that says which assertion. */
static const char *message(char *text)
{
    char *line = strstr(text, "ERROR:");

    line = line ? line : text;
    line[strcspn(line, "\n")] = '\0';
    return line;
}

static int show(const char *program, const char *path)
{
    static struct hq_machine m;
    struct kept k;
    char text[400];
    int status = 0;

    if (!read_kept(path, &k) || !hq_machine_start(&m, program))
        return 2;
    send(&m, &k);
    if (!m.qtest.lost) {
        printf("%s: QEMU goes on\n", path);
        status = 1;
    } else if (hq_asserted(&m.process, text, sizeof text)) {
        printf("%s: %s\n", path, message(text));
    } else {
        printf("%s: QEMU ended, but not with an assertion: %s\n", path, text);
        status = 2;
    }
    hq_machine_stop(&m);
    return status;
}

int hq_assertions(const char *program, const char *folder)
{
    char pattern[4096];
    glob_t found;
    int status = 0;

    snprintf(pattern, sizeof pattern, "%s/*.txt", folder);
    if (glob(pattern, 0, NULL, &found) != 0) {
        fprintf(stderr, "hitless-qemu: %s: no entries\n", folder);
        return 2;
    }
    for (size_t i = 0; i < found.gl_pathc; i++) {
        int one = show(program, found.gl_pathv[i]);
        status = one > status ? one : status;
    }
    globfree(&found);
    return status;
}
