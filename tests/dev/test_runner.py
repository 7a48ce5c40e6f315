#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The test runner (tests/all.py) tells success from failure, names the command, and leaves out what cannot run."""
import contextlib
import importlib.util
import io
import sys
import tempfile
import unittest
from pathlib import Path

spec = importlib.util.spec_from_file_location("all_tests", Path(__file__).resolve().parent.parent / "all.py")
runner = importlib.util.module_from_spec(spec)
sys.modules["all_tests"] = runner
spec.loader.exec_module(runner)


class Runner(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        runner.LOGS = Path(self.folder.name)
        runner.steps.clear()

    def run_steps(self, *arguments):
        out, error = io.StringIO(), io.StringIO()
        declare, sys.argv = runner.declare, ["all.py", *arguments]
        runner.declare = lambda: None
        try:
            with contextlib.redirect_stdout(out), contextlib.redirect_stderr(error):
                status = runner.main()
        finally:
            runner.declare = declare
        return status, out.getvalue(), error.getvalue()

    def test_counts(self):
        runner.step("good", "true")
        runner.step("bad", "sh -c 'echo why; exit 3'")
        runner.step("after bad", "true", needs=("bad",))
        status, out, _ = self.run_steps()
        self.assertEqual(status, 1)
        self.assertIn("ok      good (0 s)\n", out)
        self.assertIn("FAILED  bad (0 s), status 3: sh -c 'echo why; exit 3'\n    why\n", out)
        self.assertIn("again: ./dev test --only bad\n", out)
        self.assertIn("SKIPPED after bad: without 'bad'\n", out)
        self.assertTrue(out.endswith("1 passed, 1 failed, 1 skipped\n"))

    def test_left_out_where_it_passed(self):
        """Tests of a label are left out of a step where another one has passed them in this run, and nowhere else."""
        script = Path(self.folder.name) / "ctest"
        script.write_text(
            "#!/bin/sh\n"
            'case "$*" in\n'
            '*-N*) echo "  Test  #1: common"; [ -z "$RARE" ] || echo "  Test #2: rare" ;;\n'
            '*-LE*same*) echo "1/1 Test #3: own ...   Passed" ;;\n'
            '*) echo "1/2 Test  #1: common ....   Passed"; echo "2/2 Test #3: own ...   Passed" ;;\n'
            "esac\n"
        )
        script.chmod(0o755)

        def judge(log):
            return "ran: " + " ".join(runner.re.findall(r": (\w+) \.", log)), ""

        def declare(first):
            runner.steps.clear()
            runner.step("first", first, judge=judge)
            runner.step("second", [str(script)], judge=judge, elsewhere={"same": "first"})

        declare([str(script)])
        status, out, _ = self.run_steps()
        self.assertEqual(status, 0)
        self.assertIn("ok      second (0 s)\n        ran: own, 1 left out that passed in first\n", out)
        declare("false")
        self.assertIn("ok      second (0 s)\n        ran: common own\n", self.run_steps()[1])
        declare([str(script)])
        self.assertIn("ok      second (0 s)\n        ran: common own\n", self.run_steps("--only", "second")[1])
        declare(["env", "RARE=1", str(script)])
        runner.steps[1].command = ["env", "RARE=1", str(script)]
        status, out, _ = self.run_steps()
        self.assertEqual(status, 1)
        self.assertIn("FAILED  second (0 s), rare is left out for 'first', and did not pass there", out)

    def test_log_is_judged(self):
        runner.step("no tests", "echo '100% tests passed, 0 tests failed out of 3'", judge=runner.enough_tests)
        runner.step("tests", "echo '100% tests passed, 0 tests failed out of 30'", judge=runner.enough_tests)
        runner.step("idle", "printf 'cov: 9 ft: 900\\nexecutions 10  updates 10\\n'", judge=runner.enough_work(2))
        runner.step("empty", "printf 'cov: 9 ft: 9\\nexecutions 10  updates 90\\n'", judge=runner.enough_work(2))
        runner.step("busy", "printf 'cov: 9 ft: 900\\nexecutions 10  updates 90\\n'", judge=runner.enough_work(2))
        runner.step("idle driver", "printf 'cov: 9 ft: 900\\nexecutions 9  operations 9\\n'", judge=runner.enough_work(2))
        runner.step("few bugs", "echo '3 rows, 0 runs not found'", judge=runner.enough_bugs)
        status, out, _ = self.run_steps()
        self.assertEqual(status, 1)
        self.assertIn("fewer than 20 tests", out)
        self.assertIn("1.0 updates an execution: fewer than 2", out)
        self.assertIn("1.0 operations an execution: fewer than 2", out)
        self.assertIn("9 features are reached", out)
        self.assertIn("fewer than 50 seeded bugs", out)
        self.assertTrue(out.endswith("2 passed, 5 failed, 0 skipped\n"))

    def test_optional(self):
        runner.step("tree", "sh -c 'echo no mirror; exit 2'", optional=True)
        runner.step("with tree", "true", needs=("tree",))
        runner.step("without", "true")
        status, out, _ = self.run_steps()
        self.assertEqual(status, 0)
        self.assertIn("SKIPPED tree: no mirror\n", out)
        self.assertTrue(out.endswith("1 passed, 0 failed, 2 skipped\n"))

    def test_nothing_passed_is_a_failure(self):
        runner.step("tree", "false", optional=True)
        self.assertEqual(self.run_steps()[0], 1)

    def test_only(self):
        runner.step("build", "true")
        runner.step("test a", "true", needs=("build",))
        runner.step("test a+", "true")
        runner.step("other", "false")
        self.assertIn("2 passed, 0 failed", self.run_steps("--only", "test a")[1])  # the whole name: that alone
        self.assertIn("1 passed, 0 failed", self.run_steps("--only", "test a+")[1])
        self.assertIn("3 passed, 0 failed", self.run_steps("--only", "^test")[1])
        status, _, error = self.run_steps("--only", "nothing")
        self.assertEqual((status, error.count("\n")), (2, 1))
        self.assertEqual(self.run_steps("--onl")[0], 2)

    def test_list(self):
        runner.step("a", "false")
        runner.step("b", "false")
        self.assertEqual(self.run_steps("--list"), (0, "a\nb\n", ""))

    def test_side_by_side(self):
        runner.CORES = 2
        for name in ("a", "b"):  # each waits for the other's file
            other = "b" if name == "a" else "a"
            wait = f"touch {self.folder.name}/{name}; for i in 1 2 3 4 5 6 7 8 9; do " \
                   f"[ ! -e {self.folder.name}/{other} ] || exit 0; sleep 0.5; done; exit 1"
            runner.step(name, ["sh", "-c", wait], cores="one")
        self.assertEqual(self.run_steps()[0], 0)

    def test_real_steps(self):
        runner.declare()
        names = [s.name for s in runner.steps]
        self.assertGreater(len(names), 40)
        self.assertEqual(len(names), len(set(names)))
        for at, one in enumerate(runner.steps):
            for need in one.needs:
                self.assertIn(need, names[:at])
        targets = {path.stem for path in (runner.ROOT / "fuzz").glob("fuzz_*.c")}
        self.assertTrue(targets)
        self.assertLessEqual(set(runner.RUNS) | set(runner.LINUX_RUNS) | runner.NEEDS_TREE, targets)
        for target in targets - runner.NEEDS_TREE:
            self.assertIn(f"AFL++ runs {target}", names)


if __name__ == "__main__":
    unittest.main()
