// SPDX-License-Identifier: MIT
/* What the firmware says of the SMMU and its endpoints: properties of nodes. */
#include <linux/of.h>
#include <linux/property.h>

#include "shim.h"

/* What the firmware's node says, or false. */
static bool property(const struct device_node *node, const char *name, u32 *value)
{
    const struct hl_endpoint *endpoint = container_of(node, struct hl_endpoint, node);
    *value = 0;
    if (node == hl_smmu.dev.of_node) {
        *value = 1;
        return !strcmp(name, "#iommu-cells");
    }
    if (endpoint->can.pci)
        return false;
    *value = endpoint->can.pasid_bits;
    if (!strcmp(name, "pasid-num-bits"))
        return *value;
    return !strcmp(name, "dma-can-stall") && endpoint->can.stall;
}

bool of_dma_is_coherent(struct device_node *node)
{
    return hl_machine_is.coherent;
}

HL_UNTYPED(bool, of_property_read_bool, (const struct device_node *node, const char *name))
{
    u32 value;
    return property(node, name, &value);
}

HL_UNTYPED(void *, of_find_property,
           (const struct device_node *node, const char *name, int *length))
{
    u32 value;
    return property(node, name, &value) ? (void *)node : NULL;
}

HL_UNTYPED(int, of_property_read_variable_u32_array,
           (const struct device_node *node, const char *name, u32 *value, size_t least,
            size_t most))
{
    return property(node, name, value) ? 1 : -EINVAL;
}

HL_UNTYPED(int, of_device_is_compatible, (const struct device_node *node, const char *name))
{
    return node == hl_smmu.dev.of_node && !strcmp(name, "arm,smmu-v3");
}

HL_UNTYPED(bool, device_property_present, (const struct device *dev, const char *name))
{
    u32 value;
    return property(dev->of_node, name, &value);
}

HL_UNTYPED(bool, device_property_read_bool, (const struct device *dev, const char *name))
{
    u32 value;
    return property(dev->of_node, name, &value);
}

HL_UNTYPED(int, device_property_read_u32_array,
           (const struct device *dev, const char *name, u32 *value, size_t number))
{
    u32 read;
    if (!property(dev->of_node, name, &read))
        return -EINVAL;
    *value = read;
    return 0;
}

HL_UNTYPED(struct fwnode_handle *, __dev_fwnode, (const struct device *dev))
{
    return dev->fwnode;
}

HL_UNTYPED(const struct fwnode_handle *, __dev_fwnode_const, (const struct device *dev))
{
    return dev->fwnode;
}

HL_UNTYPED(struct fwnode_handle *, fwnode_handle_get, (struct fwnode_handle * fwnode))
{
    return fwnode;
}

HL_UNTYPED(void, fwnode_handle_put, (struct fwnode_handle * fwnode))
{
}

HL_UNTYPED(int, device_match_fwnode, (struct device * dev, const void *fwnode))
{
    return fwnode && dev->fwnode == fwnode;
}
