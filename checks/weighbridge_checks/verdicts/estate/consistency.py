"""CONS and SLA: what consumers need is promised, along the whole way that the data takes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from weighbridge_checks.facts.estate.durations import duration, spelled
from weighbridge_checks.facts.estate.needs import Need, needs_in
from weighbridge_checks.facts.promises import consistency, effective
from weighbridge_checks.verdicts.finding import Consumer, Severity
from weighbridge_checks.verdicts.seen import Seen
from weighbridge_checks.verdicts.standard import standard

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from weighbridge_checks.facts.document import Location
    from weighbridge_checks.facts.estate.contract import ContractVersion
    from weighbridge_checks.facts.estate.estate import Estate


@dataclass(frozen=True, slots=True, kw_only=True)
class Leg:
    """One step of the way that data takes, and how long it may be held back there, in seconds."""

    name: str
    #: None where nobody says
    bound: float | None
    at: Location


@dataclass(frozen=True, slots=True)
class Way:
    """The whole way."""

    legs: tuple[Leg, ...]

    @property
    def total(self) -> float | None:
        """The sum of all bounds; None where one of them is not known."""
        bounds = [leg.bound for leg in self.legs]
        return None if None in bounds else sum(b for b in bounds if b is not None)

    @property
    def known(self) -> float:
        """The sum of the bounds that are known: it takes at least so long."""
        return sum(leg.bound or 0.0 for leg in self.legs)

    def __str__(self) -> str:
        """The way as a sum: `inventory-events 30s + page cache 60s`."""
        return " + ".join(
            f"{leg.name} {'unknown' if leg.bound is None else spelled(leg.bound)}"
            for leg in self.legs
        )


def needs_of(estate: Estate) -> Iterator[Need]:
    """What the consumers of an estate say they need."""
    for file in estate.files.get("needs", ()):
        yield from needs_in(file)


def way_of(estate: Estate, need: Need) -> Way:
    """The way that the data of a need takes; only the contract itself where none is told."""
    if not need.path:
        one = estate.current(need.contract, need.version)
        bound = _staleness(one, need.operation) if one else None
        return Way((Leg(name=_named(need.contract, need.operation), bound=bound, at=need.at),))
    legs = []
    for step in need.path:
        if step.contract is None:
            legs.append(Leg(name=str(step.delay), bound=step.bound, at=step.at))
            continue
        bound = step.bound
        if bound is None:
            version = need.version if step.contract == need.contract else None
            one = estate.current(step.contract, version)
            bound = _staleness(one, step.operation) if one else None
        legs.append(Leg(name=_named(step.contract, step.operation), bound=bound, at=step.at))
    return Way(tuple(legs))


@standard("CONS002", Severity.ERROR)
def class_is_as_strong_as_needed(estate: Estate, today: date) -> Iterator[Seen]:  # noqa: ARG001 - the shape of a standard
    """A contract promises at least the consistency class that a consumer needs.

    A shop that reserves stock on an eventual read sells the same piece twice.

    bad:

        # consumers/storefront/needs.yaml
        needs: [{id: reserve, contract: inventory, operation: createReservation, at_least: strong}]
        # contract.yaml of inventory
        consistency: {class: eventual, bound: 5s}

    good:

        # contract.yaml of inventory
        consistency: {class: eventual, bound: 5s, operations: {createReservation: {class: strong}}}

    Instead, promise the stronger class for that operation, or let the consumer use another one.
    """
    for need, one in _about(estate):
        if need.at_least is None:
            continue
        said = _consistency(one, need.operation)
        if said is not None and said["class"] is not None:
            have = consistency(said)
            if have.kind >= need.at_least:
                continue
            words = f"promises {have.kind.word}"
        else:
            words = "promises no consistency"
        yield _missed(
            need,
            one,
            f"needs at least {need.at_least.word} of {_named(one.name, need.operation)}, which"
            f" {words}",
        )


@standard("CONS003", Severity.ERROR)
def way_is_as_fast_as_needed(estate: Estate, today: date) -> Iterator[Seen]:  # noqa: ARG001 - as above
    """The bounds along the way of the data add up to no more than a consumer needs.

    Each contract keeps its promise, and the page shows stock that is gone all the same: thirty
    seconds of the event and sixty of a cache are ninety.

    bad:

        needs:
          - id: availability-page
            contract: inventory
            within: 10s
            path: [{contract: inventory-events}, {delay: page cache, bound: 60s}]

    good:

        needs:
          - id: availability-page
            contract: inventory
            within: 2m
            path: [{contract: inventory-events}, {delay: page cache, bound: 60s}]

    Instead, shorten the longest step of the way that is shown, read from its source, or need less.
    """
    for need, one in _about(estate):
        if need.within is None:
            continue
        way = way_of(estate, need)
        if way.known > need.within:
            least = "" if way.total is not None else "at least "
            words = (
                f"needs it within {spelled(need.within)}, and the way takes"
                f" {least}{spelled(way.known)}: {way}"
            )
            evidence = [
                {"step": leg.name, "bound": None if leg.bound is None else spelled(leg.bound)}
                for leg in way.legs
            ]
            yield _missed(need, one, words, way=way, evidence=evidence)


@standard("CONS004", Severity.WARNING)
def every_step_of_a_way_is_bounded(estate: Estate, today: date) -> Iterator[Seen]:  # noqa: ARG001 - as above
    """Each step of the way to a consumer that needs fresh data says how long it takes at most.

    A sum with an unknown part is unknown, however small the rest is.

    bad:

        # contract.yaml of orders
        consistency: {class: read-your-writes}

    good:

        # contract.yaml of orders
        consistency: {class: read-your-writes, bound: 5s}

    Instead, write a bound for the step that the message names.
    """
    for need, one in _about(estate):
        if need.within is None:
            continue
        way = way_of(estate, need)
        unknown = [leg for leg in way.legs if leg.bound is None]
        if unknown and way.known <= need.within:
            names = " and ".join(f"'{leg.name}'" for leg in unknown)
            words = (
                f"needs it within {spelled(need.within)}, and nobody says how long {names} takes"
            )
            yield _missed(need, one, words, way=Way(tuple(unknown)))


@standard("CONS005", Severity.ERROR)
def bound_is_within_the_policy(estate: Estate, today: date) -> Iterator[Seen]:  # noqa: ARG001 - as above
    """No contract promises a looser bound than the estate's policy allows its audience.

    What is loose enough for a report is too loose for a partner's order.

    bad:

        # estate.yaml
        policy: {max_bound: {partner: 15m}}
        # contract.yaml
        audience: partner
        consistency: {class: eventual, bound: 1h}

    good:

        audience: partner
        consistency: {class: eventual, bound: 15m}

    Instead, tighten the bound, or change the policy for all.
    """
    allowed = estate.policy.get("max_bound", {})
    for one in estate.contracts:
        most = allowed.get(one.card.get("audience", "internal"))
        said = one.card.get("consistency")
        if most is None or said is None or one.status == "retired" or "bound" not in said:
            continue
        if duration(said["bound"]).seconds > duration(most).seconds:
            yield Seen(
                message=f"{one.name} is bounded by {said['bound']}, and {most} is the most",
                subject=one.name,
                at=one.file.locate("/consistency/bound"),
            )


@standard("SLA002", Severity.ERROR)
def service_level_is_as_needed(estate: Estate, today: date) -> Iterator[Seen]:  # noqa: ARG001 - as above
    """A contract promises the availability and the answer time that a consumer needs.

    A checkout that waits 300 ms for an answer which is promised within a second loses customers.

    bad:

        needs: [{id: checkout, contract: orders, p95_ms: 300}]  # promised: 800

    good:

        needs: [{id: checkout, contract: orders, p95_ms: 1000}]

    Instead, promise more, or let the consumer live with less.
    """
    for need, one in _about(estate):
        for key, wanted, unit in (
            ("p95_ms", need.p95_ms, " ms"),
            ("availability", need.availability, " %"),
        ):
            if wanted is None:
                continue
            path = ("sla", key) if need.operation is None else ("sla", key, need.operation)
            have = effective(one.card, path)
            enough = have is not None and (
                have.value <= wanted if key == "p95_ms" else have.value >= wanted
            )
            if not enough:
                is_ = "nothing" if have is None else f"{have.value}{unit}"
                words = (
                    f"needs {wanted}{unit} ({key}) of {_named(one.name, need.operation)}, which"
                    f" promises {is_}"
                )
                yield _missed(need, one, words, key=key)


@standard("SLA003", Severity.WARNING)
def service_level_is_promised(estate: Estate, today: date) -> Iterator[Seen]:  # noqa: ARG001 - as above
    """Each contract that is in use promises a service level and a consistency.

    What is promised nowhere is measured by nobody, until it fails.

    bad:

        id: orders
        version: 1.0.0
        status: approved

    good:

        id: orders
        version: 1.0.0
        status: approved
        consistency: {class: read-your-writes}
        sla: {availability: 99.9, p95_ms: 800}

    Instead, write what is kept today; it can grow.
    """
    for one in estate.contracts:
        if one.status not in ("approved", "deprecated") or one.kind == "schema":
            continue
        lacks = [key for key in ("consistency", "sla") if not one.card.get(key)]
        if lacks:
            yield Seen(
                message=f"{one.name} promises no {' and no '.join(lacks)}",
                subject=one.name,
                at=one.file.locate("/status"),
                identity=tuple(lacks),
            )


def _about(estate: Estate) -> Iterator[tuple[Need, ContractVersion]]:
    """The needs with the version that they are about; one that leads nowhere is told elsewhere."""
    for need in needs_of(estate):
        one = estate.current(need.contract, need.version)
        if one is not None:
            yield need, one


def _missed(
    need: Need,
    one: ContractVersion,
    words: str,
    *,
    way: Way | None = None,
    evidence: Any = None,
    key: str = "",
) -> Seen:
    return Seen(
        message=f"{need.consumer} ({need.id}) {words}",
        subject=one.name,
        at=need.at,
        related=(*(leg.at for leg in way.legs if leg.at != need.at),) if way else (),
        consumers=(Consumer(name=need.consumer, uses=(need.id,)),),
        evidence=evidence,
        identity=(need.consumer, need.id, key),
    )


def _consistency(one: ContractVersion, operation: str | None) -> dict[str, Any] | None:
    path = ("consistency",) if operation is None else ("consistency", operation)
    said = effective(one.card, path)
    return None if said is None else dict(said.value)


def _staleness(one: ContractVersion, operation: str | None) -> float | None:
    said = _consistency(one, operation)
    return None if said is None else consistency(said).staleness


def _named(contract: str, operation: str | None) -> str:
    return contract if operation is None else f"{operation} of {contract}"
