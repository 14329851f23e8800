"""What lint has to tell of a version that was published, once for each content."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from weighbridge_checks.facts import Format, UnreadableContractError
from weighbridge_checks.facts.formats.errors import CannotOpenError
from weighbridge_checks.facts.outline import outlined
from weighbridge_checks.verdicts.finding import Severity
from weighbridge_checks.verdicts.standards import LINTED
from weighbridge_checks.verdicts.standards.ignoring import IGNORE, STABILITY, marks_in
from weighbridge_checks.verdicts.standards.judging import Bench, Case, judged
from weighbridge_checks.verdicts.standards.subject import Card, Subject
from weighbridge_registry.canonical import written
from weighbridge_registry.weighing import card_in, engine, stored

if TYPE_CHECKING:
    from weighbridge_registry.store import Store
    from weighbridge_registry.store.records import Version

_MARKS = tuple(word.encode() for word in (IGNORE, *STABILITY))
#: what lint has standards for; the others were judged when they were read
_LINTED = frozenset({Format.OPENAPI, Format.ASYNCAPI, Format.JSON_SCHEMA})


def lint_errors(store: Store, version: Version) -> tuple[str, ...]:
    """The errors that lint has to tell of a version with its card: rule and place of each."""
    if version.format not in _LINTED:
        return ()
    digest = stored(store, version).digest
    known = store.verdicts.find_lint(digest, engine())
    if known is None:
        known = written(list(_errors(store, version)))
        store.verdicts.keep_lint(digest, engine(), known)
    return tuple(json.loads(known))


def _errors(store: Store, version: Version) -> tuple[str, ...]:
    contents = store.versions.contents(version)
    folder = version.root[: version.root.rfind("/") + 1]

    def neighbour(path: str) -> bytes:
        if folder + path not in contents:
            raise CannotOpenError(path, "it was not published with the contract")
        return contents[folder + path]

    try:
        outline = outlined(contents[version.root], name=version.root, open=neighbour)
    except UnreadableContractError as error:
        return (f"it can not be read: {error}",)
    held = card_in(store.cards.find(version))
    marked = any(word in data for data in contents.values() for word in _MARKS)
    case = Case(
        subject=Subject(
            name=f"{version.subject}@{version.label}",
            outline=outline,
            card=None if held is None else Card(value=held.value, locate=held.locate),
        ),
        marks=marks_in(outline, mentioned=marked),
    )
    known = frozenset(name for s in LINTED.values() for name in (s.id, s.slug, *s.also))
    bench = Bench(standards=LINTED, known=known)
    return tuple(
        f"{remark.rule} at {remark.source.file}:{remark.source.line}"
        for remark in judged([case], bench)
        if remark.severity is Severity.ERROR and remark.ignored is None
    )
