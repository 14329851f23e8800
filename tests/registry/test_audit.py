"""The audit log: every write is in it, and whatever is done to it afterwards shows."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from tests.registry.builders import AUTHOR, NOW, V1, environment, offer, put_up, release, run
from weighbridge_registry import audit
from weighbridge_registry.audit import BEGINNING, seal
from weighbridge_registry.deploy import describe_service
from weighbridge_registry.store.records import Entry, Service

if TYPE_CHECKING:
    from weighbridge_registry.store import Database


def chain(count: int) -> list[Entry]:
    """A log as it is written."""
    entries: list[Entry] = []
    for number in range(1, count + 1):
        entry = Entry(
            number=number,
            at=NOW + timedelta(seconds=number),
            actor=f"actor {number % 3}",
            action="publish",
            subject=f"orders {number}",
            payload=f"{number:064x}",
            previous=entries[-1].hash if entries else BEGINNING,
            hash="",
        )
        entries.append(replace(entry, hash=seal(entry)))
    return entries


def head(entries: list[Entry]) -> tuple[int, str]:
    return (entries[-1].number, entries[-1].hash) if entries else (0, BEGINNING)


@given(st.integers(0, 12))
def test_a_log_as_it_was_written_is_intact(count: int) -> None:
    entries = chain(count)
    found = audit.examine(entries, head(entries))
    assert (found.intact, found.entries) == (True, count)


@given(st.integers(1, 12), st.data())
def test_any_altered_field_of_any_entry_is_found_and_named(count: int, data: st.DataObject) -> None:
    entries = chain(count)
    place = data.draw(st.integers(0, count - 1))
    field = data.draw(st.sampled_from([f.name for f in fields(Entry)]))
    value: Any = {
        "number": place + 100,
        "at": NOW,
        "hash": "f" * 64,
        "previous": "e" * 64,
        "payload": "d" * 64,
    }.get(field, "another")
    altered = [*entries]
    altered[place] = replace(entries[place], **{field: value})
    found = audit.examine(altered, head(entries))
    assert (found.intact, found.altered) == (False, place + 1)


@given(st.integers(1, 12), st.data())
def test_an_altered_entry_with_a_hash_made_for_it_is_found_too(
    count: int, data: st.DataObject
) -> None:
    entries = chain(count)
    place = data.draw(st.integers(0, count - 1))
    forged = replace(entries[place], subject="nothing happened")
    altered = [*entries]
    altered[place] = replace(forged, hash=seal(forged))
    found = audit.examine(altered, head(entries))
    assert (found.intact, found.altered) == (False, place + 1)


@given(st.integers(1, 12), st.data())
def test_a_missing_entry_is_found(count: int, data: st.DataObject) -> None:
    entries = chain(count)
    place = data.draw(st.integers(0, count - 1))
    found = audit.examine(entries[:place] + entries[place + 1 :], head(entries))
    assert (found.intact, found.altered) == (False, place + 1)


@given(st.integers(0, 12))
def test_an_entry_past_the_end_is_found(count: int) -> None:
    entries = chain(count + 1)
    found = audit.examine(entries, head(entries[:-1]))
    assert (found.intact, found.altered) == (False, count + 1)


def test_every_write_is_in_the_log(database: Database) -> None:
    put_up(database, offer("1.0.0", V1))
    release(database, "erp", "1", ("orders", "1.0.0"))
    environment(database, "test")
    run(database, "erp", "1", "test")
    with database.reading() as store:
        entries = list(store.audit.all())
        assert audit.verify(store).intact
    assert [(e.action, e.subject, e.actor) for e in entries] == [
        ("publish", "orders 1.0.0", "rosa"),
        ("release", "erp 1", "rosa"),
        ("set-environment", "test", "rosa"),
        ("deploy", "test", "rosa"),
    ]


@pytest.mark.parametrize(
    ("statement", "altered"),
    [
        ("UPDATE audit SET actor = 'nobody' WHERE number = 3", 3),
        ("UPDATE audit SET payload = hash WHERE number = 1", 1),
        ("DELETE FROM audit WHERE number = 2", 2),
        ("DELETE FROM audit WHERE number = 5", 5),
        ("DELETE FROM audit", 1),
        ("UPDATE audit_head SET number = 4", 5),
    ],
)
def test_what_is_done_to_the_rows_shows(database: Database, statement: str, altered: int) -> None:
    with database.writing() as store:
        for number in range(5):
            service = Service(name=f"s{number}", description="", owner="")
            describe_service(store, service, author=AUTHOR)
    with database.writing() as store:
        store.audit._connection.execute(text(statement))  # noqa: SLF001 (as somebody with the password would)
    with database.reading() as store:
        assert audit.verify(store).altered == altered
