#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""From a finding to a file that stays (tools/keep): what it says of which trees, and that nothing is written unless all is right."""
import json
import os
import subprocess
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
HITLESS = Path(os.environ.get("HITLESS_BUILD", ROOT / "build/release")) / "hitless"
TORN = ROOT / "reproducers/detach_s2_to_abort_vmsa32.yaml"

# A build of hitless with a tree that does what its variables say.
FAKE = """#!/bin/sh
case $1 in
sequencers) echo '{"name":"linux","description":"the arm-smmu-v3 driver of Linux VERSION"}' ;;
minimize)
  [ BAD = 1 ] || { echo "hitless: x: nothing found" >&2; exit 2; }
  printf 'TEXT'; exit 1 ;;
replay) echo '{"outcome":"OUTCOME","findings":[FOUND]}'; exit BAD ;;
check)
  case "$*" in
  *--causes*) [ BAD = 0 ] || echo "$5: needless-break: s1 to s2"; exit 0 ;;
  *--json*) echo '{"findings":[FOUND]}'; exit 0 ;;
  esac
  [ -z "$REFUSE" ] || { echo "DIFFERS $2"; exit 1; } ;;
esac
"""
CASE = "title: it\\\\x27s broken\\\\nentry: ste\\\\nsmmu: grace\\\\nold:\\\\n  V: 1\\\\nexpect:\\\\n- sequencer: linux\\\\n  outcome: breaking\\\\n"
PROGRAM = "program: driver\\\\nversion: 2\\\\ntitle: stale\\\\ntarget: fuzz_driver\\\\nsequencer: linux\\\\nsmmu: grace\\\\nmachine:\\\\n  msi: 1\\\\n"


class Keep(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        for name in ("reproducers", "suppressions"):
            (self.folder / name).mkdir()
        (self.folder / "crash").write_text("x")

    def keep(self, *words, status=0, **environment):
        before = self.files()
        done = subprocess.run(
            [ROOT / "tools/keep", "--into", self.folder, *words],
            cwd=self.folder, env=dict(os.environ, HITLESS=str(HITLESS), **environment), capture_output=True, text=True, check=False,
        )
        self.assertEqual(done.returncode, status, done.stdout + done.stderr)
        if status:
            self.assertEqual(self.files(), before)
            self.assertEqual(len(done.stderr.splitlines()), 1, done.stderr)
        return done.stdout + done.stderr

    def files(self):
        return {str(p.relative_to(self.folder)): p.read_text() for p in self.folder.rglob("*") if p.is_file() and ".sh" not in p.name}

    def tree(self, version, outcome="hitless", found=(), text=CASE):
        program = self.folder / f"{version}.sh"
        for word, value in {
            "VERSION": version, "OUTCOME": outcome, "FOUND": ",".join(map(json.dumps, found)), "TEXT": text.replace("\\\\", "\\"), "BAD": "1" if found else "0",
        }.items():
            text_of = FAKE if word == "VERSION" else text_of
            text_of = text_of.replace(word, value.replace("\\x27", "'\\''") if word == "TEXT" else value)
        program.write_text(text_of)
        program.chmod(0o755)
        return "--hitless", str(program)

    def test_a_case(self):
        """Of the real command: what is kept is found again, and is smaller."""
        out = self.keep("--sequencer", "naive", "--name", "torn", "--mend", "another order", TORN)
        text = self.files()["reproducers/torn.yaml"]
        self.assertIn("kept: reproducers/torn.yaml\n  naive: outcome: torn", out)
        self.assertIn("mend: >-\n  another order\n", text)
        self.assertIn("- sequencer: naive\n  outcome: torn\n", text)
        done = subprocess.run([HITLESS, "check", self.folder / "reproducers/torn.yaml"], capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, 0, done.stdout)
        self.assertIn("--name", self.keep("--sequencer", "naive", "--name", "torn", TORN, status=2))
        self.assertIn("no finding there", self.keep("--sequencer", "update-safe", TORN, status=1))

    def test_ranges(self):
        bad = [{"kind": "needless-break", "severity": "lost-dma"}, {"kind": "excess-sync", "severity": "advice"}]
        trees = [*self.tree("7.3.4"), *self.tree("6.12.1", "breaking", bad), *self.tree("6.18-rc2", "breaking", bad)]
        out = self.keep(*trees, "--suppress", "so be it", "crash")
        text = self.files()["reproducers/it_s_broken.yaml"]
        self.assertTrue(text.endswith(
            "expect:\n- sequencer: linux<7.3\n  outcome: breaking\n  severity: lost-dma\n  findings: [needless-break]\n"
            "- sequencer: linux>=7.3\n  outcome: hitless\n"), text)
        self.assertIn("judged: 6.12.1, 6.18-rc2, 7.3.4; where", out)
        for series in ("6.12", "6.18"):
            self.assertIn("title: 'needless-break: s1 to s2*'\n  reproducer: ../reproducers/it_s_broken.yaml\n  reason: >-\n    so be it\n",
                          self.files()[f"suppressions/linux-{series}.yaml"])
        self.assertNotIn("suppressions/linux-7.3.yaml", self.files())

    def test_a_program(self):
        found = [{"kind": "stale-entry", "title": "stale-entry L1STD in a.c:12 in probe", "severity": "lost-dma", "section": "3.21.3"}]
        everywhere = {"kind": "unordered-store", "title": "unordered-store STE", "severity": "lost-dma"}
        trees = [*self.tree("7.2.1", found=[everywhere, *found], text=PROGRAM), *self.tree("7.3", found=[everywhere], text=PROGRAM)]
        self.keep(*trees, "--name", "both", "crash")
        self.assertIn("- tree: linux\n  finding: unordered-store STE\n  severity: lost-dma\n- tree: linux<7.3\n  finding: 'stale-entry",
                      self.files()["reproducers/driver/both.yaml"])
        self.keep(*self.tree("7.2.1", found=found, text=PROGRAM), *self.tree("7.3", text=PROGRAM), "--name", "stale", "crash")
        text = self.files()["reproducers/driver/stale.yaml"]
        self.assertIn("expect:\n- tree: linux<7.3\n  finding: 'stale-entry L1STD in a.c in probe'\n  severity: lost-dma\n  section: 3.21.3\n"
                      "- tree: linux>=7.3\n  finding: nothing\n  severity: advice\nmachine:\n", text)
        self.assertNotIn("sequencer:", text)

    def test_nothing_is_written(self):
        """Where a tree does not do what was judged, a place cannot be written, or the command line is wrong."""
        bad = self.tree("7.2.1", "torn", [{"kind": "mixed-view", "severity": "isolation"}])
        self.assertIn("is not what was judged", self.keep(*bad, "--suppress", "why", "crash", status=2, REFUSE="1"))
        (self.folder / "suppressions").rmdir()
        (self.folder / "suppressions").symlink_to("nowhere")
        self.assertIn("suppressions", self.keep(*bad, "--suppress", "why", "crash", status=2))
        self.assertIn("no finding", self.keep(*self.tree("7.3"), "crash", status=1))
        self.assertIn("two trees of one series", self.keep(*bad, *self.tree("7.2.9"), "crash", status=2))
        self.assertIn("small letters", self.keep("--name", "../x", TORN, status=2))
        self.assertIn("no such file", self.keep("absent", status=2))
        self.assertIn("nothing to keep", self.keep(status=2))
        self.assertIn("without a tree", self.keep("--suppress", "why", TORN, status=2))
        self.assertIn("unrecognized", self.keep("--what", TORN, status=2))
        (self.folder / "damaged").write_text("entry: ste\nold: {V: 1, Config:")
        self.assertIn("damaged:3:1: ", self.keep("--sequencer", "naive", str(self.folder / "damaged"), status=2))


if __name__ == "__main__":
    unittest.main()
