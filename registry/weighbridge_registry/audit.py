"""The audit log: who wrote what, each entry chained to the one before, so that a change shows."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from weighbridge_registry.canonical import canonical, digest
from weighbridge_registry.store.records import Entry
from weighbridge_registry.store.tables import stamped

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from weighbridge_registry.store import Store

#: what stands before the first entry
BEGINNING = "0" * 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Author:
    """Who writes, and when."""

    name: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Examination:
    """What came of reading the whole log: how long it is, and the first entry that was touched."""

    entries: int
    #: the number of the first entry that was altered, added or is missing; None where none was
    altered: int | None = None
    reason: str = ""

    @property
    def intact(self) -> bool:
        """Whether the log is as it was written."""
        return self.altered is None


def append(store: Store, author: Author, action: str, subject: str, payload: Any) -> Entry:
    """Add an entry at the end of the log.

    It takes the end of the log for itself until the transaction ends; so it is called last.
    """
    number, last = store.audit.hold()
    entry = Entry(
        number=number + 1,
        at=author.at,
        actor=author.name,
        action=action,
        subject=subject,
        payload=digest(payload),
        previous=last,
        hash="",
    )
    entry = replace(entry, hash=seal(entry))
    store.audit.add(entry)
    return entry


def seal(entry: Entry) -> str:
    """The hash of an entry: over the hash before it, and all that the entry says."""
    said = {
        "number": entry.number,
        "at": stamped(entry.at),
        "actor": entry.actor,
        "action": entry.action,
        "subject": entry.subject,
        "payload": entry.payload,
    }
    return hashlib.sha256(entry.previous.encode() + canonical(said)).hexdigest()


def verify(store: Store) -> Examination:
    """Read the whole log, and name the first entry that is not as it was written."""
    return examine(store.audit.all(), store.audit.head())


def examine(entries: Iterable[Entry], head: tuple[int, str]) -> Examination:
    """Follow a chain of entries to its end, which is known from elsewhere."""
    last, count = BEGINNING, 0
    for entry in entries:
        if fault := _fault(entry, count, last):
            return fault
        last, count = entry.hash, entry.number
    end, sealed = head
    if count < end:
        return _altered(count, count + 1, "the entry is missing")
    if count > end:
        return _altered(count, end + 1, "the entry was added past the end")
    if last != sealed:
        return _altered(count, max(count, 1), "the entry is not the one that was written last")
    return Examination(entries=count)


def _fault(entry: Entry, count: int, last: str) -> Examination | None:
    if entry.number != count + 1:
        return _altered(count, count + 1, "the entry is missing")
    if seal(entry) != entry.hash:
        return _altered(count, entry.number, "the entry does not fit its hash")
    if entry.previous != last:
        # This one is whole and points at another past: the entry before it was rewritten.
        return _altered(count, max(count, 1), "the entry after it was written on another one")
    return None


def _altered(count: int, number: int, reason: str) -> Examination:
    return Examination(entries=count, altered=number, reason=reason)
