// SPDX-License-Identifier: MIT
#include "harness/target.h"

#include "harness/ledger.h"
#include "harness/stats.h"

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    hl_ledger_begin(*argc > 0 ? (*argv)[0] : hl_target.name, hl_target.is_bug);
    if (hl_target.begin)
        hl_target.begin();
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct hl_program program;

    hl_ledger.executions++;
    if (hl_target.kind == HL_PROGRAM_NONE) {
        hl_target.run_bytes(data, size);
    } else {
        hl_program_read(data, size, hl_target.kind, &program);
        hl_target.run(&program);
    }
    hl_stats_flush();
    return 0;
}
