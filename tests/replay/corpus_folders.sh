#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# corpus_folders.sh ROOT: every folder of corpus/ belongs to a fuzz target and holds case and program
# files (*.yaml), and nothing else (seeds are built from them); that of a target on text may also
# hold text that is refused (*.text).
set -u
root=$1 folders=0 bad=0

for path in "$root"/corpus/*; do
  [ -e "$path" ] || continue
  name=${path##*/} cases=0
  if [ ! -d "$path" ]; then
    echo "corpus/$name: not the folder of a target"
    bad=1
    continue
  fi
  folders=$((folders + 1))
  [ -f "$root/fuzz/$name.c" ] || { echo "corpus/$name: orphaned: no target fuzz/$name.c"; bad=1; }
  for file in "$path"/* "$path"/.[!.]*; do
    [ -e "$file" ] || continue
    if [[ $file == *.yaml && -f $file ]]; then
      cases=$((cases + 1))
    elif ! [[ $file == *.text && -f $file ]] ||
      ! grep -qs 'kind = HL_PROGRAM_NONE' "$root/fuzz/$name.c"; then
      echo "corpus/$name/${file##*/}: not a case or program file"
      bad=1
    fi
  done
  [ "$cases" -gt 0 ] || { echo "corpus/$name: no case or program"; bad=1; }
done
[ "$folders" -gt 0 ] || { echo "corpus: no folders"; bad=1; }
exit "$bad"
