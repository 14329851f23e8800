"""One run, many sinks: stdout in one form, files in others, and the exit code last."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from weighbridge_checks.commands import exits
from weighbridge_checks.commands.errors import WrongUseError
from weighbridge_checks.commands.options import VERDICT_FORMATS
from weighbridge_checks.commands.screen import say
from weighbridge_checks.report.summary import Named, sentence
from weighbridge_checks.verdicts.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from weighbridge_checks.report.entries import Entry
    from weighbridge_checks.verdicts.finding import Verdict
    from weighbridge_checks.verdicts.remark import Review


class Sink(NamedTuple):
    """A file that gets the result in one form."""

    shape: str
    file: Path


def sinks(wishes: Iterable[str], shapes: Sequence[str] = VERDICT_FORMATS) -> tuple[Sink, ...]:
    """The files that `--output FORMAT=FILE` names; what is wrong is said before any work."""
    found = []
    for wish in wishes:
        shape, equals, name = wish.partition("=")
        if not equals or not name or shape not in shapes:
            raise WrongUseError(
                f"--output {wish} is not FORMAT=FILE with one of {', '.join(shapes)}"
            )
        file = Path(name)
        if file.is_dir():
            raise WrongUseError(f"--output {wish}: '{name}' is a folder; name a file in it")
        if not file.parent.is_dir():
            raise WrongUseError(f"--output {wish}: there is no folder '{file.parent}'; make it")
        found.append(Sink(shape, file))
    if len({s.file for s in found}) < len(found):
        raise WrongUseError("--output names one file twice")
    return tuple(found)


def write(
    shape: str, files: Sequence[Sink], render: Callable[[str, bool], str], *, color: bool
) -> None:
    """Write the result wherever it is wanted; each form is rendered once.

    `render` is told the form and whether colours are wanted, which files never get.
    """
    rendered: dict[str, str] = {}
    for sink in files:
        if sink.shape not in rendered:
            rendered[sink.shape] = render(sink.shape, False)  # noqa: FBT003 - two words of one signature
        try:
            sink.file.write_bytes(_ended(rendered[sink.shape]).encode("utf-8", "backslashreplace"))
        except OSError as error:
            raise WrongUseError(f"'{sink.file}' can not be written: {error.strerror}") from error
    colored = color and shape == "text"
    text = rendered.get(shape) if not colored else None
    sys.stdout.write(_ended(render(shape, colored) if text is None else text))
    sys.stdout.flush()


def _ended(text: str) -> str:
    return text if not text or text.endswith("\n") else f"{text}\n"


def code_for(verdicts: Iterable[Verdict], fail_on: str | None) -> int:
    """1 where a finding stands that is at least as bad as asked."""
    if fail_on == "none":
        return exits.PASSED
    threshold = Severity(fail_on or "error").weight
    reached = any(
        f.severity.weight >= threshold and f.waived is None for v in verdicts for f in v.findings
    )
    return exits.FOUND if reached else exits.PASSED


def code_for_review(review: Review, fail_on: str | None) -> int:
    """1 where a remark stands that is at least as bad as asked."""
    if fail_on == "none":
        return exits.PASSED
    threshold = Severity(fail_on or "error").weight
    reached = any(r.severity.weight >= threshold and r.ignored is None for r in review.remarks)
    return exits.FOUND if reached else exits.PASSED


def rendered(
    label: str, verdict: Verdict, shape: str, *, color: bool = False, verbose: bool = False
) -> str:
    """One verdict in one form."""
    if shape == "json":
        from weighbridge_checks.report import json as json_report  # noqa: PLC0415 - one form of four

        return json_report.render(verdict)
    if shape == "markdown":
        from weighbridge_checks.report import markdown  # noqa: PLC0415 - as above

        return markdown.render([Named(label, verdict)])
    if shape == "github":
        from weighbridge_checks.report import github  # noqa: PLC0415 - as above

        return github.render([Named(label, verdict)])
    if shape in ("sarif", "junit", "html"):
        from weighbridge_checks.report import entries  # noqa: PLC0415 - as above

        told = {label: entries.of_verdict(Named(label, verdict))}
        return listed(shape, f"weighbridge diff: {label}", sentence(verdict), told)
    from weighbridge_checks.report import text  # noqa: PLC0415 - as above

    return text.render(verdict, color=color, verbose=verbose)


def listed(shape: str, title: str, said: str, told: Mapping[str, Sequence[Entry]]) -> str:
    """Results one by one, in one of the forms that are lists of them."""
    if shape == "sarif":
        from weighbridge_checks.report import sarif  # noqa: PLC0415 - as above

        return sarif.render([entry for entries in told.values() for entry in entries])
    if shape == "junit":
        from weighbridge_checks.report import junit  # noqa: PLC0415 - as above

        return junit.render(told)
    from weighbridge_checks.report import html  # noqa: PLC0415 - as above

    return html.render(title, said, told)


def tell_counts(verdict: Verdict) -> None:
    """Say how much was compared, for who wonders what a verdict rests on."""
    counts = ", ".join(f"{name} {count}" for name, count in verdict.stats.items())
    say(f"{verdict.old.name} -> {verdict.new.name}: {verdict.posture} posture, {counts}")
    for pointer in verdict.unread:
        say(f"not read: {pointer}")
