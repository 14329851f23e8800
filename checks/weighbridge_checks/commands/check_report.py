"""What a check says, in each form: every contract's own report, and what they come to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from weighbridge_checks.commands import exits, outputs
from weighbridge_checks.commands.pairs import Step
from weighbridge_checks.report import github, markdown, text, words
from weighbridge_checks.report import json as json_report
from weighbridge_checks.report.json import written
from weighbridge_checks.report.plain import printable
from weighbridge_checks.report.summary import Named, tally
from weighbridge_checks.verdicts.finding import Bump, Severity, Source, Word
from weighbridge_checks.verdicts.remark import Remark

if TYPE_CHECKING:
    from weighbridge_checks.commands.weighing import Objection, Unread, Weighed
    from weighbridge_checks.report.entries import Entry

SCHEMA = "weighbridge/check/v1"
#: of the remarks in a comment, which has room for 65,536 characters
MOST_NOTES = 20
_RANK = (Word.IDENTICAL, Word.COMPATIBLE, Word.RISKY, Word.BREAKING)


class Report(NamedTuple):
    """The outcome of one check."""

    against: str
    fail_on: str
    #: how many contracts there are below the paths, changed or not
    contracts: int
    weighed: tuple[Weighed, ...]
    unread: tuple[Unread, ...]
    warnings: tuple[str, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether nothing stands that is at least as bad as asked, and all could be read."""
        return not self.unread and not any(w.reaches(self.fail_on) for w in self.weighed)

    @property
    def code(self) -> int:
        """How the run ends."""
        if self.unread:
            return max(u.code for u in self.unread)
        return exits.PASSED if self.passed else exits.FOUND

    @property
    def word(self) -> Word:
        """The worst verdict of all."""
        words = [w.word for w in self.weighed if w.word is not None]
        return max(words, key=_RANK.index, default=Word.IDENTICAL)

    @property
    def required_bump(self) -> Bump:
        """The greatest bump that a contract owes."""
        bumps = [w.verdict.required_bump for w in self.weighed if w.verdict]
        return max(bumps, key=lambda b: b.size, default=Bump.NONE)

    @property
    def sentence(self) -> str:
        """The last line: how many changed, what was found, and whether it passes."""
        if self.unread:
            return f"not decided: {_contracts(len(self.unread))} could not be read"
        if not self.weighed:
            looked = f"{_contracts(self.contracts)} looked at"
            return f"no contract differs from {printable(self.against)} ({looked})"
        counts = tally(*(w.verdict for w in self.weighed if w.verdict))
        said = [str(counts)] if counts.total else []
        if objections := sum(len(w.standing) for w in self.weighed):
            said.append(f"{objections} {'objection' if objections == 1 else 'objections'}")
        outcome = "passed" if self.passed else "refused"
        changed = f"{_contracts(len(self.weighed))} changed"
        return f"{outcome}: {', '.join([changed, *said])}"


def render(report: Report, shape: str, *, color: bool) -> str:
    """A check's outcome in one form."""
    if shape == "json":
        return written(as_value(report))
    if shape == "markdown":
        return _markdown(report)
    if shape == "github":
        return _github(report)
    if shape == "oasdiff-json":
        return _oasdiff(report)
    if shape in ("sarif", "junit", "html"):
        return outputs.listed(shape, "weighbridge check", report.sentence, _entries(report))
    return _text(report, color=color)


def as_value(report: Report) -> dict[str, Any]:
    """The value `weighbridge/check/v1`: the diff of each contract, and what they come to."""
    verdicts = [w.verdict for w in report.weighed if w.verdict]
    counts = tally(*verdicts)
    return {
        "schema": SCHEMA,
        "verdict": str(report.word),
        "required_bump": str(report.required_bump),
        "passed": report.passed,
        "against": report.against,
        "fail_on": report.fail_on,
        "contracts": report.contracts,
        "errors": counts.errors + sum(len(w.standing) for w in report.weighed),
        "warnings": counts.warnings,
        "infos": counts.infos,
        "waived": counts.waived + sum(len(w.objections) - len(w.standing) for w in report.weighed),
        "reports": [_report(w) for w in report.weighed],
        "unreadable": [{"path": u.path, "reason": u.reason} for u in report.unread],
        "notes": list(report.warnings),
    }


def _report(weighed: Weighed) -> dict[str, Any]:
    pair = weighed.pair
    diff = json_report.as_value(weighed.verdict) if weighed.verdict else None
    return {
        "path": pair.path,
        "old_path": pair.old.path if pair.old else None,
        "subject": pair.subject,
        "title": weighed.title,
        "step": str(pair.step),
        "old_version": pair.old_label,
        "new_version": pair.new_label,
        "declared_bump": None if weighed.declared is None else str(weighed.declared),
        "declared_break": weighed.covered,
        "objections": [_objection_value(o) for o in weighed.objections],
        "diff": diff,
    }


def _objection_value(objection: Objection) -> dict[str, Any]:
    return {
        "rule": objection.rule,
        "severity": "error",
        "message": objection.message,
        "source": {
            "file": objection.file,
            "line": objection.line,
            "column": objection.column,
        },
        "fingerprint": objection.fingerprint,
        "waived": None if objection.waived is None else objection.waived.reason,
    }


def _remark(weighed: Weighed) -> str | None:
    """What is to be said of a contract beside its findings."""
    step = weighed.pair.step
    if step is Step.FIRST:
        return "new: there is nothing to weigh it against"
    if weighed.covered:
        return (
            f"{weighed.pair.new_label} is a major version beside {weighed.pair.old_label}, which"
            " stays: the break is declared, and does not refuse"
        )
    if step is Step.EDITED and weighed.pair.old and weighed.pair.new:
        old, new = weighed.pair.old.path, weighed.pair.new.path
        if old != new and not weighed.pair.old.name.startswith("registry:"):
            return f"moved here from {old}"
    return None


def _text(report: Report, *, color: bool) -> str:
    parts = []
    for weighed in report.weighed:
        head = f"== {weighed.title} ({weighed.pair.path})"
        lines = [printable(head.replace("\n", " "))]
        lines += [f"error   {printable(o.message)}  [{o.rule}]" for o in weighed.standing]
        lines += [
            f"waived  {printable(o.message)}  [{o.rule}]" for o in weighed.objections if o.waived
        ]
        if remark := _remark(weighed):
            lines.append(printable(remark))
        if weighed.verdict:
            lines.append(text.render(weighed.verdict, color=color).rstrip("\n"))
        parts.append("\n".join(lines))
    last = report.sentence
    if color:
        last = f"\x1b[1;{'32' if report.passed else '31'}m{last}\x1b[0m"
    return "\n\n".join([*parts, last]) + "\n"


def _markdown(report: Report) -> str:
    """The comment: what it comes to and what is wrong with versions before the single findings."""
    notes = []
    for weighed in report.weighed:
        notes += [
            f"- error: {_plain(o.message)} (`{o.rule}`, `{o.fingerprint}`)"
            for o in weighed.standing
        ]
        if remark := _remark(weighed):
            notes.append(f"- {_plain(weighed.title)}: {_plain(remark)}")
    notes += [f"- not read: {_plain(u.reason)}" for u in report.unread]
    notes += [f"- {_plain(w)}" for w in report.warnings]
    if left := len(notes) - MOST_NOTES:
        notes = [*notes[:MOST_NOTES], f"- and {left} more"] if left > 0 else notes
    said = "\n".join([_plain(report.sentence), "", *notes]).rstrip()
    reports = [_named(w) for w in report.weighed if w.verdict]
    if not reports:
        return f"{markdown.MARKER}\n{said}\n"
    head, _, rest = markdown.render(reports).partition("\n\n")
    return f"{head}\n\n{said}\n\n{rest}"


def _github(report: Report) -> str:
    """Annotations; a declared break is a notice, as a passing check must not show errors."""
    lines = []
    for weighed in report.weighed:
        lines += [
            _command("error", o.file, o.line, o.column, o.rule, o.message) for o in weighed.standing
        ]
        if weighed.covered and (remark := _remark(weighed)):
            lines.append(_command("notice", weighed.pair.path, 1, 1, "declared break", remark))
    lines += [_command("error", u.path, 1, 1, "not readable", u.reason) for u in report.unread]
    lines += [f"::warning title=weighbridge::{_data(w)}" for w in report.warnings]
    reports = [_in_place(w) for w in report.weighed if w.verdict and not w.covered]
    return "".join(f"{line}\n" for line in lines) + github.render(reports)


def _oasdiff(report: Report) -> str:
    from weighbridge_checks.report import oasdiff  # noqa: PLC0415 - one form of many

    verdicts = [w.verdict for w in report.weighed if w.verdict]
    found = [change for v in verdicts for change in oasdiff.as_value(v, {})]
    return written(found)


def _entries(report: Report) -> dict[str, list[Entry]]:
    """All results by contract: what is wrong with versions, then the single findings."""
    from weighbridge_checks.report import entries  # noqa: PLC0415 - as above

    found: dict[str, list[Entry]] = {}
    for weighed in report.weighed:
        label = f"{weighed.title} ({weighed.pair.path})"
        here = [entries.of_remark(_as_remark(o, weighed)) for o in weighed.objections]
        if weighed.verdict:
            named = Named(weighed.title, _in_place(weighed).verdict)
            here += entries.of_verdict(named, _remark(weighed) if weighed.covered else None)
        found[label] = here
    for unread in report.unread:
        source = Source(file=unread.path, line=1, column=1, pointer="")
        remark = Remark(
            rule="not-readable",
            severity=Severity.ERROR,
            message=unread.reason,
            subject=unread.path,
            source=source,
        )
        found.setdefault(unread.path, []).append(entries.of_remark(remark))
    return found


def _as_remark(objection: Objection, weighed: Weighed) -> Remark:
    return Remark(
        rule=objection.rule,
        severity=Severity.ERROR,
        message=objection.message,
        subject=weighed.title,
        source=Source(
            file=objection.file, line=objection.line, column=objection.column, pointer=""
        ),
        identity=(objection.fingerprint,),
        ignored=words.waived(objection.waived) if objection.waived else None,
    )


def _in_place(weighed: Weighed) -> Named:
    """A report whose findings all point into files as the repository names them.

    What is gone as a whole has only its old place, which is named by its revision elsewhere.
    """
    named = _named(weighed)
    if weighed.pair.new is not None:
        return named
    path = weighed.pair.path
    findings = (
        f._replace(old=f.old._replace(file=path) if f.old else None) for f in named.verdict.findings
    )
    return Named(named.label, named.verdict._replace(findings=tuple(findings)))


def _named(weighed: Weighed) -> Named:
    if weighed.verdict is None:
        raise ValueError("a contract without a verdict has no report")
    return Named(weighed.title, weighed.verdict)


def _command(kind: str, file: str, line: int, column: int, title: str, message: str) -> str:
    at = f"title={_property(title)},file={_property(file)},line={line},col={column}"
    return f"::{kind} {at}::{_data(message)}"


def _data(words: str) -> str:
    return printable(words.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A"))


def _property(words: str) -> str:
    return _data(words).replace(":", "%3A").replace(",", "%2C")


def _plain(words: str) -> str:
    """Words that neither mark up nor call for anybody."""
    said = printable(" ".join(words.split()))
    for sign in "\\`*_[]<>|#":
        said = said.replace(sign, f"\\{sign}")
    return said.replace("@", "@\u200b")


def _contracts(number: int) -> str:
    return f"{number} contract{'' if number == 1 else 's'}"
