#!/bin/sh
# SPDX-License-Identifier: MIT
# drift.sh SOURCE NAME TREE: a tree of a subject that lacks something is refused with one line that says what and where; one that
# has changed has another hash. No network.
set -eu
source=$(cd "$1" && pwd)
name=$2
tree=$3
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failures=0
table=$source/src/subjects/$name/subject
files=$(sed -n 's/^files: *//p; s/^version: *\([^ ]*\).*/\1/p' "$table")
first=$(sed -n 's/^take: *\([^ ]*\).*/\1/p' "$table")
main=$(sed -n 's/^files: *.* \([^ ]*\)$/\1/p; s/^files: *\([^ ]*\)$/\1/p' "$table") # the last one

fail() {
    echo "not ok: $1" >&2
    failures=$((failures + 1))
}

copy() {
    rm -rf "$work/tree"
    for file in $files; do
        mkdir -p "$work/tree/$(dirname "$file")"
        cp "$tree/$file" "$work/tree/$file"
    done
}

extract() { "$source/src/subjects/extract.sh" "$name" "$work/tree" "$work/out" >"$work/stdout" 2>"$work/stderr"; }

# refused WORD...: with one line that has all of these
refused() {
    if extract; then
        fail "$* is gone, and nobody noticed"
        return
    fi
    for word in "$@"; do
        if [ "$(wc -l <"$work/stderr")" -ne 1 ] || ! grep -qF "$word" "$work/stderr"; then
            fail "$word: $(cat "$work/stderr")"
        fi
    done
}

copy
extract || fail "the tree as it is: $(cat "$work/stderr")"
before=$(sha256sum <"$work/out/text")
version=$(grep HL_WIRED_VERSION "$work/out/info.h")

rm "$work/tree/$main"
refused "$main is missing"
copy
find "$work/tree" -type f -exec sed -i "s/\<$first\>/another_name/g" {} +
refused "$first is not known" "${main##*/}"

# A file that is there, and empty, or of something else.
copy
: >"$work/tree/$main"
refused "$first is not known" "${main##*/}"
head -c 20000 /dev/urandom >"$work/tree/$main"
refused "$first is not known" "${main##*/}"

# A function that changed is another text; so is nothing else in its file.
copy
printf '\nstatic int hl_unused;\n' >>"$work/tree/$main"
extract
[ "$(sha256sum <"$work/out/text")" = "$before" ] || fail "a line that is not taken changes the hash"
[ "$(grep HL_WIRED_VERSION "$work/out/info.h")" = "$version" ] || fail "the version changes with the driver"
awk -v f="$first" '{ print } $0 ~ "(^|[ *])" f " *\\(" && !/;/ { inside = 1 } inside && /^{/ { print "\t;"; inside = 0 }' \
    "$tree/$main" >"$work/tree/$main"
extract
[ "$(sha256sum <"$work/out/text")" != "$before" ] || fail "a function that changed has the same hash"
[ "$failures" -eq 0 ]
