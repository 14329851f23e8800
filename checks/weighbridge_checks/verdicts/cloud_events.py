"""What CloudEvents asks of names: data that old readers can not read has a schema of a new name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from weighbridge_checks.facts.change import Action, Change, Kind
from weighbridge_checks.facts.schema import reduced
from weighbridge_checks.facts.view import allowed, view
from weighbridge_checks.verdicts.finding import Result

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from weighbridge_checks.facts.model import Element
    from weighbridge_checks.verdicts.finding import Finding

    #: an operation by its name in the old document: as it was, and as it is
    Versions = Callable[[str], tuple[Element, Element] | None]

#: how the attributes of an event are called where they travel in headers
IN_HEADERS = ("ce_", "ce-", "cloudEvents:", "cloudEvents_")
#: where a message stands in a path: the operation, the word, its name
_MESSAGE = 3
NAME = "dataschema"


def kept_names(findings: Iterable[Finding], versions: Versions) -> Iterator[Change]:
    """A change for each event whose data broke its readers, while its schema's name stayed."""
    told = set()
    for finding in findings:
        path = finding.change.path
        if finding.evidence.result is not Result.REFUTED or path[1:2] != ("message",):
            continue
        for label in finding.change.operations or path[:1]:
            pair = versions(label)
            for was, now in _messages(pair, path[_MESSAGE - 1]) if pair else ():
                here = (label, *path[1:_MESSAGE])
                kept = _names(was, path[_MESSAGE:])
                if here in told or not kept or kept != _names(now, path[_MESSAGE:]):
                    continue
                told.add(here)
                yield Change(
                    action=Action.CHANGED,
                    kind=Kind.MESSAGE,
                    attribute=NAME,
                    path=here,
                    direction=now.direction,
                    operations=(label,),
                    before=sorted(kept),
                    after=sorted(kept),
                    old=was.place,
                    new=now.place,
                )


def _messages(pair: tuple[Element, Element], name: str) -> Iterator[tuple[Element, Element]]:
    """A message by its old name, as it was and as it is."""
    old, new = ([c for c in e.children if c.kind is Kind.MESSAGE] for e in pair)
    for was in old:
        if was.steps[-1] != name:
            continue
        alike = [c for c in new if c.key == was.key]
        alike += [c for c in new if set(c.names) & set(was.names)]
        yield from ((was, now) for now in alike[:1])


def _names(message: Element, steps: tuple[str, ...]) -> frozenset[str]:
    """The names that an event gives the schema of the part in which it broke."""
    if steps[:1] == ("data",) and message.schema is not None:
        return _values(message, (NAME,))
    if steps[:1] == ("headers",):
        return frozenset()
    headers = [c for c in message.children if c.key == "headers" and c.schema is not None]
    return (
        _values(headers[0], [f"{prefix}{NAME}" for prefix in IN_HEADERS])
        if headers
        else (frozenset())
    )


def _values(holder: Element, wanted: Iterable[str]) -> frozenset[str]:
    if holder.schema is None:
        return frozenset()
    declared = view(reduced((holder.schema,))).properties
    for name in wanted:
        conj = declared.get(name)
        values = allowed(view(conj)) if conj else None
        if values:
            return frozenset(str(v) for _, v in values.values())
    return frozenset()
