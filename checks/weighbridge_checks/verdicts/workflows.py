"""A change of a workflow, judged: whom it hits by role and posture, and the trace that shows it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from weighbridge_checks.facts.change import Action, Kind
from weighbridge_checks.facts.interaction import Stance
from weighbridge_checks.facts.workflow import Party, Role, workflow_of
from weighbridge_checks.facts.workflow_changes import shifts
from weighbridge_checks.proof.replay import Use, replay
from weighbridge_checks.proof.traces import contain, machine
from weighbridge_checks.verdicts.finding import (
    Consumer,
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
from weighbridge_checks.verdicts.law_of_workflows import NOBODY, Effect, law_of
from weighbridge_checks.verdicts.rules import asked
from weighbridge_checks.verdicts.wording import listed
from weighbridge_checks.verdicts.workflow_witness import refusal, witness_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from weighbridge_checks.facts.change import Change, Place
    from weighbridge_checks.facts.model import Contract
    from weighbridge_checks.facts.workflow import Transition, Workflow
    from weighbridge_checks.facts.workflow_changes import Shift
    from weighbridge_checks.facts.workflow_log import Record
    from weighbridge_checks.proof.traces import Outcome, Trace
    from weighbridge_checks.verdicts.finding import Waiver
    from weighbridge_checks.verdicts.law_of_workflows import Law

#: somebody whom nobody declared, and who is there all the same
UNNAMED = ""
#: what may change the meaning of states and events while the same events are taken
_MEANINGS = frozenset({"name", "split", "merged", "target", "event", "source", "initial"})
#: recorded entities that are named
FEW = 5


def weigh_workflows(
    old: Contract,
    new: Contract,
    *,
    mode: Mode = Mode.BACKWARD,
    posture: Posture | None = None,
    waivers: Iterable[Waiver] = (),
    today: date | None = None,
    parties: Iterable[Party] = (),
    records: Sequence[Record] | None = None,
) -> Verdict:
    """Judge a new version of a workflow by the one that it replaces.

    `parties` are those that the files do not name. `records` are what happened to entities under
    the old version; without them, use is not known, which is never held to be no use.
    """
    before, after = workflow_of(old), workflow_of(new)
    weighing = _Weighing(old, new, before, after, _parties(before, after, parties))
    weighing.told_only = not mode.ways
    if records is not None:
        weighing.use = replay(machine(before), records)
    forgiven = {w.fingerprint: w for w in waivers if today is not None and today <= w.expires_on}
    found = [f._replace(waived=forgiven.get(f.fingerprint)) for f in weighing.findings()]
    found.sort(key=lambda f: (-f.severity.weight, f.change.path, f.rule, f.fingerprint))
    return Verdict(
        old=_side(old),
        new=_side(new),
        posture=posture or Posture.LENIENT,
        mode=mode,
        findings=tuple(found),
        stats=weighing.stats(),
        compared=(_side(old),),
    )


def _side(contract: Contract) -> Side:
    return Side(
        name=contract.name,
        format=contract.format.value,
        digest=contract.digest,
        version=contract.version,
    )


def _parties(old: Workflow, new: Workflow, more: Iterable[Party]) -> tuple[Party, ...]:
    """Who lives by the workflow, by the old version where it says so: their code was made for it.

    Whoever sends an event is a producer. A role that nobody has been given is somebody's all the
    same, as unknown use is not no use.
    """
    found: dict[tuple[str, Role], Party] = {}
    for party in (*old.parties, *more, *new.parties):
        known = found.setdefault((party.system, party.role), party)
        if party.posture is not known.posture and party not in new.parties:
            # two say different things of one system: the stricter one is heard
            found[party.system, party.role] = replace(known, posture=Stance.EXHAUSTIVE)
    for step in old.steps:
        for actor in step.actors:
            found.setdefault((actor, Role.PRODUCER), Party(system=actor, role=Role.PRODUCER))
    roles = {p.role for p in found.values()}
    for role in (Role.PRODUCER, Role.CONSUMER):
        if role not in roles:
            found[UNNAMED, role] = Party(system=UNNAMED, role=role)
    return tuple(found.values())


@dataclass(slots=True)
class _Hit:
    """What a change does to one party."""

    party: Party
    severity: Severity
    uses: str


class _Weighing:
    """One comparison of two workflows."""

    def __init__(
        self,
        old: Contract,
        new: Contract,
        before: Workflow,
        after: Workflow,
        parties: tuple[Party, ...],
    ) -> None:
        self.old = old
        self.new = new
        self.before = before
        self.parties = parties
        self.use: Use | None = None
        #: whether nobody has to understand anybody, so that changes are told and not weighed
        self.told_only = False
        one, other = machine(before), machine(after)
        #: what the new workflow lets happen and a reader by the old one refuses
        self.heard = contain(other, one)
        #: what a sender by the old workflow sends and the new one refuses
        self.sent = contain(one, other)
        self.counts: dict[str, int] = defaultdict(int)

    def findings(self) -> list[Finding]:
        """Every change, judged; and no sequence that is refused is passed over in silence."""
        moved = shifts(self.before, workflow_of(self.new))
        found = [self._finding(shift) for shift in moved]
        if self.told_only or any(f.severity is not Severity.INFO for f in found):
            return found
        if self.use is None:  # a recording has told what is used
            told = {m for s in moved for m in _marks(s, lost=True)}
            found = self._together(found, self.sent.unlike(told), "new", Role.PRODUCER)
        told = {m for s in moved for m in _marks(s, lost=False)}
        return self._together(found, self.heard.unlike(told), "old", Role.CONSUMER)

    def _together(
        self, found: list[Finding], outcome: Outcome, reader: str, role: Role
    ) -> list[Finding]:
        """What single changes do not show and all of them together do, told at the first of them.

        An event that leads elsewhere in some cases, and is ignored in others, may let come what
        the other version refuses, though nothing was added or taken away.
        """
        hit = [p for p in self.parties if p.role is role and p.posture is not Stance.TOLERANT]
        moves = [i for i, f in enumerate(found) if law_of(f.change) is not NOBODY]
        if outcome.contained is True or not hit or not found:
            return found
        trace = outcome.shortest or next(iter(outcome.doubtful.values()), None)
        writer = "old" if reader == "new" else "new"
        evidence = Evidence(result=Result.UNDECIDED, error="there are too many cases to look at")
        if trace is not None:
            why = f"together with the other changes, {refusal(trace, reader)}"
            evidence = Evidence(result=Result.UNDECIDED, error=f"it may be that {why}")
            if outcome.contained is False:
                evidence = Evidence(
                    result=Result.REFUTED,
                    witness=witness_of(trace, writer, reader),
                    has_witness=True,
                    writer=f"the {writer} workflow",
                    reader=f"the {reader} workflow",
                    error=why,
                )
        at = moves[0] if moves else 0
        named = tuple(
            Consumer(name=p.system, uses=("the order of events",)) for p in hit if p.system
        )
        told = found[at]._replace(
            severity=Severity.WARNING,
            evidence=evidence,
            consumers=tuple({c.name: c for c in (*found[at].consumers, *named)}.values()),
        )
        return [*found[:at], told, *found[at + 1 :]]

    def stats(self) -> dict[str, int]:
        """How much was looked at."""
        counted = {
            "states": len(self.before.names),
            "transitions": len(self.before.transitions),
            "pairs": self.heard.pairs + self.sent.pairs,
            **{k: self.counts[k] for k in ("proved", "refuted", "undecided")},
        }
        if self.use is not None:
            counted |= {
                "records": self.use.records,
                "entities": len(self.use.entities),
                "unexplained": len(self.use.refused),
                "foreign": len(self.use.foreign),
            }
        return counted

    # -- one change

    def _finding(self, shift: Shift) -> Finding:
        change = shift.change
        rule, message = _spoken(change)
        trace, by = self._trace(shift)
        parties = () if self.told_only else self.parties
        hits = [h for p in parties if (h := self._hit(shift, p, trace)) is not None]
        severity = max((h.severity for h in hits), key=lambda s: s.weight, default=Severity.INFO)
        users = self._users(shift) if self._asks_for_use(change) else ()
        if users:
            message += f": {self._used(users)}"
        evidence = self._evidence(shift, severity, trace, by, users)
        self.counts[str(evidence.result)] += 1
        told = self._told(hits, severity)
        reason = "; ".join(filter(None, (evidence.error, self._unknown(shift, severity), told)))
        return Finding(
            rule=rule,
            severity=severity,
            message=message,
            change=change,
            evidence=evidence._replace(error=reason or None),
            old=_source(self.old, change.old),
            new=_source(self.new, change.new),
            consumers=_consumers(hits, severity),
        )

    def _trace(self, shift: Shift) -> tuple[Trace | None, str]:
        """A shortest trace that shows the change, and by whose word it is refused."""
        law = law_of(shift.change)
        if shift.change.attribute == "actor":
            return None, ""
        # a step that both have is about its guard only where it is refused itself
        ended = shift.change.attribute == "guard"
        by_new = self.sent.through(_marks(shift, lost=True), ended=ended), "new"
        by_old = self.heard.through(_marks(shift, lost=False), ended=ended), "old"
        if ended or law.producer is Effect.IF_USED:
            return by_new
        return by_new if by_old[0] is None else by_old

    def _hit(self, shift: Shift, party: Party, trace: Trace | None) -> _Hit | None:
        """What the law says of a party, where the change concerns it at all."""
        change = shift.change
        if party.role is Role.PRODUCER and not _sends(party, shift):
            return None
        effect = _effect(law_of(change), party)
        match effect:
            case Effect.NONE:
                return None
            case Effect.IF_USED:
                severity = self._by_use(shift)
            case Effect.IF_COMMANDED:
                asks = set(party.commands) & set(shift.states)
                severity = Severity.ERROR if asks else Severity.INFO
            case Effect.IF_RELIED_ON:
                severity = _by_reliance(party, shift)
            case Effect.BREAKS:
                harmless = change.attribute == "guard" and trace is None and self._sure()
                severity = Severity.INFO if harmless else Severity.ERROR
            case Effect.RISKS:
                severity = Severity.WARNING
            case _:
                severity = Severity.INFO
        return _Hit(party, severity, _uses(party, shift, effect))

    def _sure(self) -> bool:
        """Whether the walk left nothing open."""
        return self.sent.whole and not self.sent.doubtful

    # -- use

    def _asks_for_use(self, change: Change) -> bool:
        return law_of(change).producer is Effect.IF_USED

    def _users(self, shift: Shift) -> tuple[str, ...]:
        """The recorded entities that did what is no longer taken."""
        if self.use is None:
            return ()
        if shift.change.kind is Kind.IGNORED:
            _, state, event = shift.change.path
            return tuple(self.use.ignored.get((state, event), ()))
        return self.use.of(shift.lost)

    def _by_use(self, shift: Shift) -> Severity:
        """An error where it was used, a warning while nobody knows, an info where it was not."""
        if self._still_taken(shift):
            return Severity.INFO  # whoever sends it is not refused, used or not
        if self._users(shift):
            return Severity.ERROR
        return Severity.INFO if self._seen(shift) else Severity.WARNING

    def _still_taken(self, shift: Shift) -> bool:
        """Whether the new workflow takes all that the old one took there, if in another way."""
        if shift.change.kind is Kind.IGNORED:
            refused = self.sent.through(_marks(shift, lost=True), ended=True)
            return refused is None and self._sure()
        return self.sent.harmless(shift.lost)

    def _seen(self, shift: Shift) -> bool:
        """Whether the recording would show it: it does only where entities came near."""
        near = [t.source for t in shift.lost] or list(shift.states)
        return self.use is not None and self.use.visited(near)

    def _used(self, users: tuple[str, ...]) -> str:
        entity = self.before.entity
        return f"{len(users)} recorded {entity if len(users) == 1 else f'{entity}s'} used it"

    def _unknown(self, shift: Shift, severity: Severity) -> str:
        """What is to be said where use would decide."""
        if not self._asks_for_use(shift.change) or severity is Severity.ERROR:
            return ""
        if self.use is None:
            return "no recording tells whether it is used" if severity is Severity.WARNING else ""
        if self._users(shift):
            return ""
        if self._seen(shift):
            return f"none of {len(self.use.entities)} recorded {self.before.entity}s used it"
        return "the recording does not come near it, and so does not tell whether it is used"

    # -- words

    def _evidence(
        self, shift: Shift, severity: Severity, trace: Trace | None, by: str, users: tuple[str, ...]
    ) -> Evidence:
        if trace is not None and severity is not Severity.INFO:
            writer, reader = ("old", "new") if by == "new" else ("new", "old")
            witness = witness_of(trace, writer, reader)
            if users:
                witness["recorded"] = {"count": len(users), "first": list(users[:FEW])}
            return Evidence(
                result=Result.REFUTED,
                witness=witness,
                has_witness=True,
                writer=f"the {writer} workflow",
                reader=f"the {reader} workflow",
                error=refusal(trace, reader),
            )
        if trace is None and shift.change.attribute == "guard":
            return self._of_guard(shift, severity)
        if ended := self._ending(shift):
            return Evidence(result=Result.STRUCTURAL, error=ended)
        named = severity is not Severity.INFO and shift.change.attribute in _MEANINGS
        words = "every event is taken as before, and what the names stand for is not"
        return Evidence(result=Result.STRUCTURAL, error=words if named else None)

    def _of_guard(self, shift: Shift, severity: Severity) -> Evidence:
        if severity is Severity.WARNING or not self._sure():
            doubt = self.sent.doubtful.values() or self.heard.doubtful.values()
            example = next((refusal(t, "new") for t in doubt), None)
            words = "what the guards have to do with each other is not known"
            return Evidence(
                result=Result.UNDECIDED,
                error=f"{words}; it may be that {example}" if example else words,
            )
        why = "the other cases are taken by other steps" if shift.lost else None
        narrowed = law_of(shift.change).producer is Effect.BREAKS
        return Evidence(result=Result.PROVED, error=why if narrowed else None)

    def _ending(self, shift: Shift) -> str | None:
        """For a state that is done in one version only: the events after which that is so."""
        if shift.change.kind is not Kind.STATE or shift.change.attribute != "terminal":
            return None
        outcome: Outcome = self.sent
        trace = next((outcome.endings[s] for s in shift.states if s in outcome.endings), None)
        if trace is None:
            return None
        done, goes_on = ("new", "old") if shift.change.after else ("old", "new")
        events = ", ".join(f"'{s.event}'" for s in trace.steps)
        return f"after {events} the {done} workflow is done with it, and the {goes_on} one is not"

    def _told(self, hits: Sequence[_Hit], severity: Severity) -> str:
        """The parties for whom it is less bad than for the worst hit."""
        said = []
        for milder, words in ((Severity.WARNING, "a warning"), (Severity.INFO, "a notice")):
            names = [
                h.party.system
                for h in hits
                if h.severity is milder and h.party.system and milder.weight < severity.weight
            ]
            names = [n for n in dict.fromkeys(names) if n not in _names(hits, severity)]
            if names:
                said.append(f"{words} to {', '.join(names)}")
        return "; ".join(said)


def _effect(law: Law, party: Party) -> Effect:
    """What a change does to one party, by its role and posture."""
    if party.role is Role.PRODUCER:
        return law.producer
    if party.role is Role.OBSERVER:
        return law.observer
    return law.tolerant if party.posture is Stance.TOLERANT else law.exhaustive


def _names(hits: Iterable[_Hit], severity: Severity) -> set[str]:
    return {h.party.system for h in hits if h.severity is severity}


def _spoken(change: Change) -> tuple[str, str]:
    for rule in asked(change):
        if message := rule.says(change):
            return rule.id, message
    raise ValueError(f"no rule for {change.action} {change.kind} {change.attribute}")


def _marks(shift: Shift, *, lost: bool) -> list[Transition | tuple[str, str]]:
    """By what a refusal of the change is known."""
    if shift.change.kind is Kind.IGNORED:
        removed = shift.change.action is Action.REMOVED
        _, state, event = shift.change.path
        return [(state, event)] if removed is lost else []
    return list(shift.lost if lost else shift.gained)


def _sends(party: Party, shift: Shift) -> bool:
    """Whether a producer sends one of the events of a change; who is not told may send any."""
    steps = (*shift.lost, *shift.gained)
    if shift.change.attribute == "actor":
        return party.system in shift.change.before
    named = [t for t in steps if t.actors]
    return len(named) < len(steps) or not steps or any(party.system in t.actors for t in named)


def _by_reliance(party: Party, shift: Shift) -> Severity:
    if set(party.relies_on) & set(shift.states):
        return Severity.ERROR
    return Severity.INFO if party.relies_on else Severity.WARNING


def _uses(party: Party, shift: Shift, effect: Effect) -> str:
    """What of the workflow a party lives by."""
    if party.role is Role.PRODUCER:
        steps = [
            t for t in (*shift.lost, *shift.gained) if not t.actors or party.system in t.actors
        ]
        events = list(dict.fromkeys(t.event for t in steps))
        return f"event {listed(events)}" if events else "events"
    if party.role is Role.OBSERVER:
        return "figures by state"
    states = [s for s in shift.states if s in (*party.relies_on, *party.commands)]
    if states and effect in (Effect.IF_RELIED_ON, Effect.IF_COMMANDED):
        return f"state {listed(states)}"
    return "every state" if party.posture is Stance.EXHAUSTIVE else "states"


def _consumers(hits: Iterable[_Hit], severity: Severity) -> tuple[Consumer, ...]:
    """Whom it hits as badly as it is; who only takes notice of it is not hit."""
    if severity is Severity.INFO:
        return ()
    by_name: dict[str, list[str]] = {}
    for hit in hits:
        if hit.severity is severity and hit.party.system != UNNAMED:
            by_name.setdefault(hit.party.system, []).append(hit.uses)
    return tuple(Consumer(name=n, uses=tuple(dict.fromkeys(u))) for n, u in by_name.items())


def _source(contract: Contract, place: Place | None) -> Source | None:
    if place is None:
        return None
    at = contract.locate(place)
    return Source(file=at.file, line=at.line, column=at.column, pointer=at.pointer)
