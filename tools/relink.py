# SPDX-License-Identifier: MIT
"""A program with some of its source files replaced, made beside a build of ninja's: of the build's own steps those are done again
that lead from a replaced file to the program, and everything else is the build's as it is."""
import json
import os
import re
import subprocess
from pathlib import Path


class Failed(Exception):
    """What could not be made, and what the compiler said."""


def steps(build, target):
    """The commands that make a target, in their order, and the file that each makes."""
    def run(*what):
        return subprocess.run(["ninja", "-C", build, "-t", *what], stdout=subprocess.PIPE, text=True, check=True).stdout

    made = {edge["command"]: edge["output"] for edge in json.loads(run("compdb"))}
    commands = [line for line in run("commands", target).splitlines() if line in made]
    return [(command, made[command]) for command in commands]


def again(steps, build, changed, beside):
    """Do the steps again that lead from changed files (old: new), in the folder beside; the last file that is made."""
    def whole(path):
        return os.path.normpath(os.path.join(build, path))

    new, last = {whole(old): path for old, path in changed.items()}, None
    for command, output in steps:
        words = re.split(r"(\s+)", command)
        if not any(whole(word) in new for word in words):
            continue
        for path in [output, *re.findall(r"-(?:o|MF) (\S+)", command)]:
            new.setdefault(whole(path), str(Path(beside) / f"{len(new)}-{Path(path).name}"))
        command = "".join(new.get(whole(word), word) for word in words)
        done = subprocess.run(
            command, shell=True, cwd=build, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace"
        )
        if done.returncode:
            raise Failed(f"{output}: {done.stdout}")
        last = new[whole(output)]
    return last
