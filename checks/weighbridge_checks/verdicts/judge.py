"""The heart: two contracts in, a verdict out. Commands, registry and tests all call this."""

from __future__ import annotations

from collections import defaultdict
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from weighbridge_checks.facts import pairing, schema
from weighbridge_checks.facts.change import Action, Change, Direction, Kind
from weighbridge_checks.facts.changes import compare_contracts
from weighbridge_checks.facts.model import Format
from weighbridge_checks.proof import disjoint, fields
from weighbridge_checks.proof.containment import Prover
from weighbridge_checks.proof.standalone import Side as ProofSide
from weighbridge_checks.proof.witness import Proved, Refuted, Trial, Undecided
from weighbridge_checks.verdicts.cloud_events import kept_names
from weighbridge_checks.verdicts.exchanges import Exchanges
from weighbridge_checks.verdicts.finding import (
    PROSE,
    Evidence,
    Finding,
    Mode,
    Posture,
    Result,
    Severity,
    Side,
    Source,
    Verdict,
)
from weighbridge_checks.verdicts.law_of_life import removal
from weighbridge_checks.verdicts.rules import asked

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from weighbridge_checks.facts.change import Place
    from weighbridge_checks.facts.changes import Comparison, Message
    from weighbridge_checks.facts.model import Contract
    from weighbridge_checks.facts.schema import World
    from weighbridge_checks.proof.suspect import Suspect
    from weighbridge_checks.proof.witness import Outcome
    from weighbridge_checks.verdicts.exchange import Exchange
    from weighbridge_checks.verdicts.finding import Waiver
    from weighbridge_checks.verdicts.rule import Harm, Rule

SCHEMA_KINDS = frozenset({Kind.SCHEMA, Kind.PROPERTY, Kind.VALUE, Kind.BRANCH})
#: why nothing is refuted by the mode `none`
UNASKED = "by the mode 'none' nothing is weighed"
#: parts that a request lacks, or has, as a whole
ASKED = frozenset({Kind.OPERATION, Kind.PARAMETER, Kind.BODY})
#: in how many messages a suspect is tried before it is left undecided
MOST_MESSAGES = 12
#: in how many of the writer's cases it is tried in one message
MOST_CASES = 6


def weigh(
    old: Contract,
    new: Contract,
    *,
    mode: Mode = Mode.BACKWARD,
    posture: Posture | None = None,
    waivers: Iterable[Waiver] = (),
    today: date | None = None,
) -> Verdict:
    """Judge a new version by the one that it replaces.

    Without a posture, a JSON Schema is taken at its word (strict), and documents that people write
    for each other as they mean it (lenient). A waiver counts on its last day too; without `today`,
    none counts. Raises `DifferentFormatsError`.
    """
    if old.format is not new.format:
        raise DifferentFormatsError(old, new)
    if new.format is Format.WORKFLOW:
        from weighbridge_checks.verdicts.workflows import (  # noqa: PLC0415 - the others need it not
            weigh_workflows,
        )

        return weigh_workflows(old, new, mode=mode, posture=posture, waivers=waivers, today=today)
    if posture is None:
        strict = new.format is Format.JSON_SCHEMA
        posture = Posture.STRICT if strict else Posture.LENIENT
    comparison = compare_contracts(old, new)
    findings: dict[str, Finding] = {}
    counts: dict[str, int] = defaultdict(int)
    for one in mode.ways or (Mode.NONE,):
        weighing = _Weighing(old, new, comparison, one, posture, today)
        for finding in weighing.findings() if mode.ways else weighing.unweighed():
            fingerprint = finding.fingerprint
            known = findings.get(fingerprint)
            if known is None or finding.severity.weight > known.severity.weight:
                findings[fingerprint] = finding
        for name, number in weighing.counts.items():
            counts[name] += number
    forgiven = {w.fingerprint: w for w in waivers if today is not None and today <= w.expires_on}
    judged = [
        (order(f, fingerprint), f._replace(waived=forgiven.get(fingerprint)))
        for fingerprint, f in findings.items()
    ]
    judged.sort(key=itemgetter(0))
    for forget in (schema.forget, fields.forget, pairing.forget, disjoint.forget):
        forget()
    return Verdict(
        old=_side(old),
        new=_side(new),
        posture=posture,
        mode=mode,
        findings=tuple(f for _, f in judged),
        stats={
            "operations": comparison.operations,
            "messages": len(comparison.messages),
            **{k: counts[k] for k in ("proved", "refuted", "undecided")},
        },
        unread=new.unread,
        compared=(_side(old),),
        formats=old.world.formats,
    )


class DifferentFormatsError(Exception):
    """Two documents of different formats can not be weighed: there is no law between them."""

    def __init__(self, old: Contract, new: Contract) -> None:
        self.old = old
        self.new = new
        super().__init__(
            f"'{new.name}' is {new.format}, and '{old.name}' is {old.format};"
            " only documents of one format can be weighed"
        )


def _side(contract: Contract) -> Side:
    return Side(
        name=contract.name,
        format=contract.format.value,
        digest=contract.digest,
        version=contract.version,
    )


def order(finding: Finding, fingerprint: str | None = None) -> Any:
    """A key that puts the worst first, then by place; the fingerprint may be known."""
    c = finding.change
    return (
        -finding.severity.weight,
        c.operation or "",
        c.path,
        finding.rule,
        c.attribute or "",
        fingerprint or finding.fingerprint,
    )


class _Group:
    """One keyword of the reader that may refuse, and the messages in which it does."""

    __slots__ = ("message", "outcome", "side", "suspected")

    def __init__(
        self,
        side: str,
        suspected: list[tuple[Message, Trial, Suspect]],
        outcome: Outcome | None = None,
        message: Message | None = None,
    ) -> None:
        self.side = side
        self.suspected = suspected
        self.outcome = outcome
        self.message = message


class _Weighing:
    """One comparison, weighed one way."""

    def __init__(
        self,
        old: Contract,
        new: Contract,
        comparison: Comparison,
        mode: Mode,
        posture: Posture,
        today: date | None,
    ) -> None:
        self.old = old
        self.new = new
        self.comparison = comparison
        self.mode = mode
        self.posture = posture
        self.today = today
        #: by label, the operations of the document that was there first
        self._promised = {u.label: u for u in (old if mode is Mode.BACKWARD else new).units}
        self.counts = {"proved": 0, "refuted": 0, "undecided": 0}
        self._provers: dict[Any, Prover] = {}
        self._exchanges = Exchanges(old, new)

    def findings(self) -> list[Finding]:
        groups, by_message = self._groups()
        by_change, left = self._assigned(groups)
        found = []
        for i, change in enumerate(self.comparison.changes):
            change = self._seen(change)  # noqa: PLW2901 (the same change, seen from this mode)
            if change.kind in SCHEMA_KINDS and change.attribute != "schema":
                found.append(self._of_schema(change, by_change.get(i, [])))
            else:
                found.append(self._of_structure(change))
        found += [self._unlisted(g) for g in left]
        kept = list(kept_names(found, self._exchanges.versions))
        found += [self._of_structure(change) for change in kept]
        self._count(by_message)
        return found

    def unweighed(self) -> list[Finding]:
        """Every change as it is, where nobody has to understand anybody."""
        found = []
        for change in self.comparison.changes:
            change = self._seen(change)  # noqa: PLW2901 (as above)
            rule, message = self._rule(change)
            evidence = Evidence(result=Result.STRUCTURAL, error=UNASKED)
            found.append(self._finding(rule.id, Severity.INFO, message, change, evidence))
        return found

    def _seen(self, change: Change) -> Change:
        """A schema document's changes, given the direction that the mode means."""
        if change.direction is None and change.kind in SCHEMA_KINDS:
            way = Direction.RESPONSE if self.mode is Mode.FORWARD else Direction.REQUEST
            return change._replace(direction=way)
        return change

    # -- proofs

    def _writer_is_new(self, direction: Direction | None) -> bool:
        """By the law, a request's writer is old, a response's is new; forward, it is reversed."""
        return (direction is Direction.RESPONSE) is (self.mode is Mode.BACKWARD)

    def _prover(self, message: Message) -> Prover:
        key = (message.direction, message.text)
        prover = self._provers.get(key)
        if prover is None:
            closed = self.posture is Posture.LENIENT
            prover = Prover(
                ProofSide(
                    direction=message.direction,
                    closed=closed,
                    world=self._writing(message).number,
                    formats=self.old.world.formats,
                ),
                ProofSide(
                    direction=message.direction,
                    tolerant=message.direction is Direction.RESPONSE,
                    formats=self.old.world.formats,
                ),
                self.comparison.same,
                old=self.old.world,
                text=message.text,
            )
            self._provers[key] = prover
        return prover

    def _writing(self, message: Message) -> World:
        """The world of the writer's schemas."""
        return self.new.world if self._writer_is_new(message.direction) else self.old.world

    def _parties(self, message: Message) -> tuple[Any, Any]:
        """The writer's schema and the reader's."""
        if self._writer_is_new(message.direction):
            return message.new, message.old
        return message.old, message.new

    def _groups(self) -> tuple[list[_Group], list[list[_Group]]]:
        """The suspects of all messages, and those of each."""
        groups: dict[Any, _Group] = {}
        by_message: list[list[_Group]] = []
        roots: dict[Prover, list[tuple[Any, Any]]] = defaultdict(list)
        for message in self.comparison.messages:
            roots[self._prover(message)].append(self._parties(message))
        for prover, pairs in roots.items():
            prover.explore(pairs)
        for message in self.comparison.messages:
            prover = self._prover(message)
            new_writes = self._writer_is_new(message.direction)
            writer, reader = self._parties(message)
            trial = Trial(prover, writer, reader)
            here = []
            for suspect in prover.suspects(writer, reader):
                key = (suspect.keyword, suspect.name, suspect.part.key, message.direction)
                group = groups.setdefault(key, _Group("old" if new_writes else "new", []))
                group.suspected.append((message, trial, suspect))
                here.append(group)
            by_message.append(here)
        return list(groups.values()), by_message

    def _count(self, by_message: list[list[_Group]]) -> None:
        """How many messages were refuted, proved, and left undecided."""
        for groups in by_message:
            if any(isinstance(g.outcome, Refuted) for g in groups) or any(
                isinstance(self._settled(g), Refuted) for g in groups
            ):
                self.counts["refuted"] += 1
            elif any(isinstance(g.outcome, Undecided) for g in groups):
                self.counts["undecided"] += 1
            else:
                self.counts["proved"] += 1

    def _settled(self, group: _Group) -> Outcome:
        """What came of a suspect; it is tried when it is first asked for."""
        if group.outcome is None:
            self._try(group)
        assert group.outcome is not None
        return group.outcome

    def _try(self, group: _Group) -> None:
        """A suspect is guilty if one message shows it, and cleared if every message clears it."""
        tried: dict[Any, int] = defaultdict(int)
        doubt: Undecided | None = None
        for message, trial, suspect in group.suspected:
            if tried[id(trial)] >= MOST_CASES or len(tried) > MOST_MESSAGES:
                doubt = doubt or Undecided("it is reached in more messages than were tried")
                if len(tried) > MOST_MESSAGES:
                    break
                continue
            tried[id(trial)] += 1
            outcome = trial.outcome(trial.reached(suspect))
            if isinstance(outcome, Refuted):
                group.outcome, group.message = outcome, message
                return
            if isinstance(outcome, Undecided):
                doubt = doubt or outcome
                group.message = group.message or message
            elif group.outcome is None:
                group.outcome = outcome
        if doubt is not None:
            group.outcome = doubt
        group.message = group.message or group.suspected[0][0]

    def _assigned(self, groups: list[_Group]) -> tuple[dict[int, list[_Group]], list[_Group]]:
        """Which change each suspect is about; and those of which no change tells."""
        index: dict[Any, list[int]] = defaultdict(list)
        for i, change in enumerate(self.comparison.changes):
            for touch in change.touches:
                index[(*touch, change.direction)].append(i)
        by_change: dict[int, list[_Group]] = defaultdict(list)
        above = self._by_path()
        left = []
        for group in groups:
            about = self._about(group, index) or self._above(group, above)
            if about and all(self._is_innocent(i, group) for i in about):
                about = self._below(group) or about
            if about:
                for i in about:
                    by_change[i].append(group)
            elif not isinstance(self._settled(group), Proved):
                left.append(group)
        return by_change, left

    def _about(self, group: _Group, index: dict[Any, list[int]]) -> list[int]:
        message, _, suspect = group.suspected[0]
        direction = message.direction
        place = suspect.part.place
        for keyword, name in _spellings(suspect.keyword, suspect.name):
            touch = (group.side, place.file, place.pointer, keyword, name, direction)
            if found := index.get(touch):
                return found
        return []

    def _is_innocent(self, i: int, group: _Group) -> bool:
        """Whether a change can not be why: the writer chooses among less, or the reader takes more.

        With `oneOf` it can: a value that fits several of the reader's branches is refused.
        """
        change = self.comparison.changes[i]
        if change.kind not in (Kind.BRANCH, Kind.VALUE):
            return False
        if change.action is not (Action.REMOVED if group.side == "old" else Action.ADDED):
            return False
        if group.suspected[0][2].keyword != "oneOf":
            return True
        outcome = self._settled(group)
        return not (isinstance(outcome, Refuted) and _TOO_MANY in outcome.error)

    def _below(self, group: _Group) -> list[int]:
        """The changes inside of a suspect that may be why: a choice fails with its branches."""
        message, way = self._way(group)
        return [
            i
            for i, change in enumerate(self.comparison.changes)
            if change.kind in SCHEMA_KINDS
            and change.direction is message.direction
            and _steps(change.path)[: len(way)] == way
            and not self._is_innocent(i, group)
            and change.attribute not in PROSE
        ]

    def _by_path(self) -> dict[Any, list[int]]:
        """The changes below which a suspect may lie: a part came or went, or changed as a whole."""
        found: dict[Any, list[int]] = defaultdict(list)
        for i, change in enumerate(self.comparison.changes):
            if change.kind in SCHEMA_KINDS and (
                change.attribute in WHOLE or change.action is not Action.CHANGED
            ):
                found[_steps(change.path), change.direction].append(i)
        return found

    def _above(self, group: _Group, by_path: dict[Any, list[int]]) -> list[int]:
        """The nearest change above a suspect of which no change tells itself."""
        message, way = self._way(group)
        for length in range(len(way), len(_steps(message.path)) - 1, -1):
            if found := by_path.get((way[:length], message.direction)):
                return found
        return []

    @staticmethod
    def _way(group: _Group) -> tuple[Message, tuple[str, ...]]:
        """The first message in which a suspect is, and the path to it there."""
        message, trial, suspect = group.suspected[0]
        trail = trial.reached(suspect).trail
        steps = tuple("[]" if isinstance(s.name, int) else s.name for _, s in trail)
        return message, _steps((*message.path, *steps))

    # -- findings

    def _rule(self, change: Change) -> tuple[Rule, str]:
        for rule in asked(change):
            if message := rule.says(change):
                return rule, message
        raise UnspokenChangeError(change)

    def _of_schema(self, change: Change, groups: list[_Group]) -> Finding:
        rule, message = self._rule(change)
        if rule.law is not None:  # no schema can be asked about it
            return self._of_structure(change)
        worst = self._worst(groups)
        outcome = worst.outcome if worst else None
        if worst is not None and isinstance(outcome, Refuted):
            worst = self._at_home(worst, change)
            outcome = worst.outcome
        evidence = self._evidence(outcome, worst)
        if isinstance(outcome, Refuted):
            severity = Severity.ERROR
        elif isinstance(outcome, Undecided) or self._may_hurt(rule, change):
            severity = Severity.WARNING
        else:
            severity = Severity.INFO
        return self._finding(rule.id, severity, message, change, evidence)

    def _at_home(self, group: _Group, change: Change) -> _Group:
        """The same suspect shown by the message of which the change is told, if it can be."""
        home = [e for e in group.suspected if e[0].path == change.path[: len(e[0].path)]]
        if not home or any(message is group.message for message, _, _ in home):
            return group
        for message, trial, suspect in home[:MOST_CASES]:
            outcome = trial.outcome(trial.reached(suspect))
            if isinstance(outcome, Refuted):
                return _Group(group.side, group.suspected, outcome, message)
        return group

    def _may_hurt(self, rule: Rule, change: Change) -> bool:
        """Whether a consumer may rely on what the law allows; after a sunset nobody should."""
        if self.mode is Mode.FORWARD:  # the versions change places
            change = mirrored(change)
            rule, _ = self._rule(change)
        if not rule.hurts_readers or not change.operations:
            return False
        announced = removal(change) if change.action is Action.REMOVED else None
        return not self._is_over(announced)

    def _is_over(self, harm: Harm | None) -> bool:
        """Whether the day has passed until which something was promised."""
        until = harm.until if harm else None
        return until is not None and self.today is not None and self.today > until

    def _worst(self, groups: list[_Group]) -> _Group | None:
        """The suspect that decides over a change: the first that is guilty, else the doubtful."""
        worst = None
        for group in groups:
            weight = _weight(self._settled(group))
            if isinstance(group.outcome, Refuted):
                return group
            if worst is None or weight > _weight(worst.outcome):
                worst = group
        return worst

    def _of_structure(self, change: Change) -> Finding:
        rule, message = self._rule(change)
        seen = change if self.mode is Mode.BACKWARD else mirrored(change)
        harm = rule.law(seen) if rule.law else None
        if harm is None or self._is_over(harm):
            severity = Severity.INFO
        else:
            severity = Severity.ERROR if harm.error else Severity.WARNING
        evidence = Evidence(
            result=Result.STRUCTURAL,
            error=harm.why if harm else None,
            exchange=self._lacking(change) if harm and harm.error else None,
        )
        return self._finding(rule.id, severity, message, change, evidence)

    def _unlisted(self, group: _Group) -> Finding:
        """A proof that failed, of which no change tells: the keyword itself is named."""
        message, trial, suspect = group.suspected[0]
        trail = trial.reached(suspect).trail
        direction = message.direction or (
            Direction.REQUEST if self.mode is Mode.BACKWARD else Direction.RESPONSE
        )
        steps = tuple("[]" if isinstance(s.name, int) else s.name for _, s in trail)
        place = suspect.part.place
        value = suspect.part.keywords.get(suspect.keyword)
        old_reads = group.side == "old"
        change = Change(
            action=Action.CHANGED,
            kind=Kind.SCHEMA,
            attribute="schema",
            path=(*message.path, *steps),
            direction=direction,
            operations=tuple(
                dict.fromkeys(m.operation for m, _, _ in group.suspected if m.operation)
            ),
            before={suspect.keyword: value} if old_reads else None,
            after=None if old_reads else {suspect.keyword: value},
            old=place if old_reads else message.old[0].place,
            new=message.new[0].place if old_reads else place,
        )
        rule, words = self._rule(change)
        severity = Severity.ERROR if isinstance(group.outcome, Refuted) else Severity.WARNING
        return self._finding(rule.id, severity, words, change, self._evidence(group.outcome, group))

    def _evidence(self, outcome: Outcome | None, group: _Group | None) -> Evidence:
        if outcome is None or group is None or group.message is None:
            return Evidence(result=Result.PROVED)
        where = " · ".join(group.message.path) or "the document"
        writer, reader = ("new", "old") if group.side == "old" else ("old", "new")
        sides = Evidence(
            result=Result.PROVED,
            writer=f"{where}, by the {writer} document",
            reader=f"{where}, by the {reader} document",
        )
        if isinstance(outcome, Refuted):
            return sides._replace(
                result=Result.REFUTED,
                witness=outcome.witness,
                has_witness=True,
                error=outcome.error,
                exchange=self._exchange(group.message, outcome.witness),
            )
        if isinstance(outcome, Undecided):
            return sides._replace(result=Result.UNDECIDED, error=outcome.reason)
        return sides._replace(error=outcome.why or None)

    def _exchange(self, message: Message, witness: Any) -> Exchange | None:
        """The witness with all that is around it."""
        prover = self._prover(message)
        sides = (prover.writer, prover.reader)
        writes = self._writer_is_new(message.direction)
        return self._exchanges.around(message, witness, sides, new_writes=writes)

    def _lacking(self, change: Change) -> Exchange | None:
        """The smallest request by the old document, where the new one asks for more, or has none.

        It has nothing that the old document does not ask for, and so not what the new one needs.
        """
        asked = change.direction is Direction.REQUEST and change.kind in ASKED
        if self.mode is not Mode.BACKWARD or not change.operation or not asked:
            return None
        closed = self.posture is Posture.LENIENT
        sides = (
            ProofSide(
                direction=Direction.REQUEST,
                closed=closed,
                world=self.old.world.number,
                formats=self.old.world.formats,
            ),
            ProofSide(direction=Direction.REQUEST, formats=self.old.world.formats),
        )
        return self._exchanges.smallest(change.operation, sides)

    def _is_tentative(self, operation: str) -> bool:
        """Whether the document that was there first promises nothing of an operation."""
        unit = self._promised.get(operation)
        return unit is not None and unit.tentative()

    def _finding(
        self, rule: str, severity: Severity, message: str, change: Change, evidence: Evidence
    ) -> Finding:
        if change.operations and all(map(self._is_tentative, change.operations)):
            severity = Severity.INFO
            message = f"{message} (on trial: nothing was promised of it yet)"
        return Finding(
            rule=rule,
            severity=severity,
            message=message,
            change=change,
            evidence=evidence,
            old=_source(self.old, change.old),
            new=_source(self.new, change.new),
        )


class UnspokenChangeError(Exception):
    """No rule speaks of a change: a fault of ours, never passed over in silence."""

    def __init__(self, change: Change) -> None:
        super().__init__(
            f"no rule for {change.action} {change.kind} {change.attribute} {change.direction}"
        )


def mirrored(change: Change) -> Change:
    """The same difference with the versions exchanged."""
    other = {Action.ADDED: Action.REMOVED, Action.REMOVED: Action.ADDED}
    return change._replace(
        action=other.get(change.action, change.action),
        before=change.after,
        after=change.before,
        old=change.new,
        new=change.old,
    )


#: keywords under which whole schemas stand, so that a suspect may lie anywhere below
WHOLE = frozenset(
    {
        "items", "prefixItems", "additionalProperties", "patternProperties", "dependentSchemas",
        "conditional", "not", "contains", "propertyNames", "unevaluatedProperties",
        "unevaluatedItems", "oneOf", "anyOf", "allOf",
    }
)  # fmt: skip


#: how the validator says that a value fits several branches of a `oneOf`
_TOO_MANY = "more than one of the schemas"


def _steps(path: tuple[str, ...]) -> tuple[str, ...]:
    """A path without the names of branches, and the items of tuples as items."""
    left = (s for s in path if not (s.startswith("(") and s.endswith(")")))
    return tuple("[]" if s.isdigit() else "{}" if s.startswith("~") else s for s in left)


def _weight(outcome: Outcome | None) -> int:
    if isinstance(outcome, Refuted):
        return 3
    return 2 if isinstance(outcome, Undecided) else 1


def _spellings(keyword: str, name: str) -> list[tuple[str, str]]:
    """Under what a change may have told of a keyword, the most exact first."""
    found = [(keyword, name)]
    if name:
        found.append((keyword, ""))
    also = {
        "type": ("nullable", "enum", "const"),
        "nullable": ("type", "enum"),
        "enum": ("const", "type", "nullable"),
        "additionalProperties": ("unevaluatedProperties", "properties", "patternProperties"),
        "unevaluatedProperties": ("additionalProperties", "properties"),
        "properties": ("additionalProperties",),
        "items": ("prefixItems",),
        "oneOf": ("anyOf", "type", "nullable", "discriminator"),
        "anyOf": ("oneOf", "type", "nullable", "discriminator"),
        "not": ("conditional",),
    }.get(keyword, ())
    for word in also:
        found += [(word, name), (word, "")] if name else [(word, "")]
    return found


def _source(contract: Contract, place: Place | None) -> Source | None:
    if place is None:
        return None
    at = contract.locate(place)
    return Source(file=at.file, line=at.line, column=at.column, pointer=at.pointer)
