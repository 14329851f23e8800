"""Documents in, remarks out: each standard is asked once about each subject that it concerns."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple

from weighbridge_checks.facts.estate.names import hint
from weighbridge_checks.verdicts.finding import Severity, Source
from weighbridge_checks.verdicts.policy import Level, Policy
from weighbridge_checks.verdicts.remark import Remark
from weighbridge_checks.verdicts.standard import standard
from weighbridge_checks.verdicts.standards.ignoring import Marks
from weighbridge_checks.verdicts.standards.subject import CARD, Note, Subject, Whole, note

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from weighbridge_checks.facts.change import Place
    from weighbridge_checks.facts.document import Location
    from weighbridge_checks.verdicts.standard import Standard
    from weighbridge_checks.verdicts.standards.ignoring import Ignore
    from weighbridge_checks.verdicts.standards.subject import Habit

#: demanded of drafts too: what is no document can not be worked on
_ALWAYS = frozenset({"STR001", "IGN001"})
#: as many instances of a habit are shown
_SHOWN = 5


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


class Case:
    """A subject to be judged, and the words to the judge that its document holds."""

    __slots__ = ("marks", "subject")

    def __init__(self, *, subject: Subject, marks: Marks | None = None) -> None:
        self.subject = subject
        self.marks = marks or Marks()


class Bench(NamedTuple):
    """By which standards is judged, and what a team has settled about them."""

    standards: Mapping[str, Standard]
    policy: Policy = Policy()
    #: the ids that are asked for; None for all
    chosen: frozenset[str] | None = None
    #: every name by which a rule can be ignored, for the reader who misspelt one
    known: frozenset[str] = frozenset()
    #: whether each place is told by itself, and never many as one habit
    apart: bool = False

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
    judgements: dict[tuple[Any, ...], _Judgement] = {}
    drafts: Counter[Habit] = Counter()
    for said in notes:
        key = (id(case.subject), one.id, said.at, said.identity)
        if key in found or key in judgements:
            continue
        severity = _severity(one, said, case, level)
        ignore = None
        if severity is not None:
            ignore = case.marks.ignored((one.id, one.slug, *one.also), said.at)
        if ignore is not None:
            ignore.used = True
        if severity is not None:
            judgements[key] = _Judgement(said, severity, ignore)
        elif said.habit is not None:
            drafts[said.habit] += 1
    told = tuple(judgements.values())
    for judged_ in told if bench.apart else _as_habits(told, drafts):
        said = judged_.note
        found[id(case.subject), one.id, said.at, said.identity] = _remark(one, judged_, case)


class _Judgement(NamedTuple):
    """A note that counts, how much it hurts, and who asked to pass it over."""

    note: Note
    severity: Severity
    ignore: Ignore | None


def _as_habits(
    judgements: Sequence[_Judgement], drafts: Mapping[Habit, int]
) -> Iterator[_Judgement]:
    """The judgements, those that are one habit as one; so too what one word passes over."""
    instances: dict[tuple[Habit, int], list[_Judgement]] = {}
    for one in judgements:
        if one.note.habit is not None:
            instances.setdefault((one.note.habit, id(one.ignore)), []).append(one)
    ignored = Counter(one.note.habit for one in judgements if one.ignore is not None)
    held = {}
    for key, some in instances.items():
        habit = key[0]
        apart = 0 if some[0].ignore is not None else ignored[habit]
        if habit.holds(len(some), passed=apart + drafts.get(habit, 0)):
            held[key] = some
    for one in judgements:
        if (one.note.habit, id(one.ignore)) not in held:
            yield one
    for (habit, _), some in held.items():
        told = note(
            f"{len(some)} of {habit.total} {habit.of} {habit.what}",
            habit.at,
            evidence=[j.note.message for j in some[:_SHOWN]],
            related=tuple(j.note.at for j in some[:_SHOWN]),
            fix=some[0].note.fix,
        )
        worst = max((j.severity for j in some), key=lambda s: s.weight)
        yield _Judgement(told, worst, some[0].ignore)


def _remark(one: Standard, judged_: _Judgement, case: Case) -> Remark:
    said, ignore = judged_.note, judged_.ignore
    return Remark(
        rule=one.id,
        severity=judged_.severity,
        message=said.message,
        subject=case.subject.name,
        source=_source(case.subject, said.at),
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
