#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""export_kunit.py BUILD TREE CASE...: what `hitless export --format kunit` prints, put into a copy of the tree's own test, is
compiled there and fails exactly where this tree's driver does what the test is about."""
import json
import os
import shlex
import subprocess
import sys
import tempfile

build, tree, cases = sys.argv[1], sys.argv[2], sys.argv[3:]
hitless = os.path.join(build, "hitless")
LIST = "static struct kunit_case arm_smmu_v3_test_cases[] = {\n"


def run(*command):
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode not in (0, 1, 2, 125):
        sys.exit(f"{shlex.join(command)}: {done.returncode}: {done.stderr}")
    return done


def export(case, sequencer):
    """The test and its name, or None: nothing to tell."""
    done = run(hitless, "export", "--format", "kunit", "--sequencer", sequencer, case)
    if done.returncode != 0:
        return None
    old = done.stdout.rsplit("KUNIT_CASE(", 1)[1].split(")")[0]
    name = f"{old}_{sequencer.replace('-', '_')}"
    return name, done.stdout.replace(old, name)


def breaks(case):
    done = run(hitless, "replay", "--sequencer", "linux", case)
    return "breaking: " in done.stdout or "torn: " in done.stdout


# Of each case: what linux itself does wrong must fail; that break-first breaks what need not be broken fails where linux does too.
tests, expected = [], {}
for path in cases:
    if "sequencer: linux" not in open(path, encoding="utf-8").read():
        continue
    for sequencer in ("linux", "break-first"):
        test = export(path, sequencer)
        if test:
            tests.append(test)
            expected[test[0]] = "not ok" if sequencer == "linux" or breaks(path) else "ok"
if not expected or len(set(expected.values())) < 2:
    sys.exit(f"nothing to tell apart: {expected}")

text = open(os.path.join(tree, "drivers/iommu/arm/arm-smmu-v3/arm-smmu-v3-test.c"), encoding="utf-8").read()
if text.count(LIST) != 1:
    sys.exit("the tree's test has no list of cases")
entries = "".join(f"\tKUNIT_CASE({name}),\n" for name, _ in tests)
text = text.replace(LIST, "".join(test for _, test in tests) + LIST + entries)

commands = json.load(open(os.path.join(build, "compile_commands.json"), encoding="utf-8"))
command = next(c for c in commands if c["file"].endswith("/src/linux/kunit.c"))
words = shlex.split(command["command"])
with tempfile.TemporaryDirectory() as work:
    with open(os.path.join(work, "arm-smmu-v3-test.c"), "w", encoding="utf-8") as out:
        out.write(text)
    compiler = next(i for i, w in enumerate(words) if not w.endswith("ccache"))
    program = os.path.join(work, "kunit")
    keep = [w for i, w in enumerate(words[compiler + 1:]) if w not in ("-c",)]
    at = keep.index("-o")
    del keep[at:at + 2]
    link = [words[compiler], "-isystem", work, "-Werror=implicit-function-declaration", *keep, "-o", program]
    subprocess.run(link, cwd=command["directory"], check=True)
    output = subprocess.run([program], capture_output=True, text=True, check=False).stdout

result = {line.split(" hitless_")[1] if " hitless_" in line else "": line.split(" hitless_")[0]
          for line in output.splitlines() if " hitless_" in line}
wrong = [f"{name}: {result.get(name[8:], 'did not run')}, not {want}" for name, want in expected.items()
         if result.get(name[8:]) != want]
if wrong:
    sys.exit("\n".join(wrong))
print(f"{len(expected)} tests, {list(expected.values()).count('not ok')} of them fail as they must")
