// SPDX-License-Identifier: MIT
#ifndef HITLESS_ORACLE_ASSERTIONS_H
#define HITLESS_ORACLE_ASSERTIONS_H

/* Send every entry that is kept in a folder (NAME.txt: lines "# text", "ste QWORDS", "cd QWORDS")
 * to a QEMU of its own. Exit status: 0, each ended it with an assertion; 1, one did not; 2,
 * trouble. */
int hq_assertions(const char *program, const char *folder);

#endif
