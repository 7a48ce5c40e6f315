# SPDX-License-Identifier: MIT
# take.awk: print the definitions of some names out of the files of a driver, and of whatever they use of
# these files, verbatim under #line; each only once in a translation unit, whichever texts it is in.
#
# Input: tags (name, kind, first line, last line, file, signature, separated by tabs), then the files.
#   want   names, separated by blanks: "NAME?" may be absent
#   known  names that are not taken, as the shim has them
#   names  a file to which "NAME ARGUMENTS TAG" is appended for each function: how many it takes, and
#          whether one of them is a tag of an invalidation (struct arm_smmu_inv)
#   tree   the folder that the files are in, for #line
# Exit status 1: a name is in no file; one line on standard error.
BEGIN {
    FS = "\t"
    words = split(known, list, " ")
    for (i = 1; i <= words; i++)
        stop[list[i]] = 1
}
FILENAME == ARGV[1] {
    n++
    name[n] = $1; kind[n] = $2; first[n] = $3; last[n] = $4 == "" ? $3 : $4; where[n] = $5; signature[n] = $6
    if ($2 != "prototype" && !(($5, $1) in item))
        item[$5, $1] = n
    if ($2 != "prototype" && !($1 in any))
        any[$1] = n
    next
}
FNR == 1 { files[++file_count] = FILENAME; in_comment = 0 }
{
    text[FILENAME, FNR] = $0
    code[FILENAME, FNR] = uncommented($0)
}
function uncommented(s,   at) {
    if (in_comment) {
        if (!(at = index(s, "*/")))
            return ""
        s = substr(s, at + 2)
        in_comment = 0
    }
    while ((at = index(s, "/*"))) {
        if (!index(substr(s, at + 2), "*/")) {
            in_comment = 1
            return substr(s, 1, at - 1)
        }
        sub(/\/\*([^*]|\*+[^*\/])*\*+\//, " ", s)
    }
    sub(/\/\/.*/, "", s)
    gsub(/"([^"\\]|\\.)*"/, " ", s)
    return s
}
function take(i) {
    if (!(i in taken)) {
        taken[i] = 1
        queue[++queued] = i
    }
}
# Let a name stand for the definition i, where it stood for j.
function stand_for(j, i) {
    if (item[where[j], name[j]] == j)
        item[where[j], name[j]] = i
    if (any[name[j]] == j)
        any[name[j]] = i
}
# A typedef and the structure, union or enumeration that it names are one definition, and so are an enumeration
# and its constants.
function join(   i, j, ends, whole) {
    for (i = 1; i <= n; i++)
        if (kind[i] ~ /^(struct|union|enum)$/) {
            ends[where[i], last[i]] = i
            whole[i] = i
        }
    for (i = 1; i <= n; i++)
        if (kind[i] == "typedef" && (where[i], first[i]) in ends && text[where[i], first[i]] ~ /^}/) {
            j = ends[where[i], first[i]]
            if (whole[j] == j) {
                first[i] = first[j]
                whole[j] = i
                stand_for(j, i)
            } else {
                stand_for(i, whole[j])
            }
        }
    for (i = 1; i <= n; i++)
        for (j = 1; kind[i] == "enumerator" && j <= n; j++)
            if (kind[j] == "enum" && where[j] == where[i] && first[j] <= first[i] && first[i] <= last[j])
                stand_for(i, whole[j])
}
# Take what the definition i uses: of its own file first.
function follow(i,   l, s, word, from) {
    from = where[i]
    for (l = first[i]; l <= last[i]; l++) {
        s = code[from, l]
        while (match(s, /[A-Za-z_][A-Za-z0-9_]*/)) {
            word = substr(s, RSTART, RLENGTH)
            s = substr(s, RSTART + RLENGTH)
            if (word in stop || !(word in any))
                continue
            take((from, word) in item ? item[from, word] : any[word])
        }
    }
}
function arguments(s) {
    if (s == "" || s ~ /^\( *(void)? *\)$/)
        return 0
    gsub(/\([^()]*\)\(/, "(", s)
    return gsub(/,/, ",", s) + 1
}
function show(i,   l, start) {
    start = first[i]
    # The tag stands on the line of the name: the type may stand above it.
    if (kind[i] == "function" || kind[i] == "prototype")
        while (start > 1 && text[where[i], start - 1] ~ /^[A-Za-z_]/ && text[where[i], start - 1] !~ /[;:}]$/)
            start--
    printf "#ifndef HL_TAKEN_%s_%d\n#define HL_TAKEN_%s_%d\n", name[i], first[i], name[i], first[i]
    printf "#line %d \"%s/%s\"\n", start, tree, where[i]
    for (l = start; l <= last[i] || (kind[i] == "prototype" && text[where[i], l - 1] !~ /;/); l++)
        print text[where[i], l]
    print "#endif"
}
function show_all(wanted,   f, l, i) {
    for (f = 1; f <= file_count; f++)
        for (i = 1; i <= n; i++)
            if (i in taken && where[i] == files[f] && kind[i] ~ wanted)
                show(i)
}
END {
    join()
    words = split(want, list, " ")
    for (i = 1; i <= words; i++) {
        needed = !sub(/\?$/, "", list[i])
        if (list[i] in any) {
            take(any[list[i]])
        } else if (needed) {
            printf "%s: %s is not known\n", ARGV[ARGC - 1], list[i] > "/dev/stderr"
            exit 1
        }
    }
    for (i = 1; i <= queued; i++)
        follow(queue[i])
    for (i = 1; i <= n; i++)
        if (i in taken && kind[i] == "function")
            is_taken[where[i], name[i]] = 1
    for (i = 1; i <= n; i++)
        if (kind[i] == "prototype" && (where[i], name[i]) in is_taken && item[where[i], name[i]] in taken)
            taken[i] = 1
    show_all("^(macro|enum|enumerator|struct|union|typedef)$")
    show_all("^prototype$")
    show_all("^variable$")
    show_all("^function$")
    for (i = 1; i <= n; i++)
        if (i in taken && kind[i] == "function")
            print name[i], arguments(signature[i]), (signature[i] ~ /struct arm_smmu_inv *[*]/) >> names
}
