// SPDX-License-Identifier: MIT
/* What an engine costs by itself: a target that does nothing. */
#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    /* libFuzzer ends at once where nothing is instrumented: one branch. */
    static volatile uint8_t first;

    if (size > 0)
        first = data[0];
    (void)first;
    return 0;
}
