# SPDX-License-Identifier: MIT
"""driver_plain.py BUILD TREE SEEDS: the plain stores of TREE's whole driver, in the replay program with the compiler's hook. Over the
seeds of fuzz_driver, the hook and WRITE_ONCE()'s own header know the same stores, and a shadow of all coherent memory knows no other;
what only the hook knows are plain stores to what cannot be reached yet, and queues' entries. Two mistakes show that it can fail: plain
stores in place of WRITE_ONCE() (told as advice), and whole entries copied, which is torn with the hook, and not seen without it.
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
from relink import again, steps  # noqa: E402


def replay(program, seeds, causes):
    """What it prints, and the causes of all that is found."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("HITLESS_")}
    environment.update(HITLESS_COMPARE="on", HITLESS_TOLERATE="all", HITLESS_CAUSES=str(causes))
    done = subprocess.run([program, seeds], env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace")
    if done.returncode:
        sys.exit(f"not ok: {program}: status {done.returncode}: {done.stdout[-500:]}")
    return done.stdout, causes.read_text().splitlines()


def kinds(causes, known=()):
    return {cause.split(" ")[0] for cause in causes if cause not in known}


def main():
    build, tree, seeds = str(Path(sys.argv[1]).resolve()), Path(sys.argv[2]).resolve(), sys.argv[3]
    if not (Path(build) / "build.ninja").is_file():
        return 77
    failures = []

    def expect(right, what):
        print(f"{'ok' if right else 'not ok'}: {what}", flush=True)
        if not right:
            failures.append(what)

    with tempfile.TemporaryDirectory() as work:
        work = Path(work)
        said, known = replay(f"{build}/fuzz/replay_driver_hooked", seeds, work / "known")
        line = re.search(r"^stores: (.*)$", said, re.MULTILINE)
        expect(line and re.fullmatch(r"WRITE_ONCE [1-9]\d*  plain [1-9]\d*  of these in queues [1-9]\d*", line.group(1)),
               f"all stores are known: {line.group(1) if line else said[-300:]}")
        expect("without the hook" not in said, "each WRITE_ONCE() is known to the hook")
        expect("plain-store" not in kinds(known), "no live entry is stored to plainly")
        bare, apart = replay(f"{build}/fuzz/replay_driver", seeds, work / "bare")
        expect(kinds(apart) == kinds(known), "with the hook and without it the same is found")
        for name, program, wanted in (
            ("driver-plain-store", "replay_driver_hooked", {"plain-store"}),
            ("driver-plain-copy", "replay_driver_hooked", {"illegal-view", "mixed-view", "plain-store"}),
            ("driver-plain-copy", "replay_driver", set()),
        ):
            beside = work / f"{name}-{program}"
            beside.mkdir()
            mutants.make(mutants.BY_NAME[name], tree, beside / "tree")
            changed = {str(tree / path): str(beside / "tree" / path) for path in mutants.edited(mutants.BY_NAME[name], tree)}
            mutant = again(steps(build, f"fuzz/{program}"), build, changed, beside)
            _, causes = replay(mutant, seeds, beside / "causes")
            found = kinds(causes, known)
            right = wanted & found if wanted else not {"illegal-view", "mixed-view", "plain-store"} & found
            expect(right, f"{name}, {program}: {', '.join(sorted(found)) or 'nothing'}")
    return bool(failures)


if __name__ == "__main__":
    sys.exit(main())
