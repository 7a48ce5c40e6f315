// SPDX-License-Identifier: MIT
/* What is found of a driver that makes its stream table itself: nothing of the right one, in each
 * Security state, and each mistake by the walk that shows it. */
#include "helpers.h"
#include "subjects/table_judge.h"

#define WISH_BYPASS "V=1 Config=bypass SHCFG=incoming"
#define WISH_S1 "V=1 Config=s1 S1ContextPtr=0x1000000 S1DSS=2 "
#define WISH_S2 "V=1 Config=s2 S2AA64=1 S2T0SZ=24 S2SL0=1 S2PS=2 S2TTB=0x2000000 S2VMID=5 "
#define WISH_OTHER_S2 "V=1 Config=s2 S2AA64=1 S2T0SZ=24 S2SL0=1 S2PS=2 S2TTB=0x3000000 S2VMID=6 "

#define WISH_SECURE_S2                                                                             \
    "V=1 Config=s2 S2AA64=1 S_S2T0SZ=24 S_S2SL0=1 S2PS=2 S_S2TTB=0x4000000 S2T0SZ=24 S2SL0=1 "     \
    "S2TTB=0x2000000 S2VMID=5 "

static struct hl_setting setting_for(const char *profile)
{
    return (struct hl_setting){.regs = hl_profile_find(profile)->regs,
                               .options = hl_default_options};
}

struct step {
    unsigned stream;
    const char *wish; /* NULL: detach */
};
enum { STEPS = 8 };
struct walk {
    const char *owner, *profile;
    struct step step[STEPS];
    const char *title; /* of the first finding; NULL: none */
    enum hl_severity severity;
};

static void run(const struct walk *w, struct hl_table_finding *first)
{
    const struct hl_setting setting = setting_for(w->profile);
    struct hl_table_verdict v;

    assert_true(hl_table_begin(hl_owner_find(w->owner), &setting, &v));
    for (unsigned i = 0;; i++) {
        struct hl_entry wish = {{0}};

        assert_false(v.gave_up);
        if (v.findings) {
            *first = v.finding[0];
            return;
        }
        if (i == STEPS || (i > 0 && !w->step[i].wish && !w->step[i].stream && !w->step[i - 1].wish))
            return;
        if (w->step[i].wish)
            set_fields(&wish, w->step[i].wish);
        hl_table_do(w->step[i].stream, w->step[i].wish ? &wish : NULL, &v);
    }
}

#define COME_AND_GO                                                                                \
    {                                                                                              \
        {0, WISH_S2}, {1, WISH_BYPASS}, {0, WISH_OTHER_S2}, {2, WISH_S2}, {0, NULL}, {1, NULL},    \
            {2, NULL},                                                                             \
        {                                                                                          \
            0, WISH_S2                                                                             \
        }                                                                                          \
    }

#define SECURE_ONES                                                                                \
    {                                                                                              \
        {0, WISH_SECURE_S2}, {1, WISH_BYPASS}, {0, WISH_S1}, {2, WISH_S1}, {0, NULL}, {1, NULL},   \
        {                                                                                          \
            2, NULL                                                                                \
        }                                                                                          \
    }

static const struct walk walks[] = {
    {"tables", "mmu-700", COME_AND_GO, NULL, 0},
    {"tables", "mmu-600", COME_AND_GO, NULL, 0},
    {"tables-realm", "v3.4-full", COME_AND_GO, NULL, 0},
    {"tables-secure", "v3.4-full", SECURE_ONES, NULL, 0},
    {"bug-table-leaf", "mmu-700", COME_AND_GO, "stale-entry L1STD in attach", HL_SEVERITY_LOST_DMA},
    {"bug-table-span", "mmu-700", COME_AND_GO, "stale-entry L1STD in attach", HL_SEVERITY_LOST_DMA},
    {"bug-table-free", "mmu-700", COME_AND_GO, "freed-reachable L1STD in detach",
     HL_SEVERITY_ISOLATION},
    {"bug-table-enable", "mmu-700", COME_AND_GO, "stale-entry any structure in enable",
     HL_SEVERITY_LOST_DMA},
    {"bug-table-barrier", "mmu-700", COME_AND_GO, "unordered-store STE in attach",
     HL_SEVERITY_LOST_DMA},
    {"bug-table-scope", "mmu-700", COME_AND_GO, "stale-entry STE in attach", HL_SEVERITY_LOST_DMA},
    {"bug-table-ssec", "v3.4-full", COME_AND_GO, "stale-entry any structure in enable",
     HL_SEVERITY_LOST_DMA},
    {"bug-table-fill", "mmu-700", COME_AND_GO, "freed-reachable L1STD in enable",
     HL_SEVERITY_ISOLATION},
    {"bug-table-valid",
     "mmu-600",
     {{0, WISH_S2}, {0, NULL}},
     "mixed-view in attach: no STE to s2",
     HL_SEVERITY_ISOLATION},
    {"bug-table-reuse",
     "mmu-600",
     {{0, WISH_S2}, {0, WISH_OTHER_S2}, {0, NULL}},
     "mixed-view in attach: s2 to s2",
     HL_SEVERITY_ISOLATION},
    {"bug-table-order",
     "mmu-600",
     {{0, WISH_S2}, {0, NULL}},
     "mixed-view in attach: no STE to s2",
     HL_SEVERITY_ISOLATION},
};

static void test_walks(void **state)
{
    (void)state;
    for (unsigned i = 0; i < sizeof walks / sizeof *walks; i++) {
        char title[HL_TABLE_TITLE] = "nothing";
        struct hl_table_finding f = {.kind = HL_FINDING_COUNT};

        run(&walks[i], &f);
        if (f.kind != HL_FINDING_COUNT)
            hl_table_title(&f, title);
        assert_string_equal(title, walks[i].title ? walks[i].title : "nothing");
        if (walks[i].title)
            assert_int_equal(f.severity, walks[i].severity);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_walks),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
