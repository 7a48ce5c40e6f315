#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# shellcheck disable=SC1091,SC2154 # the helper
# orphans.sh ROOT: the corpus has no orphans, and one would be noticed.
. "$(dirname "$0")/helper"
check=$(dirname "$0")/corpus_folders.sh

must bash "$check" "$1"
mkdir -p "$work/root/corpus" "$work/root/fuzz"
must_fail 1 "corpus: no folders" bash "$check" "$work/root"
mkdir "$work/root/corpus/fuzz_one"
: >"$work/root/fuzz/fuzz_one.c"
must_fail 1 "corpus/fuzz_one: no case or program" bash "$check" "$work/root"
: >"$work/root/corpus/fuzz_one/case.yaml"
must bash "$check" "$work/root"
: >"$work/root/corpus/fuzz_one/binary"
must_fail 1 "corpus/fuzz_one/binary: not a case or program file" bash "$check" "$work/root"
rm "$work/root/corpus/fuzz_one/binary"
: >"$work/root/corpus/fuzz_one/refused.text"
must_fail 1 "corpus/fuzz_one/refused.text: not a case or program file" bash "$check" "$work/root"
echo '.kind = HL_PROGRAM_NONE' >"$work/root/fuzz/fuzz_one.c"
must bash "$check" "$work/root"
rm "$work/root/corpus/fuzz_one/case.yaml"
must_fail 1 "corpus/fuzz_one: no case or program" bash "$check" "$work/root"
: >"$work/root/corpus/fuzz_one/case.yaml"
: >"$work/root/corpus/stray.yaml"
must_fail 1 "corpus/stray.yaml: not the folder of a target" bash "$check" "$work/root"
rm "$work/root/corpus/stray.yaml"
mkdir "$work/root/corpus/fuzz_gone"
: >"$work/root/corpus/fuzz_gone/case.yaml"
must_fail 1 "corpus/fuzz_gone: orphaned: no target fuzz/fuzz_gone.c" bash "$check" "$work/root"
done_testing
