#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# test_installed.sh BUILD SOURCE: the examples, built outside of the tree against what is installed, are
# judged by the installed command, and by fuzz targets; the one with a mistake is found out.
build=$(realpath "$1") source=$(realpath "$2")
# shellcheck source=../cli/helper
. "$source/tests/cli/helper" "$build/hitless"
prefix=$work/prefix

made() # COMMAND...
{
  "$@" >log 2>&1 || { echo "FAIL: $*"; tail -20 log; exit 1; }
}
made cmake --install "$build" --prefix "$prefix"
cp -r "$source/examples/sequencer" "$source/examples/sequencer-cpp" .
made cmake -S sequencer -B built -DCMAKE_PREFIX_PATH="$prefix" -DCMAKE_BUILD_TYPE=Release
made cmake --build built
if command -v c++ >/dev/null; then
  made cmake -S sequencer-cpp -B built-cpp -DCMAKE_PREFIX_PATH="$prefix" -DCMAKE_BUILD_TYPE=Release
  made cmake --build built-cpp
fi
PKG_CONFIG_PATH=$(dirname "$(find "$prefix" -name hitless.pc)")
export PKG_CONFIG_PATH
# shellcheck disable=SC2046 # words
made "${CC:-cc}" -std=c11 -Wall -Wextra -Werror -shared -fPIC $(pkg-config --cflags hitless) -o by_hand.so \
  sequencer/three_steps.c $(pkg-config --libs hitless)
hitless=$prefix/bin/hitless

for plugin in ./built/three_steps.so ./by_hand.so; do
  run check --sequencer $plugin --old "$bypass_entry" --new "$s1_entry"
  status 0
  out_has "hitless: "
  run check --sequencer $plugin --old "$s1_entry" --new "$s2_entry"
  status 0
  out_has "breaking: "
done
run check --sequencer ./built/forgetful.so --old "$bypass_entry" --new "$s1_entry"
status 1
out_has "mixed-view"
if [ -f built-cpp/through_off.so ]; then
  run check --sequencer ./built-cpp/through_off.so --old "$s1_entry" --new "$s2_entry"
  status 0
  out_has "breaking: "
  run explain --sequencer ./built-cpp/through_off.so --old "$s1_entry" --new "$s2_entry"
  out_has "store qword 0 (bytes 0 to 3): "
fi

# Programs of a few bytes: the entries are derived from their seeds.
mkdir walks stes cds
for seed in {0..63}; do
  byte="\\x$(printf %02x "$seed")"
  printf '%b' "\\x02\\x01\\x0$((seed % 7))\\x00\\x00$byte\\x00" >"stes/$seed"
  printf '%b' "\\x02\\x02\\x0$((seed % 7))\\x00\\x00$byte\\x00" >"cds/$seed"
  printf '%b' "\\x02\\x04\\x0$((seed % 7))\\x00\\x00$byte\\x00" >"walks/$seed"
done
fuzzed() # STATUS PLUGIN TARGET INPUTS [TOLERATED]
{
  last="$2 in $3"
  HITLESS_SEQUENCER=$2 HITLESS_TOLERATE=${5:-} HITLESS_FINDINGS=found "$build/fuzz/replay_$3" "$4" >stdout 2>stderr
  result=$?
  status "$1"
}
fuzzed 0 ./built/three_steps.so ste_update stes needless-break
err_has "updates "
fuzzed 0 ./built/three_steps.so cd_update cds needless-break
fuzzed 0 ./built/three_steps.so used stes needless-break
fuzzed 0 ./built/three_steps.so attach walks needless-break
fuzzed 134 ./built/forgetful.so ste_update stes needless-break
err_has "hitless: finding"
fuzzed 134 ./built/forgetful.so cd_update cds needless-break
fuzzed 134 ./built/forgetful.so attach walks needless-break
fuzzed 2 ./built/three_steps.so update_safe stes
err_has "does not tell what it takes to be safe"
run check found/crash-*.yaml
status 0
done_testing
