#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""All tests, as `./dev test` and CI run them: every step runs even when one before it failed, and the last line counts
them. A step that cannot run is skipped, said and counted. Steps that use one core run side by side, one a core; where
one of them would leave a core idle, a later one is taken first.

./dev test [--list] [--only RE]
  --list     the steps, one a line
  --only RE  the steps whose names match, and what they need; the whole name of a step is that step alone
"""
import dataclasses
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Callable, Optional

ROOT = Path(__file__).resolve().parent.parent
LOGS = ROOT / "build" / "steps"
CORES = len(os.sched_getaffinity(0))


@dataclasses.dataclass
class Step:
    name: str
    command: list  # from the project's folder; as it is shown when it fails
    needs: tuple = ()
    cores: str = "all"  # or "one"
    optional: bool = False  # where it fails, it and what needs it are skipped
    # {label of tests: step}: where that step has passed in this run, these tests are left out, and must have passed there
    elsewhere: dict = dataclasses.field(default_factory=dict)
    # (log) -> (a line to show, what is wrong or ""), of a command that succeeded
    judge: Optional[Callable] = None
    status: str = ""  # ok, FAILED or SKIPPED


steps: list = []


def step(name, command, **more):
    if isinstance(command, str):
        command = shlex.split(command)
    steps.append(Step(name, command, **more))
    return name


# ---- what a step's log must say, beside its exit status


def enough_tests(log):
    """A build without tests would pass as well: it must not."""
    found = re.findall(r"\d+% tests passed, \d+ tests failed out of (\d+)", log)
    line = re.findall(r"\d+% tests passed, .* out of \d+", log)
    if not found or int(found[-1]) < 20:
        return "", "fewer than 20 tests"
    return line[-1], ""


def enough_bugs(log):
    found = re.search(r"^(\d+) rows, 0 runs not found$", log, re.M)
    if not found or int(found[1]) < 50:
        return "", "fewer than 50 seeded bugs"
    return found[0], ""


def enough_work(least):
    """Of a fuzz run: a target that skipped its body would survive as well. What it reached, and how many updates, or operations
    of a whole driver, an execution has."""

    def judge(log):
        features = max((int(n) for n in re.findall(r"\bft: (\d+)", log)), default=0)
        counted = re.findall(r"^executions (\d+)(?:\s+(updates|operations) (\d+))?", log, re.M)
        executions, what, done = counted[-1] if counted else (0, "", 0)
        executions, what, done = int(executions), what or "updates", int(done or 0)
        a_run = done / executions if executions else 0
        line = f"{executions} executions, {features} features" + (f", {a_run:.1f} {what} an execution" if done else "")
        if features < 100:
            return line, f"{features} features are reached: fewer than 100"
        if a_run < least:
            return line, f"{a_run:.1f} {what} an execution: fewer than {least}"
        return line, ""

    return judge


# ---- the steps, in their order


def preset(name, folder, options="", after=(), elsewhere=None):
    """Configure, build and ctest."""
    kind = name.split()[0]
    configure = step(f"configure {name}", f"cmake --preset {kind} -B {folder} -DHITLESS_WERROR=ON", needs=after, cores="one")
    if options:
        steps[-1].command = ["bash", "-c", shlex.join(steps[-1].command) + " " + options]
    build = step(f"build {name}", f"cmake --build {folder}", needs=(configure,))
    tests = f"ctest --test-dir {folder} --output-on-failure -j {CORES}"
    step(f"ctest {name}", tests, needs=(build,), judge=enough_tests, elsewhere=elsewhere or {})
    return build


def survives(name, folder, target, sequencer, runs, tolerated, built, least=0):
    """A run of a libFuzzer target that must find nothing that stops it."""
    step(
        name,
        ["bash", "tests/fuzz/survives.sh", folder, target, sequencer, str(runs), tolerated],
        needs=(built, "build release"),
        cores="one",
        judge=enough_work(least),
    )


# Executions of each target under ASan and UBSan, 5 to 8 s of one core; and the least of updates in one
# execution, half of what was measured.
RUNS = {
    "fuzz_attach": (6000, 15),
    "fuzz_case": (10000, 0),
    "fuzz_cd_update": (5000, 100),
    "fuzz_decode": (5000, 0),
    "fuzz_judge": (500, 15),
    "fuzz_nested": (1200, 140),
    "fuzz_ste_update": (5500, 120),
    "fuzz_table": (600, 6),
    "fuzz_translate": (14000, 0),
    "fuzz_update_safe": (800, 90),
    "fuzz_used": (9000, 0),
}
NEW_TARGET = (2000, 0)
NEEDS_TREE = {"fuzz_driver"}  # built with a kernel tree alone

# The same with a kernel tree's sequencer, and what is tolerated beside needless-break. 6.12 makes CDs for kernels with
# 52-bit addresses that are ILLEGAL without DS.
LINUX_RUNS = {
    "fuzz_ste_update": 5000,
    "fuzz_cd_update": 4500,
    "fuzz_nested": 1200,
    "fuzz_attach": 5000,
    "fuzz_update_safe": 900,
    "fuzz_used": 3000,
}
LINUX_KNOWN = {("6.12", "fuzz_cd_update"): ",illegal-target", ("6.12", "fuzz_attach"): ",illegal-target"}
# And with its whole driver: 15 to 20 s of one core; what it is found to do is another matter (docs/driver.md).
DRIVER_RUNS, DRIVER_OPERATIONS = 2500, 4.5
# In this order: what is the same with any tree runs with the first one that is there.
SERIES = ("7.3", "7.2", "6.12")


def linux_series(series, first):
    folder = f"build/asan-linux-{series}"
    tree = step(f"tree of linux {series}", f"tools/linux-source {series}", optional=True, cores="one")
    built = preset(
        f"asan linux {series}",
        folder,
        f'-DHITLESS_LINUX_TREE="$(tools/linux-source {series})"',
        after=(tree,),
        elsewhere={"any-build": "ctest release", "any-tree": "ctest asan"} | ({"any-series": first} if first else {}),
    )
    if not first:
        step("the committed programs cover the whole driver", f"./dev coverage --linux-source {series}", needs=(tree,))
    survives(
        f"fuzz linux {series}: fuzz_driver, ASan and UBSan", folder, "fuzz_driver", "linux", DRIVER_RUNS, "all", built,
        DRIVER_OPERATIONS,
    )
    for target, runs in LINUX_RUNS.items():
        tolerated = "needless-break" + LINUX_KNOWN.get((series, target), "")
        survives(f"fuzz linux {series}: {target}, ASan and UBSan", folder, target, "linux", runs, tolerated, built)


def declare():
    step("clang-format", "./dev lint_format", cores="one")
    step("shellcheck", "./dev lint_shell", cores="one")
    step("docs/findings.md is what reproducers/ says", "tools/findings --check", cores="one")
    step("docs/driver.md is what docs/data/ says", "tools/mistakes --check", cores="one")
    release = preset("release", "build/release")
    preset("gcc", "build/gcc", elsewhere={"any-build": "ctest release"})
    step("clang-tidy", "./dev lint_tidy --quick")
    step("./dev new target: builds and replays", "python3 tests/dev/new_target.py", cores="one")
    asan = preset("asan", "build/asan", elsewhere={"any-build": "ctest release"})
    targets = sorted(path.stem for path in (ROOT / "fuzz").glob("fuzz_*.c") if path.stem not in NEEDS_TREE)
    for target in targets:
        runs, least = RUNS.get(target, NEW_TARGET)
        survives(f"fuzz {target}, ASan and UBSan", "build/asan", target, "update-safe", runs, "", asan, least)
    fuzz = step("build fuzz", ["bash", "-c", "cmake --preset fuzz -DHITLESS_WERROR=ON && cmake --build --preset fuzz"])
    step(
        "every seeded bug is caught by libFuzzer from an empty corpus",
        "./dev bugs --engine libfuzzer --mutator on --seeds 1 --runs 100000 --time 300",
        needs=(release, fuzz),
        judge=enough_bugs,
    )
    afl = step(
        "build afl",
        ["bash", "-c", "export AFL_QUIET=1; cmake --preset afl -DHITLESS_WERROR=ON && cmake --build --preset afl"],
    )
    for target in targets:
        step(f"AFL++ runs {target}", f"bash tests/fuzz/afl_runs.sh {target} 500", needs=(release, afl), cores="one")
    step(
        "./dev fuzz with AFL++, two jobs and CmpLog",
        "./dev fuzz fuzz_ste_update --engine afl --sequencer update-safe --time 5 --jobs 2 --seed 1 --fresh",
        needs=(release, afl),
    )
    step(
        "the mutator runs in both engines and finds what plain mutation misses",
        "bash tests/fuzz/mutator_runs.sh build/fuzz/fuzz/fuzz_ste_update build/afl/fuzz/fuzz_ste_update"
        " build/release/fuzz/mutate_ste_update.so build/release/corpus/fuzz_ste_update/abort_to_s1",
        needs=(release, fuzz, afl),
        cores="one",
    )
    step(
        "a subject in a shared object: both engines find its mistake, and that it hangs",
        "bash tests/fuzz/plugin_runs.sh build/fuzz/fuzz/fuzz_ste_update build/afl/fuzz/fuzz_ste_update"
        " build/release/fuzz/mutate_ste_update.so",
        needs=(release, fuzz, afl),
        cores="one",
    )
    step("the committed seeds cover the core", "./dev coverage")
    step("OSS-Fuzz's checks, ASan and libFuzzer", "./dev oss-fuzz-check --quick")
    configure = step("configure probe", "cmake --preset probe -DHITLESS_WERROR=ON", cores="one")
    probe = step("build probe", "cmake --build --preset probe", needs=(configure,))
    step("every rule and IGNORED condition is seen both ways", "bash tests/rules/coverage.sh build/probe", needs=(probe,))
    step("every rule and IGNORED condition, negated, fails a test", "bash tests/rules/mutate.sh build/probe", needs=(probe,))
    step("QEMU: 20000 STEs and 1000 CDs, nothing unexplained", "./dev qemu --stes 20000 --cds 1000", needs=(release,),
         cores="one")
    step("Linux 6.1 and Xen, from Debian's packages: stage 2 to abort is torn", "bash tests/subjects/finds.sh", needs=(release,),
         optional=True)
    cbmc = step("CBMC, as prove/cbmc.pin names it", "tools/cbmc", optional=True, cores="one")
    step("./dev prove: what takes a minute, and that a proof of nothing fails", "./dev prove --fast", needs=(cbmc,), cores="one")
    for series in SERIES:
        linux_series(series, "" if series == SERIES[0] else f"ctest asan linux {SERIES[0]}")


def share_objects():
    """The builds with a tree have most of their objects in common with build/asan: ccache, where it is there, makes them once."""
    if shutil.which("ccache"):
        os.environ.setdefault("CMAKE_C_COMPILER_LAUNCHER", "ccache")
        os.environ.setdefault("CMAKE_CXX_COMPILER_LAUNCHER", "ccache")
        os.environ.setdefault("CCACHE_BASEDIR", str(ROOT))
        os.environ.setdefault("CCACHE_NOHASHDIR", "1")


# ---- running them


def selected(pattern):
    """The steps to run, in order: what matches, and all that it needs."""
    by_name = {s.name: s for s in steps}
    if pattern in by_name:
        wanted = {pattern}
    else:
        try:
            wanted = {s.name for s in steps if re.search(pattern, s.name)}
        except re.error as error:
            sys.exit(f"dev: test: --only {pattern}: {error}")
    todo = list(wanted)
    while todo:
        more = [name for name in by_name[todo.pop()].needs if name not in wanted]
        wanted.update(more)
        todo += more
    return [s for s in steps if s.name in wanted]


def log_of(name):
    return LOGS / (re.sub(r"[^a-zA-Z0-9]", "_", name) + ".log")


class Running:
    def __init__(self, item):
        self.step, self.start = item, time.monotonic()
        self.log = log_of(item.name)
        by_name = {s.name: s for s in steps}
        self.left_out = {label: name for label, name in item.elsewhere.items() if by_name[name].status == "ok"}
        command = item.command + (["-LE", f"^({'|'.join(self.left_out)})$"] if self.left_out else [])
        with open(self.log, "w") as log:
            self.process = subprocess.Popen(
                command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
            )

    def stop(self):
        try:
            os.killpg(self.process.pid, signal.SIGTERM)
        except ProcessLookupError:
            pass

    def ran_elsewhere(self):
        """What was left out must have passed where it was said to run: (words, what is wrong)."""
        count = 0
        for label, name in self.left_out.items():
            listed = subprocess.run(self.step.command + ["-N", "-L", f"^{label}$"], cwd=ROOT, stdout=subprocess.PIPE, text=True)
            names = re.findall(r"^ *Test +#\d+: (\S+)", listed.stdout, re.M)
            passed = set(re.findall(r"Test +#\d+: (\S+) \.+ +Passed", log_of(name).read_text(errors="replace")))
            lost = [test for test in names if test not in passed]
            if lost:
                return "", f"{lost[0]} is left out for '{name}', and did not pass there"
            count += len(names)
        return f", {count} left out that passed in {' and '.join(sorted(set(self.left_out.values())))}", ""

    def report(self):
        """Once it has ended."""
        item, seconds = self.step, round(time.monotonic() - self.start)
        log = self.log.read_text(errors="replace")
        line, wrong, status = "", "", self.process.returncode
        if status != 0:
            wrong = f"status {status}"
        elif item.judge:
            line, wrong = item.judge(log)
        if self.left_out and not wrong:
            more, wrong = self.ran_elsewhere()
            line += more
        if wrong and item.optional:
            item.status = "SKIPPED"
            print(f"SKIPPED {item.name}: {(log.strip().splitlines() or [wrong])[-1]}")
        elif wrong:
            item.status = "FAILED"
            print(f"FAILED  {item.name} ({seconds} s), {wrong}: {shlex.join(item.command)}")
            print("".join(f"    {text}\n" for text in log.splitlines()[-40:]), end="")
            print(f"    again: ./dev test --only {shlex.quote(item.name)}")
        else:
            item.status = "ok"
            print(f"ok      {item.name} ({seconds} s)")
            if line:
                print(f"        {line}")
        sys.stdout.flush()


def next_step(pending, running):
    """The first step, in order, that can start beside what runs, or None: what it needs has ended, and it leaves no core idle."""
    unfinished = {s.name for s in pending} | {r.step.name for r in running}
    for item in pending:
        if unfinished & {*item.needs, *item.elsewhere.values()} - {item.name}:
            continue
        if not running or (item.cores == "one" and len(running) < CORES and all(r.step.cores == "one" for r in running)):
            return item
    return None


def run(chosen):
    LOGS.mkdir(parents=True, exist_ok=True)
    by_name = {s.name: s for s in steps}
    pending, running = list(chosen), []
    try:
        while pending or running:
            item = next_step(pending, running)
            if item:
                pending.remove(item)
                lacking = [name for name in item.needs if by_name[name].status in ("FAILED", "SKIPPED")]
                if lacking:
                    item.status = "SKIPPED"
                    print(f"SKIPPED {item.name}: without '{lacking[0]}'", flush=True)
                else:
                    running.append(Running(item))
                continue
            time.sleep(0.05)
            for ended in [r for r in running if r.process.poll() is not None]:
                running.remove(ended)
                ended.report()
    except KeyboardInterrupt:
        for one in running:
            one.stop()
        sys.exit("dev: test: interrupted")


def main():
    arguments, pattern = sys.argv[1:], ""
    declare()
    while arguments:
        option = arguments.pop(0)
        if option == "--help":
            print("usage: " + __doc__.split("\n\n", 1)[1], end="")
            return 0
        if option == "--list":
            print("\n".join(s.name for s in steps))
            return 0
        if option == "--only" and arguments:
            pattern = arguments.pop(0)
        else:
            print(f"dev: test: {option}: unknown, or without its value", file=sys.stderr)
            return 2
    chosen = selected(pattern)
    if not chosen:
        print(f"dev: test: --only {pattern}: no such step (./dev test --list)", file=sys.stderr)
        return 2
    share_objects()
    run(chosen)
    count = {status: sum(s.status == status for s in chosen) for status in ("ok", "FAILED", "SKIPPED")}
    print(f"{count['ok']} passed, {count['FAILED']} failed, {count['SKIPPED']} skipped")
    return 0 if count["ok"] and not count["FAILED"] else 1


if __name__ == "__main__":
    sys.exit(main())
