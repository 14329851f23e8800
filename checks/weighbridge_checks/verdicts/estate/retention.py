"""VER: whatever can still be replayed can still be read."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from weighbridge_checks.facts.estate.durations import duration
from weighbridge_checks.facts.formats.errors import CannotOpenError, UnreadableContractError
from weighbridge_checks.verdicts.finding import Consumer, Mode, Severity
from weighbridge_checks.verdicts.judge import weigh
from weighbridge_checks.verdicts.seen import Seen, located
from weighbridge_checks.verdicts.standard import standard

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from weighbridge_checks.facts.estate.contract import ContractVersion
    from weighbridge_checks.facts.estate.estate import Estate
    from weighbridge_checks.facts.model import Contract


@standard("VER010", Severity.ERROR)
def retained_events_can_be_read(estate: Estate, today: date) -> Iterator[Seen]:
    """A reader of a new version understands every event that the log still holds.

    Each step from version to version may be harmless, and the sum of two is not: a field that went
    away in 2.0 and came back with another type in 3.0 is no surprise to a reader of 2.0. A consumer
    that starts anew with 3.0 reads from the beginning, and meets the first type. Versions whose
    last event is older than the retention are gone and do not count; those on other topics neither.

    bad:

        # 1.0.0: note is an integer; 2.0.0: there is no note; 3.0.0: note is a string
        retention: 30d

    good:

        # 3.0.0: the new field is called remark
        retention: 30d

    Instead, give the field another name, or wait until the old events have left the log.
    """
    for versions in estate.contract_names.values():
        events = [v for v in versions if v.kind == "event" and v.status != "retired"]
        for index, one in enumerate(events):
            if index and one.status != "deprecated":
                yield from _unreadable(one, events[:index], today)


@standard("VER011", Severity.WARNING)
def publication_of_events_is_dated(estate: Estate, today: date) -> Iterator[Seen]:  # noqa: ARG001 - the shape of a standard
    """A version of events that can be replayed says since when there are such events.

    Without the day nobody knows which versions the log still holds.

    bad:

        kind: event
        version: 1.1.0
        retention: 30d

    good:

        kind: event
        version: 1.1.0
        retention: 30d
        published_at: "2026-06-01"

    Instead, write the day on which the first event of this version was sent.
    """
    for one in estate.contracts:
        dated = "published_at" in one.card or not one.live
        if one.kind == "event" and "retention" in one.card and not dated:
            yield Seen(
                message=f"{one.name} keeps events for {one.card['retention']}, and has no day",
                subject=one.name,
                at=one.file.locate("/retention"),
            )


def retained(
    earlier: Sequence[ContractVersion], one: ContractVersion, today: date
) -> tuple[ContractVersion, ...]:
    """The earlier versions whose events the log holds on a day, or when a version begins.

    The last event of a version was sent when the next one was published. A version without a day,
    or without a successor that has one, counts: not to know is not to be safe.
    """
    begins = max(_published(one) or today, today)
    found = []
    for index, version in enumerate(earlier):
        following = earlier[index + 1] if index + 1 < len(earlier) else one
        last = _published(following)
        kept = version.card.get("retention", one.card.get("retention"))
        if kept is None or last is None or last + duration(kept).delta >= begins:
            found.append(version)
    return tuple(found)


def _published(one: ContractVersion) -> date | None:
    said = one.card.get("published_at")
    return None if said is None else date.fromisoformat(said)


def _unreadable(
    one: ContractVersion, earlier: Sequence[ContractVersion], today: date
) -> Iterator[Seen]:
    told = set()
    for version in retained(earlier, one, today):
        try:
            old, new = version.contract, one.contract
        except (UnreadableContractError, CannotOpenError):
            return  # who reads the documents tells of it
        if not topics(old) & topics(new):
            continue
        # a reader by the new document, of what was written by the old one
        verdict = weigh(old, new, mode=Mode.FORWARD)
        for finding in verdict.standing(Severity.ERROR):
            place = (version.version, finding.rule, finding.new)
            if place in told:
                continue  # one part of a schema that several messages share
            told.add(place)
            path = ".".join(finding.change.path[1:]) or "the document"
            yield Seen(
                message=f"{one.name} can not read {version.name} in the log: {finding.message}",
                subject=one.name,
                at=located(finding.new or finding.old) or one.file.locate("/version"),
                related=tuple(filter(None, (located(finding.old),))),
                consumers=tuple(Consumer(name=name) for name in one.consumers),
                evidence=finding.evidence.witness if finding.evidence.has_witness else None,
                identity=(version.version, path, finding.rule),
            )


def topics(contract: Contract) -> frozenset[str]:
    """The addresses on which a document's messages travel."""
    root = contract.document
    channels = root.get("channels", {}) if isinstance(root, dict) else {}
    return frozenset(
        str(channel.get("address", name))
        for name, channel in channels.items()
        if isinstance(channel, dict)
    )
