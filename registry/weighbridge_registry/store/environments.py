"""Environments, in the order of their path."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select, update

from weighbridge_registry.errors import NoSuchEnvironmentError, PathOfEnvironmentsError
from weighbridge_registry.store.once import insert_new
from weighbridge_registry.store.records import Environment
from weighbridge_registry.store.tables import environments

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection, Select


class Environments:
    """The places where releases run."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, name: str) -> Environment:
        """One environment."""
        return self._one(name, _ENVIRONMENTS)

    def hold(self, name: str) -> Environment:
        """One environment, whose turn is taken until the transaction ends.

        What is decided of it is decided on all that was deployed to it before, and on nothing that
        is being deployed at the same time.
        """
        return self._one(name, _ENVIRONMENTS.with_for_update())

    def all(self) -> tuple[Environment, ...]:
        """Every environment, each after the one that lies before it on its path."""
        query = _ENVIRONMENTS.order_by(environments.c.created_at, environments.c.name)
        rows = self._connection.execute(query).mappings().all()
        inner: dict[str | None, list[Environment]] = {}
        for row in rows:
            inner.setdefault(row["after"], []).append(_read(row))
        found: list[Environment] = []
        ahead = list(reversed(inner.get(None, [])))
        while ahead:
            found.append(here := ahead.pop())
            ahead.extend(reversed(inner.get(here.name, [])))
        return tuple(found)

    def before(self, name: str) -> tuple[str, ...]:
        """The environments before one on its path, nearest last."""
        after = {e.name: e.after for e in self.all()}
        found: list[str] = []
        here = after.get(name)
        while here is not None:
            found.append(here)
            here = after.get(here)
        return tuple(reversed(found))

    def put(self, environment: Environment, *, now: datetime) -> bool:
        """Keep an environment, new or with new facts about it; says whether it is new."""
        if environment.after is not None:
            self._check_path(environment.name, environment.after)
        facts = {
            "after": environment.after,
            "gates": list(environment.gates),
            "limits": dict(environment.limits),
            "waves": [list(wave) for wave in environment.waves],
            "production": environment.production,
        }
        here = environments.c.name == environment.name
        if self._connection.execute(update(environments).where(here).values(facts)).rowcount:
            return False
        row = {"name": environment.name, "created_at": now, **facts}
        return insert_new(self._connection, environments, row)

    def _check_path(self, name: str, after: str) -> None:
        # One change of the path at a time, else two could each be fine and both make a circle.
        self._connection.execute(select(environments.c.name).with_for_update())
        if name == after:
            raise PathOfEnvironmentsError(name, after)
        self.get(after)
        if name in self.before(after):
            raise PathOfEnvironmentsError(name, after)

    def _one(self, name: str, query: Select[Any]) -> Environment:
        row = self._connection.execute(query.where(environments.c.name == name)).mappings().first()
        if row:
            return _read(row)
        raise NoSuchEnvironmentError(name, tuple(e.name for e in self.all()))


def _read(row: Any) -> Environment:
    waves = tuple((name, before) for name, before in row["waves"])
    return Environment(**dict(row) | {"gates": tuple(row["gates"]), "waves": waves})


_ENVIRONMENTS: Select[Any] = select(
    environments.c.name,
    environments.c.after,
    environments.c.gates,
    environments.c.limits,
    environments.c.waves,
    environments.c.production,
)
