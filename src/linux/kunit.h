// SPDX-License-Identifier: MIT
/* As much of KUnit as the driver's own test uses. */
#ifndef HITLESS_LINUX_KUNIT_H
#define HITLESS_LINUX_KUNIT_H

#include "linux/shim.h"

struct kunit {
    unsigned failures;
    unsigned count;
    void *allocated[256]; /* freed after the test */
};

struct kunit_case {
    void (*run_case)(struct kunit *test);
    const char *name;
};

struct kunit_suite {
    const char *name;
    int (*suite_init)(struct kunit_suite *suite);
    void (*suite_exit)(struct kunit_suite *suite);
    int (*init)(struct kunit *test);
    void (*exit)(struct kunit *test);
    struct kunit_case *test_cases;
};

#define KUNIT_CASE(function)                                                                       \
    {                                                                                              \
        function, #function                                                                        \
    }
#define kunit_test_suites(...) static struct kunit_suite *const hl_suites[] = {__VA_ARGS__}
#define HL_MODULE_INFO extern int hl_module_info
#define MODULE_IMPORT_NS(text) HL_MODULE_INFO
#define MODULE_DESCRIPTION(text) HL_MODULE_INFO
#define MODULE_LICENSE(text) HL_MODULE_INFO
#define MODULE_AUTHOR(text) HL_MODULE_INFO

static inline void *hl_kunit_alloc(struct kunit *test, size_t size)
{
    void *p = calloc(1, size);
    if (test->count == ARRAY_SIZE(test->allocated) || !p)
        abort();
    test->allocated[test->count++] = p;
    return p;
}
#define kunit_kzalloc(test, size, gfp) hl_kunit_alloc(test, size)
#define kunit_kmalloc(test, size, gfp) hl_kunit_alloc(test, size)

#define HL_EXPECT(test, condition, text)                                                           \
    ((condition) ? (void)0                                                                         \
                 : (void)((test)->failures++,                                                      \
                          fprintf(stderr, "%s:%d: expected %s\n", __FILE__, __LINE__, text)))
#define KUNIT_EXPECT_TRUE(test, x) HL_EXPECT(test, x, #x)
#define KUNIT_EXPECT_FALSE(test, x) HL_EXPECT(test, !(x), "not " #x)
#define KUNIT_EXPECT_EQ(test, a, b) HL_EXPECT(test, (a) == (b), #a " == " #b)
#define KUNIT_EXPECT_NE(test, a, b) HL_EXPECT(test, (a) != (b), #a " != " #b)
#define KUNIT_EXPECT_MEMEQ(test, a, b, size)                                                       \
    HL_EXPECT(test, memcmp(a, b, size) == 0, #a " equal to " #b)
#define KUNIT_EXPECT_NOT_NULL(test, x) HL_EXPECT(test, (x) != NULL, #x)
#define KUNIT_ASSERT_NOT_NULL(test, x) HL_EXPECT(test, (x) != NULL, #x)
#define KUNIT_ASSERT_EQ(test, a, b) HL_EXPECT(test, (a) == (b), #a " == " #b)

#endif
