"""DEP: a version ends when it was said that it would, and not before everybody could move."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from weighbridge_checks.facts.estate.durations import duration
from weighbridge_checks.verdicts.finding import Consumer, Severity
from weighbridge_checks.verdicts.seen import Seen
from weighbridge_checks.verdicts.standard import standard

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from weighbridge_checks.facts.estate.contract import ContractVersion
    from weighbridge_checks.facts.estate.estate import Entry, Estate

#: of audiences for which the policy of the estate says nothing
NOTICE = {"internal": "90d", "partner": "180d", "public": "180d"}
_RETIRE_AFTER = "30d"


def notice_of(estate: Estate, audience: str) -> str:
    """How long before its sunset a version has to be announced as deprecated."""
    said: Mapping[str, str] = estate.policy.get("deprecation_notice", {})
    return said.get(audience, NOTICE[audience])


@standard("DEP008", Severity.ERROR, source="RFC 9745; oasdiff")
def sunset_is_never_brought_forward(estate: Estate, today: date) -> Iterator[Seen]:  # noqa: ARG001 - as above
    """Of the sunsets that are announced one after the other, none is earlier than the one before.

    Who planned by the first date is cut off by the second. The history in `deprecation.history`
    holds every date that was ever announced.

    bad:

        deprecation:
          deprecated_at: "2026-01-01"
          sunset: "2026-10-31"
          history:
            - {announced_at: "2026-01-01", sunset: "2026-12-31"}
            - {announced_at: "2026-03-01", sunset: "2026-10-31"}

    good:

        deprecation:
          deprecated_at: "2026-01-01"
          sunset: "2027-03-31"
          history:
            - {announced_at: "2026-01-01", sunset: "2026-12-31"}
            - {announced_at: "2026-11-01", sunset: "2027-03-31"}

    Instead, keep the date that was announced, or choose a later one.
    """
    for one in _deprecated(estate):
        yield from _disorder(estate, one)


@standard("DEP012", Severity.WARNING, source="RFC 9745; CloudEvents deprecation")
def deprecation_says_where_to_go(estate: Estate, today: date) -> Iterator[Seen]:  # noqa: ARG001 - as above
    """A deprecated version names its end and its successor.

    Without them a consumer knows that it has to move, and neither by when nor where to.

    bad:

        status: deprecated
        deprecation: {deprecated_at: "2026-09-01"}

    good:

        status: deprecated
        deprecation: {deprecated_at: "2026-09-01", sunset: "2027-03-31", successor: 2.0.0}

    Instead, name both; a successor may be a version or another contract with its version.
    """
    for one in estate.contracts:
        said = one.card.get("deprecation", {})
        if one.status != "deprecated" and not said:
            continue
        lacks = [key for key in ("deprecated_at", "sunset", "successor") if key not in said]
        if lacks and one.status != "retired":
            yield Seen(
                message=f"{one.name} is deprecated and does not say {_listed(lacks)}",
                subject=one.name,
                at=one.file.locate("/deprecation"),
                identity=tuple(lacks),
            )


@standard("DEP009", Severity.ERROR, source="Zalando 185")
def nobody_uses_what_is_retired(estate: Estate, today: date) -> Iterator[Seen]:
    """A version is retired only when nobody was seen to use it for a while, and after its sunset.

    A consumer that nobody thought of, a nightly job, a partner, finds out on the day that it fails.
    `usage.yaml` tells who was seen when; where it says nothing of a version, nobody was seen.

    bad:

        # usage.yaml
        uses: [{contract: orders, version: 1.0.0, environment: production, last_seen: "2026-11-24"}]
        # apis/orders/1.0.0/contract.yaml
        status: retired

    good:

        # apis/orders/1.0.0/contract.yaml
        status: deprecated

    Instead, ask who was seen to move, and retire it when the days that the message names are over.
    """
    for one in estate.contracts:
        if one.status == "retired":
            yield from _in_use(estate, one, today)


@standard("DEP010", Severity.WARNING)
def sunset_is_not_over(estate: Estate, today: date) -> Iterator[Seen]:
    """A version whose sunset is over is retired, or its sunset is moved.

    A date that passes without anything happening teaches consumers to ignore the next one.

    bad:

        status: deprecated
        deprecation: {deprecated_at: "2025-01-01", sunset: "2025-12-31"}

    good:

        status: retired
        deprecation: {deprecated_at: "2025-01-01", sunset: "2025-12-31"}

    Instead, retire the version, or announce a later day in `deprecation.history`.
    """
    for one in _deprecated(estate):
        sunset = _sunset(one)
        if one.status != "retired" and sunset is not None and sunset < today:
            yield Seen(
                message=f"{one.name} was to end on {sunset}, and is {one.status}",
                subject=one.name,
                at=one.file.locate("/deprecation/sunset"),
                consumers=_users(estate, one),
            )


@standard("DEP011", Severity.INFO)
def moved_sunsets_are_shown(estate: Estate, today: date) -> Iterator[Seen]:  # noqa: ARG001 - as above
    """A sunset that was moved is told with every day that was ever announced.

    Dates slide. Who sees how often one did can judge how firm the next one is.

    bad:

        deprecation:
          deprecated_at: "2024-06-01"
          sunset: "2025-03-31"  # it was to be 2024-12-11, and nothing says so

    good:

        deprecation:
          deprecated_at: "2024-06-01"
          sunset: "2025-03-31"
          history:
            - {announced_at: "2024-06-01", sunset: "2024-12-11", reason: first announcement}
            - {announced_at: "2024-11-20", sunset: "2025-03-31", reason: partners asked for time}

    Nothing has to be done.
    """
    for one in _deprecated(estate):
        history = one.card["deprecation"].get("history", [])
        moves = len(history) - 1
        if moves > 0:
            days = ", then ".join(
                f"{entry['sunset']} (announced {entry['announced_at']})" for entry in history
            )
            times = "once" if moves == 1 else "twice" if moves == 2 else f"{moves} times"  # noqa: PLR2004 - English
            yield Seen(
                message=f"the sunset of {one.name} was moved {times}: {days}",
                subject=one.name,
                at=one.file.locate("/deprecation/history"),
                evidence=history,
                identity=(days,),
            )


def _deprecated(estate: Estate) -> Iterator[ContractVersion]:
    return (c for c in estate.contracts if "deprecation" in c.card)


def _sunset(one: ContractVersion) -> date | None:
    said = one.card["deprecation"].get("sunset")
    return None if said is None else date.fromisoformat(said)


def _disorder(estate: Estate, one: ContractVersion) -> Iterator[Seen]:
    said = one.card["deprecation"]
    audience = one.card.get("audience", "internal")
    notice = notice_of(estate, audience)
    history = [
        (date.fromisoformat(e["announced_at"]), date.fromisoformat(e["sunset"]))
        for e in said.get("history", ())
    ]

    def seen(words: str, pointer: str, evidence: Any = None) -> Seen:
        return Seen(
            message=f"{one.name}: {words}",
            subject=one.name,
            at=one.file.locate(f"/deprecation/{pointer}"),
            consumers=_users(estate, one),
            evidence=evidence,
            identity=(words,),
        )

    for index, (announced, sunset) in enumerate(history):
        if sunset < announced:
            words = f"on {announced} a sunset was announced that was over, {sunset}"
            yield seen(words, f"history/{index}/sunset")
        if index and announced < history[index - 1][0]:
            words = f"the announcement of {announced} stands after that of {history[index - 1][0]}"
            yield seen(words, f"history/{index}/announced_at")
        if index and sunset < history[index - 1][1]:
            words = (
                f"the sunset was brought forward from {history[index - 1][1]} to {sunset}, with"
                f" {(sunset - announced).days} days of notice; {audience} contracts have {notice}"
            )
            yield seen(words, f"history/{index}/sunset", said["history"])
    if history and said.get("sunset") != history[-1][1].isoformat():
        words = (
            f"the sunset is {said.get('sunset', 'not said')}, and the last one in the history is"
            f" {history[-1][1]}"
        )
        yield seen(words, "sunset" if "sunset" in said else "history")


def _in_use(estate: Estate, one: ContractVersion, today: date) -> Iterator[Seen]:
    quiet = estate.policy.get("retire_after", _RETIRE_AFTER)
    since = today - duration(quiet).delta
    for use in _uses(estate, one):
        last = date.fromisoformat(use.value["last_seen"])
        if last < since:
            continue
        who = use.value.get("consumer", "somebody")
        where = use.value["environment"]
        yield Seen(
            message=(
                f"{one.name} is retired, and {who} was seen to use it in {where} on {last};"
                f" {quiet} without a use are asked for"
            ),
            subject=one.name,
            at=one.file.locate("/status"),
            related=(use.location,),
            consumers=(Consumer(name=who, environments=(where,)),),
            fix=f"keep it deprecated until {last + duration(quiet).delta}, and move {who}",
            identity=(who, where),
        )
    sunset = one.card.get("deprecation", {}).get("sunset")
    retired = one.card.get("retired_at")
    if sunset is not None and retired is not None and retired < sunset:
        yield Seen(
            message=f"{one.name} was retired on {retired}, before its sunset {sunset}",
            subject=one.name,
            at=one.file.locate("/retired_at"),
            consumers=_users(estate, one),
        )


def _uses(estate: Estate, one: ContractVersion) -> Iterator[Entry]:
    return (use for use in estate.uses if (use.id, use.value["version"]) == (one.id, one.version))


def _users(estate: Estate, one: ContractVersion) -> tuple[Consumer, ...]:
    """Who uses a version, as far as it was seen; else who is said to use the contract."""
    seen = dict.fromkeys(u.value["consumer"] for u in _uses(estate, one) if "consumer" in u.value)
    return tuple(Consumer(name=name) for name in seen or one.consumers)


def _listed(words: Sequence[str]) -> str:
    said = {
        "deprecated_at": "since when",
        "sunset": "until when it lives",
        "successor": "what to use instead",
    }
    return " and ".join(said[w] for w in words)
