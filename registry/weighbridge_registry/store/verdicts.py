"""Verdicts that were computed once, and can be computed again."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from weighbridge_registry.store.once import insert_once
from weighbridge_registry.store.tables import hits, verdicts

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


class Verdicts:
    """The cache of verdicts, each as the JSON of its report, and of whom their findings hit."""

    def __init__(self, connection: Connection, *, writes: bool) -> None:
        self._connection = connection
        self._writes = writes
        #: what was found by a store that may not write, for one that may
        self.derived: dict[Weighed, bytes] = {}
        self.derived_hits: dict[tuple[Weighed, str], bytes] = {}

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
        others.derived, others.derived_hits = {}, {}


def _key(columns: Any, weighed: Weighed) -> list[ColumnElement[bool]]:
    return [columns[name] == value for name, value in asdict(weighed).items()]
