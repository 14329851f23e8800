"""A workflow, or what differs between two versions of one, as a picture: Mermaid or SVG."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from weighbridge_checks.facts.workflow import BEFORE
from weighbridge_checks.facts.workflow_matching import Match, match
from weighbridge_checks.report.plain import printable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from weighbridge_checks.facts.workflow import Transition, Workflow


class Mark(StrEnum):
    """What became of a part, told by a sign, a word and a kind of line, never by colour alone."""

    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"

    @property
    def sign(self) -> str:
        """What stands before the words of a part."""
        return {"same": "", "added": "+ ", "removed": "\N{MINUS SIGN} ", "changed": "~ "}[
            self.value
        ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A state as it is drawn."""

    name: str
    mark: Mark = Mark.SAME
    terminal: bool = False
    #: what else is to be said below the name
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrow:
    """All steps from one state to another, each with its words."""

    source: str
    target: str
    words: tuple[tuple[Mark, str], ...]

    @property
    def mark(self) -> Mark:
        """What all of its steps have in common."""
        marks = {m for m, _ in self.words}
        return marks.pop() if len(marks) == 1 else Mark.SAME


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """What is drawn."""

    title: str
    description: str
    figures: tuple[Figure, ...]
    arrows: tuple[Arrow, ...]
    #: whether two versions are compared
    compared: bool


def render(new: Workflow, old: Workflow | None, shape: str) -> str:
    """A picture in one form."""
    from weighbridge_checks.report import drawing_mermaid, drawing_svg  # noqa: PLC0415 - they use this

    drawn = picture(new, old)
    return drawing_svg.render(drawn) if shape == "svg" else drawing_mermaid.render(drawn)


def picture(new: Workflow, old: Workflow | None = None) -> Picture:
    """What there is to draw: one version, or a version with what it adds and takes away."""
    found = match(old, new) if old is not None else Match()
    figures = tuple(_figures(new, old, found))
    arrows = tuple(_arrows(new, old, found))
    title = f"{new.title or new.name} {new.version}"
    if old is not None:
        title = f"{new.title or new.name} {old.version} \N{RIGHTWARDS ARROW} {new.version}"
    return Picture(
        title=printable(title),
        description=_description(new, old, figures, arrows),
        figures=figures,
        arrows=arrows,
        compared=old is not None,
    )


def _figures(new: Workflow, old: Workflow | None, found: Match) -> Iterator[Figure]:
    for name in _all_states(new):
        terminal = name in new.terminal
        if old is None:
            yield Figure(name=name, terminal=terminal)
            continue
        was = found.was(name)
        if was not in _all_states(old):
            yield Figure(name=name, mark=Mark.ADDED, terminal=terminal, note="new")
            continue
        notes = []
        if was != name:
            notes.append(f"was {was}")
        if terminal is not (was in old.terminal):
            notes.append("terminal now" if terminal else "no longer terminal")
        if (name in new.initial) is not (was in old.initial):
            notes.append("initial now" if name in new.initial else "no longer initial")
        mark = Mark.CHANGED if notes else Mark.SAME
        yield Figure(name=name, mark=mark, terminal=terminal, note=", ".join(notes))
    if old is not None:
        there = set(_all_states(new))
        for name in _all_states(old):
            if _now(name, found) not in there:
                terminal = name in old.terminal
                yield Figure(name=name, mark=Mark.REMOVED, terminal=terminal, note="gone")


def _arrows(new: Workflow, old: Workflow | None, found: Match) -> Iterator[Arrow]:
    after = {_key(t): _words(t) for t in new.steps}
    before = {} if old is None else {_key(t, found): _words(t) for t in old.steps}
    words: dict[tuple[str, str], list[tuple[Mark, str]]] = {}
    for key, said in after.items():
        mark = Mark.SAME if old is None or key in before else Mark.ADDED
        words.setdefault(key[:2], []).append((mark, said))
    for key, said in before.items():
        if key not in after:
            words.setdefault(key[:2], []).append((Mark.REMOVED, said))
    for (source, target), several in words.items():
        yield Arrow(source=source, target=target, words=tuple(dict.fromkeys(several)))


def _key(step: Transition, found: Match | None = None) -> tuple[str, str, str, str]:
    """A step by the names of the new version."""
    if found is None:
        return step.source, step.target, step.event, step.guard
    return _now(step.source, found), _now(step.target, found), step.event, step.guard


def _now(name: str, found: Match) -> str:
    return next((n for n, was in found.states.items() if was == name), name)


def _words(step: Transition) -> str:
    return f"{step.event} [{step.guard}]" if step.guard else step.event


def _all_states(workflow: Workflow) -> tuple[str, ...]:
    """The listed states, and those that only a step names."""
    ends = (e for t in workflow.steps for e in (t.source, t.target) if e != BEFORE)
    return tuple(dict.fromkeys((*workflow.names, *ends)))


def _description(
    new: Workflow, old: Workflow | None, figures: Iterable[Figure], arrows: Iterable[Arrow]
) -> str:
    """The picture in words, for who does not see it."""
    figures = tuple(figures)
    said = [f"A state machine of {new.entity} with {len(figures)} states."]
    if new.terminal:
        said.append(f"It ends in {', '.join(new.terminal)}.")
    if old is None:
        return printable(" ".join(said))
    for mark, word in ((Mark.ADDED, "New"), (Mark.REMOVED, "Gone"), (Mark.CHANGED, "Changed")):
        names = [f.name for f in figures if f.mark is mark]
        if names:
            said.append(f"{word}: {', '.join(names)}.")
    for mark, word in ((Mark.ADDED, "New steps"), (Mark.REMOVED, "Steps that are gone")):
        steps = [
            f"{a.source or 'creation'} to {a.target} on {words}"
            for a in arrows
            for m, words in a.words
            if m is mark
        ]
        if steps:
            said.append(f"{word}: {'; '.join(steps)}.")
    return printable(" ".join(said))
