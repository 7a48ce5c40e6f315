#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# shellcheck disable=SC2317 # the faults are called by name
# faults.sh OUT: plants each fault once in a copy of OUT (address, libfuzzer), and oss-fuzz-inspect must find it.
set -uo pipefail
inspect=$(dirname "$0")/../../tools/oss-fuzz-inspect good=$1 failures=0 faults=0
work=$(mktemp -d)
trap 'chmod -R u+w "$work"; rm -rf "$work"' EXIT
chmod 755 "$work"
out=$work/out
target=$(cd "$good" && grep -l LLVMFuzzerTestOneInput -- * | head -n 1)

# fault TEXT GROUP COMMAND...: after the command in a copy of OUT, the group says TEXT
fault() {
  local text=$1 group=$2 status=0
  shift 2
  faults=$((faults + 1))
  [ ! -d "$out" ] || { chmod -R u+w "$out" && rm -rf "$out"; }
  mkdir "$out"
  cp -r "$good/$target"* "$out" && chmod -R u+w "$out"
  (cd "$out" && "$@") >"$work/log" 2>&1 || { echo "FAIL: $*: $(tail -n 1 "$work/log")" && failures=$((failures + 1)) && return; }
  "$inspect" address libfuzzer "$out" "$group" >"$work/log" 2>&1 || status=$?
  if [ $status -ne 1 ] || ! grep -qF -- "$text" "$work/log"; then
    echo "FAIL: $*: status $status, without: $text"
    sed 's/^/  /' "$work/log"
    failures=$((failures + 1))
  fi
}

# replace FLAGS CODE: a target in which an execution runs this code
replace() {
  # shellcheck disable=SC2086 # a list of flags
  clang -g $1 -x c - -o "$target" <<TEXT
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static unsigned random;
    $2
    return (void)data, (void)size, (void)random, 0;
}
TEXT
}

empty_zip() { touch a && zip -q -m "$1" a && zip -q -d "$1" "*"; }
empty_seed() { : >empty && zip -q -m "$1" empty; }
long_seed() { head -c 65536 /dev/zero >long && zip -q -m "$1" long; }
add_line() { echo "$2" >>"$1"; }
asan=-fsanitize=fuzzer,address zip=${target}_seed_corpus.zip

fault "executable, and not a target" names cp /bin/true helper
fault "executable, and not a target" names bash -c 'cp /bin/true helper; chmod a-x helper'
fault "a symbolic link" names ln -s "$target" again
fault "a symbolic link" names ln -sf /etc/hostname "$target.dict"
fault "not a file" names mkdir folder
fault "belongs to no target" names touch README
fault "letters, digits, _ and -" names cp "$target" fuzz.two
fault "no target" names bash -c "printf x >$target"
fault "no seed corpus that unzips" seed rm "$zip"
fault "no seed corpus that unzips" seed truncate -s 30 "$zip"
fault "no seed" seed empty_zip "$zip"
fault "an empty seed" seed empty_seed "$zip"
fault "longer than max_len" seed long_seed "$zip"
fault "no dictionary" dictionaries rm "$target.dict"
fault ".dict: line" dictionaries add_line "$target.dict" 'name="\q"'
fault ".dict: line" dictionaries add_line "$target.dict" 'word'
fault "no options" options rm "$target.options"
fault "no such section" options add_line "$target.options" "[tsan]"
fault "[asan] has no" options sed -i '1i [asan]\nno_such_key = 1' "$target.options"
fault "has no max_length" options sed -i 's/^max_len /max_length /' "$target.options"
fault "not KEY = VALUE" options add_line "$target.options" "max_len 3"
fault "calls of __asan*, fewer" calls replace -fsanitize=fuzzer ''
fault "calls of __ubsan*, more" calls replace "$asan,undefined -O0" "$(yes 'random += data[random] / (int)size << random;' | head -n 100)"
fault "needs libyaml" shared replace "$asan -Wl,--no-as-needed -lyaml" ''
fault "in a fixed path" shared replace "$asan -Wl,-rpath,/tmp" ''
fault "edges are instrumented" edges replace "$asan" ''
fault 'fails on the seed "input"' runs replace "$asan" 'if (size > 4 && memcmp(data, "input", 5) == 0) abort();'
fault "fails on its seeds" runs replace "$asan" 'if (size > 6 && data[0] < 9) exit(1);'
fault "fails on" runs replace "$asan" 'if (size > 100) *(volatile char *)0 = 1;'
fault "writes into the folder" runs replace "$asan" 'close(open("left", O_CREAT | O_WRONLY, 0666));'
fault "give other counts" "the same" replace "$asan" \
  'for (random = (unsigned)clock(); random; random >>= 2) if (random & 1) (void)(random & 2 ? getpid() : getppid());'
ended='if (getenv("HITLESS_SEQUENCER")) { %s abort(); }'
# says FORMAT: a target that finds what the inspection wants it to, and says so before it ends
says() {
  # shellcheck disable=SC2059 # a format
  replace "$asan" "$(printf "$ended" "char *s = getenv(\"HITLESS_SEQUENCER\"); fprintf(stderr, $1, s);")"
}
fault "without a word on the cause" "a crash" says '"%s"'
fault "nothing keeps this state apart" "a crash" says '"[hitless] Assertion failed: %s\n"'
fault "two causes have one state" "a crash" says '"[hitless] Assertion failed: FuzzerHash=abc %.0s\n"'
fault "one cause has two states" "a crash" says '"[hitless] Assertion failed: FuzzerHash=%p\n"'

[ $faults -gt 0 ] && [ -n "$target" ] || failures=1
echo "$faults faults planted, $failures not found"
[ $failures -eq 0 ]
