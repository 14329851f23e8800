"""The golden cases of `contracts/proposals/`: what is run, and what has to come of it.

Commands run within this process, since there are many and starting Python takes longer than they.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from weighbridge_checks.commands.start import ended

if TYPE_CHECKING:
    from collections.abc import Iterator

PROPOSALS = Path(__file__).parents[2] / "contracts" / "proposals"
CASES = sorted(path.parent for path in PROPOSALS.glob("*/expected.json"))
#: of several runs the worst word counts; those of standards stand beside those of changes
WORDS = ("clean", "identical", "compatible", "risky", "findings", "breaking")
BUMPS = ("none", "patch", "minor", "major")
KEYS = {"case", "title", "runs", "exit", "verdict", "required_bump", "rules", "consumers", "why"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
    """How one command ended."""

    code: int
    out: str
    err: str

    @property
    def value(self) -> Any:
        """What it said as JSON."""
        return json.loads(self.out)


def expected_of(case: Path) -> dict[str, Any]:
    """What a case expects."""
    expected: dict[str, Any] = json.loads((case / "expected.json").read_text("utf-8"))
    return expected


def run(argv: list[str], folder: Path, *, shape: str | None = "json") -> Ran:
    """Run one command line in a folder, without this machine's own settings."""
    wanted = ["--format", shape] if shape else []
    out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8", write_through=True) for _ in "oe")
    with _at(folder), contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = ended([*argv, *wanted])
    return Ran(code=code, out=_written(out), err=_written(err))


def _written(stream: io.TextIOWrapper) -> str:
    """All that was written, be it as text or as bytes below it."""
    stream.seek(0)
    return stream.read()


def outcome(runs: list[Ran]) -> dict[str, Any]:
    """What several runs come to, in the shape of `expected.json`."""
    values = [json.loads(one.out) for one in runs if one.out.strip()]
    findings = [each for value in values for each in findings_in(value)]
    severe = {
        severity: sorted({each["rule"] for each in findings if each["severity"] == severity})
        for severity in ("error", "warning")
    }
    bumps = [value["required_bump"] for value in values if value.get("required_bump")]
    return {
        "exit": max(one.code for one in runs),
        "verdict": max((v["verdict"] for v in values), key=WORDS.index, default=None),
        "required_bump": max(bumps, key=BUMPS.index, default=None),
        "rules": severe,
        "consumers": sorted(
            {consumer["name"] for each in findings for consumer in each.get("consumers", ())}
        ),
    }


def findings_in(value: dict[str, Any]) -> list[dict[str, Any]]:
    """The findings of a command's answer; a check has them below its reports."""
    found = list(value.get("findings", ()))
    for report in value.get("reports", ()):
        found += report["objections"]
        found += report["diff"]["findings"] if report["diff"] else []
    return [each for each in found if not each.get("waived") and not each.get("ignored")]


@contextlib.contextmanager
def _at(folder: Path) -> Iterator[None]:
    kept = dict(os.environ)
    for name in [name for name in kept if name.startswith(("WEIGHBRIDGE_", "GITHUB_"))]:
        del os.environ[name]
    os.environ["NO_COLOR"] = "1"
    try:
        with contextlib.chdir(folder):
            yield
    finally:
        os.environ.clear()
        os.environ.update(kept)
