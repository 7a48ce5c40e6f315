# shellcheck shell=bash
# SPDX-License-Identifier: MIT
# Sourced by dev and the scripts of tools/, in the project's folder.

say() { printf '== %s\n' "$*"; }
die() {
  printf 'dev: %s\n' "$*" >&2
  exit 2
}

# build PRESET [ARGUMENT...]: configure and build quietly; the log is shown when it fails. Arguments that
# begin with -D go to the configuration, others to the build.
build() {
  local preset=$1 log=build/$1.log configure=() rest=() argument
  shift
  for argument in "$@"; do
    case $argument in
      -D*) configure+=("$argument") ;;
      *) rest+=("$argument") ;;
    esac
  done
  mkdir -p build
  if ! { cmake --preset "$preset" "${configure[@]}" && cmake --build --preset "$preset" "${rest[@]}"; } \
    >"$log" 2>&1; then
    grep -E 'error|HITLESS_LINUX_TREE|FAILED' "$log" | head -20 >&2 || tail -20 "$log" >&2
    die "building $preset failed: $log"
  fi
}

# unjudged TREE WHY: the end of a script that was to judge a kernel tree that hitless does not understand;
# `git bisect run` skips a commit for this exit status.
unjudged() {
  printf 'dev: %s: %s\n' "$1" "$2" >&2
  exit 125
}

# build_linux TREE PRESET [SUFFIX [TARGET...]]: build with a kernel tree in a folder of its own, by what is taken of the
# tree, so that two trees of one version do not share what is found; prints the folder. One at a time builds there.
build_linux() {
  local tree=$1 preset=$2 suffix=${3:-} version folder taken why lock
  shift 2
  [ $# -eq 0 ] || shift
  [ -f "$tree/Makefile" ] || die "$tree: not a kernel tree"
  version=$(sed -n 's/^\(VERSION\|PATCHLEVEL\) = //p' "$tree/Makefile" | paste -sd.)
  taken=$(mktemp -d)
  if ! why=$(CTAGS=$(command -v ctags-universal || command -v ctags || echo ctags) \
    src/linux/extract.sh "$tree" "$taken" 2>&1 >/dev/null); then
    rm -rf "$taken"
    unjudged "$tree" "$why"
  fi
  folder=build/$preset-linux-$version-$(sha256sum <"$taken/text" | cut -c 1-8)$suffix
  rm -rf "$taken"
  mkdir -p build
  exec {lock}>"$folder.lock"
  flock "$lock"
  if ! { cmake --preset "$preset" -B "$folder" -DHITLESS_LINUX_TREE="$(realpath "$tree")" &&
    cmake --build "$folder" ${1:+--target "$@"}; } >"$folder.log" 2>&1 {lock}>&-; then
    why=$(grep -m 1 -o 'HITLESS_LINUX_TREE: .*' "$folder.log") && unjudged "$tree" "${why#HITLESS_LINUX_TREE: }"
    grep 'error' "$folder.log" | head -5 >&2
    die "building with $tree failed: $folder.log"
  fi
  # What is left out of it.
  grep -o 'HITLESS_LINUX_TREE: .*' "$folder.log" | sed 's/^HITLESS_LINUX_TREE/dev/' >&2 || true
  exec {lock}>&-
  echo "$folder"
}

# build_subject NAME TREE PRESET: the same with a subject's tree (src/subjects).
build_subject() {
  local name=$1 tree=$2 preset=$3 folder taken why
  [ -d "$tree" ] || die "$tree: no such directory"
  taken=$(mktemp -d)
  if ! why=$(CTAGS=$(command -v ctags-universal || command -v ctags || echo ctags) \
    src/subjects/extract.sh "$name" "$tree" "$taken" 2>&1 >/dev/null); then
    rm -rf "$taken"
    unjudged "$tree" "$name: $why"
  fi
  folder=build/$preset-$name-$(sha256sum <"$taken/text" | cut -c 1-8)
  rm -rf "$taken"
  mkdir -p build
  if ! { cmake --preset "$preset" -B "$folder" -DHITLESS_SUBJECTS="$name=$(realpath "$tree")" &&
    cmake --build "$folder"; } >"$folder.log" 2>&1; then
    why=$(grep -m 1 -o 'HITLESS_SUBJECTS: .*' "$folder.log") && unjudged "$tree" "${why#HITLESS_SUBJECTS: }"
    grep 'error' "$folder.log" | head -5 >&2
    die "building with $tree failed: $folder.log"
  fi
  echo "$folder"
}

# The fuzz targets, one a line.
targets() {
  local file
  for file in fuzz/fuzz_*.c; do
    basename "$file" .c
  done
}

# stat_of FILE NAME: one count of a fuzz run
stat_of() { build/release/fuzz/hitless_stats "$1" 2>/dev/null | sed -n "s/^$2 //p"; }
