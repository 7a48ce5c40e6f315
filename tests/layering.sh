#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# layering.sh ROOT: includes between rooms point one way only. Each room may include itself and the rooms listed for
# it, all of which stand above it here; a permission that nobody uses is an error, and so is a room without a line.
# That it can fail is tried out first.
set -euo pipefail
root=$(realpath "$1")
# room|its folder|rooms that it may include
rooms="
hook|src/hook|
stepped|src/stepped|hook
entry|src/entry|
smmu|src/smmu|entry
translate|src/translate|entry smmu
update|src/update|entry
observe|src/observe|update
verdict|src/verdict|update observe
nested|src/nested|smmu verdict
device|src/device|entry smmu observe verdict
driver|src/driver|hook entry smmu translate verdict nested device
linux|src/linux|smmu update nested
subjects|src/subjects|entry smmu update nested hook device driver linux
subject|src/subject|update observe nested device linux subjects
case|src/case|entry smmu verdict driver linux subjects
program|src/program|entry smmu update observe device driver linux case
mutate|src/mutate|entry smmu program
report|src/report|entry smmu translate case
sweep|src/sweep|entry case report
harness|fuzz/harness|smmu update verdict device subject case program mutate report
oracles|fuzz/oracles|entry smmu translate device driver program report
targets|fuzz|entry smmu translate update nested linux subjects case program report harness oracles
tools|fuzz/tools|update case program harness
qemu|oracle/qemu|entry smmu translate
bench|bench|update verdict driver linux program
cli|src/cli|entry smmu nested device linux subject case program report sweep harness
"

# check ROOT: complaints about the sources there, one a line.
check() {
  local above="" room folder may used include file line
  for folder in "$1"/src/*/ "$1"/fuzz/*/ "$1"/oracle/*/; do
    folder=${folder#"$1"/}
    case "$rooms$(printf '\nx|fuzz/options|')" in
      *"|${folder%/}|"*) ;;
      *) echo "${folder%/}: a room without a line" ;;
    esac
  done
  while IFS='|' read -r room folder may; do
    [ -n "$room" ] || continue
    used=""
    while IFS=: read -r file line include; do
      include=${include#*\"}
      include=${include%%/*}
      used="$used $include"
      case " $may $room " in
        *" $include "*) ;;
        *) echo "${file#"$1"/}:$line: $room must not include $include" ;;
      esac
    done < <(find "$1/$folder" -maxdepth 1 -name '*.[ch]' -exec grep -HnE '^#include "[a-z]+/' {} + || true)
    for include in $may; do
      case " $above " in *" $include "*) ;; *) echo "$room may include $include, which is not above it" ;; esac
      case " $used " in *" $include "*) ;; *) echo "$room does not include $include: a permission that nobody uses" ;; esac
    done
    above="$above $room"
  done <<<"$rooms"
}

# tried WHAT FILE LINE: a line more in a copy of the sources is complained about.
tried() {
  local work said
  work=$(mktemp -d)
  cp -r "$root/src" "$root/fuzz" "$root/oracle" "$root/bench" "$work"
  mkdir -p "$(dirname "$work/$2")"
  echo "$3" >>"$work/$2"
  said=$(check "$work")
  [[ $said == *"$1"* ]] || { echo "layering.sh: not noticed: $1"; exit 1; }
  rm -rf "$work"
}
tried "observe must not include smmu" src/observe/log.c '#include "smmu/ste.h"'
tried "harness must not include oracles" fuzz/harness/crash.c '#include "oracles/hostile.h"'
tried "qemu must not include program" oracle/qemu/main.c '#include "program/pool.h"'
tried "src/attic: a room without a line" src/attic/a.c ''
rooms=${rooms/'bench|bench|'/'bench|bench|smmu '}
[[ $(check "$root") == *"bench does not include smmu"* ]] || { echo "layering.sh: not noticed: a permission"; exit 1; }
rooms=${rooms/'bench|bench|smmu '/'bench|bench|'}

wrong=$(check "$root")
[ -z "$wrong" ] || { echo "$wrong"; exit 1; }
