"""One process, stage by stage: read, compare, weigh, report."""

from __future__ import annotations

import gc
import resource
import sys
import time
from pathlib import Path

from weighbridge_checks.facts import read
from weighbridge_checks.facts.changes import compare_contracts
from weighbridge_checks.report import json as report
from weighbridge_checks.verdicts import weigh


def main() -> None:
    """Weigh the two documents that the command line names, and say what each stage took."""
    gc.disable()
    old, new = (Path(p) for p in sys.argv[1:3])
    clock = time.process_time()
    texts = [p.read_bytes() for p in (old, new)]
    before = read(texts[0], name=old.name, ahead=texts[1])
    after = read(texts[1], name=new.name, beside=before)
    clock = told("read both", clock)
    comparison = compare_contracts(before, after)
    clock = told("compare (facts only)", clock)
    verdict = weigh(before, after)
    clock = told("weigh (compare again, prove, judge)", clock)
    text = report.render(verdict)
    told("report as JSON", clock)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{'peak memory':40}{peak:9.0f} MB")
    print(f"{comparison.operations} operations, {len(comparison.messages)} changed messages,")
    print(
        f"{len(verdict.findings)} findings, {len(text)} characters of JSON, {dict(verdict.stats)}"
    )


def told(stage: str, since: float) -> float:
    """Print what a stage took, and start the clock anew."""
    now = time.process_time()
    print(f"{stage:40}{now - since:9.3f} s")
    return time.process_time()


if __name__ == "__main__":
    main()
