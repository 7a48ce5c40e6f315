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

# build_linux TREE PRESET: build with a kernel tree in a folder of its own; prints the folder
build_linux() {
  local tree=$1 preset=$2 version folder
  [ -f "$tree/Makefile" ] || die "$tree: not a kernel tree"
  version=$(sed -n 's/^\(VERSION\|PATCHLEVEL\) = //p' "$tree/Makefile" | paste -sd.)
  folder=build/$preset-linux-$version${3:-}
  mkdir -p build
  if ! { cmake --preset "$preset" -B "$folder" -DHITLESS_LINUX_TREE="$(realpath "$tree")" &&
    cmake --build "$folder"; } >"$folder.log" 2>&1; then
    grep -E 'HITLESS_LINUX_TREE:|error' "$folder.log" | head -5 >&2
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
