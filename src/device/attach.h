// SPDX-License-Identifier: MIT
/* Private to device/: the attach layer, which changes a device's entries one by one, in an order.
 */
#ifndef HITLESS_DEVICE_ATTACH_H
#define HITLESS_DEVICE_ATTACH_H

#include "device/device.h"

/* Realistic mistakes of an attach layer; or-ed. */
enum hl_attach_trait {
    HL_ATTACH_STE_FIRST = 1 << 0,    /* the STE before the CD that it leads to */
    HL_ATTACH_CD_FIRST = 1 << 1,     /* CD 0 cleared before the STE stops using it */
    HL_ATTACH_ONE_STREAM = 1 << 2,   /* only the first stream's STE */
    HL_ATTACH_SYNC_ONE = 1 << 3,     /* CMD_CFGI_CD for the first stream only */
    HL_ATTACH_SYNC_NONE = 1 << 4,    /* no CMD_CFGI_CD */
    HL_ATTACH_ATS_EARLY = 1 << 5,    /* on at the endpoint before EATS */
    HL_ATTACH_ATS_LATE = 1 << 6,     /* off at the endpoint after EATS */
    HL_ATTACH_PASID_KEPT = 1 << 7,   /* a removed PASID's CD stays */
    HL_ATTACH_S1DSS_KEPT = 1 << 8,   /* S1DSS stays when the RID's domain changes */
    HL_ATTACH_CD0_KEPT = 1 << 9,     /* CD 0 stays when the RID leaves stage 1 */
    HL_ATTACH_RELEASE_STE = 1 << 10, /* the STE stays when the device is released */
    HL_ATTACH_EXIT_ONE = 1 << 11,    /* a process exits: only its first PASID is changed */
    HL_ATTACH_EXIT_CLEAR = 1 << 12,  /* a process exits: its CDs are cleared, not EPD0 */
    HL_ATTACH_TABLE_KEPT = 1 << 13,  /* the CD table's STE stays without PASIDs */
    HL_ATTACH_DETACH = 1 << 14,      /* blocked between two domains */
    /* in what the makers are asked for */
    HL_ATTACH_SHCFG = 1 << 15, /* SHCFG is dropped with S1DSS=bypass */
    HL_ATTACH_STALLD = 1 << 16 /* S1STALLD is dropped once there are PASIDs */
};

/* Do the action, from d->wanted to d->next. */
void hl_attach(struct hl_device *d, const struct hl_action *action);
/* The same by d->layer. */
void hl_attach_by(struct hl_device *d, const struct hl_action *action);

#endif
