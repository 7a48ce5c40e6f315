// SPDX-License-Identifier: MIT
/* A guest asks for invalidations of its own: they must come to pass for its device's streams and
 * under its VMID, and what the driver says that it has taken, too. */
#include "driver/command.h"

#include "judge_helpers.h"

enum { VSID = 5 };

/* Attached to a nested domain with ATS on; device 0, of two streams, is one to the guest. */
static void start_guest(void)
{
    start_nested("V=1 Config=s1 S1ContextPtr=0x10000 S1CDMax=1 S1DSS=ssid0 EATS=1");
    begin((struct hl_operation){.kind = HL_DO_VDEVICE, .vsid = VSID});
    end(0);
    begin((struct hl_operation){.kind = HL_DO_MAP, .domain = DOM_S2, .size = 0x1000});
    store(ROOT_AT, (ROOT_AT + 0x1000) | 3);
    end(0);
    begin(attach(DOM_NESTED));
    both_stes("V=1 Config=nested S1ContextPtr=0x10000 S1CDMax=1 S1DSS=ssid0 EATS=1 " UNDER_PARENT);
    hl_driver_judge_ats(&judge, 0, true);
    end(0);
    find_nothing();
}

static struct hl_operation asks(struct hl_command first, struct hl_command second, unsigned number)
{
    struct hl_operation o = {.kind = HL_DO_GUEST_COMMAND, .commands = (uint8_t)number};

    hl_command_encode(&first, o.command[0]);
    hl_command_encode(&second, o.command[1]);
    return o;
}

static void give(struct hl_command c)
{
    uint64_t q[2];

    hl_command_encode(&c, q);
    command(q[0], q[1]);
}

#define ATC(...)                                                                                   \
    {                                                                                              \
        .kind = HL_CMD_ATC_INV, __VA_ARGS__                                                        \
    }
#define CD(...)                                                                                    \
    {                                                                                              \
        .kind = HL_CMD_CFGI_CD, .leaf = true, __VA_ARGS__                                          \
    }
#define CDS(...)                                                                                   \
    {                                                                                              \
        .kind = HL_CMD_CFGI_CD_ALL, __VA_ARGS__                                                    \
    }
#define TLBI(id, ...)                                                                              \
    {                                                                                              \
        .kind = HL_CMD_TLBI_##id, __VA_ARGS__                                                      \
    }

/* One command is asked for; these are given. */
static void what_is_given(void **state)
{
    static const struct {
        struct hl_command asked, given[2];
        enum hl_finding_kind found; /* HL_FINDING_COUNT: nothing */
    } list[] = {
        {ATC(.sid = VSID), {ATC(.sid = SID), ATC(.sid = SID2)}, HL_FINDING_COUNT},
        {ATC(.sid = VSID), {ATC(.sid = SID), ATC(.sid = SID)}, HL_STALE_TRANSLATION},
        {ATC(.sid = VSID), {ATC(.sid = VSID), ATC(.sid = SID2)}, HL_STALE_TRANSLATION},
        {ATC(.sid = VSID, .address = 0x3000),
         {ATC(.sid = SID), ATC(.sid = SID2)},
         HL_STALE_TRANSLATION},
        {ATC(.sid = VSID, .address = 0x3000),
         {ATC(.sid = SID, .size = 2), ATC(.sid = SID2, .size = 2)},
         HL_FINDING_COUNT},
        {ATC(.sid = VSID, .size = HL_ATC_SIZE_ALL),
         {ATC(.sid = SID, .size = 51), ATC(.sid = SID2, .size = 51)},
         HL_STALE_TRANSLATION},
        {ATC(.sid = VSID, .size = 60), {ATC(.sid = SID), ATC(.sid = SID)}, HL_FINDING_COUNT},
        {ATC(.sid = VSID),
         {ATC(.sid = SID, .ssv = true, .ssid = 1), ATC(.sid = SID2, .ssv = true, .ssid = 1)},
         HL_STALE_TRANSLATION},
        {ATC(.sid = VSID, .ssv = true, .ssid = 0),
         {ATC(.sid = SID, .ssv = true, .ssid = 1), ATC(.sid = SID2, .ssv = true, .ssid = 1)},
         HL_FINDING_COUNT}, /* nobody has that PASID */
        {ATC(.sid = VSID + 1), {CDS(.sid = SID), CDS(.sid = SID)}, HL_FINDING_COUNT},
        {CD(.sid = VSID, .ssid = 1),
         {CD(.sid = SID, .ssid = 1), CD(.sid = SID2, .ssid = 1)},
         HL_FINDING_COUNT},
        {CD(.sid = VSID, .ssid = 1),
         {CD(.sid = SID, .ssid = 1), CD(.sid = SID2, .ssid = 0)},
         HL_STALE_ENTRY},
        {CD(.sid = VSID, .ssid = 1), {CDS(.sid = SID), CDS(.sid = SID2)}, HL_FINDING_COUNT},
        {CD(.sid = VSID), {CDS(.sid = VSID), CDS(.sid = SID2)}, HL_STALE_ENTRY},
        {CDS(.sid = VSID), {CDS(.sid = SID), CDS(.sid = SID2)}, HL_FINDING_COUNT},
        {CDS(.sid = VSID), {CDS(.sid = SID), CD(.sid = SID2)}, HL_STALE_ENTRY},
        {CDS(.sid = VSID), {ATC(.sid = SID), ATC(.sid = SID2)}, HL_STALE_ENTRY},
        {CDS(.sid = VSID),
         {{.kind = HL_CMD_CFGI_STE_RANGE, .range = HL_RANGE_ALL}, ATC(.sid = SID)},
         HL_FINDING_COUNT},
        {TLBI(NH_VA, .asid = 1, .leaf = true),
         {TLBI(NH_VA, .asid = 1, .leaf = true, .vmid = 9), TLBI(NH_ALL, .vmid = 0)},
         HL_FINDING_COUNT},
        {TLBI(NH_VA, .asid = 1, .leaf = true),
         {TLBI(NH_VA, .asid = 1, .leaf = true), TLBI(NH_ALL, .vmid = 0)},
         HL_STALE_TRANSLATION},
        {TLBI(NH_VA, .asid = 1),
         {TLBI(NH_VA, .asid = 1, .leaf = true, .vmid = 9), TLBI(NH_ALL, .vmid = 0)},
         HL_STALE_TRANSLATION},
        {TLBI(NH_ASID, .asid = 1),
         {TLBI(NH_ASID, .asid = 2, .vmid = 9), TLBI(NH_ALL, .vmid = 0)},
         HL_STALE_TRANSLATION},
        {TLBI(NH_ALL, .vmid = 0), {TLBI(NH_ALL, .vmid = 9), ATC(.sid = SID)}, HL_FINDING_COUNT},
    };

    (void)state;
    for (size_t i = 0; i < LENGTH(list); i++) {
        const bool right = list[i].found == HL_FINDING_COUNT;

        start_guest();
        begin(asks(list[i].asked, list[i].asked, 1));
        give(list[i].given[0]);
        give(list[i].given[1]);
        sync();
        end(0);
        if (right != !judge.findings || (!right && judge.finding[0].kind != list[i].found))
            fail_msg("%zu: %u found, the first %s", i, judge.findings,
                     judge.findings ? hl_finding_names[judge.finding[0].kind] : "");
        if (!right)
            find(list[i].found, HL_SEVERITY_ISOLATION);
    }
}

/* Without a SYNC nothing has come to pass; a device that is not nested has no CDs of a guest. */
static void what_is_not_waited_for(void **state)
{
    static const struct hl_command all = CDS(.sid = VSID);

    (void)state;
    start_guest();
    begin(asks(all, all, 1));
    give((struct hl_command)CDS(.sid = SID));
    give((struct hl_command)CDS(.sid = SID2));
    end(0);
    find(HL_STALE_ENTRY, HL_SEVERITY_ISOLATION);
    begin(attach(HLK_DOM_BLOCKED));
    hl_driver_judge_ats(&judge, 0, false);
    both_stes(BLOCKED);
    atc_inv(SID);
    atc_inv(SID2);
    sync();
    end(0);
    find_nothing();
    begin(asks(all, all, 1));
    end(0);
    find_nothing();
}

/* The second is refused: the first has been done if that is what the driver says. */
static void what_was_taken(void **state)
{
    static const struct hl_command all = TLBI(NH_ALL, .vmid = 0), cds = CDS(.sid = VSID);

    (void)state;
    for (unsigned i = 0; i < 8; i++) {
        const bool done = i & 1;
        const unsigned taken = i >> 1;

        start_guest();
        begin(asks(all, taken == 2 ? cds : all, 2));
        if (done)
            give((struct hl_command)TLBI(NH_ALL, .vmid = 9));
        sync();
        hl_driver_judge_took(&judge, taken == 3 ? 0 : taken);
        end(-5);
        if (taken == 2)
            find(HL_STALE_ENTRY, HL_SEVERITY_ISOLATION);
        else if (taken == 1 && !done)
            find(HL_STALE_TRANSLATION, HL_SEVERITY_ISOLATION);
        else
            find_nothing();
        begin(asks(all, all, 1)); /* of this one nothing is known */
        end(-5);
        find_nothing();
    }
}

/* The VMID is that of the guest that asks; what has no nested domain has nothing to invalidate. */
static void another_guest(void **state)
{
    static const struct hl_command all = TLBI(NH_ALL, .vmid = 0);
    struct hl_operation o = asks(all, all, 1);

    (void)state;
    start_guest();
    begin((struct hl_operation){.kind = HL_DO_VIOMMU, .domain = DOM_S2, .viommu = 1});
    end(0);
    o.viommu = 1;
    begin(o);
    end(0);
    find_nothing();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_given),
        cmocka_unit_test(what_is_not_waited_for),
        cmocka_unit_test(what_was_taken),
        cmocka_unit_test(another_guest),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
