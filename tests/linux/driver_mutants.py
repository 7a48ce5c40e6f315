# SPDX-License-Identifier: MIT
"""driver_mutants.py BUILD TREE SEEDS: mistakes in the whole driver of TREE are found by the seeds of fuzz_driver, besides what they
find in TREE as it is. Each is put into BUILD's own replay_driver: of its steps those are done again that a changed file leads to,
beside BUILD. With both syncs emptied, a program of nothing finds it; where lines move and nothing is wrong, nothing is found.
Exit status 77: BUILD is not ninja's."""
import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tools"))
import mutants  # noqa: E402

# One of each group that is quick, and what is no mistake.
NONE = mutants.driver("none", "lines move", "", mutants.Edit("arm_smmu_install_ste_for_dev", "i < master->num_streams", "\n\n@"))
SAMPLE = ["driver-sync-empty", "driver-first-stream", "driver-ats-early", "driver-quiet-cd", "driver-barrier", "history-atc-detach"]


def steps(build, target):
    """The commands that make a target, in their order, and the file that each makes."""
    run = lambda *what: subprocess.run(["ninja", "-C", build, "-t", *what], stdout=subprocess.PIPE, text=True, check=True).stdout
    made = {edge["command"]: edge["output"] for edge in json.loads(run("compdb"))}
    commands = [line for line in run("commands", target).splitlines() if line in made]
    return [(command, made[command]) for command in commands]


def again(steps, build, changed, beside):
    """Do the steps again that lead from changed files (old: new), beside the build; the last file that is made."""
    whole = lambda path: os.path.normpath(os.path.join(build, path))
    new, last = {whole(old): path for old, path in changed.items()}, None
    for command, output in steps:
        words = re.split(r"(\s+)", command)
        if not any(whole(word) in new for word in words):
            continue
        for path in [output, *re.findall(r"-(?:o|MF) (\S+)", command)]:
            new.setdefault(whole(path), str(beside / f"{len(new)}-{Path(path).name}"))
        command = "".join(new.get(whole(word), word) for word in words)
        done = subprocess.run(command, shell=True, cwd=build, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        if done.returncode:
            sys.exit(f"not ok: {output}: {done.stdout}")
        last = new[whole(output)]
    return last


def replay(program, *inputs, **settings):
    """The finding that it stops at; none: "" """
    environment = {name: value for name, value in os.environ.items() if not name.startswith("HITLESS_")}
    done = subprocess.run(
        [program, *inputs], env=dict(environment, **settings), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        errors="replace",
    )
    found = re.search(r"^==== hitless: finding ====\n(.*)", done.stdout, re.MULTILINE)
    if done.returncode and not found:
        return f"status {done.returncode}: {done.stdout[-500:]}"
    return found.group(1) if found else ""


def main():
    build, tree, seeds = str(Path(sys.argv[1]).resolve()), Path(sys.argv[2]).resolve(), sys.argv[3]
    if not (Path(build) / "build.ninja").is_file():
        return 77
    failures, all_steps = 0, steps(build, "fuzz/replay_driver")
    with tempfile.TemporaryDirectory() as work:
        work = Path(work)
        known, empty = work / "known", work / "empty"
        empty.write_bytes(b"\2\5")  # version, kind, and nothing: the devices appear
        own = str(Path(build) / "fuzz/replay_driver")
        said = replay(own, seeds, str(empty), HITLESS_TOLERATE="all", HITLESS_CAUSES=str(known))
        said = said or replay(own, seeds, str(empty), HITLESS_KNOWN=str(known))
        if said:
            sys.exit(f"not ok: the unchanged tree: {said}")
        for mutant in (NONE, *(mutants.BY_NAME[name] for name in SAMPLE)):
            name, beside = mutant.name, work / mutant.name
            beside.mkdir()
            try:
                mutants.make(mutant, tree, beside / "tree")
            except mutants.Refused as refusal:
                print(f"skipped: {name}: {refusal}")
                failures += (tree / mutants.DRIVER / mutants.IOMMUFD).is_file()  # 6.12 may lack it
                continue
            changed = {str(tree / path): str(beside / "tree" / path) for path in mutants.edited(mutant, tree)}
            program = again(all_steps, build, changed, beside)
            found = replay(program, str(empty) if name == "driver-sync-empty" else seeds, HITLESS_KNOWN=str(known))
            right = found.split(":")[0].split(" ")[0] in (mutant.findings.split() or [""])
            print(f"{'ok' if right else 'not ok'}: {name}: {found or 'nothing is found'}", flush=True)
            failures += not right
    return failures != 0


if __name__ == "__main__":
    sys.exit(main())
