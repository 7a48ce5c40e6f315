#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# driver_trace.sh DRIVER_TRACE TRACES: the whole driver's trace is the same twice in a row, and the one that TRACES has
# for the tree's release and the profile, whatever compiled it; for a release that is not there, what must be in any.
set -euo pipefail
program=$1
traces=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
fail() {
    echo "driver_trace.sh: $1"
    exit 1
}
for profile in mmu-600 mmu-700 grace v3.0-s1 v3.0-s2 qemu v3.4-full; do
    "$program" "$profile" >"$work/1"
    "$program" "$profile" >"$work/2"
    cmp "$work/1" "$work/2" || fail "$profile: not the same twice"
    ! grep -n '^WARN\|^refused\|^error' "$work/1" || fail "$profile: the driver or the model complains"
    for line in '^= hl_machine_probe(.*): 0$' '^= hlk_device_probe(i): 0$' '^command CFGI_STE' '^synced$' '^dma_wmb$' \
        '^write CMDQ_PROD' '^free ' '^= hlk_smmu_remove(): 0$'; do
        grep -q "$line" "$work/1" || fail "$profile: no line $line"
    done
    release=$(sed -n 's/^release //p' "$work/1")
    sum=$(sha256sum <"$work/1" | cut -c1-16)
    known=$(awk -v r="$release" -v p="$profile" '$1 == r && $2 == p { print $3 }' "$traces")
    [ "$sum" = "${known:-$sum}" ] || fail "$release $profile: $sum, and $known is known: see driver_trace $profile"
    echo "$release $profile $sum${known:+, as known}"
done
