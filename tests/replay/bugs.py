#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""bugs.py HITLESS CASE...: every seeded bug of a sequencer is caught by some case on which update-safe is clean."""
import json
import subprocess
import sys


def lines(*command):
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True)
    return done.returncode, [json.loads(line) for line in done.stdout.splitlines()]


hitless, cases = sys.argv[1], sys.argv[2:]
status, checked = lines(hitless, "check", "--json", *cases)
if status:
    print("\n".join(f"{c['case']}: {c['sequencer']}: {c['status']}" for c in checked if c["status"] != "ok"))
    sys.exit(1)
advice = {f["name"] for f in lines(hitless, "findings", "--json")[1] if f["weight"] == "advice"}
found = {(c["case"], c["sequencer"]): {f["kind"] for f in c["findings"]} - advice for c in checked}
bugs = [s["name"] for s in lines(hitless, "sequencers", "--json")[1]
        if s["layer"] == "sequencer" and s["name"].startswith("bug-")]
missed = [bug for bug in bugs
          if not any(found.get((case, bug)) and found.get((case, "update-safe")) == set() for case in cases)]
for bug in missed:
    print(f"{bug}: no case catches it")
if len(bugs) < 12:
    print(f"only {len(bugs)} seeded bugs")
sys.exit(bool(missed or len(bugs) < 12))
