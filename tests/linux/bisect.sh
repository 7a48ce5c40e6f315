#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# bisect.sh SOURCE: `git bisect run` with tools/bisect finds the commit that brings a mistake into the driver,
# in small repositories made of the kernel tree HITLESS_LINUX_TREE: wherever the mistake lies beside a version
# bump, and where some commits cannot be judged. No network.
set -euo pipefail
source=$(cd "$1" && pwd)
tree=${HITLESS_LINUX_TREE:?a kernel tree}
smmu=drivers/iommu/arm/arm-smmu-v3
driver=$smmu/arm-smmu-v3.c
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failures=0
: >"$work/log"
export GIT_AUTHOR_NAME=test GIT_AUTHOR_EMAIL=test@example.org GIT_COMMITTER_NAME=test \
  GIT_COMMITTER_EMAIL=test@example.org GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_SYSTEM=/dev/null
unset GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE

fail() {
  echo "not ok: $1" >&2
  sed 's/^/    /' "$work/log" | tail -n 15 >&2
  failures=$((failures + 1))
}

patchlevel=$(sed -n 's/^PATCHLEVEL = //p' "$tree/Makefile")
mistake=s2vmid own=s1_to_s2_other_vmid
! grep -q '^void arm_smmu_get_ste_update_safe' "$tree/$driver" || { mistake=s2s own=s2s_off_eats_on; }
"$source/tools/linux-mutant" $mistake "$tree" "$work/mutant" >/dev/null

# into_used TEXT: put TEXT at the beginning of the body of arm_smmu_get_ste_used().
into_used() {
  sed -i "/^void arm_smmu_get_ste_used(/,/^}/s/^{\$/{ $1/" "$repository/$driver"
  grep -qF "{ $1" "$repository/$driver" || fail "no body of arm_smmu_get_ste_used"
}

# commit VERSION WORD...: the tree with this version, and in its driver: bad, the mistake; unknown, a function
# that hitless needs is gone; undeclared and unlinked, one is called that the compiler, or only the linker,
# does not know.
commit() {
  local word
  sed -i "s/^PATCHLEVEL = .*/PATCHLEVEL = $((patchlevel + ${1%%-*}))/; s/^SUBLEVEL = .*/SUBLEVEL = 0/
    s/^EXTRAVERSION =.*/EXTRAVERSION = ${1#"${1%%-*}"}/" "$repository/Makefile"
  cp "$tree/$driver" "$repository/$driver"
  for word in "${@:2}"; do
    case $word in
      bad) cp "$work/mutant/$driver" "$repository/$driver" ;;
      unknown) sed -i 's/\<arm_smmu_get_cd_used\>/&_renamed/' "$repository/$driver" ;;
      undeclared) into_used 'arm_smmu_from_elsewhere();' ;;
      unlinked) into_used 'void arm_smmu_from_elsewhere(void); arm_smmu_from_elsewhere();' ;;
      one | two | three | four | five | six | seven) ;; # which one it is
      *) fail "no such change: $word" ;;
    esac
  done
  echo "$*" >>"$repository/history"
  git -C "$repository" add -A
  git -C "$repository" commit -q -m "$*"
}

# history COMMIT...: a repository, one commit for each argument, which is split into words
history() {
  local line
  rm -rf "$repository"
  mkdir "$repository"
  (cd "$tree" && tar -cf - Makefile include/linux/io-pgtable.h drivers/iommu/io-pgtable-arm.[ch] "$smmu") |
    tar -xf - -C "$repository"
  git -C "$repository" init -q -b main
  for line in "$@"; do
    # shellcheck disable=SC2086
    commit $line
  done
}

# bisect [CASE...]: as the README says, between the first and the last commit; sets status, and the log
bisect() {
  git -C "$repository" bisect start HEAD "$(git -C "$repository" rev-list --max-parents=0 HEAD)" >/dev/null 2>&1
  status=0
  (cd "$repository" && git bisect run "$source/tools/bisect" --build "$work/build" "$@") >"$work/log" 2>&1 || status=$?
}

# finds COMMIT NAME [CASE...]: it ends at the commit of this message
finds() {
  local wanted=$1 name=$2 found
  shift 2
  bisect "$@"
  found=$(sed -n 's/^\([0-9a-f]\{40\}\) is the first bad commit$/\1/p' "$work/log")
  if [ "$status" -ne 0 ] || [ -z "$found" ]; then
    fail "$name: no commit found (status $status)"
  elif [ "$(git -C "$repository" log -1 --format=%s "$found")" != "$wanted" ]; then
    fail "$name: found $(git -C "$repository" log -1 --format=%s "$found"), not $wanted"
  fi
}

# judges STATUS TEXT: the last commit of the history, alone
judges() {
  local status=0
  git -C "$repository" checkout -q main
  (cd "$repository" && "$source/tools/bisect" --build "$work/build" "${@:3}") >"$work/log" 2>&1 || status=$?
  [ "$status" -eq "$1" ] || fail "$2: status $status, not $1"
  grep -q "$2" "$work/log" || fail "not a word of: $2"
  [ "$status" -ne 125 ] || [ "$(grep -c '^bisect: \|^hitless: ' "$work/log")" -eq 1 ] || fail "$2: not one line"
}

repository=$work/tree
cat >"$work/any.yaml" <<END
title: nothing to do
entry: ste
smmu: grace
assume: [ats-quiesced]
old: {raw: 0 0 0 0 0 0 0 0}
new: {raw: 0 0 0 0 0 0 0 0}
expect:
- sequencer: linux
  outcome: unchanged
END

# The mistake comes before a bump of the version, in it, and after it.
history "0 one" "0 two" "0 three bad" "0 four bad" "1-rc1 five bad" "1 six bad" "2 seven bad"
finds "0 three bad" "before the bump"
judges 1 DIFFERS
history "0 one" "0 two" "1-rc1 three bad" "1-rc2 four bad" "1 five bad"
finds "1-rc1 three bad" "in the bump"
history "0 one" "1-rc1 two" "1 three" "2-rc1 four" "2-rc1 five bad" "2 six bad"
finds "2-rc1 five bad" "after the bump, with a case of one's own" "$source/reproducers/$own.yaml"

# The middle cannot be judged, and it is not there.
history "0 one" "0 two unknown" "1-rc1 three undeclared" "1 four unlinked" "1 five" "2-rc1 six bad" "2 seven bad"
finds "2-rc1 six bad" "after the middle"
history "0 one" "0 two bad" "0 three bad" "1-rc1 four bad unknown" "1 five bad unlinked" "2 six bad"
finds "0 two bad" "before the middle"
# It is there: no commit is accused.
history "0 one" "0 two unknown" "1-rc1 three bad unlinked" "1 four bad undeclared" "2 five bad"
bisect
grep -q 'is the first bad commit' "$work/log" && fail "in the middle: a commit is accused"
grep -qi "only 'skip'ped commits left" "$work/log" || fail "in the middle: not said that commits were skipped"

# One line says why a tree is not judged; what is not the tree's fault stops git bisect.
history "0 one unknown"
judges 125 arm_smmu_get_cd_used
history "0 one unlinked"
judges 125 arm_smmu_from_elsewhere
history "0 one"
judges 0 "as expected, 0 different"
judges 0 "1 as expected, 0 different" "$work/any.yaml"
sed 's/sequencer: linux/sequencer: linux<2.0/' "$work/any.yaml" >"$work/older.yaml"
judges 125 "no case expects anything of Linux" "$work/older.yaml"
judges 255 "no such case file" "$work/none.yaml"
sed 's/^entry:.*/entry: std/' "$work/any.yaml" >"$work/wrong.yaml"
judges 255 "wrong.yaml:2:8" "$work/wrong.yaml"
judges 255 "unknown option" --series 7.3

[ $failures -eq 0 ] && echo "ok"
exit $((failures != 0))
