// SPDX-License-Identifier: MIT
/* hitless_kunit: the driver's own KUnit test, run in userspace over its own code. */
#define CONFIG_KUNIT 1
#include "linux/kunit.h"

#include "info.h"

/* What arm_smmu_make_sva_cd asks of the processor. */
#define vabits_actual 48
#define SYS_ID_AA64MMFR0_EL1 0
#define ID_AA64MMFR0_EL1_PARANGE_SHIFT 0
#define read_sanitised_ftr_reg(reg) UINT64_C(5)
#define cpuid_feature_extract_unsigned_field(reg, shift) (((reg) >> (shift)) & 15)
#define read_sysreg(reg) UINT64_C(0x000000f4ff44040c)
#define system_supports_haft() false
#define system_supports_poe() false
#define system_supports_gcs() false

#include <linux/io-pgtable.h>
#include <io-pgtable-arm.h>
#include <arm-smmu-v3.h>
#include <sequencer.inc>
#include <makers.inc>
#include <kunit.inc>
#include <arm-smmu-v3-test.c>

_Thread_local unsigned hl_warnings;

int main(void)
{
    unsigned passed = 0;
    unsigned failed = 0;

    for (size_t i = 0; i < ARRAY_SIZE(hl_suites); i++) {
        struct kunit_suite *suite = hl_suites[i];
        if (suite->suite_init && suite->suite_init(suite) != 0) {
            fprintf(stderr, "%s: suite_init failed\n", suite->name);
            return 1;
        }
        for (struct kunit_case *c = suite->test_cases; c->run_case; c++) {
            struct kunit test = {0};
            if (suite->init && suite->init(&test) != 0)
                test.failures++;
            c->run_case(&test);
            if (suite->exit)
                suite->exit(&test);
            for (unsigned j = 0; j < test.count; j++)
                free(test.allocated[j]);
            printf("%s %s\n", test.failures ? "not ok" : "ok", c->name);
            if (test.failures)
                failed++;
            else
                passed++;
        }
        if (suite->suite_exit)
            suite->suite_exit(suite);
    }
    printf("%u passed, %u failed\n", passed, failed);
    /* As many as the file has KUNIT_CASE()s: a test that does not run must not pass. */
    if (passed + failed != HL_LINUX_KUNIT_CASES) {
        fprintf(stderr, "%d tests expected\n", HL_LINUX_KUNIT_CASES);
        return 1;
    }
    return failed != 0;
}
