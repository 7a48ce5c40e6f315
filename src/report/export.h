// SPDX-License-Identifier: MIT
/* A judged update in the forms that others take. */
#ifndef HITLESS_REPORT_EXPORT_H
#define HITLESS_REPORT_EXPORT_H

#include "case/trial.h"

#include <stdio.h>

struct hl_export {
    const char *name, *doc;
    /* name: what to call it. Returns NULL, or why this verdict cannot be said in this form, before
     * anything is written. */
    const char *(*write)(FILE *out, const struct hl_trial *trial, const struct hl_verdict *verdict,
                         const char *name);
};
extern const struct hl_export hl_exports[];
extern const size_t hl_export_count;

/* A test function for the tree's own arm-smmu-v3-test.c, which fails while the finding is there. */
const char *hl_export_kunit(FILE *out, const struct hl_trial *t, const struct hl_verdict *v,
                            const char *name);
/* A program of its own that does the recorded steps and shows what can be observed of them. */
const char *hl_export_c(FILE *out, const struct hl_trial *t, const struct hl_verdict *v,
                        const char *name);
/* A shell script that does the recorded steps to an STE of QEMU's SMMUv3, and tells what becomes of
 * a DMA after each, and under each bad view. */
const char *hl_export_qemu(FILE *out, const struct hl_trial *t, const struct hl_verdict *v,
                           const char *name);

#endif
