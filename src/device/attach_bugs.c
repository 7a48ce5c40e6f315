// SPDX-License-Identifier: MIT
#include "device/attach.h"

#include <string.h>

const struct hl_attach_bug hl_attach_bugs[] = {
    {"bug-attach-ste-first", "the STE is installed before the CD that it leads to is valid",
     HL_ATTACH_STE_FIRST},
    {"bug-attach-cd-first", "CD 0 is cleared before the STE stops using it", HL_ATTACH_CD_FIRST},
    {"bug-attach-one-stream", "only the first stream's STE is updated", HL_ATTACH_ONE_STREAM},
    {"bug-attach-sync-one", "CMD_CFGI_CD is issued for the first stream only", HL_ATTACH_SYNC_ONE},
    {"bug-attach-sync-none", "no CMD_CFGI_CD is issued", HL_ATTACH_SYNC_NONE},
    {"bug-attach-ats-early", "ATS is enabled at the endpoint before EATS is on",
     HL_ATTACH_ATS_EARLY},
    {"bug-attach-ats-late", "ATS is disabled at the endpoint after EATS is off",
     HL_ATTACH_ATS_LATE},
    {"bug-attach-pasid-kept", "a PASID's CD is not cleared when it is removed",
     HL_ATTACH_PASID_KEPT},
    {"bug-attach-s1dss-kept", "S1DSS stays as it was when the RID's domain changes",
     HL_ATTACH_S1DSS_KEPT},
    {"bug-attach-cd0-kept", "CD 0 is not cleared when the RID leaves stage 1", HL_ATTACH_CD0_KEPT},
    {"bug-attach-release-ste", "the released device's STE still leads to its CD table",
     HL_ATTACH_RELEASE_STE},
    {"bug-attach-exit-one", "a process exits: only the first of its PASIDs is changed",
     HL_ATTACH_EXIT_ONE},
    {"bug-attach-exit-clear", "a process exits: its CDs are made invalid under running DMA",
     HL_ATTACH_EXIT_CLEAR},
    {"bug-attach-table-kept", "the last PASID is removed and the CD table stays",
     HL_ATTACH_TABLE_KEPT},
    {"bug-attach-shcfg", "a CD table with S1DSS=bypass does not keep the bypass's SHCFG",
     HL_ATTACH_SHCFG},
    {"bug-attach-stalld", "the first PASID takes S1STALLD off the whole stream", HL_ATTACH_STALLD},
    {"bug-attach-detach", "the stream is blocked between two domains", HL_ATTACH_DETACH},
};
const size_t hl_attach_bug_count = sizeof hl_attach_bugs / sizeof hl_attach_bugs[0];

const struct hl_attach_bug *hl_attach_bug_find(const char *name)
{
    for (size_t i = 0; i < hl_attach_bug_count; i++)
        if (strcmp(hl_attach_bugs[i].name, name) == 0)
            return &hl_attach_bugs[i];
    return NULL;
}
