"""Verdicts as annotations: workflow commands that GitHub Actions shows on the lines of a change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from weighbridge_checks.report import traces, words
from weighbridge_checks.report.plain import printable
from weighbridge_checks.report.summary import count, in_order
from weighbridge_checks.verdicts.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Sequence

    from weighbridge_checks.report.summary import Named
    from weighbridge_checks.verdicts.finding import Finding

#: GitHub shows ten annotations of a sort for a step, and drops the others without a word
MOST = 10
_WITNESS = 400


def render(reports: Sequence[Named]) -> str:
    """Up to ten errors and ten warnings over all contracts, then one notice for the rest."""
    said = []
    left: list[Finding] = []
    room = {Severity.ERROR: MOST, Severity.WARNING: MOST, Severity.INFO: 0}
    for label, verdict in reports:
        for finding in in_order(verdict):
            if finding.waived is None and room[finding.severity]:
                room[finding.severity] -= 1
                said.append(_annotation(label, finding))
            else:
                left.append(finding)
    if left:
        said.append(command("notice", {"title": "weighbridge"}, f"not shown here: {count(left)}"))
    return "".join(f"{line}\n" for line in said)


def _annotation(label: str, finding: Finding) -> str:
    source = finding.new or finding.old
    at = (
        {"file": source.file, "line": str(source.line), "col": str(source.column)} if source else {}
    )
    said = [f"{label}: {words.where(finding)}: {finding.message}"]
    if finding.evidence.has_witness:
        witness = traces.brief(finding, _WITNESS)
        said.append(f"{words.disagreement(finding)}: {witness}")
    if why := words.reason(finding):
        said.append(why)
    said += filter(None, (words.against(finding), words.derived(finding)))
    if finding.consumers:
        said.append(f"hits {words.hit([finding])}")
    return command(str(finding.severity), {"title": finding.rule, **at}, "\n".join(said))


def command(name: str, properties: dict[str, str], message: str) -> str:
    """A line that the runner of a workflow obeys."""
    listed = ",".join(f"{key}={_property(value)}" for key, value in properties.items())
    return f"::{name} {listed}::{_data(message)}"


def _data(text: str) -> str:
    """A message in one line; the percent sign first, since the others bring it in."""
    escaped = text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    return printable(escaped)


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
