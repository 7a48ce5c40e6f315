#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""`./dev new target` makes a target that builds without a warning, and replays its seed; a name that is taken is refused.
In a copy of this tree; `./dev check` is tried there, too."""
import os
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent


class NewTarget(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.clone = Path(folder.name) / "hitless"
        listed = subprocess.run(["git", "ls-files", "-co", "--exclude-standard", "-z"], cwd=ROOT, capture_output=True, check=True)
        for name in filter(None, listed.stdout.decode().split("\0")):
            if (ROOT / name).is_file():
                (self.clone / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(ROOT / name, self.clone / name)

    def run_in_clone(self, *command):
        done = subprocess.run(command, cwd=self.clone, capture_output=True, text=True, stdin=subprocess.DEVNULL)
        return done.returncode, done.stdout + done.stderr

    def must(self, *command):
        status, out = self.run_in_clone(*command)
        self.assertEqual(status, 0, f"{command}: {out[-2000:]}")
        return out

    def test_builds_and_replays(self):
        self.must("./dev", "new", "target", "first")
        source = self.clone / "fuzz" / "fuzz_first.c"
        self.assertIn("| `fuzz_first` |", (self.clone / "docs/targets.md").read_text())
        self.assertLess(len(source.read_text().splitlines()), 25)
        self.must("clang-format", "--dry-run", "--Werror", "fuzz/fuzz_first.c")
        self.must("cmake", "--preset", "release", "-DHITLESS_WERROR=ON")
        self.must("cmake", "--build", "build/release", "--target", "replay_first", "seeds_fuzz_first")
        seed = self.clone / "build/release/corpus/fuzz_first"
        self.assertEqual(len(os.listdir(seed)) > 1, True)  # its own, and the reproducers
        self.must("build/release/fuzz/replay_first", str(seed))
        self.must("clang-tidy", "--quiet", "-p", "build/release", "fuzz/fuzz_first.c")
        # It checks something: a rule that is broken on purpose ends it.
        source.write_text(source.read_text().replace("== HL_STATE_LIVE", "!= HL_STATE_LIVE"))
        self.must("cmake", "--build", "build/release", "--target", "replay_first")
        self.assertNotEqual(self.run_in_clone("build/release/fuzz/replay_first", str(seed))[0], 0)

    def test_refused(self):
        for arguments, why in (
            (("target", "decode"), "is there already"),
            (("target", "Not-A-Name"), "a name is of small letters"),
            (("target",), "usage"),
            (("room", "x"), "usage"),
        ):
            status, out = self.run_in_clone("./dev", "new", *arguments)
            self.assertEqual((status, out.count("\n")), (2, 1), out)
            self.assertIn(why, out)


if __name__ == "__main__":
    unittest.main()
