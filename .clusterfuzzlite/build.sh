#!/bin/bash -eu
# SPDX-License-Identifier: MIT
# Builds every fuzz target into $OUT for OSS-Fuzz and ClusterFuzzLite, which set the compilers, their flags
# and the engine. Writes to $WORK and $OUT only. tools/oss-fuzz-check runs this without Docker.
#
# With a kernel tree, in HITLESS_LINUX_TREE or as the argument, each target that runs a sequencer is built a second
# time with the tree's driver, as linux_*, and so is that of the whole driver. They know what suppressions/ accepts of the
# tree's series, or of the last one before it: only what is new stops.
project=$SRC/hitless
plain=$WORK/plain fuzz=$WORK/fuzz linux=$WORK/linux
tree=${1:-${HITLESS_LINUX_TREE:-}}

# The tools that make seeds and dictionaries run here: no sanitizer, no engine.
(
  unset CFLAGS CXXFLAGS LIB_FUZZING_ENGINE
  cmake -G Ninja -S "$project" -B "$plain" -DHITLESS_TOOLS=OFF -DHITLESS_SEEDS=ON
  cmake --build "$plain" --target seeds dictionaries hitless_known
)

# build FOLDER ARGUMENT...: without a build type, the flags are only those that were given
build() {
  cmake -G Ninja -S "$project" -B "$1" -DCMAKE_BUILD_TYPE=None -DHITLESS_FUZZ=ON -DHITLESS_TOOLS=OFF \
    -DHITLESS_STATIC=ON "${@:2}"
  cmake --build "$1"
}

# pack FOLDER ZIP: the same files give the same bytes
pack() {
  cd "$1"
  find . -type f -exec touch -d @315532800 {} +
  find . -type f -printf '%P\n' | LC_ALL=C sort | TZ=UTC zip -q -X "$2" -@
}

# deliver FOLDER TARGET NAME: a target of a build, under this name
deliver() {
  local options=$project/fuzz/options/$2.options
  if [ ! -f "$1/fuzz/$2" ] || [ ! -x "$1/fuzz/$2" ]; then return; fi
  [ -f "$options" ] || options=$project/fuzz/options/default.options
  cp "$1/fuzz/$2" "$OUT/$3"
  cp "$plain/dictionaries/$2.dict" "$OUT/$3.dict"
  install -m 644 "$options" "$OUT/$3.options"
  rm -f "$OUT/${3}_seed_corpus.zip"
  (pack "$plain/corpus/$2" "$OUT/${3}_seed_corpus.zip")
}

# The files of what is known, of the series up to that of the tree, one a line, the last one last.
known_of() {
  local series
  series=$(sed -n 's/^\(VERSION\|PATCHLEVEL\) = //p' "$1/Makefile" | paste -sd.)
  (cd "$project/suppressions" && printf '%s\n' linux-*.yaml "linux-$series.yaml") | sort -uV |
    sed "/^linux-$series.yaml\$/q"
}

build "$fuzz"
for target in "$fuzz"/fuzz/fuzz_*; do
  deliver "$fuzz" "${target##*/}" "${target##*/}"
done

if [ -n "$tree" ]; then
  known=$(known_of "$tree" | while read -r file; do [ ! -f "$project/suppressions/$file" ] || echo "$file"; done | tail -n 1)
  if [ -n "$known" ]; then
    "$plain/fuzz/hitless_known" "$project/suppressions/$known" "$WORK/known.c"
  else
    cp "$project/fuzz/harness/known_nothing.c" "$WORK/known.c"
  fi
  build "$linux" -DHITLESS_LINUX_TREE="$tree" -DHITLESS_KNOWN_SOURCE="$WORK/known.c"
  # The others are about hitless itself.
  for target in $(cd "$project/fuzz" && grep -lE 'hl_updates_|hl_settings\(\)->sequencer' fuzz_*.c) fuzz_driver.c; do
    target=${target%.c}
    deliver "$linux" "$target" "linux_${target#fuzz_}"
  done
fi
