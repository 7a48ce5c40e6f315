// SPDX-License-Identifier: MIT
/* An SMMU as its software sees it: feature registers, the Security state of the stream table, and
 * the choices that the architecture leaves open. */
#ifndef HITLESS_SMMU_SMMU_H
#define HITLESS_SMMU_SMMU_H

#include "entry/entry.h"

#include <stddef.h>

enum hl_security { HL_NONSECURE, HL_SECURE, HL_REALM };

/* Raw register values. */
struct hl_registers {
#define HL_REGISTER(name) uint32_t name;
#include "smmu/registers.def"
#undef HL_REGISTER
};

enum { HL_REGISTER_COUNT = sizeof(struct hl_registers) / sizeof(uint32_t) };

struct hl_options {
#define HL_OPTION(id, name, def, doc) bool id;
#include "smmu/options.def"
#undef HL_OPTION
};

extern const struct hl_options hl_default_options;

struct hl_option_info {
    const char *name;
    const char *doc;
    bool preset;
    size_t offset; /* of the bool in struct hl_options */
};
extern const struct hl_option_info hl_option_list[];
extern const size_t hl_option_count;

/* Set an option by name. False: no such option. */
bool hl_option_set(struct hl_options *options, const char *name, bool value);
/* By index in hl_option_list. */
bool hl_option_get(const struct hl_options *options, size_t index);
void hl_option_put(struct hl_options *options, size_t index, bool value);

struct hl_register_info {
    const char *name;
    size_t offset; /* of the uint32_t in struct hl_registers */
};
extern const struct hl_register_info hl_register_list[];
extern const size_t hl_register_count;

/* Set a register by name. False: no such register. */
bool hl_register_set(struct hl_registers *regs, const char *name, uint32_t value);
/* By index in hl_register_list. */
uint32_t hl_register_get(const struct hl_registers *regs, size_t index);
void hl_register_put(struct hl_registers *regs, size_t index, uint32_t value);

struct hl_profile {
    const char *name;
    const char *description;
    struct hl_registers regs;
};
extern const struct hl_profile hl_profiles[];
extern const size_t hl_profile_count;

/* NULL: no profile of that name. */
const struct hl_profile *hl_profile_find(const char *name);
/* The profile with exactly these registers, or NULL. */
const struct hl_profile *hl_profile_of(const struct hl_registers *regs);

/* SMMU_IDR0.STALL_MODEL as the other registers give it (3.12): the Secure interface's, unless
 * NSSTALLD takes stalling away; without Secure state, its own. */
unsigned hl_nonsecure_stall_model(const struct hl_registers *regs);

/* What is contradictory or reserved in these registers (section 6.3), as a constant text; NULL:
 * they describe a possible SMMU. */
const char *hl_registers_wrong(const struct hl_registers *regs);

/* Everything that decoding reads about an SMMU, derived once. Only smmu/ reads its members. */
struct hl_smmu {
    struct hl_registers regs;
    struct hl_options options;
    enum hl_security security;

    /* features, as they are in this Security state */
    bool s1p, s2p, sel2, vmsa32, vmsa64, d128, cd2l, vmid16, rme, ds, stt, pbha, fwb, s2pi, s2po;
    bool gran4k, gran16k, gran64k;
    bool types_ovr, perms_ovr;
    bool ats, ns1ats, atschk, dpt, xt;
    bool ats_quiesced;    /* assumed: no ATS traffic (3.9.2) */
    bool v30;             /* SMMUv3.0 */
    bool vms_own, vms_ns; /* the VMS is there with MPAM_NS 0, with MPAM_NS 1 */
    unsigned httu, ttendian, ssidsize;
    unsigned oas, ias;        /* bits, section 3.4 */
    unsigned oas_code;        /* IDR5.OAS */
    unsigned stall_model;     /* of this Security state, section 3.12 */
    unsigned s2s_stall_model; /* against which S2S is checked */

    struct hl_entry keep[8][2]; /* by Config and S2AA64: the STE bits that can have a meaning */
    struct hl_entry
        reserved[8]; /* by Config: the STE bits that are RES0 by this SMMU, or of no field */
    struct hl_entry undefined;  /* the STE bits of no field */
    struct hl_entry cd_defined; /* the CD bits of some field */
};

/* Derive an SMMU. regs must have passed hl_registers_wrong(). */
void hl_smmu_init(struct hl_smmu *smmu, const struct hl_registers *regs, enum hl_security security,
                  const struct hl_options *options);

#endif
