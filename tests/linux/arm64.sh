#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# arm64.sh TREE: the whole driver and the sequencer of a tree, compiled for an arm64 host and run there, here by qemu-user: the same trace
# byte for byte as on this machine. Skipped (77) without aarch64-linux-gnu-gcc and qemu-aarch64-static.
set -euo pipefail
here=$(realpath "$(dirname "$0")")
tree=$(realpath "$1")
for tool in aarch64-linux-gnu-gcc qemu-aarch64-static; do
    command -v $tool >/dev/null || { echo "no $tool" && exit 77; }
done
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cmake -G Ninja -S "$here/../.." -B "$work/build" -DCMAKE_SYSTEM_NAME=Linux -DCMAKE_SYSTEM_PROCESSOR=aarch64 \
    -DCMAKE_C_COMPILER=aarch64-linux-gnu-gcc -DCMAKE_BUILD_TYPE=Release -DHITLESS_LINUX_TREE="$tree" >"$work/log"
ninja -C "$work/build" driver_trace linux_sequencer_test linux_make_test >"$work/log" || { tail -20 "$work/log" && exit 1; }
# On an arm64 machine, qemu-user is in nobody's way either.
printf '#!/bin/sh\nexec qemu-aarch64-static -L /usr/aarch64-linux-gnu "%s/build/driver_trace" "$@"\n' "$work" >"$work/trace"
chmod +x "$work/trace"
"$here/driver_trace.sh" "$work/trace" "$here/driver_traces.txt"
for test in linux_sequencer_test linux_make_test; do
    qemu-aarch64-static -L /usr/aarch64-linux-gnu "$work/build/$test" >"$work/log" || [ $? -eq 77 ] || { tail "$work/log" && exit 1; }
done
