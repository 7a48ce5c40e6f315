# SPDX-License-Identifier: MIT
"""What the tools in Python share. They run in the project's folder."""
import json
import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HITLESS = ROOT / "build/release/hitless"
CORES = len(os.sched_getaffinity(0))


def say(text):
    print(f"== {text}", flush=True)


def die(text):
    print(f"dev: {text}", file=sys.stderr)
    sys.exit(2)


def in_shell(function, *arguments):
    """A function of lib.sh; its output. Its own error is enough when it fails."""
    done = subprocess.run(
        ["bash", "-euc", '. tools/lib.sh; "$@"', "dev", function, *arguments], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    if done.returncode:
        sys.exit(done.returncode)
    return done.stdout.strip()


def listed(what):
    """What `hitless WHAT --json` lists: sequencers, findings, rules, options, profiles."""
    done = subprocess.run([HITLESS, *what.split(), "--json"], cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def split_at(text, begin, end):
    """What is before, between and after two marks, which stay; None if there is no such place."""
    if text.count(begin) != 1 or text.count(end) != 1 or text.index(end) < text.index(begin):
        return None
    at, until = text.index(begin) + len(begin), text.index(end)
    return text[:at], text[at:until], text[until:]


def write_between(path, me, lines):
    """What follows the mark of a tool in a page, until the line that ends it; false if there is no such place."""
    parts = split_at(Path(path).read_text(encoding="utf-8"), f"<!-- {me} writes what follows -->\n", f"<!-- {me}: the end -->")
    if parts:
        Path(path).write_text(parts[0] + "".join(f"{line}\n" for line in lines) + parts[2], encoding="utf-8")
    return bool(parts)


def title_of(text):
    """Of a case or program file, in one line; quotes of YAML taken away."""
    found = re.search(r"^title: *(.*\n(?:[ ].*\n)*)", text, re.M)
    title = " ".join(re.sub(r"^(>-?|\|-?)", "", found[1]).split()) if found else ""
    return title[1:-1].replace("''", "'") if len(title) > 1 and title[0] == title[-1] == "'" else title


def counts(stats):
    """The counts of a fuzz run, by name."""
    done = subprocess.run([ROOT / "build/release/fuzz/hitless_stats", stats], stdout=subprocess.PIPE, text=True)
    return {name: int(number) for name, number in (line.split() for line in done.stdout.splitlines())}
