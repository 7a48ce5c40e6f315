// SPDX-License-Identifier: MIT
#include "harness/target.h"

#include "harness/counts.h"
#include "harness/settings.h"
#include "harness/subject.h"
#include "harness/summary.h"

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    hl_subject_isolate(HL_ISOLATE_HERE);
    hl_settings_read(*argc > 0 ? (*argv)[0] : hl_target.name, hl_target.layer);
    hl_summary_at_exit(hl_target.summary);
    if (hl_target.begin)
        hl_target.begin();
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct hl_program program;

    hl_count(HL_COUNT_EXECUTIONS);
    if (hl_target.kind == HL_PROGRAM_NONE) {
        hl_target.run_bytes(data, size);
    } else {
        hl_program_read(data, size, hl_target.kind, &program);
        hl_target.run(&program);
    }
    hl_subject_check();
    hl_counts_flush();
    return 0;
}
