// SPDX-License-Identifier: MIT
/* 64 functions of QEMU's edu device. A write to a register of one makes it send its MSI: a 4-byte
 * write through the SMMU to an address that never changes, see hq_iova(). */
#ifndef HITLESS_ORACLE_PCI_H
#define HITLESS_ORACLE_PCI_H

#include "qtest.h"

/* Place the BARs, allow bus mastering and set up each function's MSI. False: no such devices. */
bool hq_pci_setup(struct hq_qtest *qtest);

/* Queue the MSI of a function. */
void hq_pci_send(struct hq_qtest *qtest, unsigned function);

/* The StreamID of a function, and back; HQ_FUNCTIONS: of none. */
uint32_t hq_stream(unsigned function);
unsigned hq_function(uint32_t stream);

/* What its MSI writes. */
uint32_t hq_data(unsigned function);

#endif
