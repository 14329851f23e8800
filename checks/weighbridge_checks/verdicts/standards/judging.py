"""Documents in, remarks out: each standard is asked once about each subject that it concerns."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from weighbridge_checks.facts.estate.names import hint
from weighbridge_checks.verdicts.finding import Severity, Source
from weighbridge_checks.verdicts.policy import Level, Policy
from weighbridge_checks.verdicts.remark import Remark
from weighbridge_checks.verdicts.standard import standard
from weighbridge_checks.verdicts.standards.ignoring import Marks
from weighbridge_checks.verdicts.standards.subject import CARD, Note, Subject, Whole, note

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from weighbridge_checks.facts.change import Place
    from weighbridge_checks.facts.document import Location
    from weighbridge_checks.verdicts.standard import Standard

#: demanded of drafts too: what is no document can not be worked on
_ALWAYS = frozenset({"STR001", "IGN001"})


@standard("IGN001", Severity.ERROR, source="Weighbridge", on="marks")
def what_is_ignored_has_a_reason(marks: Marks) -> Iterator[Note]:
    """Each `x-weighbridge-ignore` names a rule that there is, and says why it does not hold here.

    Next year nobody remembers whether it was meant for a week or for good.

    bad:

        openapi: 3.1.0
        x-weighbridge-ignore:
          OWN002:  # here
        info: {title: Orders, version: 1.0.0}
        paths: {}

    good:

        openapi: 3.1.0
        x-weighbridge-ignore:
          OWN002: The portal adds the contact.
        info: {title: Orders, version: 1.0.0}
        paths: {}

    Instead, write `RULE: reason`. Without a reason nothing is passed over.
    """
    for ignore in marks.all():
        if not ignore.holds:
            yield note(f"'{ignore.rule}' is to be ignored, and nobody says why", ignore.place)


@standard("IGN002", Severity.INFO, source="Weighbridge", on="marks")
def what_is_ignored_is_there(marks: Marks) -> Iterator[Note]:
    """Each `x-weighbridge-ignore` passes something over.

    One that is left behind passes over what somebody will do wrong next.

    bad:

        openapi: 3.1.0
        x-weighbridge-ignore:
          SEC003: The old shop knows nothing better.  # here
        info: {title: Orders, version: 1.0.0}
        paths: {}

    good:

        openapi: 3.1.0
        x-weighbridge-ignore:
          SEC003: The old shop knows nothing better.
        info: {title: Orders, version: 1.0.0}
        paths: {}
        components:
          securitySchemes:
            old: {type: http, scheme: basic}

    Instead, remove it.
    """
    for ignore in marks.all():
        if ignore.holds and not ignore.used:
            yield note(f"'{ignore.rule}' is ignored, and there is nothing to ignore", ignore.place)


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A subject to be judged, and the words to the judge that its document holds."""

    subject: Subject
    marks: Marks = field(default_factory=Marks)


class Bench(NamedTuple):
    """By which standards is judged, and what a team has settled about them."""

    standards: Mapping[str, Standard]
    policy: Policy = Policy()
    #: the ids that are asked for; None for all
    chosen: frozenset[str] | None = None
    #: every name by which a rule can be ignored, for the reader who misspelt one
    known: frozenset[str] = frozenset()

    @property
    def asked(self) -> tuple[Standard, ...]:
        """The standards that are asked for."""
        return tuple(
            s for s in self.standards.values() if self.chosen is None or s.id in self.chosen
        )


def judged(
    cases: Iterable[Case],
    bench: Bench,
    *,
    whole: Whole | None = None,
    chosen: Iterable[Subject] | None = None,
) -> tuple[Remark, ...]:
    """All remarks on some subjects, and on the estate that they make up, if they do.

    Where only some are `chosen`, the others are there to be compared with.
    """
    cases = tuple(cases)
    wanted = None if chosen is None else {id(s) for s in chosen}
    cases = tuple(c for c in cases if wanted is None or id(c.subject) in wanted)
    by_subject = {id(c.subject): c for c in cases}
    found: dict[tuple[Any, ...], Remark] = {}
    for case in cases:
        for one in bench.asked:
            if _concerns(one, case.subject):
                _gather(found, one, one.looks(case.subject), case, bench)
    if whole is not None:
        for one in bench.asked:
            if one.on == "estate":
                for said in one.looks(whole):
                    if (about := by_subject.get(id(said.subject))) is not None:
                        _gather(found, one, (said,), about, bench)
    for case in cases:
        _marked(found, case, bench)
    return tuple(found.values())


def _concerns(one: Standard, subject: Subject) -> bool:
    match one.on:
        case "document":
            return True
        case "http":
            return subject.outline.is_http
        case "events":
            return subject.outline.family == "asyncapi"
        case "card":
            return subject.card is not None
        case _:
            return False


def _gather(
    found: dict[tuple[Any, ...], Remark],
    one: Standard,
    notes: Iterable[Note],
    case: Case,
    bench: Bench,
) -> None:
    level = bench.policy.of(_name(case.subject)).rules.get(one.id)
    if level is Level.OFF:
        return
    for said in notes:
        key = (id(case.subject), one.id, said.at, said.identity)
        if key in found:
            continue
        severity = _severity(one, said, case, level)
        if severity is None:
            continue
        ignore = case.marks.ignored((one.id, one.slug, *one.also), said.at)
        if ignore is not None:
            ignore.used = True
        source = _source(case.subject, said.at)
        found[key] = Remark(
            rule=one.id,
            severity=severity,
            message=said.message,
            subject=case.subject.name,
            source=source,
            related=tuple(_source(case.subject, at) for at in said.related),
            consumers=said.consumers,
            evidence=said.evidence,
            fix=said.fix,
            identity=said.identity,
            ignored=None if ignore is None else str(ignore.reason).strip(),
        )


def _severity(one: Standard, said: Note, case: Case, level: Level | None) -> Severity | None:
    """What was settled; else the standard's own, milder for what is not stable yet."""
    if level is not None:
        return Severity(level.value)
    # the end of a version is told in its card when there is a next one, and may be moved any day
    ends = said.at.file == CARD and said.at.pointer.startswith("/deprecation")
    if case.subject.superseded is not None and not ends:
        return Severity.INFO  # nobody can mend it: the next version is judged
    stage = case.marks.stage(said.at) or case.subject.said("lifecycle")
    if case.subject.said("status") == "draft":
        stage = "draft"
    if stage == "draft" and one.id not in _ALWAYS:
        return None
    if stage in {"alpha", "beta"} and one.severity is Severity.ERROR and one.id not in _ALWAYS:
        return Severity.WARNING
    return one.severity


def _name(subject: Subject) -> str:
    """The name under which a team settles things for a contract."""
    said = subject.said("id")
    return said if isinstance(said, str) else subject.name


def _source(subject: Subject, place: Place) -> Source:
    at = _located(subject, place)
    return Source(file=at.file, line=at.line, column=at.column, pointer=at.pointer)


def _located(subject: Subject, place: Place) -> Location:
    if place.file == CARD and subject.card is not None:
        return subject.card.locate(place.pointer)
    bundle = subject.outline.bundle
    document = bundle.root if place.file in {"", CARD} else bundle.document(place.file)
    return document.locate(place.pointer)


def _marked(found: dict[tuple[Any, ...], Remark], case: Case, bench: Bench) -> None:
    """What there is to say of the ignores themselves, after all else was said."""
    asked = {s.id: s for s in bench.asked}
    names = {n for s in bench.asked for n in (s.id, s.slug, *s.also)}
    if reason := asked.get("IGN001"):
        _gather(
            found, reason, (*reason.looks(case.marks), *_unknown(case.marks, bench)), case, bench
        )
    if unused := asked.get("IGN002"):
        # a rule that was not asked had no chance to find anything
        notes = [n for n in unused.looks(case.marks) if n.at.pointer.rpartition("/")[2] in names]
        _gather(found, unused, notes, case, bench)


def _unknown(marks: Marks, bench: Bench) -> Iterator[Note]:
    for ignore in marks.all():
        if bench.known and ignore.rule not in bench.known:
            told = hint(ignore.rule, bench.known)
            message = f"'{ignore.rule}' is no rule that a document may ignore; {told}"
            yield note(message, ignore.place, identity=("?",))
