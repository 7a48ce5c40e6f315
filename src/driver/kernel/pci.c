// SPDX-License-Identifier: MIT
/* PCI endpoints: alone behind a root port each, with the capabilities that the machine's
 * description gives them. */
#include <linux/pci-ats.h>
#include <linux/pci.h>

#include "shim.h"

static unsigned int number_of(const struct hl_endpoint *endpoint)
{
    return (unsigned int)(endpoint - hl_endpoints);
}

bool pci_ats_supported(struct pci_dev *pdev)
{
    return hl_endpoint_of(&pdev->dev)->can.ats;
}

HL_UNTYPED(bool, pci_ats_required, (struct pci_dev * pdev))
{
    return hl_endpoint_of(&pdev->dev)->can.ats_required;
}

int pci_prepare_ats(struct pci_dev *pdev, int shift)
{
    return hl_endpoint_of(&pdev->dev)->can.ats ? 0 : -EINVAL;
}

int pci_enable_ats(struct pci_dev *pdev, int shift)
{
    struct hl_endpoint *endpoint = hl_endpoint_of(&pdev->dev);
    if (!endpoint->can.ats)
        return -EINVAL;
    if (endpoint->ats_on) {
        hlh_warn("pci_enable_ats", 0, "ATS is on already");
        return -EBUSY;
    }
    endpoint->ats_on = true;
    pdev->ats_enabled = 1;
    hlh_ats(number_of(endpoint), true);
    return 0;
}

void pci_disable_ats(struct pci_dev *pdev)
{
    struct hl_endpoint *endpoint = hl_endpoint_of(&pdev->dev);
    if (!endpoint->ats_on) {
        hlh_warn("pci_disable_ats", 0, "ATS is off already");
        return;
    }
    endpoint->ats_on = false;
    pdev->ats_enabled = 0;
    hlh_ats(number_of(endpoint), false);
}

int pci_pasid_features(struct pci_dev *pdev)
{
    return hl_endpoint_of(&pdev->dev)->can.pasid_bits ? 0 : -EINVAL;
}

int pci_max_pasids(struct pci_dev *pdev)
{
    const unsigned int bits = hl_endpoint_of(&pdev->dev)->can.pasid_bits;
    return bits ? 1 << bits : -EINVAL;
}

int pci_enable_pasid(struct pci_dev *pdev, int features)
{
    struct hl_endpoint *endpoint = hl_endpoint_of(&pdev->dev);
    if (endpoint->pasid_on || endpoint->ats_on) { /* PCIe 10.5.1.3: not while ATS is on */
        hlh_warn("pci_enable_pasid", 0, endpoint->ats_on ? "ATS is on" : "PASID is on already");
        return -EINVAL;
    }
    endpoint->pasid_on = true;
    pdev->pasid_enabled = 1;
    return 0;
}

void pci_disable_pasid(struct pci_dev *pdev)
{
    struct hl_endpoint *endpoint = hl_endpoint_of(&pdev->dev);
    if (endpoint->ats_on)
        hlh_warn("pci_disable_pasid", 0, "ATS is on");
    endpoint->pasid_on = false;
    pdev->pasid_enabled = 0;
}

int pci_enable_pri(struct pci_dev *pdev, u32 requests)
{
    hlh_pri(number_of(hl_endpoint_of(&pdev->dev)), true);
    return 0;
}

void pci_disable_pri(struct pci_dev *pdev)
{
    hlh_pri(number_of(hl_endpoint_of(&pdev->dev)), false);
}

HL_UNTYPED(bool, pci_pri_supported, (struct pci_dev * pdev))
{
    return hl_endpoint_of(&pdev->dev)->can.pri;
}

int pci_for_each_dma_alias(struct pci_dev *pdev, int (*visit)(struct pci_dev *, u16, void *),
                           void *data)
{
    return visit(pdev, pdev->devfn, data);
}

HL_UNTYPED(bool, pci_devs_are_dma_aliases, (struct pci_dev * a, struct pci_dev *b))
{
    return false;
}

HL_UNTYPED(bool, pci_acs_enabled, (struct pci_dev * pdev, u16 flags))
{
    return true;
}

HL_UNTYPED(bool, pci_acs_path_enabled, (struct pci_dev * from, struct pci_dev *to, u16 flags))
{
    return true;
}

HL_UNTYPED(struct pci_dev *, pci_get_device,
           (unsigned int vendor, unsigned int device, struct pci_dev *from))
{
    return NULL;
}

HL_UNTYPED(void, pci_dev_put, (struct pci_dev * pdev))
{
}
