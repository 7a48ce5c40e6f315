#!/bin/sh
# SPDX-License-Identifier: MIT
# extract.sh NAME TREE OUT: take what the subject NAME needs, verbatim, out of TREE into OUT, by the lines of
# NAME/subject (docs/adding.md). A tree that lacks of it is refused with one line, and exit status 1.
#
# OUT/taken.inc  what was taken, under #line (src/linux/take.awk)
# OUT/text       the same without #line: to be hashed
# OUT/info.h     HL_WIRED_VERSION, HL_WIRED_FUNCTIONS, HL_HAS_name and HL_ARGUMENTS_name of each function that was found
set -eu
LC_ALL=C
export LC_ALL
name=$1
tree=$2
out=$3
room=$(cd "$(dirname "$0")" && pwd)
table=$room/$name/subject

die() {
    echo "$1" >&2
    exit 1
}

[ -f "$table" ] || die "$name: no such subject ($(cd "$room" && echo */subject | sed 's,/subject,,g'))"
[ -d "$tree" ] || die "$tree: no such directory"
mkdir -p "$out"
tree=$(cd "$tree" && pwd)
out=$(cd "$out" && pwd)
ctags=${CTAGS:-ctags}
"$ctags" --version 2>/dev/null | grep -q 'Universal Ctags' || die "$ctags: not universal-ctags"

line() { # KEY: its value in the subject's table
    sed -n "s/^$1: *//p" "$table"
}

# version FILE KEY...: the values that FILE gives to these keys, joined; nothing: the tree does not say
version() {
    [ $# -gt 0 ] || return 0
    file=$1
    shift
    [ -f "$file" ] || die "$file is missing"
    for key in "$@"; do
        sed -nE "s/^(export +)?(#define +)?$key *[?:]?=? *\"?([^ \"\$]*).*/\3/p" "$file" | head -n 1
    done | awk 'NF { printf "%s%s", n++ && $0 !~ /^[.-]/ ? "." : "", $0 }'
}

cd "$tree"
files=$(line files)
for file in $files; do
    [ -f "$file" ] || die "$file is missing"
done
# What the shim has is not taken.
shim=$(sed -n "s,^#include \"\(subjects/[a-z]*\.h\)\".*,$room/../\1,p" "$room/$name/$name.c" | tr '\n' ' ')
case $shim in *kernel.h*) shim="$shim $room/../linux/shim.h" ;; esac
# shellcheck disable=SC2086 # lists
known=$("$ctags" -x --_xformat='%N' --languages=C --langmap=C:+.h --kinds-C=fdvstueg "$room/$name/$name.c" $shim | sort -u | tr '\n' ' ')
# shellcheck disable=SC2086 # lists
"$ctags" -x --_xformat='%N	%K	%n	%{end}	%F	%S' --languages=C --langmap=C:+.h --kinds-C=fsdtpguve $files |
    sort -t '	' -k5,5 -k3,3n >"$out/tags"
: >"$out/functions"
wanted() { # PREFIX_*: all that begins so, for names that macros put together
    set -f
    for word in $(line take); do
        case $word in
        *'*') cut -f 1 "$out/tags" | grep "^${word%?}" | sort -u | tr '\n' ' ' ;;
        *) printf '%s ' "$word" ;;
        esac
    done
    set +f
}
# shellcheck disable=SC2086
awk -v want="$(wanted)" -v known="$known" -v names="$out/functions" -v tree="$tree" -f "$room/../linux/take.awk" \
    "$out/tags" $files >"$out/taken.new"
# shellcheck disable=SC2046 # a list
found=$(version $(line version))
sed '/^#line /d; /^#\(ifndef\|define\) HL_TAKEN_/d' "$out/taken.new" >"$out/text"
{
    echo "#define HL_WIRED_VERSION \"$found\""
    echo "#define HL_WIRED_FUNCTIONS \"$(cut -d ' ' -f 1 "$out/functions" | tr '\n' ' ' | sed 's/ $//')\""
    awk '{ printf "#define HL_HAS_%s 1\n#define HL_ARGUMENTS_%s %d\n", $1, $1, $2 }' "$out/functions"
} >"$out/info.new"
for file in taken.inc info.h; do
    cmp -s "$out/${file%.*}.new" "$out/$file" || cp "$out/${file%.*}.new" "$out/$file"
done
