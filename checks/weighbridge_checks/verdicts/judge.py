"""The heart: two contracts in, a verdict out. Commands, registry and tests all call this."""

from __future__ import annotations

from collections import defaultdict
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from weighbridge_checks.facts import pairing, schema, view
from weighbridge_checks.facts.change import Action, Change, Direction, Kind
from weighbridge_checks.facts.changes import compare_contracts
from weighbridge_checks.facts.dialect import UNKNOWN
from weighbridge_checks.facts.model import Format
from weighbridge_checks.proof import disjoint, fields
from weighbridge_checks.proof.standalone import Side as ProofSide
from weighbridge_checks.proof.witness import Refuted, Undecided
from weighbridge_checks.verdicts.blame import SCHEMA_KINDS, Blame
from weighbridge_checks.verdicts.cloud_events import kept_names
from weighbridge_checks.verdicts.exchanges import Exchanges
from weighbridge_checks.verdicts.finding import (
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
from weighbridge_checks.verdicts.suspicions import Suspicions

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from weighbridge_checks.facts.change import Place
    from weighbridge_checks.facts.changes import Comparison, Message
    from weighbridge_checks.facts.model import Contract
    from weighbridge_checks.proof.witness import Outcome
    from weighbridge_checks.verdicts.exchange import Exchange
    from weighbridge_checks.verdicts.finding import Waiver
    from weighbridge_checks.verdicts.rule import Harm, Rule
    from weighbridge_checks.verdicts.suspicions import Suspicion

#: why nothing is refuted by the mode `none`
UNASKED = "by the mode 'none' nothing is weighed"
#: parts that a request lacks, or has, as a whole
ASKED = frozenset({Kind.OPERATION, Kind.PARAMETER, Kind.BODY})


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
    for forget in (schema.forget, view.forget, fields.forget, pairing.forget, disjoint.forget):
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
        self._suspicions = Suspicions(old, new, comparison, mode, posture)
        self._exchanges = Exchanges(old, new)

    def findings(self) -> list[Finding]:
        suspicions, by_message = self._suspicions.all()
        blame = Blame(self.comparison.changes, self._suspicions.settled)
        by_change, left = blame.assigned(suspicions)
        found = []
        for i, change in enumerate(self.comparison.changes):
            change = self._seen(change)  # noqa: PLW2901 (the same change, seen from this mode)
            if change.kind in SCHEMA_KINDS and change.attribute != "schema":
                found.append(self._of_schema(change, by_change.get(i, [])))
            else:
                found.append(self._of_structure(change))
        found += [self._unlisted(s) for s in left]
        kept = list(kept_names(found, self._exchanges.versions))
        found += [self._of_structure(change) for change in kept]
        self.counts = self._suspicions.count(by_message)
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

    def _rule(self, change: Change) -> tuple[Rule, str]:
        for rule in asked(change):
            if message := rule.says(change):
                return rule, message
        raise UnspokenChangeError(change)

    def _of_schema(self, change: Change, suspicions: list[Suspicion]) -> Finding:
        rule, message = self._rule(change)
        if rule.law is not None:  # no schema can be asked about it
            return self._of_structure(change)
        worst = self._suspicions.worst(suspicions)
        outcome = worst.outcome if worst else None
        if worst is not None and isinstance(outcome, Refuted):
            worst = self._suspicions.at_home(worst, change)
            outcome = worst.outcome
        evidence = self._evidence(outcome, worst)
        if isinstance(outcome, Refuted):
            severity = Severity.ERROR
        elif isinstance(outcome, Undecided) or self._may_hurt(rule, change):
            severity = Severity.WARNING
        else:
            severity = Severity.INFO
        return self._finding(rule.id, severity, message, change, evidence)

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

    def _unlisted(self, suspicion: Suspicion) -> Finding:
        """A proof that failed, of which no change tells: the keyword itself is named."""
        message, trial, suspect = suspicion.suspected[0]
        trail = trial.reached(suspect).trail
        direction = message.direction or (
            Direction.REQUEST if self.mode is Mode.BACKWARD else Direction.RESPONSE
        )
        steps = tuple("[]" if isinstance(s.name, int) else s.name for _, s in trail)
        place = suspect.part.place
        said = suspect.part.keywords
        value = said.get(suspect.keyword, said.get(UNKNOWN))
        old_reads = suspicion.side == "old"
        change = Change(
            action=Action.CHANGED,
            kind=Kind.SCHEMA,
            attribute="schema",
            path=(*message.path, *steps),
            direction=direction,
            operations=tuple(
                dict.fromkeys(m.operation for m, _, _ in suspicion.suspected if m.operation)
            ),
            before={suspect.keyword: value} if old_reads else None,
            after=None if old_reads else {suspect.keyword: value},
            old=place if old_reads else message.old[0].place,
            new=message.new[0].place if old_reads else place,
        )
        rule, words = self._rule(change)
        severity = Severity.ERROR if isinstance(suspicion.outcome, Refuted) else Severity.WARNING
        return self._finding(
            rule.id, severity, words, change, self._evidence(suspicion.outcome, suspicion)
        )

    def _evidence(self, outcome: Outcome | None, suspicion: Suspicion | None) -> Evidence:
        if outcome is None or suspicion is None or suspicion.message is None:
            return Evidence(result=Result.PROVED)
        where = " · ".join(suspicion.message.path) or "the document"
        writer, reader = ("new", "old") if suspicion.side == "old" else ("old", "new")
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
                exchange=self._exchange(suspicion.message, outcome.witness),
            )
        if isinstance(outcome, Undecided):
            return sides._replace(result=Result.UNDECIDED, error=outcome.reason)
        return sides._replace(error=outcome.why or None)

    def _exchange(self, message: Message, witness: Any) -> Exchange | None:
        """The witness with all that is around it."""
        prover = self._suspicions.prover(message)
        sides = (prover.writer, prover.reader)
        writes = self._suspicions.writer_is_new(message.direction)
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


def _source(contract: Contract, place: Place | None) -> Source | None:
    if place is None:
        return None
    at = contract.locate(place)
    return Source(file=at.file, line=at.line, column=at.column, pointer=at.pointer)
