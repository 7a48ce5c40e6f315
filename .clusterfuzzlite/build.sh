#!/bin/bash -eu
# SPDX-License-Identifier: MIT
# Builds every fuzz target into $OUT for OSS-Fuzz and ClusterFuzzLite, which set the compilers, their flags
# and the engine. Writes to $WORK and $OUT only. tools/oss-fuzz-check runs this without Docker.
project=$SRC/hitless
plain=$WORK/plain fuzz=$WORK/fuzz

# The tools that make seeds and dictionaries run here: no sanitizer, no engine.
(
  unset CFLAGS CXXFLAGS LIB_FUZZING_ENGINE
  cmake -G Ninja -S "$project" -B "$plain" -DHITLESS_TOOLS=OFF -DHITLESS_SEEDS=ON
  cmake --build "$plain" --target seeds dictionaries
)

# Without a build type, the flags are only those that were given.
cmake -G Ninja -S "$project" -B "$fuzz" -DCMAKE_BUILD_TYPE=None -DHITLESS_FUZZ=ON -DHITLESS_TOOLS=OFF \
  -DHITLESS_STATIC=ON
cmake --build "$fuzz"

# pack FOLDER ZIP: the same files give the same bytes
pack() {
  cd "$1"
  find . -type f -exec touch -d @315532800 {} +
  find . -type f -printf '%P\n' | LC_ALL=C sort | TZ=UTC zip -q -X "$2" -@
}

for target in "$fuzz"/fuzz/fuzz_*; do
  if [ ! -f "$target" ] || [ ! -x "$target" ]; then continue; fi
  name=${target##*/}
  options=$project/fuzz/options/$name.options
  [ -f "$options" ] || options=$project/fuzz/options/default.options
  cp "$target" "$OUT/$name"
  cp "$plain/dictionaries/$name.dict" "$OUT/$name.dict"
  install -m 644 "$options" "$OUT/$name.options"
  rm -f "$OUT/${name}_seed_corpus.zip"
  (pack "$plain/corpus/$name" "$OUT/${name}_seed_corpus.zip")
done
