#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# check.sh OUT NM SOURCE... <COMMAND: compile what the whole driver is made of, and look for names that a linker would miss.
# COMMAND is a compiler's, an argument a line; a source may be followed by options, after bars. Prints the first thing
# that the tree needs and the shim lacks, if there is one. What is in OUT and newer than its source is not compiled again.
# -MD is what a cache knows a build's own command by.
set -euo pipefail
out=$1
nm=$2
shift 2
mkdir -p "$out"
mapfile -t command
new=$(printf '%s\n' "${command[@]}" "$@")
if [ "$new" != "$(cat "$out/command" 2>/dev/null)" ] || [ -n "$(find "$(dirname "$0")" -newer "$out/command" -print -quit)" ]; then
    rm -f "$out"/*.o
    printf '%s\n' "$new" >"$out/command"
fi
compile() { # SOURCE|OPTION|...
    IFS='|' read -ra parts <<<"$1"
    local source=${parts[0]} object
    object=$out/$(basename "$source" .c)-$(printf '%s' "$source" | cksum | cut -d' ' -f1).o
    echo "$object" >>"$out/objects"
    [ ! -e "$object" ] || [ "$source" -nt "$object" ] || return 0
    "${command[@]}" "${parts[@]:1}" -MD -MT "$object" -MF "$object.d" -o "$object" -c "$source" 2>"$object.err" || rm -f "$object"
}
: >"$out/objects"
for source in "$@"; do
    while [ "$(jobs -rp | wc -l)" -ge "$(nproc)" ]; do
        wait -n || :
    done
    compile "$source" &
done
wait
while read -r object; do
    if [ ! -e "$object" ]; then
        grep -m1 -h 'error:\|fatal' "$object.err" || echo "${object##*/} cannot be compiled"
        exit
    fi
done <"$out/objects"
# Nothing of a kernel's may be left: what is C's is, and what the machine and the linker supply.
mapfile -t objects <"$out/objects"
"$nm" -A -g "${objects[@]}" | awk '
    { name = $NF; kind = $(NF - 1); if (kind == "U" || kind == "w") user[name] = $1; else has[name] = 1 }
    END {
        known = "^(hlh_|__start_|__stop_|__(asan|ubsan|msan|sanitizer|sancov|afl|cmplog|llvm|stack_chk)_|_GLOBAL_OFFSET_TABLE_|"
        known = known "mem(cpy|move|set|cmp|chr)$|str(cmp|ncmp|cpy|len|rchr|chr|nlen)$)"
        for (name in user) if (!(name in has) && name !~ known) print user[name] " " name
    }' | sort | head -n 1 |
    sed 's|.*/\([^/]*\)-[0-9]*\.o: *\([^ ]*\)$|\1.c: \2 is declared, and defined nowhere|'
