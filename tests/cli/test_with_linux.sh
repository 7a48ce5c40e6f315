#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# shellcheck disable=SC1091,SC2154 # the helper
# hitless COMMAND --linux TREE: the same command of a build with that tree. What builds it is a stand-in here.
. "$(dirname "$0")/helper"

mkdir -p source/tools
export HITLESS_SOURCE=$work/source
cat >source/tools/linux-hitless <<'END'
#!/bin/sh
case $1 in
good) echo "$HITLESS_SOURCE/other" ;;
bad) echo "hitless: --linux: bad: no such directory" >&2 && exit 2 ;;
strange) echo "hitless: --linux: strange: the shim lacks something" >&2 && exit 125 ;;
ended) kill -9 $$ ;;
gone) echo "$HITLESS_SOURCE/gone" ;;
esac
END
printf '#!/bin/sh\necho "other: $*"\nexit 7\n' >source/other
chmod +x source/tools/linux-hitless source/other

# It takes the place of this one, with all other arguments; where it stands does not matter.
run check --linux good --sequencer linux "a b.yaml"
status 7
out "other: check --sequencer linux a b.yaml"
run replay a.yaml --linux=good
out "other: replay a.yaml"
run check --sequencer naive -- --linux good
err_has "--linux: No such file or directory"
run decode --help
out_has "--linux=DIR|SERIES"

run check --linux
one_line "--linux: a kernel tree, or a series"
run check --linux bad a.yaml
one_line "--linux: bad: no such directory"
run check --linux strange a.yaml
status 125
run check --linux ended a.yaml
one_line "did not end"
run check --linux gone a.yaml
one_line "gone: No such file or directory"
HITLESS_SOURCE=$work/nowhere run check --linux good a.yaml
one_line "hitless's own sources are needed, and are not here: $work/nowhere/tools/linux-hitless"
done_testing
