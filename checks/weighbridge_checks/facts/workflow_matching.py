"""Which state of an old workflow is which of the new one, where the names do not tell."""

from __future__ import annotations

import difflib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from weighbridge_checks.facts.workflow import Workflow

#: how much of two neighbourhoods has to be the same for two states to be one
ALIKE = 0.5
#: a name that only one of the versions has
_UNKNOWN = "?"

#: one way in or out: which, the state at the other end, the event
_Way = tuple[str, str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """What became of the states and events of the old version."""

    #: new name → old name of what has another name
    states: Mapping[str, str] = field(default_factory=dict)
    events: Mapping[str, str] = field(default_factory=dict)
    #: old name → the states of the new version that it became
    splits: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    #: new name → the states of the old version that became it
    merges: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    removed: tuple[str, ...] = ()
    added: tuple[str, ...] = ()
    kept: frozenset[str] = frozenset()

    def was(self, state: str) -> str:
        """The old name of a state of the new version; its own where it has none."""
        return self.states.get(state, state)

    def event_was(self, event: str) -> str:
        """The old name of an event of the new version; its own where it has none."""
        return self.events.get(event, event)

    def now(self, state: str) -> str | None:
        """The new name of a state of the old version; None where it is gone."""
        if state in self.kept:
            return state
        return next((new for new, old in self.states.items() if old == state), None)


def match(old: Workflow, new: Workflow) -> Match:
    """Find renames, splits and merges by the ways that lead into states and out of them."""
    kept = set(old.names) & set(new.names)
    removed = [s for s in old.names if s not in kept]
    added = [s for s in new.names if s not in kept]
    splits = dict(_splits(old, new, added, removed))
    parts = {p for several in splits.values() for p in several}
    removed = [s for s in removed if s not in splits]
    added = [s for s in added if s not in parts]
    states = _renamed(old, new, removed, added)
    removed = [s for s in removed if s not in states.values()]
    added = [s for s in added if s not in states]
    merges = dict(_merges(old, new, removed, added))
    return Match(
        states=states,
        events=_renamed_events(old, new, states),
        splits=splits,
        merges=merges,
        removed=tuple(s for s in removed if not any(s in p for p in merges.values())),
        added=tuple(s for s in added if s not in merges),
        kept=frozenset(kept),
    )


class _Ways:
    """Where the ways that once led into a state lead to in the new version."""

    def __init__(self, old: Workflow, new: Workflow, added: Iterable[str]) -> None:
        self.into: dict[str, list[tuple[str, str]]] = {}
        self.before: dict[tuple[str, str], set[str]] = {}
        self.after: dict[tuple[str, str], set[str]] = {}
        #: by event, where it leads to from states that the old version had not
        self.between: dict[str, set[str]] = {}
        fresh = set(added)
        for step in old.steps:
            self.before.setdefault((step.source, step.event), set()).add(step.target)
            if step.source != step.target:
                self.into.setdefault(step.target, []).append((step.source, step.event))
        for step in new.steps:
            self.after.setdefault((step.source, step.event), set()).add(step.target)
            if step.source in fresh:
                self.between.setdefault(step.event, set()).add(step.target)

    def ends(self, state: str) -> set[str]:
        """The states at the end of the ways into one, which the old version did not reach so."""
        ends: set[str] = set()
        for source, event in self.into.get(state, ()):
            # the event may have gone on to a state between, which the old version had not
            now = self.after.get((source, event)) or self.between.get(event, set())
            ends |= now - (self.before[source, event] - {state}) - {source}
        return ends


def _splits(
    old: Workflow, new: Workflow, added: list[str], removed: list[str]
) -> Iterator[tuple[str, tuple[str, ...]]]:
    fresh = set(added)
    taken: set[str] = set()
    ways = _Ways(old, new, added)
    for state in old.names if added else ():
        ends = ways.ends(state)
        apart = ends - {state}
        several = 2
        stays = state in ends or state in removed
        if len(ends) >= several and stays and apart <= fresh - taken:
            taken |= apart
            yield state, tuple(s for s in new.names if s in ends)


def _merges(
    old: Workflow, new: Workflow, removed: list[str], added: list[str]
) -> Iterator[tuple[str, tuple[str, ...]]]:
    into: dict[str, list[str]] = {}
    ways = _Ways(old, new, added)
    for state in removed:
        ends = ways.ends(state)
        if len(ends) == 1:
            into.setdefault(ends.pop(), []).append(state)
    for end, parts in into.items():
        if end in old.names:
            yield end, tuple(s for s in old.names if s in parts or s == end)
        elif len(parts) > 1:
            yield end, tuple(parts)


def _renamed(
    old: Workflow, new: Workflow, removed: Iterable[str], added: Iterable[str]
) -> dict[str, str]:
    """New name → old name: the most alike first, each state once."""
    states = set(old.names) & set(new.names)
    events = set(old.events) & set(new.events)
    were = {s: _neighbourhood(old, s, states, events) for s in removed}
    are = {s: _neighbourhood(new, s, states, events) for s in added}
    scores = [
        (_likeness(ways, others), difflib.SequenceMatcher(None, was, now).ratio(), was, now)
        for was, ways in were.items()
        for now, others in are.items()
        if _role(old, was) == _role(new, now)
    ]
    found: dict[str, str] = {}
    for score, _, was, now in sorted(scores, key=lambda s: (-s[0], -s[1])):
        if score >= ALIKE and now not in found and was not in found.values():
            found[now] = was
    return found


def _neighbourhood(
    workflow: Workflow, state: str, states: set[str], events: set[str]
) -> frozenset[_Way]:
    ways: set[_Way] = set()
    for step in workflow.steps:
        event = step.event if step.event in events else _UNKNOWN
        for way, here, there in (
            ("in", step.target, step.source),
            ("out", step.source, step.target),
        ):
            if here == state:
                end = "self" if there == state else there
                known = end in states or end in ("", "self")
                ways.add((way, end if known else _UNKNOWN, event))
    return frozenset(ways)


def _likeness(one: frozenset[_Way], other: frozenset[_Way]) -> float:
    return len(one & other) / len(one | other) if one | other else 0.0


def _role(workflow: Workflow, state: str) -> tuple[bool, bool]:
    return state in workflow.initial, state in workflow.terminal


def _renamed_events(old: Workflow, new: Workflow, states: Mapping[str, str]) -> dict[str, str]:
    """New name → old name of events that drive the same steps."""
    gone = [e for e in old.events if e not in new.events]
    came = [e for e in new.events if e not in old.events]
    scores = []
    for was in gone:
        ways = frozenset(("", t.source, t.target) for t in old.steps if t.event == was)
        ways |= frozenset(("ignored", i.state, "") for i in old.ignored if i.event == was)
        for now in came:
            others = frozenset(
                ("", states.get(t.source, t.source), states.get(t.target, t.target))
                for t in new.steps
                if t.event == now
            )
            others |= frozenset(
                ("ignored", states.get(i.state, i.state), "") for i in new.ignored if i.event == now
            )
            likeness = _likeness(ways, others)
            scores.append((likeness, difflib.SequenceMatcher(None, was, now).ratio(), was, now))
    found: dict[str, str] = {}
    for score, _, was, now in sorted(scores, key=lambda s: (-s[0], -s[1])):
        if score >= ALIKE and now not in found and was not in found.values():
            found[now] = was
    return found
