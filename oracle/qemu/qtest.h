// SPDX-License-Identifier: MIT
/* The client's side of QEMU's qtest protocol. Writes are queued and sent together: QEMU carries
 * them out in order, and every one of them is done when hq_flush() returns. */
#ifndef HITLESS_ORACLE_QTEST_H
#define HITLESS_ORACLE_QTEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { HQ_QUEUE = 16384, HQ_LINE = 96 };

struct hq_qtest {
    int socket;
    bool lost; /* QEMU is gone, or answered something else: every later call does nothing */
    size_t length;
    unsigned pending; /* queued commands */
    char queue[HQ_QUEUE];
    char line[HQ_LINE]; /* the last answer */
};

void hq_open(struct hq_qtest *qtest, int socket);

/* Queue a 32-bit write to a physical address of the guest. */
void hq_write32(struct hq_qtest *qtest, uint64_t address, uint32_t value);

/* Send what is queued and wait for every answer. False: lost. */
bool hq_flush(struct hq_qtest *qtest);

/* Flush, then read 32 bits. 0 when lost. */
uint32_t hq_read32(struct hq_qtest *qtest, uint64_t address);

#endif
