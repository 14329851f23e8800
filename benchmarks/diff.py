"""Whole processes, in turn: ours, the parsing of both files alone, and peers on the PATH."""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What one process took."""

    seconds: float
    cpu: float
    megabytes: float
    code: int


def main() -> None:
    """Time each command several times, one after the other in every round."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("old")
    parser.add_argument("new")
    parser.add_argument("--rounds", type=int, default=5)
    wish = parser.parse_args()
    runs: dict[str, list[Run]] = {name: [] for name in commands(wish.old, wish.new)}
    for _ in range(wish.rounds):
        for name, command in commands(wish.old, wish.new).items():
            runs[name].append(run(command))
    base = statistics.median(r.seconds for r in runs["weighbridge"])
    print(f"{'':24}{'wall s':>9}{'cpu s':>9}{'peak MB':>9}{'exit':>6}{'ours = 1':>10}")
    for name, done in runs.items():
        wall = statistics.median(r.seconds for r in done)
        cpu = statistics.median(r.cpu for r in done)
        peak = max(r.megabytes for r in done)
        print(f"{name:24}{wall:9.2f}{cpu:9.2f}{peak:9.0f}{done[0].code:6}{wall / base:10.2f}")


def commands(old: str, new: str) -> dict[str, list[str]]:
    """What to run, by the name to show."""
    python = sys.executable
    found = {
        "weighbridge": [python, "-m", "weighbridge_checks", "diff", old, new],
        "bare python": [python, "-c", "pass"],
    }
    if old.endswith(".json"):
        parse = "import json, sys; [json.loads(open(f, 'rb').read()) for f in sys.argv[1:]]"
        found["json.loads of both"] = [python, "-c", parse, old, new]
    elif old.endswith((".yaml", ".yml")):
        parse = "import yaml, sys; [yaml.load(open(f), yaml.CSafeLoader) for f in sys.argv[1:]]"
        found["yaml.load of both"] = [python, "-c", parse, old, new]
    if oasdiff := shutil.which("oasdiff"):
        found["oasdiff changelog"] = [oasdiff, "changelog", old, new]
    if peer := shutil.which("openapi-diff"):
        found["openapi-diff"] = [peer, old, new]
    if redocly := shutil.which("redocly"):
        found["redocly diff"] = [redocly, "diff", old, new]
    return found


def run(command: list[str]) -> Run:
    """Run a command to its end, and ask the system what it took."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return Run(
        seconds=time.perf_counter() - start,
        cpu=usage.ru_utime + usage.ru_stime,
        megabytes=usage.ru_maxrss / 1024,
        code=process.returncode,
    )


if __name__ == "__main__":
    main()
