"""What the reader may refuse, message by message, and what came of it when it was tried."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from weighbridge_checks.facts.change import Direction
from weighbridge_checks.proof.containment import Prover
from weighbridge_checks.proof.standalone import Side
from weighbridge_checks.proof.witness import Refuted, Trial, Undecided
from weighbridge_checks.verdicts.finding import Mode, Posture

if TYPE_CHECKING:
    from weighbridge_checks.facts.change import Change
    from weighbridge_checks.facts.changes import Comparison, Message
    from weighbridge_checks.facts.model import Contract
    from weighbridge_checks.facts.schema import World
    from weighbridge_checks.proof.suspect import Suspect
    from weighbridge_checks.proof.witness import Outcome

#: in how many messages a suspect is tried before it is left undecided
MOST_MESSAGES = 12
#: in how many of the writer's cases it is tried in one message
MOST_CASES = 6


class Suspicion:
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


class Suspicions:
    """All suspicions of one comparison, in one mode."""

    def __init__(
        self, old: Contract, new: Contract, comparison: Comparison, mode: Mode, posture: Posture
    ) -> None:
        self._old = old
        self._new = new
        self._messages = comparison.messages
        self._same = comparison.same
        self._mode = mode
        self._posture = posture
        self._provers: dict[Any, Prover] = {}

    def writer_is_new(self, direction: Direction | None) -> bool:
        """By the law, a request's writer is old, a response's is new; forward, it is reversed."""
        return (direction is Direction.RESPONSE) is (self._mode is Mode.BACKWARD)

    def prover(self, message: Message) -> Prover:
        """Who is asked about a message: one for each direction, since it remembers."""
        key = (message.direction, message.text)
        prover = self._provers.get(key)
        if prover is None:
            closed = self._posture is Posture.LENIENT
            prover = Prover(
                Side(
                    direction=message.direction,
                    closed=closed,
                    world=self._writing(message).number,
                    formats=self._old.world.formats,
                ),
                Side(
                    direction=message.direction,
                    tolerant=message.direction is Direction.RESPONSE,
                    formats=self._old.world.formats,
                ),
                self._same,
                old=self._old.world,
                text=message.text,
            )
            self._provers[key] = prover
        return prover

    def _writing(self, message: Message) -> World:
        """The world of the writer's schemas."""
        return self._new.world if self.writer_is_new(message.direction) else self._old.world

    def _parties(self, message: Message) -> tuple[Any, Any]:
        """The writer's schema and the reader's."""
        if self.writer_is_new(message.direction):
            return message.new, message.old
        return message.old, message.new

    def all(self) -> tuple[list[Suspicion], list[list[Suspicion]]]:
        """The suspects of all messages, and those of each."""
        suspicions: dict[Any, Suspicion] = {}
        by_message: list[list[Suspicion]] = []
        roots: dict[Prover, list[tuple[Any, Any]]] = defaultdict(list)
        for message in self._messages:
            roots[self.prover(message)].append(self._parties(message))
        for prover, pairs in roots.items():
            prover.explore(pairs)
        for message in self._messages:
            prover = self.prover(message)
            new_writes = self.writer_is_new(message.direction)
            writer, reader = self._parties(message)
            trial = Trial(prover, writer, reader)
            here = []
            for suspect in prover.suspects(writer, reader):
                key = (suspect.keyword, suspect.name, suspect.part.key, message.direction)
                suspicion = suspicions.setdefault(
                    key, Suspicion("old" if new_writes else "new", [])
                )
                suspicion.suspected.append((message, trial, suspect))
                here.append(suspicion)
            by_message.append(here)
        return list(suspicions.values()), by_message

    def count(self, by_message: list[list[Suspicion]]) -> dict[str, int]:
        """How many messages were refuted, proved, and left undecided."""
        counts = {"proved": 0, "refuted": 0, "undecided": 0}
        for suspicions in by_message:
            if any(isinstance(s.outcome, Refuted) for s in suspicions) or any(
                isinstance(self.settled(s), Refuted) for s in suspicions
            ):
                counts["refuted"] += 1
            elif any(isinstance(s.outcome, Undecided) for s in suspicions):
                counts["undecided"] += 1
            else:
                counts["proved"] += 1
        return counts

    def settled(self, suspicion: Suspicion) -> Outcome:
        """What came of a suspect; it is tried when it is first asked for."""
        if suspicion.outcome is None:
            self._try(suspicion)
        assert suspicion.outcome is not None
        return suspicion.outcome

    def _try(self, suspicion: Suspicion) -> None:
        """A suspect is guilty if one message shows it, and cleared if every message clears it."""
        tried: dict[Any, int] = defaultdict(int)
        doubt: Undecided | None = None
        for message, trial, suspect in suspicion.suspected:
            if tried[id(trial)] >= MOST_CASES or len(tried) > MOST_MESSAGES:
                doubt = doubt or Undecided("it is reached in more messages than were tried")
                if len(tried) > MOST_MESSAGES:
                    break
                continue
            tried[id(trial)] += 1
            outcome = trial.outcome(trial.reached(suspect))
            if isinstance(outcome, Refuted):
                suspicion.outcome, suspicion.message = outcome, message
                return
            if isinstance(outcome, Undecided):
                doubt = doubt or outcome
                suspicion.message = suspicion.message or message
            elif suspicion.outcome is None:
                suspicion.outcome = outcome
        if doubt is not None:
            suspicion.outcome = doubt
        suspicion.message = suspicion.message or suspicion.suspected[0][0]

    def worst(self, suspicions: list[Suspicion]) -> Suspicion | None:
        """The suspect that decides over a change: the first that is guilty, else the doubtful."""
        worst = None
        for suspicion in suspicions:
            weight = _weight(self.settled(suspicion))
            if isinstance(suspicion.outcome, Refuted):
                return suspicion
            if worst is None or weight > _weight(worst.outcome):
                worst = suspicion
        return worst

    def at_home(self, suspicion: Suspicion, change: Change) -> Suspicion:
        """The same suspect shown by the message of which the change is told, if it can be."""
        home = [e for e in suspicion.suspected if e[0].path == change.path[: len(e[0].path)]]
        if not home or any(message is suspicion.message for message, _, _ in home):
            return suspicion
        for message, trial, suspect in home[:MOST_CASES]:
            outcome = trial.outcome(trial.reached(suspect))
            if isinstance(outcome, Refuted):
                return Suspicion(suspicion.side, suspicion.suspected, outcome, message)
        return suspicion


def _weight(outcome: Outcome | None) -> int:
    if isinstance(outcome, Refuted):
        return 3
    return 2 if isinstance(outcome, Undecided) else 1
