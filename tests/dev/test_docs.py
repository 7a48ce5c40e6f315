#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What documents and comments say is true: the commands that they show print what they show; the files, functions, targets,
options and variables that they name exist; the lists of docs/adding.md are whole; docs/findings.md is fresh.

In a block whose first line begins with "$ ", "..." stands for any text in a line, and alone in a line for any lines."""
import functools
import os
import re
import subprocess
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
BUILD = Path(os.environ.get("HITLESS_BUILD", ROOT / "build/release"))


def run(command, **more):
    done = subprocess.run(command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, **more)
    return done.returncode, done.stdout


@functools.lru_cache
def tracked():
    listed = run(["git", "ls-files", "-co", "--exclude-standard"])[1].splitlines()
    return [name for name in listed if (ROOT / name).is_file()]


def text(name):
    return (ROOT / name).read_text(errors="replace")


@functools.lru_cache
def documents():
    return [name for name in tracked() if name.endswith((".md", ".scd")) and name != "docs/findings.md"]


# ---- commands


def blocks():
    """(document, line, command, expected lines) of each command shown."""
    for name in documents():
        inside, command, expected, start = False, None, [], 0
        for number, line in enumerate(text(name).splitlines() + ["```"], 1):
            if line.startswith("```"):
                if command:
                    yield name, start, command, expected
                inside, command = not inside, None
            elif inside and line.startswith("$ "):
                if command:
                    yield name, start, command, expected
                command, expected, start = line[2:], [], number
            elif command:
                expected.append(line)


def matches(expected, printed):
    pattern = ""
    for line in expected:
        if line.strip() == "...":
            pattern += r"(?:.*\n)*?"
        else:
            pattern += ".*".join(map(re.escape, line.split("..."))) + r"\n"
    return re.fullmatch(pattern, printed) is not None


class Commands(unittest.TestCase):
    CHEAP = re.compile(r"(NO_COLOR=1 )?hitless |\./dev$|\./dev test --list$")

    def test_wildcards(self):
        self.assertTrue(matches(["a", "...", "d"], "a\nb\nc\nd\n"))
        self.assertTrue(matches(["a...d"], "a b c d\n"))
        self.assertFalse(matches(["a", "d"], "a\nb\nd\n"))
        self.assertFalse(matches(["a.d"], "abd\n"))

    def test_print_what_is_shown(self):
        names = run([BUILD / "hitless", "sequencers", "--json"])[1]
        has_tree, ran = '"name":"linux"' in names, 0
        series = re.search(r"driver of Linux (\d+\.\d+)", names)
        environment = dict(os.environ, PATH=f"{BUILD}:{os.environ['PATH']}", NO_COLOR="1")
        for name, line, command, expected in blocks():
            command = command.replace(f" --linux {series[1]} ", " ") if series else command  # this build is such a one
            if not self.CHEAP.match(command) or re.search(r"--linux |CRASH|eats\.yaml|fault\.yaml", command) or (re.search(r"\blinux\b", command) and not has_tree):
                continue
            with self.subTest(f"{name}:{line}: {command}"):
                printed = run(command, shell=True, env=environment)[1]
                self.assertTrue(matches(expected, printed), f"shown:\n{chr(10).join(expected)}\nprinted:\n{printed[:4000]}")
                ran += 1
        self.assertGreaterEqual(ran, 5)

    def test_dev_commands_exist(self):
        usage = run(["./dev"])[1]
        known = re.findall(r"^  ([a-z-]+) ", usage, re.M)
        for name in documents():
            for command in re.findall(r"\./dev ([a-z-]+)", text(name)):
                self.assertIn(command, known, f"{name}: ./dev {command}")


# ---- names


def comments(name):
    if name.endswith((".c", ".h", ".def")):
        return "\n".join(re.findall(r"/\*.*?\*/|//[^\n]*", text(name), re.S))
    return "\n".join(re.findall(r"(?:^|\s)#.*$", text(name), re.M))


@functools.lru_cache
def prose():
    """(file, text) of all that people read."""
    ours = ("src/", "fuzz/", "oracle/", "tests/", "tools/", "bench/", "cmake/", "examples/")
    readable = (".c", ".h", ".def", ".cmake", ".sh", ".py", "CMakeLists.txt")
    out = [(name, text(name)) for name in documents()]
    for name in tracked():
        if name.startswith(ours) and (name.endswith(readable) or "." not in Path(name).name):
            out.append((name, comments(name)))
    return out


@functools.lru_cache
def code():
    """All sources without comments, as one text."""
    parts = []
    for name in tracked():
        if name.endswith((".c", ".h", ".def")):
            parts.append(re.sub(r"/\*.*?\*/|//[^\n]*", "", text(name), flags=re.S))
    return "\n".join(parts)


@functools.lru_cache
def tools_text():
    """What says which options and variables there are."""
    parts = [code()]
    for name in tracked():
        if name == "dev" or name.startswith(("tools/", "tests/", "cmake/", "fuzz/CMake", ".clusterfuzzlite/")) or name == "CMakeLists.txt":
            parts.append(text(name))
    return "\n".join(parts)


class Names(unittest.TestCase):
    # Files of others: kernel trees, examples of a reader's own, what a build or an engine makes.
    FOREIGN = re.compile(
        r"arm-smmu|io-pgtable|entry_sync|^(mine|m|case|lib|foo|x|one|patch|pci|iommu|config|main|eats|fault)\.|io-pgfault|compile_commands|hitless\.h|stdint\.h"
        r"|^(crash|finding)-[0-9a-f]+\.|KIND-"
    )

    COMING = {"reproducers/driver/stalled_fault.yaml"}  # what a reader makes

    def each(self, pattern):
        for name, words in prose():
            for found in re.finditer(pattern, words):
                yield name, found

    def test_paths(self):
        folders = "src|fuzz|tests|tools|docs|oracle|cmake|corpus|reproducers|bench|examples"
        wrong, seen = set(), 0
        for name, found in self.each(rf"(?<![\w/.$}}-])((?:{folders})/[A-Za-z0-9_./*-]+)"):
            path = found[1].rstrip(".,:;-")
            if re.search(r"NAME|KIND|TARGET|\.\.", path) or path.startswith("src/hitless") or path in self.COMING or path.endswith(("_", "_*")) and "." not in path:
                continue
            seen += 1
            if not (list(ROOT.glob(path)) if path.strip("/") else True) and not list((ROOT / "src").glob(path)):
                wrong.add(f"{name}: {path}")
        self.assertEqual(sorted(wrong), [])
        self.assertGreater(seen, 100)

    def test_file_names(self):
        names = {Path(name).name for name in tracked()}
        wrong, seen = set(), 0
        for name, found in self.each(r"(?<![\w*./<{$-])([a-zA-Z][\w-]*\.(?:c|h|def|sh|py|yaml|cmake))\b(?![\w(/*])"):
            if self.FOREIGN.search(found[1]) or "NAME" in found[1]:
                continue
            seen += 1
            if found[1] not in names:
                wrong.add(f"{name}: {found[1]}")
        self.assertEqual(sorted(wrong), [])
        self.assertGreater(seen, 50)

    def test_functions(self):
        defined = set(re.findall(r"\bhl_[a-z0-9_]+", code()))
        made = re.compile(r"hl_mutate_$|hl_reg(_set)?$")  # with a name in capitals behind it
        wrong, seen = set(), 0
        for name, found in self.each(r"\b(hl_[a-z0-9_]+)(?![A-Z*{<])"):
            if name.startswith(("tests/", "cmake/")) and not name.endswith((".c", ".h")) or name.endswith((".cmake", "CMakeLists.txt")):
                continue
            seen += 1
            if found[1] not in defined and not made.match(found[1]):
                wrong.add(f"{name}: {found[1]}")
        self.assertEqual(sorted(wrong), [])
        self.assertGreater(seen, 50)

    def test_targets(self):
        targets = {Path(name).stem for name in tracked() if re.fullmatch(r"fuzz/fuzz_[a-z_]+\.c", name)}
        for name in documents():
            for word in re.findall(r"\bfuzz_[a-z_]+\b(?!\*)", text(name)):
                self.assertIn(word, targets, name)
        for target in targets:
            self.assertRegex(text("docs/targets.md"), rf"`{target}`", "docs/targets.md names every target")

    def test_options(self):
        wrong, seen = set(), 0
        for name in documents():
            for option in re.findall(r"(?<![\w-])--([a-z][a-z-]+)", text(name)):
                seen += 1
                if f"--{option}" not in tools_text() and f'"{option}"' not in tools_text():
                    wrong.add(f"{name}: --{option}")
        self.assertEqual(sorted(wrong - self.others_options()), [])
        self.assertGreater(seen, 30)

    @staticmethod
    def others_options():
        return {f"{name}: --{option}" for name in documents() for option in ("preset", "build", "install", "prefix", "recurse-submodules", "libs", "cflags", "verbose", "test-dir", "depth")}

    def test_variables(self):
        for name in documents():
            for variable in re.findall(r"\bHITLESS_[A-Z_]+\b", text(name)):
                self.assertIn(variable, tools_text(), name)

    def test_no_document_from_elsewhere(self):
        for name, found in self.each(r"\b[A-Z]{4,}(?:\.md)? section \d"):
            self.assertTrue((ROOT / "docs").joinpath(found[0].split()[0]).exists(), f"{name}: {found[0]}")


# ---- how to add


class Adding(unittest.TestCase):
    # An existing thing of each kind: all files that name it must be in the list of its section.
    SAMPLES = {
        "A rule": r"S2POE_PBHA|HL_RULE_STE_S2POE_PBHA",
        "An IGNORED condition": r"STE_ATTRS_OVR|STE_S2S_V30|CD_WORLD_TTB1",
        "A field": r"S2SKL|s2skl",
        "An option": r"s2t0sz.oor.illegal",
        "An erratum": r"erratum.s1.s2ttb|ERRATUM_S1_S2TTB",
        "A finding": r"no-progress|HL_NO_PROGRESS",
        "A seeded bug": r"bug-safe-s2ttb|safe-s2ttb|\w*SAFE_S2TTB",
        "An operation of the mutator": r"change_mask_mode|hl_mutate_change_mask_mode",
    }
    NOT_FOLLOWED = {"A subject", "A profile", "A sequencer", "A target", "A seed", "A case", "How to add"}

    @staticmethod
    def sections():
        parts = re.split(r"^#+ (.*)$", text("docs/adding.md"), flags=re.M)
        return dict(zip(parts[1::2], parts[2::2]))

    @staticmethod
    def paths(section):
        return [p for p in re.findall(r"`([\w./*-]+/[\w./*-]+)`", section) if "NAME" not in p and "..." not in p]

    def test_every_section_is_looked_at(self):
        self.assertEqual(set(self.sections()), set(self.SAMPLES) | self.NOT_FOLLOWED)

    def test_paths_exist(self):
        for title, section in self.sections().items():
            for path in self.paths(section):
                if path.startswith(("build/", "./")):
                    continue
                self.assertTrue(list(ROOT.glob(path)), f"{title}: {path}")

    def test_lists_are_whole(self):
        for title, sample in self.SAMPLES.items():
            files = run(["git", "grep", "-lwE", sample, "--", "src", "fuzz", "corpus", "oracle", "reproducers", "docs", "tests/replay", ":!docs/findings.md", ":!docs/adding.md"])[1].split()
            paths = self.paths(self.sections()[title])
            for file in files:
                self.assertTrue(any(Path(file).match(p) for p in paths), f"{title}: its list does not have {file}")
            self.assertGreaterEqual(len(files), 1, title)


if __name__ == "__main__":
    unittest.main()
