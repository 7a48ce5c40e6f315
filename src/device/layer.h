// SPDX-License-Identifier: MIT
/* The interface of an attach layer: what a driver does to a device's entries, one by one and in an
 * order, when it is asked for something. A shared object offers one by exporting
 * `const struct hl_attach_layer hitless_attach`. */
#ifndef HITLESS_DEVICE_LAYER_H
#define HITLESS_DEVICE_LAYER_H

#include "device/device.h"

enum { HL_ATTACH_ABI = 1 };

/* What a device has that is freshly attached to what is wanted. */
struct hl_attached {
    struct hl_wanted wanted;
    struct hl_entry ste; /* of each of its streams */
    struct hl_entry cd[HL_DEVICE_PASIDS];
    bool ats; /* on at the endpoint */
};

struct hl_attach_step {
    struct hl_action action; /* HL_RELEASE comes as the actions that it consists of */
    unsigned streams;
    struct hl_attached before, after;
};

/* Each runs the sequencer from what is in memory to the target, with its syncs. */
struct hl_attach_ops {
    void (*ste)(struct hl_attach_ops *ops, unsigned stream, const struct hl_entry *target);
    void (*cd)(struct hl_attach_ops *ops, unsigned index, const struct hl_entry *target);
    /* ATS on or off at the endpoint; off includes that its translations are gone. */
    void (*ats)(struct hl_attach_ops *ops, bool on);
};

struct hl_attach_layer {
    unsigned abi; /* HL_ATTACH_ABI */
    const char *name;
    const char *description;
    void (*act)(const struct hl_attach_layer *self, const struct hl_attach_step *step,
                struct hl_attach_ops *ops);
    unsigned data; /* the layer's own */
};

#endif
