# shellcheck shell=sh disable=SC2154
# SPDX-License-Identifier: MIT
# Sourced by what fetches Debian's packages: an apt of our own, with the machine's proxies and trusted
# keys, that also knows suites which the machine does not use. The machine's apt configuration is only read, and nothing is
# installed. The sourcing script sets: me (its name), cache, work (a folder that it removes).

# apt_begin TYPE: deb, or deb-src
apt_begin() {
    apt_type=$1
    for tool in apt-get apt-cache dpkg-deb flock tar xz; do
        command -v "$tool" >/dev/null || {
            echo "$me: no $tool on this machine" >&2
            exit 2
        }
    done
    apt=$cache/apt
    mkdir -p "$apt/lists/partial" "$apt/archives/partial"
    # apt does not wait for another apt that has these lists.
    exec 9>"$apt/lock"
    flock 9
    cat >"$work/apt.conf" <<END
Dir::Etc::sourcelist "$work/sources.list";
Dir::Etc::sourceparts "/dev/null";
Dir::Etc::preferences "/dev/null";
Dir::Etc::preferencesparts "/dev/null";
Dir::State::lists "$apt/lists";
Dir::Cache "$apt";
Dir::Cache::pkgcache "";
Dir::Cache::srcpkgcache "";
APT::Sandbox::User "root";
APT::Get::List-Cleanup "false";
Acquire::Languages "none";
Acquire::PDiffs "false";
Acquire::IndexTargets::deb::Contents-deb::DefaultEnabled "false";
Acquire::IndexTargets::deb::DEP-11::DefaultEnabled "false";
END
    : >"$work/sources.list"
    # URI, suite and keyring of every Debian repository that this machine uses.
    # shellcheck disable=SC2016 # apt expands these
    apt-get indextargets --format '$(REPO_URI) $(RELEASE) $(SOURCESENTRY)' \
        'Created-By: Packages' 'Origin: Debian' | sort -u |
        while read -r uri suite entry; do
            echo "$uri $suite $(keyring_of "$entry")"
        done >"$work/machine"
    [ -s "$work/machine" ] || {
        echo "$me: apt knows no Debian mirror (try: apt-get update)" >&2
        exit 2
    }
    # The machine's own suites first, then those that its main mirror may have besides.
    {
        cat "$work/machine"
        # shellcheck source=/dev/null
        codename=$(. /etc/os-release && echo "${VERSION_CODENAME:-}")
        awk -v own="$codename" '$2 == own { print $1, $3; exit }' "$work/machine" |
            while read -r uri keyring; do
                for suite in "$codename-backports" trixie trixie-backports forky forky-backports sid; do
                    echo "$uri $suite $keyring"
                done
            done
    } | awk '!seen[$1 " " $2]++' >"$work/suites"
    APT_CONFIG=$work/apt.conf
    export APT_CONFIG
}

# apt_end: nothing more is asked of apt; another script may
apt_end() {
    exec 9>&-
}

# The keyring that a sources file names ("file:line" as apt gives it), in either of apt's formats.
keyring_of() {
    sed -n 's/.*[Ss]igned-[Bb]y *[:=] *\(\/[^] ,]*\).*/\1/p' "${1%:*}" 2>/dev/null | head -n 1
}

# apt_find COMMAND...: add suite after suite until COMMAND succeeds; `suite` is that one. False: none.
apt_find() {
    while read -r uri suite keyring; do
        cp "$work/sources.list" "$work/sources.before"
        echo "$apt_type ${keyring:+[signed-by=$keyring] }$uri $suite main" >>"$work/sources.list"
        echo "$me: looking in $suite" >&2
        if ! apt-get -qq update >"$work/log" 2>&1 || grep -q '^E:' "$work/log"; then
            echo "$me: no use: $(grep -m1 '^[EW]:' "$work/log" || echo "$suite is empty")" >&2
            mv "$work/sources.before" "$work/sources.list"
        elif "$@"; then
            return 0
        fi
    done <"$work/suites"
    return 1
}
