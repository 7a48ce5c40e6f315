// SPDX-License-Identifier: MIT
#ifndef HITLESS_ORACLE_REPORT_H
#define HITLESS_ORACLE_REPORT_H

#include "exceptions.h"

struct hq_counts {
    uint64_t stes, cds; /* compared */
    uint64_t unsent[HQ_UNSENT_COUNT];
    uint64_t tables;       /* not sent: the write would hit the tables */
    uint64_t devices;      /* not sent: the SMMU would read a device that is not modelled */
    uint64_t not_modelled; /* by the reference: not compared */
    uint64_t by[HQ_EXCEPTION_COUNT];
    uint64_t fates[4]; /* landed; event; neither; both */
};

/* One difference in full: the entry, both answers, seed and index. */
void hq_report_difference(const struct hq_difference *difference);

/* The summary; its last line is the verdict. */
void hq_report_counts(const struct hq_counts *counts, double seconds);

#endif
