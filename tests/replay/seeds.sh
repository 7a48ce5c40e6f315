#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# shellcheck disable=SC1091,SC2154 # the helper
# seeds.sh REPLAY FOLDER FILE...: each file became a seed in FOLDER, nothing else is there, and the
# target replays all of them without a finding.
. "$(dirname "$0")/helper"
replay=$1 folder=$2
shift 2

printf '%s\n' "$@" | sed 's|.*/||; s|\.[a-z]*$||' | LC_ALL=C sort >"$work/wanted"
find "$folder" -type f -printf '%f\n' | LC_ALL=C sort >"$work/found"
diff "$work/wanted" "$work/found" >"$work/out" || complain "$folder: not one seed a file"
must "$replay" "$folder"
grep -qxF "replayed $# inputs" "$work/out" || complain "$folder: not $# inputs replayed"
cat "$work/out"
done_testing
