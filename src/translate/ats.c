// SPDX-License-Identifier: MIT
#include "translate/ats.h"
#include "translate/cd_fetch.h"
#include "translate/inputs.h"
#include "translate/path.h"
#include "translate/respond.h"

static void refuse(const struct hl_lookup *l, enum hl_step step, struct hl_response *r)
{
    struct hl_failure why = {.step = step, .event = HL_F_TRANSL_FORBIDDEN};

    if (l->t.traffic == HL_ATS_REQUEST)
        why.event = HL_F_BAD_ATS_TREQ;
    hl_respond_failure(l, &why, NULL, r);
}

bool hl_ats_refuse(const struct hl_lookup *l, bool smmuen, struct hl_response *r)
{
    if (l->t.traffic == HL_ORDINARY)
        return false;
    if (l->smmu->security == HL_SECURE)
        refuse(l, HL_STEP_ATS_SECURE, r);
    else if (!l->smmu->ats)
        hl_respond_silent(l, HL_NOT_MODELLED, HL_STEP_ATS_ABSENT, r);
    else if (!smmuen)
        refuse(l, HL_STEP_ATS_SMMU_OFF, r);
    else
        return false;
    return true;
}

/* 5.2 Config and EATS. True: *r is set. */
static bool eats_refuses(const struct hl_lookup *l, struct hl_response *r)
{
    if (l->ste.config == HL_CONFIG_BYPASS)
        refuse(l, HL_STEP_EATS_BYPASS, r);
    else if (HL_GET(STE, &l->ste.regime, EATS) == 0)
        refuse(l, HL_STEP_EATS_OFF, r);
    else
        return false;
    return true;
}

/* 13.7.1: the completion's R, W and Exe from what the tables grant. */
static void grant(const struct hl_lookup *l, bool read, bool write, bool exec,
                  struct hl_response *r)
{
    unsigned instcfg = (unsigned)HL_GET(STE, &l->ste.regime, INSTCFG);

    r->write = write;
    r->read = instcfg == 3 ? exec : read;
    r->exec = l->t.instruction && r->read && (exec || instcfg == 2);
    r->instruction = false;
    r->privileged = l->t.privileged; /* Priv, as asked for */
}

static void complete(const struct hl_lookup *l, struct hl_response *r)
{
    struct hl_failure none = {.step = HL_STEP_ATS_NO_PERMISSION, .event = HL_F_PERMISSION};

    if (!r->read && !r->write)
        hl_respond_failure(l, &none, NULL, r);
}

static void complete_identity(const struct hl_lookup *l, const struct hl_access *a,
                              struct hl_response *r)
{
    enum hl_space space = hl_direct_space(l->smmu, a);
    bool realm_ns = l->smmu->security == HL_REALM && space == HL_SPACE_NONSECURE;

    hl_respond_output(l, a, hl_truncate(l->t.address, l->smmu->oas), space, HL_STEP_ATS_IDENTITY,
                      r);
    r->page_bits = l->smmu->oas;
    grant(l, true, true, !realm_ns, r);
    complete(l, r);
}

static void complete_translated(const struct hl_lookup *l, const struct hl_access *a,
                                const struct hl_stages_result *done, struct hl_response *r)
{
    bool split = HL_GET(STE, &l->ste.regime, EATS) == 2;
    uint64_t ipa = l->stage1 ? done->ipa : l->t.address;

    hl_respond_translated(l, a, done, r);
    if (split)
        r->address = ipa;
    r->ats_split_ipa = split;
    grant(l, done->read, done->write, done->exec, r);
    complete(l, r);
}

void hl_ats_request(struct hl_lookup *l, struct hl_response *r)
{
    struct hl_access a;
    struct hl_failure why;
    struct hl_stages_result done;
    enum hl_path path;

    if (eats_refuses(l, r))
        return;
    hl_inputs_of_ste(l, &a);
    path = hl_configure(l, &why) ? hl_path(l, &a, &done, &why) : HL_PATH_FAILED;
    if (path == HL_PATH_FAILED)
        hl_respond_failure(l, &why, &a, r);
    else if (path == HL_PATH_DIRECT)
        complete_identity(l, &a, r);
    else
        complete_translated(l, &a, &done, r);
}

/* 3.9.1.1: the address is a PA. */
static void pass(const struct hl_lookup *l, const struct hl_access *a, enum hl_step step,
                 struct hl_response *r)
{
    const struct hl_smmu *s = l->smmu;

    if (hl_out_of_range(l->t.address, s->oas) && s->options.ats_oor_abort) {
        hl_respond_silent(l, HL_ABORTED, HL_STEP_TRANSLATED_ADDRESS, r);
        return;
    }
    hl_respond_output(l, a, hl_truncate(l->t.address, s->oas), hl_direct_space(s, a), step, r);
}

void hl_ats_unchecked(const struct hl_lookup *l, struct hl_response *r)
{
    struct hl_access a = {.address = l->t.address, .write = l->t.write};

    a.instruction = l->t.instruction && !l->t.write;
    a.privileged = l->t.privileged;
    a.attributes = l->t.attributes;
    pass(l, &a, HL_STEP_TRANSLATED_UNCHECKED, r);
}

/* 3.9.1.3, priorities 6 to 9; 17.3: the CD has the PARTID. False: *why is set. */
static bool substream_allows(struct hl_lookup *l, struct hl_failure *why)
{
    bool stage1, ok;
    uint32_t index;

    if (!hl_pasidtt(l->smmu) && !l->smmu->options.ats_s1dss_any)
        return true;
    if (!hl_substream_select(l, &stage1, &index, why))
        return false;
    if (!stage1 || !l->t.has_substream || !HL_GET(STE, &l->ste.regime, S1MPAM))
        return true;
    ok = hl_cd_fetch(l, index, why);
    l->stage1 = false; /* Translated traffic has had its stage 1 */
    return ok;
}

static void pass_full(const struct hl_lookup *l, const struct hl_access *a, struct hl_response *r)
{
    if (l->smmu->security == HL_REALM && a->nonsecure && a->instruction)
        refuse(l, HL_STEP_TRANSLATED_REALM, r);
    else
        pass(l, a, HL_STEP_TRANSLATED_FULL, r);
}

static void translate_split(const struct hl_lookup *l, const struct hl_access *a,
                            struct hl_response *r)
{
    struct hl_stages_result done;
    struct hl_failure why;

    hl_trace_add(l->trace, HL_STEP_TRANSLATED_SPLIT, l->t.address, 0);
    if (hl_path(l, a, &done, &why) == HL_PATH_TRANSLATED)
        hl_respond_translated(l, a, &done, r);
    else
        hl_respond_failure(l, &why, a, r);
}

void hl_ats_translated(struct hl_lookup *l, struct hl_response *r)
{
    const struct hl_entry *ste = &l->ste.regime;
    struct hl_access a;
    struct hl_failure why;

    if (eats_refuses(l, r))
        return;
    hl_inputs_of_ste(l, &a);
    if (l->smmu->xt && HL_GET(STE, ste, NSCFG) == 1 && !l->t.xt)
        refuse(l, HL_STEP_XT_MISSING, r);
    else if (!substream_allows(l, &why))
        hl_respond_failure(l, &why, &a, r);
    else if (HL_GET(STE, ste, EATS) == 1)
        pass_full(l, &a, r);
    else if (HL_GET(STE, ste, EATS) == 2)
        translate_split(l, &a, r);
    else
        hl_respond_silent(l, HL_NOT_MODELLED, HL_STEP_TRANSLATED_DPT, r);
}
