"""How two versions of a workflow differ, in the words of who works with it.

States and steps are matched by their names. What the names do not tell is looked for in the
neighbourhood: a state that is gone and a new one with the same ways in and out are one state under
another name; a state whose ways in now end in several states was split.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from weighbridge_checks.facts.change import Action, Change, Kind, Place
from weighbridge_checks.facts.workflow import BEFORE
from weighbridge_checks.facts.workflow_matching import Match, match

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from weighbridge_checks.facts.workflow import State, Transition, Workflow

#: a step by its ends and its event, with the old names of states and events
Key = tuple[str, str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """One change of a workflow, and the steps of either version that it is about."""

    change: Change
    #: steps of the old version that the new one has not
    lost: tuple[Transition, ...] = ()
    #: steps of the new version that the old one has not
    gained: tuple[Transition, ...] = ()
    #: the states of the old version whose meaning it touches
    states: tuple[str, ...] = ()


def shifts(old: Workflow, new: Workflow) -> tuple[Shift, ...]:
    """Every difference, states first, then steps, then what is said about them."""
    return tuple(_Comparison(old, new, match(old, new)).shifts())


@dataclass(slots=True)
class _Comparison:
    old: Workflow
    new: Workflow
    match: Match
    #: the steps that differ and that no change has told of yet
    lost: dict[Key, list[Transition]] = field(default_factory=dict)
    gained: dict[Key, list[Transition]] = field(default_factory=dict)
    #: all steps of the one version that the other has not, told of or not
    gone: dict[Key, list[Transition]] = field(default_factory=dict)
    fresh: dict[Key, list[Transition]] = field(default_factory=dict)
    #: the steps of both versions whose guards differ
    guarded: dict[Key, tuple[list[Transition], list[Transition]]] = field(default_factory=dict)
    actors: dict[Key, tuple[list[Transition], list[Transition]]] = field(default_factory=dict)

    def shifts(self) -> Iterator[Shift]:
        """All changes; each takes the steps that it tells of away from the later ones."""
        self._sort_out()
        yield from self._renamed_events()
        yield from self._renamed_states()
        yield from self._splits()
        yield from self._merges()
        yield from self._removed_states()
        yield from self._endings()
        yield from self._beginnings()
        yield from self._added_states()
        yield from self._moved()
        yield from self._stayed()
        yield from self._removed_steps()
        yield from self._added_steps()
        yield from self._guards()
        yield from self._actors()
        yield from self._ignored()
        yield from self._words()

    # -- which steps differ

    def _sort_out(self) -> None:
        before = _grouped(self.old.steps, lambda t: (t.source, t.event, t.target))
        after = _grouped(self.new.steps, self._key)
        self.lost = {k: v for k, v in before.items() if k not in after}
        self.gained = {k: v for k, v in after.items() if k not in before}
        self.gone, self.fresh = dict(self.lost), dict(self.gained)
        for key in before.keys() & after.keys():
            pair = before[key], after[key]
            if _guards(pair[0]) != _guards(pair[1]):
                self.guarded[key] = pair
            if _actors(pair[0]) != _actors(pair[1]):
                self.actors[key] = pair

    def _key(self, step: Transition) -> Key:
        """A step of the new version with the old names."""
        return (
            self.match.was(step.source),
            self.match.event_was(step.event),
            self.match.was(step.target),
        )

    def _take(self, keys: Iterable[Key], pool: dict[Key, list[Transition]]) -> list[Transition]:
        """The steps of some keys, which are told of by that."""
        return [t for key in list(keys) for t in pool.pop(key, ())]

    # -- states and events

    def _renamed_events(self) -> Iterator[Shift]:
        for new, old in self.match.events.items():
            lost = [t for t in self.old.steps if t.event == old]
            gained = [t for t in self.new.steps if t.event == new]
            yield Shift(
                change=Change(
                    action=Action.CHANGED,
                    kind=Kind.EVENT,
                    attribute="name",
                    path=("events", old),
                    before=old,
                    after=new,
                    old=_place(lost),
                    new=_place(gained),
                ),
                lost=tuple(lost),
                gained=tuple(gained),
            )

    def _renamed_states(self) -> Iterator[Shift]:
        for new, old in self.match.states.items():
            yield Shift(
                change=self._of_state(old, new, Action.CHANGED, "name", old, new),
                lost=_around(self.old, old),
                gained=_around(self.new, new),
                states=(old,),
            )

    def _splits(self) -> Iterator[Shift]:
        for old, parts in self.match.splits.items():
            ways = [k for k in self.lost if k[2] == old]
            apart = {p for p in parts if p != old}
            lost = (
                self._take([k for k in self.lost if old in (k[0], k[2])], self.lost)
                if (old not in parts)
                else self._take(ways, self.lost)
            )
            gained = self._take([k for k in self.gained if {k[0], k[2]} & apart], self.gained)
            # the way into the state that stayed is narrower by what goes to the others
            for key in [k for k in self.guarded if k[2] == old]:
                before, after = self.guarded.pop(key)
                lost += before
                gained += after
            yield Shift(
                change=self._of_state(old, parts[0], Action.CHANGED, "split", old, list(parts)),
                lost=tuple(lost),
                gained=tuple(gained),
                states=(old,),
            )

    def _merges(self) -> Iterator[Shift]:
        for new, parts in self.match.merges.items():
            gone = {p for p in parts if p != new}
            lost = self._take([k for k in self.lost if {k[0], k[2]} & gone], self.lost)
            ways = {(k.source, k.event) for k in lost}
            gained = self._take(
                [k for k in self.gained if k[0] == new or (k[2] == new and k[:2] in ways)],
                self.gained,
            )
            yield Shift(
                change=self._of_state(parts[0], new, Action.CHANGED, "merged", list(parts), new),
                lost=tuple(lost),
                gained=tuple(gained),
                states=tuple(parts),
            )

    def _removed_states(self) -> Iterator[Shift]:
        for name in self.match.removed:
            ways = [k for k in self.gone if name in (k[0], k[2])]
            self._take(ways, self.lost)
            # a step between two states that are gone is lost with either
            lost = [t for key in ways for t in self.gone[key]]
            state = self.old.state(name)
            yield Shift(
                change=Change(
                    action=Action.REMOVED,
                    kind=Kind.STATE,
                    path=("states", name),
                    before=_ways(lost),
                    old=Place("", state.pointer if state else "/states"),
                    new=Place("", "/states"),
                ),
                lost=tuple(lost),
                states=(name,),
            )

    def _added_states(self) -> Iterator[Shift]:
        for name in self.match.added:
            gained = self._take([k for k in self.gained if name in (k[0], k[2])], self.gained)
            both = _around(self.new, name)
            state = self.new.state(name)
            yield Shift(
                change=Change(
                    action=Action.ADDED,
                    kind=Kind.STATE,
                    path=("states", name),
                    after=_ways(gained),
                    old=Place("", "/states"),
                    new=Place("", state.pointer if state else "/states"),
                ),
                gained=both,
                states=(name,),
            )

    def _endings(self) -> Iterator[Shift]:
        """States that became terminal, or no longer are."""
        for old in self.old.names:
            new = self.match.now(old)
            was, is_ = old in self.old.terminal, new in self.new.terminal
            if new is None or was is is_:
                continue
            lost = [k for k in self.gone if k[0] == old] if is_ else []
            gained = [] if is_ else [k for k in self.fresh if k[0] == old]
            self._take(lost, self.lost)
            self._take(gained, self.gained)
            yield Shift(
                change=self._of_state(old, new, Action.CHANGED, "terminal", was, is_),
                lost=tuple(t for k in lost for t in self.gone[k]),
                gained=tuple(t for k in gained for t in self.fresh[k]),
                states=(old,),
            )

    def _beginnings(self) -> Iterator[Shift]:
        """Entities begin in other states than before."""
        before = list(self.old.initial)
        after = [self.match.was(s) for s in self.new.initial]
        lost = [k for k in self.lost if k[0] == BEFORE]
        gained = [k for k in self.gained if k[0] == BEFORE]
        moved = {k[1] for k in lost} & {k[1] for k in gained}
        joined = set(before) ^ set(after)
        if not joined and not moved:
            return
        lost = [k for k in lost if k[1] in moved or k[2] in joined]
        gained = [k for k in gained if k[1] in moved or k[2] in joined]
        yield Shift(
            change=Change(
                action=Action.CHANGED,
                kind=Kind.WORKFLOW,
                attribute="initial",
                path=("initial",),
                before=_starts(self.old),
                after=_starts(self.new),
                old=Place("", "/initial" if joined else "/creation_events"),
                new=Place("", "/initial" if joined else "/creation_events"),
            ),
            lost=tuple(self._take(lost, self.lost)),
            gained=tuple(self._take(gained, self.gained)),
            states=tuple(before),
        )

    # -- steps

    def _moved(self) -> Iterator[Shift]:
        parts = (("target", 2), ("event", 1), ("source", 0))
        near: dict[tuple[int, str, str], list[Key]] = {}
        for key in self.fresh:
            for _, index in parts:
                near.setdefault(_without(index, key), []).append(key)
        for key in list(self.lost):
            for attribute, index in parts:
                found = near.get(_without(index, key))
                if not found:
                    continue
                # one of which nothing was told yet goes before the others
                other = next((k for k in found if k in self.gained), found[0])
                lost, gained = self.lost.pop(key), self.fresh[other]
                self.gained.pop(other, None)
                yield Shift(
                    change=self._of_step(key, lost, gained, attribute, key[index], other[index]),
                    lost=tuple(lost),
                    gained=tuple(gained),
                    states=(key[0], key[2]),
                )
                break

    def _stayed(self) -> Iterator[Shift]:
        """Steps in whose place the event is only ignored: it led on, and now changes nothing."""
        ignored = {
            (self.match.was(i.state), self.match.event_was(i.event)): i for i in self.new.ignored
        }
        for key in list(self.lost):
            one = ignored.get(key[:2])
            if one is None:
                continue
            lost = self.lost.pop(key)
            change = self._of_step(key, lost, [], "target", key[2], key[0])
            yield Shift(
                change=change._replace(new=Place("", one.pointer)),
                lost=tuple(lost),
                states=(key[0], key[2]),
            )

    def _removed_steps(self) -> Iterator[Shift]:
        for key in list(self.lost):
            lost = self.lost.pop(key)
            yield Shift(
                change=Change(
                    action=Action.REMOVED,
                    kind=Kind.TRANSITION,
                    path=("transitions", *key),
                    before=_guards(lost),
                    old=_place(lost),
                    new=Place("", "/transitions"),
                ),
                lost=tuple(lost),
                states=(key[0],),
            )

    def _added_steps(self) -> Iterator[Shift]:
        for key in list(self.gained):
            gained = self.gained.pop(key)
            yield Shift(
                change=Change(
                    action=Action.ADDED,
                    kind=Kind.TRANSITION,
                    path=("transitions", *key),
                    after=_guards(gained),
                    old=Place("", "/transitions"),
                    new=_place(gained),
                ),
                gained=tuple(gained),
                states=(key[0],),
            )

    def _guards(self) -> Iterator[Shift]:
        for key, (before, after) in sorted(self.guarded.items()):
            yield Shift(
                change=self._of_step(key, before, after, "guard", _guards(before), _guards(after)),
                lost=tuple(before),
                gained=tuple(after),
                states=(key[0],),
            )

    def _actors(self) -> Iterator[Shift]:
        for key, (before, after) in sorted(self.actors.items()):
            yield Shift(
                change=self._of_step(key, before, after, "actor", _actors(before), _actors(after)),
                lost=tuple(before),
                gained=tuple(after),
                states=(key[0],),
            )

    def _ignored(self) -> Iterator[Shift]:
        before = {(i.state, i.event): i for i in self.old.ignored}
        after = {
            (self.match.was(i.state), self.match.event_was(i.event)): i for i in self.new.ignored
        }
        for key, one in before.items():
            if key not in after and self.match.now(key[0]) is not None:
                yield self._of_ignored(Action.REMOVED, key, one.pointer, "/ignore")
        for key, one in after.items():
            if key not in before and key[0] in self.old.names:
                yield self._of_ignored(Action.ADDED, key, "/ignore", one.pointer)

    def _of_ignored(self, action: Action, key: tuple[str, str], old: str, new: str) -> Shift:
        return Shift(
            change=Change(
                action=action,
                kind=Kind.IGNORED,
                path=("ignore", *key),
                old=Place("", old),
                new=Place("", new),
            ),
            states=(key[0],),
        )

    # -- what is said about it

    def _words(self) -> Iterator[Shift]:
        for attribute in ("entity", "key", "title", "description", "owners"):
            before, after = getattr(self.old, attribute), getattr(self.new, attribute)
            if before != after:
                yield _of_workflow(attribute, before, after)
        before, after = self.old.derived_from, self.new.derived_from
        if before != after:
            yield _of_workflow("derived_from", before, after)
        was, now = _parties(self.old), _parties(self.new)
        if was != now:
            # only those that differ: the others are not what is told
            gone, came = ([p for p in a if p not in b] for a, b in ((was, now), (now, was)))
            yield _of_workflow("parties", gone, came)
        for old in self.old.names:
            new = self.match.now(old)
            one = self.old.state(old)
            other = self.new.state(new) if new is not None else None
            if new is None or one is None or other is None:
                continue
            for attribute in ("sla", "kind", "owner_system", "description"):
                was_, now_ = getattr(one, attribute), getattr(other, attribute)
                over = attribute == "sla" and new in self.new.terminal
                if was_ != now_ and not over:
                    change = self._of_state(old, new, Action.CHANGED, attribute, was_, now_)
                    yield Shift(change=change, states=(old,))

    def _of_state(
        self, old: str, new: str, action: Action, attribute: str, before: Any, after: Any
    ) -> Change:
        one, other = self.old.state(old), self.new.state(new)
        return Change(
            action=action,
            kind=Kind.STATE,
            attribute=attribute,
            path=("states", old),
            before=before,
            after=after,
            old=Place("", _at(one, attribute)),
            new=Place("", _at(other, attribute)),
        )

    def _of_step(
        self,
        key: Key,
        old: list[Transition],
        new: list[Transition],
        attribute: str,
        before: Any,
        after: Any,
    ) -> Change:
        return Change(
            action=Action.CHANGED,
            kind=Kind.TRANSITION,
            attribute=attribute,
            path=("transitions", *key),
            before=before,
            after=after,
            old=_place(old),
            new=_place(new),
        )


def _grouped(steps: Iterable[Transition], key: Any) -> dict[Key, list[Transition]]:
    found: dict[Key, list[Transition]] = {}
    for step in steps:
        found.setdefault(key(step), []).append(step)
    return found


def _without(index: int, key: Key) -> tuple[int, str, str]:
    """A key without one of its parts, by which keys are told that differ in that part alone."""
    rest = [part for i, part in enumerate(key) if i != index]
    return index, rest[0], rest[1]


def _around(workflow: Workflow, state: str) -> tuple[Transition, ...]:
    return tuple(t for t in workflow.steps if state in (t.source, t.target))


def _guards(steps: Iterable[Transition]) -> list[str]:
    """The guards of parallel steps; no text where one has none."""
    return sorted({t.guard for t in steps})


def _actors(steps: Iterable[Transition]) -> list[str]:
    return sorted({a for t in steps for a in t.actors})


def _ways(steps: Iterable[Transition]) -> list[str]:
    """Steps as people write them."""
    return [f"{t.source or 'new'} > {t.target} on {t.event}" for t in steps]


def _starts(workflow: Workflow) -> dict[str, Any]:
    return {
        "initial": list(workflow.initial),
        "creation_events": {t.event: t.target for t in workflow.creations},
    }


def _parties(workflow: Workflow) -> list[dict[str, Any]]:
    return [
        {
            "system": p.system,
            "role": str(p.role),
            "posture": str(p.posture),
            "commands": list(p.commands),
            "relies_on": list(p.relies_on),
        }
        for p in workflow.parties
    ]


def _place(steps: list[Transition]) -> Place:
    return Place("", steps[0].pointer if steps else "/transitions")


def _at(state: State | None, attribute: str) -> str:
    if attribute == "terminal":
        return "/terminal"
    if state is None:
        return "/states"
    return f"{state.pointer}/{attribute if attribute in _OWN else 'name'}"


_OWN = frozenset({"sla", "kind", "owner_system", "description"})


def _of_workflow(attribute: str, before: Any, after: Any) -> Shift:
    place = Place("", f"/{attribute}")
    return Shift(
        change=Change(
            action=Action.CHANGED,
            kind=Kind.WORKFLOW,
            attribute=attribute,
            path=(attribute,),
            before=dict(before) if attribute == "owners" else before,
            after=dict(after) if attribute == "owners" else after,
            old=place,
            new=place,
        )
    )
