#!/bin/sh
# SPDX-License-Identifier: MIT
# extract.sh TREE OUT: take what hitless needs of the arm-smmu-v3 driver, verbatim, out of the kernel
# tree TREE into OUT (take.awk). Prints the names of the functions. What updates entries is needed: a
# tree that lacks of it is refused with one line and exit status 1. What makes them is not: OUT/info.h
# says in one line what is not known of it. MAKERS_UNKNOWN in the environment says it from outside.
#
# A function is looked for in all arm-smmu-v3*.c, in arm-smmu-v3.c first.
#
# OUT/sequencer.inc  what updates entries
# OUT/makers.inc     what makes them
# OUT/probe.inc      what turns ID registers into a device, a CD table and translation tables
# OUT/kunit.inc      what only the driver's own test needs
# OUT/text           all that it rests on, without #line: to be hashed
# OUT/info.h         version, HL_HAS_name, HL_ARGUMENTS_name and HL_TAG_name for each function that was
#                    found, and HL_SHOWS_symbol, 0 or 1, for each feature of features.def
# OUT/stub/          one-line headers for every <header> that the tree's files include
set -eu
LC_ALL=C
export LC_ALL

tree=$1
out=$2
room=$(cd "$(dirname "$0")" && pwd)
smmu=drivers/iommu/arm/arm-smmu-v3
pgtable=drivers/iommu/io-pgtable-arm.c

die() {
    echo "$1" >&2
    exit 1
}

[ -d "$tree" ] || die "$tree: no such directory"
mkdir -p "$out"
tree=$(cd "$tree" && pwd)
out=$(cd "$out" && pwd)
cd "$tree"
for file in Makefile "$smmu/arm-smmu-v3.c" "$smmu/arm-smmu-v3.h"; do
    [ -f "$file" ] || die "$tree: not a kernel tree that hitless knows: no $file"
done
ctags=${CTAGS:-ctags}
"$ctags" --version 2>/dev/null | grep -q 'Universal Ctags' || die "$ctags: not universal-ctags"

rm -rf "$out/stub"
mkdir "$out/stub"
rm -f "$out"/*.inc

# What the shim has is not taken.
known=$("$ctags" -x --_xformat='%N' --languages=C --langmap=C:+.h --kinds-C=fdv "$room"/shim.h \
    "$room"/machine.h "$room"/kunit.h "$room"/kunit.c | sort -u | tr '\n' ' ')

# The driver's files; what they define is found in the last one first.
driver_files=$(find "$smmu" -name 'arm-smmu-v3*.c' ! -name '*-test.c' ! -name arm-smmu-v3.c | sort)
driver_files="$driver_files $smmu/arm-smmu-v3.c"

tags() { # FILE...
    "$ctags" -x --_xformat='%N	%K	%n	%{end}	%F	%S' --languages=C --kinds-C=fsdtpgu "$@" |
        awk -F '\t' '{ print ($5 ~ /\/arm-smmu-v3\.c$/ ? 0 : 1) "\t" $0 }' |
        sort -t '	' -k1,1n -k6,6 -k4,4n | cut -f 2-
}
# shellcheck disable=SC2086 # lists
tags $driver_files >"$out/tags"

# take NAMES_FILE NAME...: out of the driver
take() {
    names=$1
    shift
    # shellcheck disable=SC2086
    awk -v want="$*" -v known="$known" -v names="$names" -v tree="$tree" -f "$room/take.awk" "$out/tags" \
        $driver_files
}

# operations KIND: the functions in the driver's table for KIND (ste, cd). hitless fills its own tables
# with them, by these names: another member or another name would be a sequencer that is not the
# driver's.
operations() {
    # shellcheck disable=SC2086
    awk -v kind="$1" '
        $0 ~ "arm_smmu_" kind "_writer_ops = \\{" { inside = 1 }
        inside && /^};/ { inside = 0 }
        inside && /^\t\./ {
            gsub(/[.=,]/, " ")
            if ($1 == "sync")
                next
            if ($1 !~ /^get_(used|update_safe)$/ || $2 != "arm_smmu_get_" kind substr($1, 4))
                $2 = "arm_smmu_" kind "_writer_ops.(" $1 "=" $2 ")"
            print $2
            some = 1
        }
        END { if (!some) print "arm_smmu_" kind "_writer_ops" }' $driver_files
}

: >"$out/functions.sequencer"
# shellcheck disable=SC2046 # lists
take "$out/functions.sequencer" arm_smmu_write_entry entry_set arm_smmu_get_ste_used arm_smmu_get_cd_used \
    $(operations ste) $(operations cd) >"$out/sequencer.inc"

# What makes entries, and what that needs. One line, if something is not known.
makers() {
    [ -f "include/linux/io-pgtable.h" ] || die "include/linux/io-pgtable.h is missing"
    for file in "$pgtable" drivers/iommu/io-pgtable-arm.h; do
        [ -f "$file" ] || die "$file is missing"
    done
    nested=
    if grep -q '^struct arm_smmu_nested_domain {' "$smmu/arm-smmu-v3.h"; then
        nested="arm_smmu_make_nested_domain_ste arm_smmu_validate_vste"
    fi
    # shellcheck disable=SC2086 # a list
    take "$out/functions.makers" arm_smmu_make_abort_ste arm_smmu_make_bypass_ste arm_smmu_make_cdtable_ste \
        arm_smmu_make_s2_domain_ste arm_smmu_make_s1_cd arm_smmu_make_sva_cd $nested >"$out/makers.inc" ||
        return 1
    tags "$pgtable" >"$out/tags.pgtable"
    awk -v want="arm_64_lpae_alloc_pgtable_s1 arm_64_lpae_alloc_pgtable_s2" -v known="$known" \
        -v names="$out/functions.makers" -v tree="$tree" -f "$room/take.awk" "$out/tags.pgtable" \
        "$pgtable" >"$out/probe.inc" || return 1
    take "$out/functions.makers" arm_smmu_sva_supported arm_smmu_alloc_cd_tables arm_smmu_dbm_capable? \
        arm_smmu_domain_finalise arm_smmu_device_hw_probe >>"$out/probe.inc"
}

: >"$out/functions.makers"
: >"$out/unknown"
if ! (makers) 2>"$out/unknown"; then
    [ -s "$out/unknown" ] || die "extract.sh: failed"
elif [ -n "${MAKERS_UNKNOWN:-}" ]; then
    printf '%s\n' "$MAKERS_UNKNOWN" >"$out/unknown"
fi
[ ! -s "$out/unknown" ] || : >"$out/functions.makers"
touch "$out/makers.inc" "$out/probe.inc"
cat "$out/functions.sequencer" "$out/functions.makers" | awk '!seen[$1]++' >"$out/functions"

# What the driver's own test calls. Without it, the test is not run.
test="$smmu/arm-smmu-v3-test.c"
cases=0
if [ -f "$test" ]; then
    cases=$(grep -c '^[[:space:]]*KUNIT_CASE(' "$test" || :)
    own=$("$ctags" -x --_xformat='%N' --languages=C --kinds-C=fd "$test" | tr '\n' ' ')
    called=$(cut -f 1,2 "$out/tags" | awk -F '\t' '$2 == "function" { print $1 }' | sort -u >"$out/defined"
        grep -oE '[A-Za-z_][A-Za-z0-9_]*' "$test" | sort -u | comm -12 - "$out/defined" | tr '\n' ' ')
    known="$known $own" take /dev/null "$called" >"$out/kunit.inc"
fi

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
    }' Makefile) || die "Makefile: VERSION is missing"

# The text that it all rests on: also the constants.
{
    echo "$version"
    sed '/^#line /d; /^#\(ifndef\|define\) HL_TAKEN_/d' "$out/sequencer.inc" "$out/makers.inc" "$out/probe.inc"
    cat "$smmu/arm-smmu-v3.h"
    cat "include/linux/io-pgtable.h" "drivers/iommu/io-pgtable-arm.h" 2>/dev/null || :
} >"$out/text"

{
    echo "#define HL_LINUX_VERSION \"$version\""
    echo "#define HL_LINUX_FUNCTIONS \"$(cut -d ' ' -f 1 "$out/functions" | tr '\n' ' ' | sed 's/ $//')\""
    echo "#define HL_LINUX_KUNIT_CASES $cases"
    [ ! -s "$out/unknown" ] ||
        echo "#define HL_LINUX_MAKERS_UNKNOWN \"$(head -n 1 "$out/unknown" | sed 's/["\\]/\\&/g')\""
    awk '{ printf "#define HL_HAS_%s 1\n#define HL_ARGUMENTS_%s %d\n#define HL_TAG_%s %d\n", $1, $1, $2, $1, $3 }' \
        "$out/functions"
    # A feature is shown by what was taken: of the makers, only if they are known.
    includes="$out/sequencer.inc"
    [ -s "$out/unknown" ] || includes="$includes $out/makers.inc $out/probe.inc"
    # shellcheck disable=SC2086 # a list
    grep -ohE '[A-Za-z_][A-Za-z0-9_]*' $includes | sort -u >"$out/words"
    sed -n 's/^HL_LINUX_FEATURE([A-Z0-9_]*, [a-z0-9_]*, \([A-Za-z0-9_]*\),.*/\1/p' "$room/features.def" |
        while read -r symbol; do
            shown=0
            ! grep -qxF "$symbol" "$out/words" || shown=1
            echo "#define HL_SHOWS_$symbol $shown"
        done
} >"$out/info.h"

# Every system header that these files name becomes the shim, but io-pgtable.h is the tree's own.
for file in "$smmu/arm-smmu-v3.h" "$smmu/arm-smmu-v3-test.c" include/linux/io-pgtable.h \
    drivers/iommu/io-pgtable-arm.h; do
    [ ! -f "$file" ] || sed -n 's/^#include <\([^>]*\)>.*/\1/p' "$file"
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
cut -d ' ' -f 1 "$out/functions"
