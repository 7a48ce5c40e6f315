// SPDX-License-Identifier: MIT
/* What STE and GBPA make of a transaction's attributes: sections 3.3.4, 13.1 to 13.3 and 13.7. */
#ifndef HITLESS_TRANSLATE_INPUTS_H
#define HITLESS_TRANSLATE_INPUTS_H

#include "translate/attributes.h"
#include "translate/lookup.h"

/* The access after INSTCFG, PRIVCFG, NSCFG and, unless Translated, the memory type overrides of
 * l->ste. */
void hl_inputs_of_ste(const struct hl_lookup *l, struct hl_access *access);

/* The same after GBPA. */
void hl_inputs_of_gbpa(const struct hl_lookup *l, struct hl_access *access);

/* INST and PRIV after an INSTCFG or PRIVCFG field: 2 is Data or Unprivileged, 3 the other. */
bool hl_override(unsigned cfg, bool incoming);

/* The PA space of an access that nothing translates: 13.5. */
enum hl_space hl_direct_space(const struct hl_smmu *s, const struct hl_access *access);

#endif
