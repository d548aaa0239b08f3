#!/usr/bin/env python3
"""clang-tidy on what has changed since origin/main (or in the last commit), or with --all on all.

Files that changed are linted; for a header, the source of its family or one that includes it. A
file whose text, headers and settings are as they were when it passed is not linted again. Without
--all there is a budget of seconds: what does not fit is skipped, and the next run goes on there.
"""

import argparse
import concurrent.futures
import hashlib
import json
import pathlib
import re
import subprocess
import sys
import time

from steps import LOGS, ROOT, Counts, jobs, run_logged, tail

BUDGET_SECONDS = 120
PASSED = ROOT / "build" / "lint-passed"  # Empty files, named by the hash of what passed.
FOLDERS = ("src/", "app/", "tests/", "bench/")
_INCLUDE = re.compile(r'^\s*#\s*include\s*"([^"]+)"', re.M)


def _git(*arguments):
    done = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True,
                          check=False)
    return done.stdout.split("\n")[:-1] if done.returncode == 0 else None


def changed_files():
    """Paths that differ from where this work began, committed or not; None without git."""
    if _git("rev-parse", "HEAD") is None:
        return None
    base = _git("merge-base", "HEAD", "origin/main")
    if not base or base == _git("rev-parse", "HEAD"):
        # On the main line itself: the last commit; of the first commit, everything.
        base = _git("rev-parse", "-q", "--verify", "HEAD~1") \
            or _git("hash-object", "-t", "tree", "/dev/null")
    changed = _git("diff", "--name-only", base[0]) or []
    return sorted(set(changed + (_git("ls-files", "-o", "--exclude-standard") or [])))


def _resolve(name):
    for folder in ("src", "."):
        path = ROOT / folder / name
        if path.is_file():
            return path
    return None


def headers_of(source, seen=None):
    """Every header of ours that `source` includes, directly or not; `source` too."""
    seen = set() if seen is None else seen
    seen.add(source)
    for name in _INCLUDE.findall(source.read_text(encoding="utf-8", errors="replace")):
        path = _resolve(name)
        if path and path not in seen:
            headers_of(path, seen)
    return seen


def sources_for(changed, known):
    """The sources to lint: those that changed, and one for each header that did."""
    chosen = {ROOT / name for name in changed} & known
    for name in changed:
        header = ROOT / name
        if not name.startswith(FOLDERS) or header.suffix != ".h" or not header.exists():
            continue
        family = header.with_suffix(".cc")
        users = [family] if family in known else \
            [source for source in sorted(known) if header in headers_of(source)]
        chosen.update(users[:1])
    return sorted(chosen)


def fingerprint(source, command):
    """Names all that a verdict on `source` depends on, except the system's headers."""
    digest = hashlib.sha256(command.encode())
    digest.update((ROOT / ".clang-tidy").read_bytes())
    for path in sorted(headers_of(source)):
        digest.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def lint(source, command, deadline):
    """(verdict, text) of one source: passed, failed or skipped."""
    mark = PASSED / fingerprint(source, command)
    name = str(source.relative_to(ROOT))
    if mark.exists():
        return "passed", ""
    left = deadline - time.monotonic()
    if left <= 0:
        return "skipped", name
    try:
        done = subprocess.run(["clang-tidy", "--quiet", "-p", "build/clang", name], cwd=ROOT,
                              capture_output=True, text=True, check=False, timeout=left + 60)
    except subprocess.TimeoutExpired:
        return "skipped", name
    if done.returncode == 0:
        mark.touch()
        return "passed", ""
    return "failed", done.stdout + "\n".join(
        line for line in done.stderr.splitlines() if "warnings generated" not in line)


def lint_all(sources, commands, budget):
    """Lints side by side; prints what it found, returns the counts."""
    PASSED.mkdir(parents=True, exist_ok=True)
    deadline = time.monotonic() + budget
    counts, unvisited = Counts(), []
    with concurrent.futures.ThreadPoolExecutor(jobs()) as pool:
        results = pool.map(lambda source: lint(source, commands[source], deadline), sources)
        for at, (verdict, text) in enumerate(results, 1):
            name = sources[at - 1].relative_to(ROOT)
            print(f"[{at}/{len(sources)}] {name}: {verdict}", flush=True)
            setattr(counts, verdict, getattr(counts, verdict) + 1)
            if verdict == "failed":
                print(text, flush=True)
            elif verdict == "skipped":
                unvisited.append(text)
    if unvisited:
        print(f"skipped: {len(unvisited)} files not linted: the budget of {budget:.0f} s is spent; "
              "the next run goes on there, tools/lint.py --all takes the time it needs")
    return counts


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--all", action="store_true", help="every file, without a budget")
    parser.add_argument("file", nargs="*", help="these sources only, without a budget")
    arguments = parser.parse_args()
    configured = LOGS / "configure-clang.log"
    if run_logged([["cmake", "--preset", "clang"]], configured) != 0:
        print(f"the preset clang does not configure\n{tail(configured)}")
        print("0 passed, 1 failed, 0 skipped")
        return 1
    database = json.loads((ROOT / "build/clang/compile_commands.json").read_text(encoding="utf-8"))
    commands = {pathlib.Path(entry["file"]): entry["command"] for entry in database}
    commands = {file: command for file, command in commands.items()
                if str(file).startswith(tuple(f"{ROOT}/{folder}" for folder in FOLDERS))}
    if arguments.file:
        sources = sources_for(arguments.file, set(commands))
    elif arguments.all:
        sources = sorted(commands)
    else:
        changed = changed_files()
        if changed is None:
            print("skipped: this is no git checkout, so nothing says what has changed")
            print("0 passed, 0 failed, 1 skipped")
            return 0
        sources = sources_for(changed, set(commands))
    bounded = not (arguments.all or arguments.file)
    counts = lint_all(sources, commands, BUDGET_SECONDS if bounded else 24 * 3600)
    print(counts)
    return 1 if counts.failed else 0


if __name__ == "__main__":
    sys.exit(main())
