#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# apart.sh PROGRAM-WITH PROGRAM...: there is something of a kernel tree in the first program, and in none of the others:
# these are the same whatever the tree, and ./dev test runs them in a build without one.
set -euo pipefail
with=$1
shift
of_a_tree() { nm "$1" | grep -E ' [a-zA-Z] (arm_smmu_|hl_linux_make(_cd)?$|hl_linux_info$)' >/dev/null; }

of_a_tree "$with" || { echo "$with: has nothing of a tree: what is looked for is not there any more" && exit 1; }
[ $# -ge 20 ] || { echo "only $# programs" && exit 1; }
status=0
for program; do
  if of_a_tree "$program"; then
    echo "$program: has something of the tree: it belongs into of_the_tree (tests/CMakeLists.txt)"
    status=1
  fi
done
exit $status
