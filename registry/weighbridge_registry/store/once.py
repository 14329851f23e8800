"""Inserting what may be there already."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy.dialects import postgresql, sqlite

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection, Table


def insert_new(connection: Connection, table: Table, row: dict[str, Any]) -> bool:
    """Insert a row unless its key is taken; says whether it was free."""
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    # Asked for by its key, since a count of rows is not what every driver gives.
    insert = dialect.insert(table).on_conflict_do_nothing().returning(*table.primary_key)
    return connection.execute(insert, row).first() is not None


def insert_once(connection: Connection, table: Table, rows: Sequence[dict[str, Any]]) -> None:
    """Insert rows; those whose key is taken stay as they are."""
    if not rows:
        return
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    connection.execute(dialect.insert(table).on_conflict_do_nothing(), list(rows))
