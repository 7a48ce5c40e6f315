#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# mutate.sh BUILD [ID...]: negate each condition of the decoders, and let it never and always hold: a unit
# test must fail each time. Survivors must be explained in survivors.txt, and explained ones must survive.
set -euo pipefail
build=$(realpath "$1")
here=$(dirname "$(realpath "$0")")
shift
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# The quick ones first, and the slow one that knows the condition before the other.
quick='cd_rules ste_rules reserved cd_ignored ste_ignored stage2'
tests="$quick ste_properties cd_properties"

if [ $# -gt 0 ]; then ids=$*; else ids=$("$build/hitless" rules --kind all | awk '{ print $1 }'); fi
for id in $ids; do printf '%s\n' "negate:$id" "never:$id" "always:$id"; done >"$work/mutants"
grep -q . "$work/mutants" || { echo "mutate: no conditions" >&2; exit 1; }

# killed MUTANT: does a test notice?
cat >"$work/try" <<TRY
#!/usr/bin/env bash
slow='ste_properties cd_properties'
[[ \$1 != *:CD_* ]] || slow='cd_properties ste_properties'
for test in $quick \$slow; do
  HITLESS_PROBE_MUTATE=\$1 timeout 60 "$build/tests/test_\$test" >"$work/log.\$\$" 2>&1 && continue
  if grep -q 'no such mutant' "$work/log.\$\$"; then echo "wrong \$1"; else echo "killed \$1 \$test"; fi
  exit 0
done
echo "survived \$1"
TRY
chmod +x "$work/try"
for test in $tests; do
  "$build/tests/test_$test" >/dev/null 2>&1 || { echo "mutate: test_$test fails without a mutant" >&2; exit 1; }
done
xargs -P "$(nproc)" -n 1 "$work/try" <"$work/mutants" | LC_ALL=C sort >"$work/results"

killed=$(grep -c '^killed' "$work/results" || true)
all=$(wc -l <"$work/mutants")
bad=0 explained=0
if grep '^wrong' "$work/results"; then bad=1; fi
while read -r _ mutant; do
  if grep -q "^$mutant " "$here/survivors.txt"; then
    explained=$((explained + 1))
  else
    echo "mutate: $mutant survives"
    bad=$((bad + 1))
  fi
done < <(grep '^survived' "$work/results" || true)
while read -r _ mutant _; do
  if grep -q "^$mutant " "$here/survivors.txt"; then
    echo "mutate: $mutant is killed, although survivors.txt explains why not"
    bad=$((bad + 1))
  fi
done < <(grep '^killed' "$work/results" || true)
echo "mutate: $all mutants, $killed killed, $explained survivors explained, $bad not"
[ "$bad" -eq 0 ] && [ "$((killed + explained))" -eq "$all" ]
