#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""killed.py ROUNDS [SEED]: runs of ./dev fuzz in one state folder are killed (SIGKILL) at random moments, the script alone or all of its
processes. What a run had told must be on disk and whole, and be kept by the next one, which goes on from the corpus. Needs
build/release and build/fuzz."""
import hashlib
import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HITLESS = "build/release/hitless"
BUGS = ("bug-second-sync", "bug-safe-s2s", "naive")


def whole(path):
    return hashlib.sha1(path.read_bytes()).hexdigest() == path.name[-40:]


def told(run):
    """The titles that a run has told to its end."""
    titles = set()
    for log in run.glob("log-*"):
        for block in re.findall(r"^---- case\n(.*?)^---- replay", log.read_text(errors="replace"), re.M | re.S):
            titles.add(re.search(r"^title: *'?(.*?)'?$", block, re.M)[1])
    return titles


def cases(*folders):
    """title: file, of all that is saved there; each must be a file that the command reads."""
    found = {}
    for path in (path for folder in folders for path in folder.glob("*.yaml")):
        done = subprocess.run([HITLESS, "replay", "--sequencer", "naive", path], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        assert done.returncode in (0, 1), f"{path}: {done.stderr.decode()}"
        found[re.search(r"^title: *'?(.*?)'?$", path.read_text(), re.M)[1]] = path
    return found


def main(rounds, seed):
    dice = random.Random(seed)
    seen = tellings = killed = 0
    with tempfile.TemporaryDirectory() as state:
        kept, inputs = {}, {}
        for number in range(rounds):
            bug, tolerant = BUGS[number % len(BUGS)], dice.random() < 0.4
            home = Path(state) / "built-in" / bug / "fuzz_ste_update"
            command = ["./dev", "fuzz", "ste_update", "--sequencer", bug, "--state", state, "--jobs", "1", "--time", "60",
                       "--seed", str(seed + number)] + (["--tolerate", "all"] if tolerant else [])
            run = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True)
            # Its first file: from here on there is something to lose.
            late = time.monotonic() + 120
            while not (home / "run").is_dir() and run.poll() is None and time.monotonic() < late:
                time.sleep(0.02)
            # Half of them once there is something to lose; a run that stops does so at once.
            while number % 2 and run.poll() is None and time.monotonic() < late and not list((home / "run/findings").glob("*.yaml")):
                time.sleep(0.01)
            time.sleep(dice.choice((0.1, 1, 6)) * dice.random())
            if run.poll() is None:
                killed += 1
                if dice.random() < 0.5:
                    os.killpg(run.pid, signal.SIGKILL)
                else:
                    os.kill(run.pid, signal.SIGKILL)
            run.wait()
            time.sleep(0.3)  # those that go with it
            left = subprocess.run(["pgrep", "-f", f"{state}/.*fuzz_ste_update"], stdout=subprocess.PIPE).stdout
            assert not left, f"round {number}: still running: {left}"
            words = told(home / "run")
            saved = cases(home / "findings", home / "run/findings", home / "run/case")
            assert words <= set(saved), f"round {number}: told, and not saved: {words - set(saved)}"
            tellings += len(words)
            now = {path.name for path in (home / "corpus").glob("*") if re.fullmatch("[0-9a-f]{40}", path.name) and whole(path)}
            # What the next run begins with.
            begun = subprocess.run(["tools/campaign", "begin", home], stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
            assert begun.returncode == 0, f"round {number}: {begun.stdout.decode()}"
            after = cases(home / "findings")
            assert set(saved) <= set(after), f"round {number}: lost: {set(saved) - set(after)}"
            assert kept.get(bug, set()) <= set(after), f"round {number}: lost of earlier runs"
            kept[bug] = set(after)
            there = list((home / "corpus").iterdir())
            assert all(map(whole, there)), f"round {number}: a damaged input was kept"
            assert now <= {path.name for path in there}, f"round {number}: inputs lost"
            assert len(there) >= inputs.get(bug, 0), f"round {number}: begins with less"
            inputs[bug] = len(there)
            assert all(map(whole, (home / "crashes").glob("crash-*"))), f"round {number}: half an input that ended a run"
            known = [line.split("\t")[2] for line in (home / "causes").read_text().splitlines()] if after else []
            assert len(known) >= len(after) and len(known) == len(set(known)), f"round {number}: causes"
            seen = sum(map(len, kept.values()))
        status = subprocess.run(["tools/campaign", "status", state], stdout=subprocess.PIPE)
        assert status.returncode == 0 or not list(Path(state).rglob("history"))
    assert killed >= rounds // 2, f"only {killed} runs were there to be killed"
    print(f"{killed} of {rounds} runs killed, {tellings} findings told, {seen} causes kept, inputs kept: {inputs}")


if __name__ == "__main__":
    main(int(sys.argv[1]), int((sys.argv[2:] or ["1"])[0]))
