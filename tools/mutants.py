# SPDX-License-Identifier: MIT
"""Mistakes in the arm-smmu-v3 driver of a kernel tree, as edits to a copy of it: the one table of them. tools/linux-mutant makes a
tree with one of them, tools/bugs measures how long each takes to be found, docs/driver.md says what came of it.

A row is history when it puts a fault back that the driver once had; its commit is the one that mended it. An edit finds its
place by as few tokens as tell it apart, in one function: a blank is any white space, "..." is anything in between, and in what it
becomes "@" is the text that was found. It must be there exactly as often as said (once), or the tree is refused. What the edits
of a row are depends on the series; the first set that fits counts."""
import os
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

DRIVER = Path("drivers/iommu/arm/arm-smmu-v3")
SVA, IOMMUFD, HEADER = "arm-smmu-v3-sva.c", "arm-smmu-v3-iommufd.c", "arm-smmu-v3.h"


@dataclass(frozen=True)
class Edit:
    function: str  # "": anywhere in the file
    find: str
    become: str
    file: str = "arm-smmu-v3.c"
    times: int = 1


@dataclass(frozen=True)
class Mutant:
    name: str
    target: str
    about: str
    findings: str  # those by which it may show; the first is the one that is expected; "": it cannot show, and why is in about
    edits: tuple  # of sets of edits
    commit: str = ""


class Refused(Exception):
    """Why, in one line; how often the text is there that should be there so and so often."""

    def __init__(self, why, there=0):
        super().__init__(why)
        self.there = there


def row(name, target, about, findings, *sets, commit=""):
    return Mutant(name, target, about, findings, tuple(s if isinstance(s, tuple) else (s,) for s in sets), commit)


def entry(name, target, about, function, find, become):
    """A mistake in how entries are made or sequenced: the targets of single entries show it."""
    return row(name, target, about, ENTRY, Edit(function, find, become))


def driver(name, about, findings, *sets):
    return row(f"driver-{name}", "fuzz_driver", about, findings, *sets)


def history(name, commit, about, findings, *sets):
    return row(f"history-{name}", "fuzz_driver", about, findings, *sets, commit=commit)


ENTRY = "illegal-view mixed-view unsound-used unsound-safe"
TERMINATE = (
    "{ struct arm_smmu_ste ste; arm_smmu_make_cdtable_ste(&ste, master, master->ats_enabled, STRTAB_STE_1_S1DSS_TERMINATE);"
    " arm_smmu_install_ste_for_dev(master, &ste); }"
)
USED, SAFE = "arm_smmu_get_ste_used", "arm_smmu_get_ste_update_safe"

MUTANTS = [
    # How entries are made and sequenced
    entry("s2s", "fuzz_update_safe", "EATS is safe whatever S2S is", SAFE, "(STRTAB_STE_2_S2S)", "(@ & 0)"),
    entry("s1chk", "fuzz_update_safe", "EATS is safe although a side has its bit for split-stage ATS", SAFE, "(eats_s1chk)",
          "(@ & 0)"),
    entry("s2vmid", "fuzz_used", "S2VMID is not used by stage 1", USED, "(STRTAB_STE_2_S2VMID)", "(@ & 0)"),
    entry("s2fwb", "fuzz_ste_update", "S2FWB is not used by stage 2", USED, "STRTAB_STE_1_S2FWB", "(@ & 0)"),
    row(
        "old-used", "fuzz_ste_update", "as in 6.12, neither S2FWB nor MEV is used", ENTRY,
        (Edit(USED, "STRTAB_STE_1_S2FWB", "(@ & 0)"), Edit(USED, "STRTAB_STE_1_MEV", "(@ & 0)", times=2)),
    ),
    entry("privcfg", "fuzz_ste_update", "bypass sets PRIVCFG, which is not reported as used", "arm_smmu_make_bypass_ste",
          "FIELD_PREP(STRTAB_STE_1_SHCFG,", "2ULL << 48 | @"),
    row("shcfg", "fuzz_attach", "with S1DSS=bypass SHCFG is not as bypass has it", "unasked-change",
        Edit("arm_smmu_make_cdtable_ste", "s1dss == STRTAB_STE_1_S1DSS_BYPASS", "0 && @")),
    entry("unlimited", "fuzz_update_safe", "safe bits are not limited to those that both entries use", "arm_smmu_entry_qword_diff",
          "target_used[i] & cur_used[i]", "~0ULL"),

    # Invalidation of configuration
    driver(
        "sync-empty", "nothing is invalidated after an STE or CD was written", "stale-entry mixed-view",
        (Edit("arm_smmu_ste_writer_sync_entry", "arm_smmu_cmdq_issue_cmd_with_sync(...);", "(void)ste_writer;"),
         Edit("arm_smmu_cd_writer_sync_entry", "arm_smmu_sync_cd(...);", "(void)cd_writer;")),
    ),
    driver("ste-sync-empty", "an STE that was written is never invalidated", "stale-entry",
           Edit("arm_smmu_ste_writer_sync_entry", "arm_smmu_cmdq_issue_cmd_with_sync(...);", "(void)ste_writer;")),
    driver("cd-sync-empty", "a CD that was written is never invalidated", "stale-entry",
           Edit("arm_smmu_cd_writer_sync_entry", "arm_smmu_sync_cd(...);", "(void)cd_writer;")),
    driver("ste-no-sync", "CFGI_STE without a CMD_SYNC", "stale-entry mixed-view",
           Edit("arm_smmu_ste_writer_sync_entry", "arm_smmu_cmdq_issue_cmd_with_sync(", "arm_smmu_cmdq_issue_cmd(")),
    driver("ste-first-sid", "CFGI_STE always names the first stream of the device", "stale-entry",
           Edit("arm_smmu_ste_writer_sync_entry", "ste_writer->sid", "writer->master->streams[0].id")),
    driver("cd-first-sid", "CFGI_CD always names the first stream of the device", "stale-entry",
           Edit("arm_smmu_sync_cd", "master->streams[i].id", "master->streams[0].id")),
    driver("cd-ssid", "CFGI_CD names SubstreamID 0 whatever was written", "stale-entry",
           Edit("arm_smmu_sync_cd", "streams[i].id, ssid,", "streams[i].id, 0,"),
           Edit("arm_smmu_sync_cd", ".ssid = ssid", ".ssid = 0")),
    driver("l1cd-leaf", "CFGI_CD after a new L1CD has Leaf=1: the L1CD is not invalidated", "stale-entry",
           Edit("arm_smmu_alloc_cd_ptr", "arm_smmu_sync_cd(master, ssid, false)", "arm_smmu_sync_cd(master, ssid, true)")),
    driver("cfgi-early", "CFGI goes out before the stores that it is to publish", "stale-entry",
           (Edit("entry_set", "if (changed) writer->ops->sync(writer);", "(void)changed;"),
            Edit("entry_set", "for (i = start;", "writer->ops->sync(writer); @"))),
    driver("cd-unreached", "no CFGI_CD while no STE points to the table: cannot show, as CFGI_STE covers the CDs of an STE that"
           " went and none is fetched before the next (4.3.1)", "",
           Edit("arm_smmu_cd_writer_sync_entry", "arm_smmu_sync_cd(", "if (writer->master->cd_table.in_ste) @")),
    driver("plain-store", "entries are stored to by ordinary assignments: only with the hook, and as advice", "plain-store",
           Edit("entry_set", "WRITE_ONCE(entry[i], target[i]);", "entry[i] = target[i];")),
    driver("plain-copy", "whole entries are copied by memcpy(): only with the hook",
           "illegal-view mixed-view needless-break plain-store",
           Edit("arm_smmu_write_entry", "dma_wmb();",
                "@ memcpy(entry, target, sizeof(unused_update)); writer->ops->sync(writer); return;")),
    driver("barrier", "no barrier between stores and the command that publishes them", "unordered-store",
           Edit("__arm_smmu_cmdq_issue_cmdlist", "dma_wmb();", ";"),
           Edit("arm_smmu_cmdq_issue_cmdlist", "dma_wmb();", ";")),

    # Attaching
    driver("first-stream", "the STE of the first stream only is written", "wrong-final stale-entry mixed-view",
           Edit("arm_smmu_install_ste_for_dev", "i < master->num_streams", "i < 1")),
    driver("ste-before-cd", "stage 1: the STE points to the table before the CD is written",
           "illegal-view mixed-view needless-break",
           (Edit("arm_smmu_attach_dev", "arm_smmu_write_cd_entry(...);", ""),
            Edit("arm_smmu_attach_dev", "STRTAB_STE_1_S1DSS_SSID0); arm_smmu_install_ste_for_dev(master, &target);",
                 "@ arm_smmu_write_cd_entry(master, IOMMU_NO_PASID, cdptr, &target_cd);"))),
    driver("failed-attach", "a PASID attach whose preparation fails writes its CD all the same",
           "wrong-final unasked-change subject-crash freed-reachable",
           Edit("arm_smmu_set_pasid", "if (ret) goto out_unlock;", "if (0) goto out_unlock;")),
    driver("attach-error", "an attach goes on although its preparation failed, and succeeds: no invalidation includes the device",
           "stale-translation subject-warning",
           Edit("arm_smmu_attach_dev", "ret = arm_smmu_attach_prepare(&state, domain); if (ret) {...}",
                "arm_smmu_attach_prepare(&state, domain);")),
    driver("merge-error", "a list of invalidations that cannot be allocated is installed all the same", "subject-crash",
           Edit("arm_smmu_attach_prepare_invs", "if (IS_ERR(invst->new_invs)) return PTR_ERR(invst->new_invs);", "")),
    driver("cdtab-early", "a released device's CD table is freed while its STE points to it",
           "freed-reachable subject-warning stale-entry stale-translation",
           (Edit("", ".release_domain = &arm_smmu_blocked_domain,", ""),)),
    driver("s1dss-pasid", "the first PASID of a bypassing device ends its traffic without PASID", "unasked-change",
           Edit("arm_smmu_update_ste", "s1dss = STRTAB_STE_1_S1DSS_BYPASS;", ";")),
    driver("s1dss-last", "when the last PASID goes, S1DSS ends the traffic without PASID of a bypassing device", "unasked-change",
           Edit("arm_smmu_blocking_set_dev_pasid", "sid_domain->ops->attach_dev(...);",
                TERMINATE),
           Edit("arm_smmu_remove_dev_pasid", "sid_domain->ops->attach_dev(...);",
                TERMINATE)),
    driver("ssids-count", "a PASID is not counted: attaching without PASID takes the CD table away from it",
           "unasked-change subject-warning stale-entry freed-reachable",
           Edit("arm_smmu_write_cd_entry", "used_ssids++;", "used_ssids += 0;")),
    driver("pasid-clear", "the CD of a detached PASID stays", "wrong-final",
           Edit("arm_smmu_blocking_set_dev_pasid", "arm_smmu_clear_cd(...);", ""),
           Edit("arm_smmu_remove_dev_pasid", "arm_smmu_clear_cd(...);", "")),

    # Translations: TLB
    driver("detach-tlbi", "no TLBI when the last device leaves a domain, whose ASID or VMID may then be given away",
           "stale-translation",
           Edit("arm_smmu_install_old_domain_invs", "arm_smmu_inv_flush_iotlb_tag(...);", ";"),
           Edit("arm_smmu_tlb_inv_context", "arm_smmu_tlb_inv_asid(...);", ";")),
    driver("detach-tlbi-sync", "the TLBI when the last device leaves a domain has no CMD_SYNC", "stale-translation",
           Edit("arm_smmu_inv_flush_iotlb_tag", "arm_smmu_cmdq_issue_cmd_with_sync(", "arm_smmu_cmdq_issue_cmd(", times=2)),
    driver("asid-early", "the ASID is given back at process exit, while a CD still has it", "stale-translation",
           Edit("arm_smmu_mm_release", "spin_lock_irqsave(...);", "xa_erase(&arm_smmu_asid_xa, smmu_domain->cd.asid); @",
                file=SVA)),
    driver("inv-users", "a domain's second user of a TLB tag is not counted: the first that leaves takes the invalidation away",
           "stale-translation subject-warning",
           Edit("arm_smmu_invs_merge", "READ_ONCE(new->users) + 1", "READ_ONCE(new->users)")),
    driver("invs-late", "a domain's invalidations include a device only after its STE was written", "stale-translation",
           (Edit("arm_smmu_attach_prepare", "arm_smmu_install_new_domain_invs(state);", ""),
            Edit("arm_smmu_attach_commit", "arm_smmu_attach_commit_vmaster(state);",
                 "@ if (state->new_domain_invst.new_invs) arm_smmu_install_new_domain_invs(state);"))),
    driver("stream-world", "TLBI of stage 1 is for EL1 although the SMMU runs at EL2 with E2H", "stale-translation",
           (Edit("arm_smmu_master_build_inv", "CMDQ_OP_TLBI_EL2_VA", "CMDQ_OP_TLBI_NH_VA"),
            Edit("arm_smmu_master_build_inv", "CMDQ_OP_TLBI_EL2_ASID", "CMDQ_OP_TLBI_NH_ASID")),
           Edit("arm_smmu_tlb_inv_range_domain", "CMDQ_OP_TLBI_EL2_VA", "CMDQ_OP_TLBI_NH_VA")),
    driver("walk-leaf", "after a table was freed only leaf entries are invalidated", "stale-translation",
           Edit("arm_smmu_tlb_inv_walk", "granule, false", "granule, true")),
    driver("range-num", "a range TLBI covers one page less than was unmapped", "stale-translation",
           Edit("arm_smmu_cmdq_batch_add_range", "num - 1)", "num > 1 ? num - 2 : 0)"),
           Edit("__arm_smmu_tlb_inv_range", "num - 1;", "num > 1 ? num - 2 : 0;")),
    driver("reset-tlbi", "a reset leaves what the SMMU's last owner has in the TLB", "stale-translation mixed-view stale-entry",
           Edit("arm_smmu_device_reset", "arm_smmu_make_cmd_op(CMDQ_OP_TLBI_NSNH_ALL)",
                "arm_smmu_make_cmd_op(CMDQ_OP_TLBI_EL2_ALL)"),
           Edit("arm_smmu_device_reset", "CMDQ_OP_TLBI_NSNH_ALL", "CMDQ_OP_TLBI_EL2_ALL")),
    driver("reset-cfgi", "a reset leaves what the SMMU has of the last owner's entries", "stale-entry",
           Edit("arm_smmu_device_reset", "arm_smmu_cmdq_issue_cmd_with_sync(smmu, arm_smmu_make_cmd_cfgi_all());", ""),
           Edit("arm_smmu_device_reset", "CMDQ_OP_CFGI_ALL; arm_smmu_cmdq_issue_cmd_with_sync(smmu, &cmd);", "CMDQ_OP_CFGI_ALL;")),

    # ATS
    driver("atc-pasid-detach", "no ATC_INV when a PASID is detached", "stale-translation",
           Edit("arm_smmu_blocking_set_dev_pasid", "arm_smmu_atc_inv_master(master, pasid);", ";"),
           Edit("arm_smmu_remove_dev_pasid", "arm_smmu_atc_inv_master(master, pasid);", ";")),
    driver("atc-replace", "no ATC_INV when one domain replaces another and ATS stays on", "stale-translation",
           Edit("arm_smmu_attach_commit", "arm_smmu_atc_inv_master(master, state->ssid);", "")),
    driver("atc-first-stream", "ATC_INV of an unmap for the first stream of a device only", "stale-translation",
           Edit("arm_smmu_master_build_invs", "i < master->num_streams", "i < 1"),
           Edit("arm_smmu_atc_inv_domain", "i < master->num_streams", "i < 1")),
    driver("atc-second-device", "ATC_INV of an unmap for one device of several", "stale-translation",
           Edit("arm_smmu_inv_cmp", "if (inv_l->id != inv_r->id)", "if (!arm_smmu_inv_is_ats(inv_l) && inv_l->id != inv_r->id)"),
           Edit("arm_smmu_atc_inv_domain", "arm_smmu_atc_inv_to_cmd(...);", "if (cmds.num) break; @")),
    driver("atc-second-pasid", "ATC_INV of an unmap for one PASID of several", "stale-translation",
           Edit("arm_smmu_inv_cmp", "if (arm_smmu_inv_is_ats(inv_l))", "if (0)")),
    driver("atc-span", "the span of an ATC_INV is counted from the size, not from what start and end have in common",
           "stale-translation",
           Edit("arm_smmu_atc_inv_to_cmd", "page_start ^ page_end", "page_end - page_start")),
    driver("ats-early", "ATS is switched on before the STE with EATS is there", "ats-order",
           (Edit("arm_smmu_attach_prepare", "if (!state->ats_enabled && master->ats_enabled)",
                 "if (state->ats_enabled && !master->ats_enabled) arm_smmu_enable_ats(master); @"),
            Edit("arm_smmu_attach_commit", "arm_smmu_enable_ats(master);", ";"))),
    driver("ats-late", "ATS is switched off after the STE without EATS is there", "ats-order",
           (Edit("arm_smmu_attach_prepare", "pci_disable_ats(...);", ";"),
            Edit("arm_smmu_attach_commit", "arm_smmu_atc_inv_master(master, IOMMU_NO_PASID);",
                 "@ pci_disable_ats(to_pci_dev(master->dev));"))),
    driver("ats-no-eats", "with the first PASID the STE has EATS as ATS was before, not as it is to be", "ats-order",
           Edit("arm_smmu_update_ste", "&ste, master, ats_enabled, s1dss", "&ste, master, master->ats_enabled, s1dss")),
    driver("ats-count-error", "an attach that fails leaves its device in the domain's invalidations (7.3), or counted (6.12)",
           "subject-crash subject-warning stale-translation",
           (Edit("arm_smmu_attach_prepare", "arm_smmu_install_new_domain_invs(state);", ""),
            Edit("arm_smmu_attach_prepare", "master_domain = kzalloc", "arm_smmu_install_new_domain_invs(state); @")),
           Edit("arm_smmu_attach_prepare", "master_domain = kzalloc", "atomic_inc(&smmu_domain->nr_ats_masters); @")),

    # SVA
    driver("quiet-cd", "at process exit the CD goes on pointing to the process's tables",
           "wrong-final freed-reachable stale-translation",
           Edit("arm_smmu_mm_release", "arm_smmu_write_cd_entry(...);", "(void)cdptr;", file=SVA)),
    driver("quiet-tlbi", "no invalidation of translations at process exit", "stale-translation",
           Edit("arm_smmu_mm_release", "arm_smmu_domain_inv(smmu_domain);", "", file=SVA),
           (Edit("arm_smmu_mm_release", "arm_smmu_tlb_inv_asid(...);", "", file=SVA),
            Edit("arm_smmu_mm_release", "arm_smmu_atc_inv_domain(...);", "", file=SVA))),
    driver("sva-size", "the end of what a process unmaps is taken for the last byte", "stale-translation",
           Edit("arm_smmu_mm_arch_invalidate_secondary_tlbs", "size = end - start;", "size = end - start - PAGE_SIZE;", file=SVA)),

    # Nesting
    driver("nested-vmid", "a nested STE has VMID 0, not its parent's", "wrong-final stale-translation",
           Edit("arm_smmu_make_nested_cd_table_ste", "target->data[1] |= nested_domain->ste[1];",
                "@ target->data[2] &= ~cpu_to_le64(STRTAB_STE_2_S2VMID);", file=IOMMUFD)),
    driver("guest-vmid", "a guest's TLBI is given VMID 0, not its parent's", "stale-translation",
           Edit("arm_vsmmu_init", "vsmmu->vmid = s2_parent->s2_cfg.vmid;", "vsmmu->vmid = 0;", file=IOMMUFD)),
    driver("guest-sid", "a guest's CFGI_CD and ATC_INV go to the stream that has the guest's number",
           "stale-entry stale-translation",
           Edit("arm_vsmmu_convert_user_cmd", "FIELD_PREP(CMDQ_CFGI_0_SID, sid)", "FIELD_PREP(CMDQ_CFGI_0_SID, vsid)",
                file=IOMMUFD)),
    driver("guest-sync", "a guest's commands have no CMD_SYNC", "stale-entry stale-translation",
           Edit("arm_vsmmu_cache_invalidate", "cur - last, true)", "cur - last, false)", file=IOMMUFD)),
    driver("nested-atc", "an unmap in a nesting parent invalidates only that address in the ATC, which has other addresses",
           "stale-translation",
           Edit("arm_smmu_master_build_invs", "nesting ? INV_TYPE_ATS_FULL : INV_TYPE_ATS", "INV_TYPE_ATS")),
    driver("nested-s1", "an unmap in a nesting parent leaves the nested stage 1 translations", "stale-translation",
           Edit("arm_smmu_master_build_invs", "if (nesting) {", "if (0) {")),

    # Faults
    driver("resume-invalid", "a stalled transaction that nobody can handle is not resumed", "unanswered-fault",
           Edit("arm_smmu_page_response", "case IOMMU_PAGE_RESP_INVALID:", "case IOMMU_PAGE_RESP_INVALID: return;")),
    driver("resume-tag", "CMD_RESUME has no STAG", "unanswered-fault",
           Edit("arm_smmu_page_response", "resp->grpid", "0")),
    driver("request-last", "page requests are answered but for the last of a group", "unanswered-fault",
           Edit("arm_smmu_handle_ppr", "if (last)", "if (!last)")),

    # History
    history(
        "sva-pasid", "fdc69d39e77f",
        "an SVA domain goes to the PASID of its process, whichever was asked for (the core asks for no other, so nothing changes)",
        "",
        Edit("arm_smmu_sva_set_dev_pasid", "smmu_domain, id,", "smmu_domain, mm_get_enqcmd_pasid(domain->mm),", file=SVA)),
    history(
        "ats-count", "685ca577b408",
        "leaving a domain goes by whether ATS is to be on, not by whether it was", "subject-warning stale-translation",
        Edit("arm_smmu_attach_prepare_invs", "master, master->ats_enabled, ssid", "master, state->ats_enabled, ssid"),
        (Edit("arm_smmu_attach_commit", "master->ats_enabled = state->ats_enabled;", ""),
         Edit("arm_smmu_attach_commit", "arm_smmu_remove_master_domain(", "master->ats_enabled = state->ats_enabled; @"))),
    history(
        "sva-pgsize", "12f78021973a", "an SVA domain has no page size, which a range TLBI needs",
        "subject-crash stale-translation subject-hang",
        Edit("arm_smmu_sva_domain_alloc", "smmu_domain->domain.pgsize_bitmap = PAGE_SIZE;", "", file=SVA)),
    history(
        "range-reserved", "eb6c97647be2", "a range TLBI of one page, no leaf: TTL, NUM and SCALE are all 0, which is reserved",
        "stale-translation",
        Edit("arm_smmu_cmdq_batch_add_range", "else if ((num_pages & CMDQ_TLBI_RANGE_NUM_MAX) == 1) num_pages++;", ""),
        Edit("__arm_smmu_tlb_inv_range", "else if ((num_pages & CMDQ_TLBI_RANGE_NUM_MAX) == 1) num_pages++;", "")),
    history(
        "range-ttl", "6833b8f2e199", "a range TLBI after a table was freed has a hint of the last level", "stale-translation",
        Edit("arm_smmu_cmdq_batch_add_range", "if (leaf) ttl", "if (1) ttl"),
        Edit("__arm_smmu_tlb_inv_range", "if (cmd->tlbi.leaf)", "if (1)")),
    history(
        "shcfg", "ec9098d6bffe",
        "SHCFG is set where SMMU_IDR1.ATTR_TYPES_OVR makes it RES0: no fault, as the incoming shareability is used then (5.2);"
        " fuzz_ste_update counts it as advice", "",
        Edit("arm_smmu_make_bypass_ste", "if (smmu->features & ARM_SMMU_FEAT_ATTR_TYPES_OVR)", "")),
    history(
        "sid-32", "f63237f54cf1",
        "the size of the first-level stream table is counted in 32 bits: no device can be probed then (a refusal: nothing to find)",
        "",
        Edit("arm_smmu_init_strtab_2lvl", "(1ULL << smmu->sid_bits)", "(1 << smmu->sid_bits)")),
    history(
        "duplicate-sid", "b00d24997a11", "a device with one StreamID twice cannot be probed (a refusal: nothing to find)", "",
        Edit("arm_smmu_insert_master", "if (existing_master == master) continue;", "")),
    history(
        "atc-detach", "8dd8f005bdd4", "no ATC_INV when ATS is switched off", "stale-translation",
        Edit("arm_smmu_attach_commit", "arm_smmu_atc_inv_master(master, IOMMU_NO_PASID);", "")),
    history(
        "atc-order", "353e3cf8590c", "ATC_INV does not wait for the TLBI before it: the ATC may be filled from the TLB again",
        "stale-translation",
        Edit("arm_smmu_invs_end_batch", "if (!arm_smmu_inv_is_ats(cur) && arm_smmu_inv_is_ats(next))", "if (0)")),
    history(
        "update-safe", "2781f2a930ab", "no bits are safe: a nested STE is broken where it need not be", "needless-break",
        Edit("", ".get_update_safe = arm_smmu_get_ste_update_safe,", "")),
    history(
        "mev-safe", "f3c1d372dbb8", "MEV is not safe: a nested STE is broken where it need not be", "needless-break",
        Edit(SAFE, "safe_bits[1] |= cpu_to_le64(STRTAB_STE_1_MEV);", "")),
    history(
        "eats-safe", "7cad80048595", "EATS is not safe: an STE is broken where it need not be", "needless-break",
        Edit(SAFE, "safe_bits[1] |= cpu_to_le64(eats_trans);", ";")),
    history(
        "soft-lockup", "d5afb4b47e13", "what a process unmaps is invalidated page by page, however much it is", "subject-hang",
        Edit("arm_smmu_inv_size_too_big", "return size >= max_tlbi_ops * granule;", "return max_tlbi_ops == 0;")),
    history(
        "sva-mm", "cbd23144f766",
        "an SVA domain is attached without a hold on the process: cannot show, as who binds has one (iommu_sva_bind_device())", "",
        (Edit("arm_smmu_sva_set_dev_pasid", "if (!mmget_not_zero(domain->mm)) return -EINVAL;", "", file=SVA),
         Edit("arm_smmu_sva_set_dev_pasid", "mmput(domain->mm);", "", file=SVA))),
    history(
        "vdevice-streams", "c3b8ee84a965", "a virtual device may have several streams: a guest's commands reach the first",
        "stale-translation stale-entry",
        Edit("arm_vsmmu_vdevice_init", "if (master->num_streams != 1)", "if (0)", file=IOMMUFD)),
]

BY_NAME = {mutant.name: mutant for mutant in MUTANTS}


def pattern(find):
    """What Edit.find means, as a regular expression."""
    parts = (r"\s+".join(re.escape(word) for word in part.split(" ")) for part in find.split("..."))
    return re.compile(".*?".join(parts), re.DOTALL)


def body(text, function):
    """Where a function is defined in the text: from its name to its last brace; None: nowhere, or more than once."""
    if not function:
        return 0, len(text)
    head = re.compile(rf"^(?:[A-Za-z_][^\n;{{}}#]*[ *])?{function}\([^;{{}}]*\)\s*\{{", re.MULTILINE)
    found = list(head.finditer(text))
    end = text.find("\n}", found[0].end()) if len(found) == 1 else -1
    return (found[0].end(), end) if end >= 0 else None


def apply(edit, text):
    span = body(text, edit.function)
    found = list(pattern(edit.find).finditer(text, *span)) if span else []
    if len(found) != edit.times:
        often = "once" if edit.times == 1 else f"{edit.times} times"
        where = edit.function or edit.file
        raise Refused(f"{where} does not have {edit.find} exactly {often}, but {len(found)} times", len(found))
    for match in reversed(found):
        text = text[: match.start()] + edit.become.replace("@", match.group()) + text[match.end() :]
    return text


def edited(mutant, tree):
    """The files that a mutant changes, and their text then."""
    why = None
    for edits in mutant.edits:
        files = {}
        try:
            for edit in edits:
                path = DRIVER / edit.file
                if not (tree / path).is_file():
                    raise Refused(f"no {path}")
                files[path] = apply(edit, files.get(path) or (tree / path).read_text())
            return files
        except Refused as refusal:
            why = refusal if not why or refusal.there > why.there else why
    raise Refused(f"{tree}: {why}")


def make(mutant, tree, out):
    """The tree with this mistake at out: the driver's folder is a copy, the rest are links."""
    tree, out = tree.resolve(), Path(out)
    if not (tree / DRIVER / "arm-smmu-v3.c").is_file():
        raise Refused(f"{tree}: not a kernel tree")
    files = edited(mutant, tree)
    if out.exists():
        raise Refused(f"{out}: is there already")
    try:
        at = Path()
        for name in (*DRIVER.parts, None):
            (out / at).mkdir(parents=True)
            for each in (tree / at).iterdir():
                if each.name == name:
                    continue
                if name:
                    os.symlink(each, out / at / each.name)
                elif each.is_file():
                    shutil.copyfile(each, out / at / each.name)
            at = at / (name or "")
        for path, text in files.items():
            (out / path).write_text(text)
    except BaseException:
        shutil.rmtree(out, ignore_errors=True)
        raise


def switch(mutant, tree, out):
    """The same in a tree that make() made, of whichever mistake: what is right already keeps its time, so that little is built."""
    tree, out = tree.resolve(), Path(out)
    if not out.exists():
        return make(mutant, tree, out)
    files = edited(mutant, tree)
    for path in (tree / DRIVER).iterdir():
        if path.is_file():
            text = files.get(DRIVER / path.name) or path.read_text()
            if (out / DRIVER / path.name).read_text() != text:
                (out / DRIVER / path.name).write_text(text)
    return None
