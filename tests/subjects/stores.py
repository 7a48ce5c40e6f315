#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""stores.py BUILD: tools/stores tells what a compiler made of plain stores, of made-up ones and of a toy's."""
import importlib.machinery
import importlib.util
import json
import os
import platform
import shutil
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
loader = importlib.machinery.SourceFileLoader("stores", ROOT + "/tools/stores")
sys.dont_write_bytecode = True
stores = importlib.util.module_from_spec(importlib.util.spec_from_loader("stores", loader))
loader.exec_module(stores)


def s(offset, size, value, high=0):
    return [offset, size, f"{value:x}", f"{high:x}"]


LOW, HIGH, BOTH, BYTE = s(8, 4, 1), s(12, 4, 2), s(8, 8, 0x200000001), s(8, 1, 1)
SYNC = ["sync"]
for source, made, told in (
    ([LOW, HIGH], [LOW, HIGH], {}),
    ([LOW, HIGH], [BOTH], {"merged": 2}),
    ([BOTH, s(16, 8, 3)], [s(8, 16, 0x200000001, 3)], {"merged": 2}),
    ([BOTH], [HIGH, LOW], {"split": 1}),
    ([BOTH], [LOW], {"narrowed": 1}),
    ([s(8, 8, 0), BOTH], [BOTH], {"removed": 1}),
    ([BOTH, BOTH], [BOTH], {"removed": 1}),
    ([BOTH], [BOTH, BYTE], {"added": 1}),
    ([BOTH], [s(8, 8, 5)], {"removed": 1, "added": 1}),
    ([BOTH, s(16, 8, 3)], [s(16, 8, 3), BOTH], {"reordered": 1}),
    ([LOW, SYNC, HIGH], [LOW, SYNC, HIGH], {}),
    ([LOW, SYNC, HIGH], [BOTH, SYNC], {"removed": 2, "added": 1}),
    ([LOW, SYNC], [LOW], {"other events": 1}),
):
    if stores.compare(source, made) != told:
        sys.exit(f"not ok: {source} made {made}: {stores.compare(source, made)}, not {told}")
print("ok: made-up stores")

if platform.machine() != "x86_64" or not all(map(shutil.which, ("clang", "gcc", "objcopy"))):
    print("skipped: the toy")
    sys.exit(77)
found = json.loads(subprocess.run([ROOT + "/tools/stores", "--json", "--build", sys.argv[1], f"toy={ROOT}/tests/subjects/toy.c"],
                                  check=True, capture_output=True, text=True).stdout)["toy"]
rows = {(row["from"], row["to"]): row for row in found}
stop, install = rows["s2", "invalid"], rows["invalid", "s2"]
for row, source in ((stop, "1+0/4 1+4/4 sync 0"), (install, "2 3 3 ; 1 ; 4 ; 1 4 sync 0")):
    if row["source"] != source:
        sys.exit(f"not ok: at -O0 {row['source']}")
for compiler in ("clang", "gcc"):
    told = stop["made"][f"{compiler} -O2"]
    if told["told"] != "merged 2" or told["stores"] != "1 sync 0":
        sys.exit(f"not ok: {compiler} merges: {told}")
    told = install["made"][f"{compiler} -O2"]["told"]
    if "removed 1" not in told or "split 1" not in told:
        sys.exit(f"not ok: {compiler} removes and splits: {told}")
print("ok: a toy's stores are merged, removed, and split, by clang and gcc")
