# SPDX-License-Identifier: MIT
"""What tools/campaign keeps, whatever the run before left."""
import hashlib
import os
import subprocess
import tempfile
import unittest
from pathlib import Path

CASE = "title: '%s'\nentry: ste\n"


def name(data):
    return hashlib.sha1(data).hexdigest()


class Campaign(unittest.TestCase):
    def setUp(self):
        self.work = tempfile.TemporaryDirectory()
        self.addCleanup(self.work.cleanup)
        self.state = Path(self.work.name) / "built-in/naive/fuzz_ste_update"

    def campaign(self, verb, *arguments, status=0):
        done = subprocess.run(["tools/campaign", verb, *map(str, arguments)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        self.assertEqual(done.returncode, status, done.stdout)
        return done.stdout

    def begin(self):
        return self.campaign("begin", self.state)

    def corpus(self):
        return {path.name for path in (self.state / "corpus").iterdir()}

    def put(self, path, data):
        path = self.state / path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)

    def test_what_a_killed_run_leaves(self):
        self.begin()
        self.put(f"run/crash-{name(b'whole')}", b"whole")
        self.put(f"run/oom-{name(b'cut off')}", b"cut")
        self.put("run/afl/job-1/crashes/id:000", b"of AFL")
        self.put("run/afl/job-1/queue/id:000", b"an input")
        self.put("run/findings/finding-0123456789abcdef.yaml", (CASE % "torn: s1 to s2").encode())
        self.put("run/case/crash-0123456789abcdef.yaml", (CASE % "torn: s1 to s2").encode())
        self.put("run/findings/finding-1123456789abcdef.yaml.77", b"title: 'to")
        said = self.begin()
        self.assertEqual(said.count("\n"), 1)
        self.assertIn("not all of an input", said)
        crashes = {path.name for path in (self.state / "crashes").iterdir()}
        self.assertEqual(crashes, {f"crash-{name(b'whole')}", f"crash-{name(b'of AFL')}"})
        findings = {path.name for path in (self.state / "findings").iterdir()}
        self.assertEqual(findings, {"finding-0123456789abcdef.yaml", "crash-0123456789abcdef.yaml"})
        self.assertEqual(self.corpus(), {name(b"an input")})
        causes = (self.state / "causes").read_text().splitlines()
        self.assertEqual([line.split("\t")[1:] for line in causes], [["0123456789abcdef", "torn: s1 to s2"]])
        self.assertEqual(list((self.state / "run").iterdir()), [self.state / "run/findings"])
        self.assertEqual(self.begin(), "")
        self.assertEqual(len(list((self.state / "findings").iterdir())), 2)

    def test_damaged_inputs(self):
        self.begin()
        self.put(f"corpus/{name(b'good')}", b"good")
        self.put(f"corpus/{name(b'longer')}", b"long")
        (self.state / "corpus" / name(b"folder")).mkdir()
        said = self.begin()
        self.assertEqual(said.count("\n"), 1)
        self.assertIn("2 damaged, put aside", said)
        self.assertEqual(self.corpus(), {name(b"good")})
        self.assertEqual(len(list((self.state / "damaged").iterdir())), 2)

    def test_exchange_that_was_cut_off(self):
        self.begin()
        self.put(f"corpus/{name(b'good')}", b"good")
        (self.state / "corpus").rename(self.state / "corpus.old")
        self.begin()
        self.assertEqual(self.corpus(), {name(b"good")})
        self.put("run/merged/id:1", b"new")
        self.campaign("keep", self.state, self.state / "run/merged")
        self.assertEqual(self.corpus(), {name(b"new")})
        self.assertFalse((self.state / "corpus.old").exists())
        (self.state / "run/merged").mkdir()
        self.campaign("keep", self.state, self.state / "run/merged")
        self.assertEqual(self.corpus(), {name(b"new")}, "an empty one is not taken")

    def note(self, run, seconds, executions, features):
        self.campaign("note", self.state, f"run={run}", f"seconds={seconds}", f"executions={executions}",
                      "updates=7", "edges=3", f"features={features}")

    def test_history_and_status(self):
        self.begin()
        self.note(1, 5, 100, 10)
        self.note(1, 9, 200, 20)
        self.put("history", (self.state / "history").read_bytes() + b"12 2 3")
        self.put("run/findings/finding-0123456789abcdef.yaml", (CASE % "torn: s1 & s2 <b>").encode())
        self.begin()
        self.note(2, 4, 50, 30)
        self.assertEqual(len((self.state / "history").read_text().splitlines()), 3)
        text = self.campaign("status", self.work.name)
        for words in ("built-in/naive/fuzz_ste_update: 2 runs, 13 s", "executions 250  updates 14", "features 30", "30 (13 s)",
                      "torn: s1 & s2 <b>"):
            self.assertIn(words, text)
        page = Path(self.work.name) / "page.html"
        self.campaign("status", self.work.name, page)
        self.assertIn("torn: s1 &amp; s2 &lt;b&gt;", page.read_text())
        self.assertIn("<polyline points=", page.read_text())
        self.assertNotIn("http", page.read_text())

    def one_line(self, said, words):
        self.assertEqual(said.count("\n"), 1, said)
        self.assertIn(words, said)

    def test_what_cannot_be(self):
        self.one_line(self.campaign("status", self.work.name, status=2), "no campaign there")
        (Path(self.work.name) / "file").write_text("")
        self.one_line(self.campaign("begin", Path(self.work.name) / "file/state", status=2), "Not a directory")
        self.begin()
        self.note(1, 1, 1, 1)
        self.one_line(self.campaign("status", self.work.name, self.work.name + "/none/page", status=2), "No such file")

    @unittest.skipUnless(os.geteuid() == 0, "mounts")
    def test_full_and_read_only_disks(self):
        place = Path(self.work.name) / "disk"
        place.mkdir()
        if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", place], stderr=subprocess.DEVNULL).returncode:
            self.skipTest("mount is not allowed")
        self.addCleanup(lambda: subprocess.run(["umount", place]))
        self.state = place / "state"
        self.begin()
        self.note(1, 1, 1, 1)
        # What its last page has room for is less than two lines.
        line = (self.state / "history").read_bytes()
        self.put("history", line * (4096 // len(line)))
        before = (self.state / "history").read_bytes()
        full = place / "full"
        with open(full, "wb", buffering=0) as out:
            try:
                while out.write(b"x" * 4096) == 4096:
                    pass
            except OSError:
                pass
        for _ in range(3):
            done = subprocess.run(["tools/campaign", "note", self.state, "run=1"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
            if done.returncode:
                break
        self.assertEqual(done.returncode, 2)
        self.one_line(done.stdout, "No space left on device")
        self.assertTrue((self.state / "history").read_bytes().startswith(before))
        self.assertTrue((self.state / "history").read_bytes().endswith(b"\n"), "a line is whole")
        self.one_line(self.campaign("begin", self.state, status=2), "No space left on device")
        full.unlink()
        self.begin()
        subprocess.run(["mount", "-o", "remount,ro", place], check=True)
        self.one_line(self.campaign("begin", self.state, status=2), "Read-only file system")


if __name__ == "__main__":
    unittest.main()
