// SPDX-License-Identifier: MIT
/* The needless breaks of Linux's arm-smmu-v3 driver: KNOWN(name, reproducer, condition), of one
 * side of the update, `e' with the meaning `m', whatever the other. needless/tree shows that there
 * is no other; needless/tree/NAME, that it is one. */
KNOWN(el2_vmid, "s1_el2_to_s2_other_vmid", HL_GET(STE, e, Config) == 5 && HL_GET(STE, e, STRW) != 0)
KNOWN(s1cdmax_0, "nested_ignored_fields",
      (HL_GET(STE, e, Config) & 1) && HL_GET(STE, e, S1CDMax) == 0)
KNOWN(s1dss_reserved, "nested_s1dss_reserved",
      (HL_GET(STE, e, Config) & 1) && HL_GET(STE, e, S1DSS) == 3)
KNOWN(s1csh_noncacheable, "nested_s1csh_noncacheable",
      (HL_GET(STE, e, Config) & 1) && HL_GET(STE, e, S1CIR) == 0 && HL_GET(STE, e, S1COR) == 0)
KNOWN(s1csh_reserved, "nested_s1csh_reserved",
      (HL_GET(STE, e, Config) & 1) && HL_GET(STE, e, S1CSH) == 1)
KNOWN(s1contextptr_low, "nested_s1contextptr_low",
      (HL_GET(STE, e, Config) & 1) &&
          HL_GET(STE, e, S1ContextPtr) != HL_GET(STE, &m->regime, S1ContextPtr))
KNOWN(s1fmt_reserved, "nested_s1fmt_reserved",
      (HL_GET(STE, e, Config) & 1) && HL_GET(STE, e, S1Fmt) == 3)
