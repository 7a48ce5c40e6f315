#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Includes between rooms point one way only: each room may include itself and the ones listed for it.
set -euo pipefail
cd "$1/src"
declare -A may=(
  [entry]="entry"
  [smmu]="entry smmu"
  [translate]="entry smmu translate"
  [update]="entry update"
  [observe]="entry update observe"
  [verdict]="entry update observe verdict"
  [nested]="entry smmu update observe verdict nested"
  [device]="entry smmu update observe verdict device"
  [linux]="entry smmu update nested linux"
  [subject]="entry smmu update observe nested device linux subject"
  [case]="entry smmu translate update observe verdict linux case"
  [program]="entry smmu translate update observe verdict nested device case linux program"
  [mutate]="entry smmu translate update observe verdict nested device case linux program mutate"
  [report]="entry smmu translate update observe verdict nested case report"
  [cli]="entry smmu translate update observe verdict nested device case linux subject report cli program harness"
)
bad=0 seen=0
for room in */; do
  room=${room%/}
  if [ -z "${may[$room]:-}" ]; then
    echo "src/$room: a room without a rule"
    bad=1
    continue
  fi
  while IFS=: read -r file line text; do
    [[ $text =~ \"([a-z]+)/ ]] || continue
    seen=$((seen + 1))
    case " ${may[$room]} " in
      *" ${BASH_REMATCH[1]} "*) ;;
      *) echo "src/$file:$line: $room must not include ${BASH_REMATCH[1]}" && bad=1 ;;
    esac
  done < <(grep -rnE '^#include "[a-z]+/' "$room" || true)
done
[ "$seen" -gt 20 ] || { echo "only $seen includes seen: is this the source?"; exit 1; }
exit "$bad"
