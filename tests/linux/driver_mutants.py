# SPDX-License-Identifier: MIT
"""driver_mutants.py BUILD TREE SEEDS: mistakes in the whole driver of TREE are found by the seeds of fuzz_driver, besides what they
find in TREE as it is. Each is put into BUILD's own replay_driver: of its steps those are done again that a changed file leads to,
beside BUILD. With both syncs emptied, a program of nothing finds it; where lines move and nothing is wrong, nothing is found.
Exit status 77: BUILD is not ninja's."""
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tools"))
import mutants  # noqa: E402
import relink  # noqa: E402

# Of most groups one that is quick, and what is no mistake; ./dev bugs has them all.
NONE = mutants.driver("none", "lines move", "", mutants.Edit("arm_smmu_install_ste_for_dev", "i < master->num_streams", "\n\n@"))
SAMPLE = ["driver-sync-empty", "driver-first-stream", "driver-ats-early", "driver-quiet-cd", "history-soft-lockup"]


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
    failures, all_steps = 0, relink.steps(build, "fuzz/replay_driver")
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
            try:
                program = relink.again(all_steps, build, changed, beside)
            except relink.Failed as why:
                sys.exit(f"not ok: {why}")
            found = replay(program, str(empty) if name == "driver-sync-empty" else seeds, HITLESS_KNOWN=str(known))
            right = found.split(":")[0].split(" ")[0] in (mutant.findings.split() or [""])
            print(f"{'ok' if right else 'not ok'}: {name}: {found or 'nothing is found'}", flush=True)
            failures += not right
    return failures != 0


if __name__ == "__main__":
    sys.exit(main())
