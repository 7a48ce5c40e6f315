// SPDX-License-Identifier: MIT
/* How often a random test looks. What it asserts about the answers is asserted in full by every
 * build without sanitizers; with them it is about memory and undefined behaviour, which an eighth
 * shows as well. */
#ifndef HITLESS_TESTS_ROUNDS_H
#define HITLESS_TESTS_ROUNDS_H

#if defined(__SANITIZE_ADDRESS__)
#define HL_LESS 8
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(memory_sanitizer)
#define HL_LESS 8
#endif
#endif
#ifndef HL_LESS
#define HL_LESS 1
#endif
#define HL_ROUNDS(n) ((n) / HL_LESS)
/* Whether it looks long enough to meet everything that is rare. */
#define HL_IN_FULL (HL_LESS == 1)

#endif
