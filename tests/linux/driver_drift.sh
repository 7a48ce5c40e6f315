#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# driver_drift.sh SOURCE CMAKE BUILD: a tree that the whole driver does not fit is told in one line at configuration, and
# leaves the rest; what the line says of a file that is missing, a syntax error, an unknown operation.
set -euo pipefail
source=$(realpath "$1")
cmake=$2
build=$(realpath "$3")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
fail() {
    echo "driver_drift.sh: $1"
    exit 1
}

# A tree of links that lacks a file.
mkdir -p "$work/tree/lib"
ln -s "$HITLESS_LINUX_TREE"/* "$work/tree" 2>/dev/null || :
rm -rf "$work/tree/lib"
mkdir "$work/tree/lib"
ln -s "$HITLESS_LINUX_TREE"/lib/* "$work/tree/lib"
rm "$work/tree/lib/idr.c"
said=$("$cmake" -S "$source" -B "$work/build" -DHITLESS_LINUX_TREE="$work/tree" -DHITLESS_TOOLS=OFF 2>&1) || fail "$said"
[ "$(grep -c 'no whole driver' <<<"$said")" = 1 ] || fail "not one line: $said"
grep -q "no whole driver: $work/tree/lib/idr.c: no such file" <<<"$said" || fail "which file? $said"

# Where a cache remembers what was compiled, the check compiles as the build does, or all of it would be compiled twice.
as_checked=$(paste -sd' ' "$build/driver/check-command")
if [[ $as_checked == *ccache\ * ]] && [ -e "$build/build.ninja" ]; then
    as_built=$(ninja -C "$build" -t commands hitless_kernel | grep -F -- "-c $HITLESS_LINUX_TREE/lib/xarray.c" | tr -s ' ') ||
        fail "no xarray.c"
    [[ ${as_built//\\/} == "$as_checked "* ]] || fail "built otherwise than checked: $as_built; $as_checked"
fi

# The check itself, with the command of this build.
check() {
    "$source/src/driver/kernel/check.sh" "$work/check" "${NM:-nm}" "$work/$1.c" <"$build/driver/check-command"
}
printf '#include <linux/xarray.h>\nvoid *f(struct xarray *xa) { return xa_load(xa, 1); }\n' >"$work/unknown.c"
[ "$(check unknown)" = "unknown.c: xa_load is declared, and defined nowhere" ] || fail "unknown operation: $(check unknown)"
printf '#include <linux/xarray.h>\nvoid f(void) { return }\n' >"$work/syntax.c"
[[ $(check syntax) == *"syntax.c:2:"*"error:"* ]] || fail "syntax error: $(check syntax)"
printf '#include <linux/xarray.h>\nvoid hlh_die(const char *);\nvoid f(void) { hlh_die(""); }\n' >"$work/fits.c"
[ -z "$(check fits)" ] || fail "it fits: $(check fits)"
