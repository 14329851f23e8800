"""Verdicts that were computed once, and can be computed again."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from weighbridge_registry.store.once import insert_once
from weighbridge_registry.store.tables import hits, lints, verdicts

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import ColumnElement, Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """Which two contents were weighed, and how; and by what, since a better engine may differ."""

    old: str
    new: str
    posture: str
    mode: str
    engine: str
    #: the day on which it holds; empty where it holds on any
    day: str = ""


class Verdicts:
    """The cache of verdicts, each as the JSON of its report, and of whom their findings hit."""

    def __init__(self, connection: Connection, *, writes: bool) -> None:
        self._connection = connection
        self._writes = writes
        #: what was found by a store that may not write, for one that may
        self.derived: dict[Weighed, bytes] = {}
        self.derived_hits: dict[tuple[Weighed, str], bytes] = {}
        self.derived_lints: dict[tuple[str, str], bytes] = {}

    def knows(self, weighed: Weighed) -> bool:
        """Whether a verdict is known."""
        if weighed in self.derived:
            return True
        query = select(verdicts.c.old).where(*_key(verdicts.c, weighed))
        return self._connection.scalar(query) is not None

    def find(self, weighed: Weighed) -> bytes | None:
        """A verdict, if it is known."""
        if weighed in self.derived:
            return self.derived[weighed]
        query = select(verdicts.c.value).where(*_key(verdicts.c, weighed))
        return self._connection.scalar(query)

    def keep(self, weighed: Weighed, value: bytes) -> None:
        """Know a verdict from now on."""
        self.derived[weighed] = value
        if self._writes:
            self.adopt(self)

    def find_hits(self, weighed: Weighed, pacts: Iterable[str]) -> dict[str, bytes]:
        """Which findings of a verdict hit those who rely on these pacts, as far as it is known."""
        wanted = sorted(set(pacts))
        query = select(hits.c.pact, hits.c.value).where(
            *_key(hits.c, weighed), hits.c.pact.in_(wanted)
        )
        found = {row.pact: row.value for row in self._connection.execute(query)}
        new = {pact: self.derived_hits.get((weighed, pact)) for pact in wanted}
        return found | {pact: value for pact, value in new.items() if value is not None}

    def keep_hits(self, weighed: Weighed, values: dict[str, bytes]) -> None:
        """Know from now on whom a verdict hits."""
        self.derived_hits |= {(weighed, pact): value for pact, value in values.items()}
        if self._writes:
            self.adopt(self)

    def find_lint(self, digest: str, engine: str) -> bytes | None:
        """What lint has to tell of a document with its card, if it is known."""
        if (digest, engine) in self.derived_lints:
            return self.derived_lints[digest, engine]
        query = select(lints.c.value).where(lints.c.digest == digest, lints.c.engine == engine)
        return self._connection.scalar(query)

    def keep_lint(self, digest: str, engine: str, value: bytes) -> None:
        """Know from now on what lint has to tell."""
        self.derived_lints[digest, engine] = value
        if self._writes:
            self.adopt(self)

    @property
    def fresh(self) -> bool:
        """Whether something was derived that is not kept yet."""
        return bool(self.derived or self.derived_hits or self.derived_lints)

    def adopt(self, others: Verdicts) -> None:
        """Keep what was derived."""
        rows: list[dict[str, Any]] = [
            asdict(weighed) | {"value": value} for weighed, value in others.derived.items()
        ]
        insert_once(self._connection, verdicts, rows)
        rows = [
            asdict(weighed) | {"pact": pact, "value": value}
            for (weighed, pact), value in others.derived_hits.items()
        ]
        insert_once(self._connection, hits, rows)
        rows = [
            {"digest": digest, "engine": engine, "value": value}
            for (digest, engine), value in others.derived_lints.items()
        ]
        insert_once(self._connection, lints, rows)
        others.derived, others.derived_hits, others.derived_lints = {}, {}, {}


def _key(columns: Any, weighed: Weighed) -> list[ColumnElement[bool]]:
    return [columns[name] == value for name, value in asdict(weighed).items()]
