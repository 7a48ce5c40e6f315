// SPDX-License-Identifier: MIT
/* One QEMU as a child process. Its RAM is a memory file that the client maps, too: stores of the
 * client are what the SMMU reads, and what a device wrote is seen without asking. */
#ifndef HITLESS_ORACLE_PROCESS_H
#define HITLESS_ORACLE_PROCESS_H

#include <stdbool.h>
#include <sys/types.h>

enum { HQ_FUNCTIONS = 64, HQ_RAM_SIZE = 0x10000000 };
#define HQ_RAM_BASE UINT64_C(0x40000000)

struct hq_process {
    pid_t pid;          /* 0: not running */
    int socket;         /* the client's end of the qtest protocol */
    int errors;         /* a memory file: what QEMU wrote to its standard error */
    int memory;         /* a memory file: the RAM */
    unsigned char *ram; /* HQ_RAM_SIZE bytes */
};

/* Start this program. False: errno says why. */
bool hq_start(struct hq_process *process, const char *program);

/* End it, if it runs, and give everything back. */
void hq_stop(struct hq_process *process);

/* Whether QEMU ended itself with an assertion; waits for its end. text: its message, cut to size.
 */
bool hq_asserted(struct hq_process *process, char *text, unsigned size);

#endif
