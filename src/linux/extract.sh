#!/bin/sh
# SPDX-License-Identifier: MIT
# extract.sh TREE OUT: take what hitless needs of the arm-smmu-v3 driver, verbatim, out of the kernel
# tree TREE into OUT. Prints the names of the functions. A tree that lacks one: one line, exit 1.
#
# OUT/sequencer.inc  what updates entries
# OUT/makers.inc     what makes them
# OUT/probe.inc      what turns ID registers into a device, a CD table and translation tables
# OUT/kunit.inc      what only the driver's own test needs
# OUT/text           the functions above it all rests on, without #line: to be hashed
# OUT/info.h         version, HL_HAS_name for each function that was found, and HL_SHOWS_symbol, 0 or 1,
#                    for each feature of features.def
# OUT/stub/          one-line headers for every <header> that the tree's files include
set -eu
LC_ALL=C
export LC_ALL

tree=$1
out=$2
smmu=drivers/iommu/arm/arm-smmu-v3
pgtable=drivers/iommu/io-pgtable-arm.c

die() {
    echo "$1" >&2
    exit 1
}

[ -d "$tree" ] || die "$tree: no such directory"
for file in Makefile include/linux/io-pgtable.h drivers/iommu/io-pgtable-arm.h "$pgtable" \
    "$smmu/arm-smmu-v3.c" "$smmu/arm-smmu-v3.h" "$smmu/arm-smmu-v3-sva.c" \
    "$smmu/arm-smmu-v3-test.c"; do
    [ -f "$tree/$file" ] || die "$tree: not a kernel tree that hitless knows: no $file"
done
ctags=${CTAGS:-ctags}
"$ctags" --version 2>/dev/null | grep -q 'Universal Ctags' || die "$ctags: not universal-ctags"

rm -rf "$out/stub"
mkdir -p "$out/stub"
: >"$out/names"

# take FILE NAME...: the definitions of NAME in FILE, in the file's order. "NAME?" may be absent,
# "macros" stands for all macros of the file.
take() {
    file=$1
    shift
    "$ctags" -x --_xformat='%N %K %n %{end}' --languages=C --kinds-C=fsdt "$tree/$file" |
        sort -k3,3n >"$out/tags"
    awk -v want="$*" -v path="$tree/$file" -v file="$file" -v names="$out/names" '
        BEGIN {
            n = split(want, list, " ")
            for (i = 1; i <= n; i++) {
                optional = sub(/\?$/, "", list[i])
                wanted[list[i]] = optional ? "optional" : "needed"
            }
        }
        FILENAME != path {
            if ($1 in wanted || ($2 == "macro" && "macros" in wanted)) {
                tags++
                start[tags] = $3
                end[tags] = $4 == "" ? $3 : $4
                kind[tags] = $2
                name[tags] = $1
                found[$1] = 1
            }
            next
        }
        { line[FNR] = $0 }
        END {
            for (i = 1; i <= n; i++)
                if (wanted[list[i]] == "needed" && list[i] != "macros" && !(list[i] in found)) {
                    printf "%s: %s is missing\n", file, list[i] > "/dev/stderr"
                    exit 1
                }
            for (i = 1; i <= tags; i++) {
                first = start[i]
                # The tag stands on the line of the name: the type may stand above it.
                if (kind[i] == "function") {
                    while (first > 1 && line[first - 1] ~ /^[A-Za-z_]/ && line[first - 1] !~ /[;:}]$/)
                        first--
                    print name[i] >> names
                }
                printf "#line %d \"%s\"\n", first, path
                for (l = first; l <= end[i]; l++)
                    print line[l]
                print ""
            }
        }' "$out/tags" "$tree/$file"
}

# operations KIND: the functions in the driver's table for KIND (ste, cd). hitless fills its own tables
# with them, by these names: another member or another name would be a sequencer that is not the
# driver's.
operations() {
    awk -v kind="$1" '
        $0 ~ "arm_smmu_" kind "_writer_ops = \\{" { inside = 1 }
        inside && /^};/ { exit }
        inside && /^\t\./ {
            gsub(/[.=,]/, " ")
            if ($1 == "sync")
                next
            if ($1 !~ /^get_(used|update_safe)$/ || $2 != "arm_smmu_get_" kind substr($1, 4))
                $2 = "arm_smmu_" kind "_writer_ops.(" $1 "=" $2 ")"
            print $2
            some = 1
        }
        END { if (!some) print "arm_smmu_" kind "_writer_ops" }' "$tree/$smmu/arm-smmu-v3.c"
}

# shellcheck disable=SC2046 # lists
take "$smmu/arm-smmu-v3.c" NUM_ENTRY_QWORDS? arm_smmu_get_ste_used arm_smmu_get_cd_used \
    $(operations ste) $(operations cd) arm_smmu_entry_qword_diff entry_set arm_smmu_write_entry \
    >"$out/sequencer.inc"

take "$smmu/arm-smmu-v3.c" arm_smmu_make_abort_ste arm_smmu_make_bypass_ste arm_smmu_make_cdtable_ste \
    arm_smmu_make_s2_domain_ste arm_smmu_make_s1_cd >"$out/makers.inc"
take "$smmu/arm-smmu-v3-sva.c" page_size_to_cd? arm_smmu_make_sva_cd >>"$out/makers.inc"
if grep -q '^struct arm_smmu_nested_domain {' "$tree/$smmu/arm-smmu-v3.h"; then
    [ -f "$tree/$smmu/arm-smmu-v3-iommufd.c" ] || die "$smmu/arm-smmu-v3-iommufd.c is missing"
    take "$smmu/arm-smmu-v3-iommufd.c" arm_smmu_make_nested_cd_table_ste? \
        arm_smmu_make_nested_domain_ste arm_smmu_validate_vste >>"$out/makers.inc"
fi

take "$pgtable" macros arm_lpae_io_pgtable arm_lpae_iopte arm_lpae_concat_mandatory? \
    arm_lpae_restrict_pgsizes arm_lpae_alloc_pgtable arm_64_lpae_alloc_pgtable_s1 \
    arm_64_lpae_alloc_pgtable_s2 >"$out/probe.inc"
take "$smmu/arm-smmu-v3-sva.c" arm_smmu_sva_supported >>"$out/probe.inc"
take "$smmu/arm-smmu-v3.c" arm_smmu_alloc_cd_tables arm_smmu_dbm_capable arm_smmu_domain_finalise_s1 \
    arm_smmu_domain_finalise_s2 arm_smmu_domain_finalise arm_smmu_get_httu? \
    arm_smmu_device_hw_probe >>"$out/probe.inc"

cp "$out/names" "$out/functions"
sed '/^#line /d' "$out/sequencer.inc" "$out/makers.inc" "$out/probe.inc" >"$out/text"

take "$smmu/arm-smmu-v3.c" arm_smmu_invs_for_each_entry? arm_smmu_invs_for_each_cmp? \
    arm_smmu_invs_iter_next? arm_smmu_inv_cmp? arm_smmu_invs_iter_next_cmp? \
    arm_smmu_invs_merge? arm_smmu_invs_unref? arm_smmu_invs_purge? \
    >"$out/kunit.inc"

cases=$(grep -c '^[[:space:]]*KUNIT_CASE(' "$tree/$smmu/arm-smmu-v3-test.c" || :)
[ "$cases" -gt 0 ] || die "$smmu/arm-smmu-v3-test.c: no KUNIT_CASE"
version=$(awk '
    /^(VERSION|PATCHLEVEL|SUBLEVEL|EXTRAVERSION) *=/ {
        key = $0; sub(/ *=.*/, "", key)
        sub(/^[^=]*= */, ""); value[key] = $0
    }
    /^NAME *=/ { exit }
    END {
        if (value["VERSION"] == "" || value["PATCHLEVEL"] == "") exit 1
        printf "%s.%s", value["VERSION"], value["PATCHLEVEL"]
        if (value["SUBLEVEL"] != "") printf ".%s", value["SUBLEVEL"]
        print value["EXTRAVERSION"]
    }' "$tree/Makefile") || die "Makefile: VERSION is missing"
{
    echo "#define HL_LINUX_VERSION \"$version\""
    echo "#define HL_LINUX_FUNCTIONS \"$(tr '\n' ' ' <"$out/functions" | sed 's/ $//')\""
    echo "#define HL_LINUX_KUNIT_CASES $cases"
    sed 's/.*/#define HL_HAS_& 1/' "$out/functions"
    sed -n 's/^HL_LINUX_FEATURE([A-Z0-9_]*, [a-z0-9_]*, \([A-Za-z0-9_]*\),.*/\1/p' \
        "$(dirname "$0")/features.def" | while read -r symbol; do
        shown=0
        if grep -qxF "$symbol" "$out/functions" ||
            grep -q "^#define $symbol[[:space:]]" "$tree/$smmu/arm-smmu-v3.h"; then
            shown=1
        fi
        echo "#define HL_SHOWS_$symbol $shown"
    done
} >"$out/info.h"

# Every system header that these files name becomes the shim, but io-pgtable.h is the tree's own.
for file in "$smmu/arm-smmu-v3.h" "$smmu/arm-smmu-v3-test.c" include/linux/io-pgtable.h \
    drivers/iommu/io-pgtable-arm.h; do
    sed -n 's/^#include <\([^>]*\)>.*/\1/p' "$tree/$file"
done | sort -u | while read -r header; do
    mkdir -p "$out/stub/$(dirname "$header")"
    case $header in
    kunit/*) echo '#include "linux/kunit.h"' ;;
    linux/io-pgtable.h) ;;
    *) echo '#include "linux/shim.h"' ;;
    esac >"$out/stub/$header"
done
mkdir -p "$out/stub/linux"
echo "#include \"$tree/include/linux/io-pgtable.h\"" >"$out/stub/linux/io-pgtable.h"
echo "#include \"$tree/drivers/iommu/io-pgtable-arm.h\"" >"$out/stub/io-pgtable-arm.h"
for file in arm-smmu-v3.h arm-smmu-v3-test.c; do
    echo "#include \"$tree/$smmu/$file\"" >"$out/stub/$file"
done
cat "$out/functions"
