// SPDX-License-Identifier: MIT
/* A target as an engine runs it. The build says HITLESS_TARGET, for each program. */
#include "harness/target.h"

#include "harness/counts.h"
#include "harness/run.h"

#define NAME_OF(target) #target
#define TEXT_OF(target) NAME_OF(target)
#define DECLARED(target) HL_TARGET(target)
#define SYMBOL_OF(target) hl_target_##target
#define TARGET_OF(target) SYMBOL_OF(target)

extern DECLARED(HITLESS_TARGET);
const struct hl_target *const hl_target = &TARGET_OF(HITLESS_TARGET);
const char *const hl_target_name = TEXT_OF(HITLESS_TARGET);

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    hl_run_begin(hl_target, hl_target_name, *argc > 0 ? (*argv)[0] : hl_target_name);
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    hl_run_bytes(data, size);
    hl_counts_flush();
    return 0;
}
