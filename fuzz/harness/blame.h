// SPDX-License-Identifier: MIT
/* The end by abort() such that who looks at crashes by their output tells causes apart, not our
 * abort(): ClusterFuzz takes what an assertion says and the first frames, 80 columns of each, and
 * takes states for one that are alike unless they have a fuzzer's hash. */
#ifndef HITLESS_FUZZ_HARNESS_BLAME_H
#define HITLESS_FUZZ_HARNESS_BLAME_H

/* finding: its kind, or NULL where two of our own oracles disagree; title: its cause in words. */
_Noreturn void hl_blame(const char *finding, const char *title);

#endif
