"""What a wave or an environment asks of a release, decided on the evidence of a file.

Each answer is a reason of the gates, as it is for `promote`: with a status, and what would change
it. What is missing is unknown, and unknown is not passed.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from weighbridge_checks.facts.estate.durations import duration
from weighbridge_checks.verdicts.finding import Consumer, Severity
from weighbridge_checks.verdicts.gates import Decision, Promotion, Reason, Status
from weighbridge_checks.verdicts.remark import Remark, Review
from weighbridge_checks.verdicts.seen import source
from weighbridge_checks.verdicts.standard import Standard

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from weighbridge_checks.facts.estate.estate import Estate
    from weighbridge_checks.facts.estate.files import EstateFile

#: where the policy of the estate says nothing
_VERIFICATION_AGE = "7d"
_SOAK = "7d"
_DIFFERENCE = 0.1
#: the conformance of recorded traffic that production asks for (per cent, messages, age)
CONFORMING, MESSAGES, TRAFFIC_AGE = 99.9, 1000, "3d"

_PAGES = {
    "EVID-STALE": """Evidence is not older than the policy allows.

A verification of last week says nothing of what was deployed since.

bad:

    - {consumer: shop, contract: orders, provider: erp, verified_at: "2026-11-17", success: true}

good:

    - {consumer: shop, contract: orders, provider: erp, verified_at: "2026-11-24", success: true}

Instead, verify again, and add the result with its day.""",
    "EVID-MISSING": """Whatever a gate asks for has evidence.

What nobody tried is not known to work; not to know is not to pass.

bad:

    verifications: []  # and shop has a pact with erp

good:

    verifications:
      - {consumer: shop, contract: orders, provider: erp, verified_at: "2026-11-24", success: true}

Instead, try it, and add the result.""",
    "EVID-FAILED": """No evidence says that it failed.

A consumer in the target would meet the failure.

bad:

    - {consumer: shop, contract: orders, provider: erp, verified_at: "2026-11-24", success: false}

good:

    - {consumer: shop, contract: orders, provider: erp, verified_at: "2026-11-24", success: true}

Instead, mend the release, or agree on another contract with the consumer.""",
    "WAVE-SWAP": """A provider that takes over passes every pact with the one that it replaces.

The consumers stay as they are on the day of the wave; what the old provider gave them, the new one
has to give too.

bad:

    promotion: {service: erp-cloud, replaces: erp-legacy}  # and a pact with erp-legacy fails

good:

    promotion: {service: erp-cloud, replaces: erp-legacy}  # and every pact with erp-legacy holds

Instead, mend the new provider, or move the consumers first.""",
    "WAVE-SOAK": """The wave before is stable for as long as the policy says.

What goes wrong in one warehouse goes wrong in the next, and twice is worse than once.

bad:

    stability: [{wave: W1, since: "2026-11-23", open_severity_1: 1}]

good:

    stability: [{wave: W1, since: "2026-11-10", open_severity_1: 0}]

Instead, resolve what is open, and wait.""",
    "WAVE-DIFF": """Two providers that run side by side agree on what they hold.

A difference that is small today is an inventory count tomorrow.

bad:

    reconciliation: [{compared: 10000, differing: 240, observed_at: "2026-11-24"}]

good:

    reconciliation: [{compared: 10000, differing: 2, observed_at: "2026-11-24"}]

Instead, find the difference, and reconcile again.""",
}


class Told(NamedTuple):
    """A reason, and where in the evidence it was read."""

    rule: str
    reason: Reason
    pointer: str
    consumers: tuple[str, ...] = ()


def decided(file: EstateFile, estate: Estate) -> tuple[Decision, tuple[Told, ...]]:
    """Whether the evidence of a file lets its promotion pass, with every reason."""
    said = file.value
    wish = said["promotion"]
    promotion = Promotion(
        service=wish["service"], release=wish["release"], environment=wish["environment"]
    )
    today = date.fromisoformat(said["as_of"])
    told = [
        *_verifications(said, estate, today),
        *_conformance(said, estate, today),
        *_wave(said, estate, today),
    ]
    return Decision(promotion=promotion, reasons=tuple(t.reason for t in told)), tuple(told)


def review(file: EstateFile, estate: Estate) -> Review:
    """The reasons that do not pass, as remarks at the lines of the evidence."""
    decision, told = decided(file, estate)
    remarks = tuple(
        Remark(
            rule=t.rule,
            severity=Severity.ERROR,
            message=t.reason.message,
            subject=decision.promotion.service,
            source=source(file.locate(t.pointer)),
            consumers=tuple(Consumer(name=name) for name in t.consumers),
            fix=t.reason.remedy,
            identity=(t.rule, t.reason.message),
        )
        for t in told
        if t.reason.status is not Status.PASSED
    )
    passed = sum(t.reason.status is Status.PASSED for t in told)
    return Review(
        what="gate", remarks=remarks, stats={"reasons": len(decision.reasons), "passed": passed}
    )


#: what each answer is called, and what it asks for
STANDARDS = {
    name: Standard(
        id=name, slug=name.lower(), severity=Severity.ERROR, doc=page, looks=lambda *_: ()
    )
    for name, page in _PAGES.items()
}


def _verifications(said: Mapping[str, Any], estate: Estate, today: date) -> Iterator[Told]:
    """Every consumer of what the service provides was tried with the release, lately."""
    wish = said["promotion"]
    service, replaces = wish["service"], wish.get("replaces")
    limit = estate.policy.get("verification_age", _VERIFICATION_AGE)
    listed = [
        (index, v)
        for index, v in enumerate(said.get("verifications", ()))
        if v["provider"] == service
    ]
    gate = "swap-test" if replaces else "consumers-verified"
    for consumer, contract in _relying(estate, service, replaces):
        mine = (consumer, contract)
        tried = [(i, v) for i, v in listed if (v["consumer"], v["contract"]) == mine]
        pair = f"{consumer} on {contract} of {service} {wish['release']}"
        if not tried:
            words, remedy = f"never verified: {pair}", f"verify {contract} for {consumer}"
            yield _told("EVID-MISSING", gate, Status.UNKNOWN, words, "/verifications",
                        (consumer,), remedy)  # fmt: skip
            continue
        index, last = max(tried, key=lambda t: t[1]["verified_at"])
        pointer = f"/verifications/{index}"
        on = date.fromisoformat(last["verified_at"])
        age = (today - on).days
        if not last["success"]:
            why = "; ".join(last.get("failures", ())) or "the tool said no more"
            rule = "WAVE-SWAP" if replaces else "EVID-FAILED"
            was = f", which passed with {replaces}" if replaces else ""
            words = f"verification failed: {pair}{was}: {why}"
            yield _told(rule, gate, Status.FAILED, words, pointer, (consumer,),
                        f"mend {service}, or move {consumer} first")  # fmt: skip
        elif today - on > duration(limit).delta:
            words = f"verified {age} days ago, on {on}: {pair}; {limit} is the most"
            yield _told("EVID-STALE", gate, Status.UNKNOWN, words, f"{pointer}/verified_at",
                        (consumer,), f"verify {contract} for {consumer} again")  # fmt: skip
        else:
            yield _told("", gate, Status.PASSED, f"verified on {on}: {pair}", pointer)


def _relying(estate: Estate, service: str, replaces: str | None) -> tuple[tuple[str, str], ...]:
    """Who relies by a pact on a contract that the service, or the one it replaces, provides."""
    providers = {service, replaces} - {None}
    provided = {c.id for c in estate.contracts if c.live and providers & set(c.providers)}
    about = {(p.pact.consumer, p.pact.contract) for p in estate.pacts}
    return tuple(sorted(pair for pair in about if pair[1] in provided))


def _conformance(said: Mapping[str, Any], estate: Estate, today: date) -> Iterator[Told]:
    """What was recorded before keeps to the contracts; production asks for it."""
    wish = said["promotion"]
    environment = estate.environments.get(wish["environment"])
    if environment is None or not environment.value.get("production"):
        return
    gate = "conformance"
    listed = said.get("conformance", ())
    if not listed:
        words = f"no traffic of {wish['service']} was compared with its contracts"
        yield _told("EVID-MISSING", gate, Status.UNKNOWN, words, "/conformance",
                    remedy="record traffic in the environment before, and compare it")  # fmt: skip
    for index, one in enumerate(listed):
        pointer = f"/conformance/{index}"
        on = date.fromisoformat(one["observed_at"])
        share = 100 * one["conforming"] / one["messages"] if one["messages"] else 0.0
        what = f"{one['conforming']:,} of {one['messages']:,} messages of {one['contract']}"
        if today - on > duration(TRAFFIC_AGE).delta:
            words = f"{what} were compared on {on}; {TRAFFIC_AGE} is the most"
            yield _told("EVID-STALE", gate, Status.UNKNOWN, words, f"{pointer}/observed_at")
        elif one["messages"] < MESSAGES:
            words = f"only {one['messages']:,} messages of {one['contract']} were compared"
            yield _told("EVID-MISSING", gate, Status.UNKNOWN, words, f"{pointer}/messages")
        elif share < CONFORMING:
            words = f"{what} keep to it ({share:.2f} %); {CONFORMING} % are asked for"
            yield _told("EVID-FAILED", gate, Status.FAILED, words, f"{pointer}/conforming")
        else:
            yield _told("", gate, Status.PASSED, f"{what} keep to it", pointer)


def _wave(said: Mapping[str, Any], estate: Estate, today: date) -> Iterator[Told]:
    """The wave before is stable, and both providers agree."""
    name = said["promotion"].get("wave")
    if name is None:
        return
    before = estate.waves[name].value.get("after") if name in estate.waves else None
    if before is not None:
        yield _stable(said, estate, before, today)
    most = estate.policy.get("difference_max_percent", _DIFFERENCE)
    listed = said.get("reconciliation", ())
    if said["promotion"].get("replaces") and not listed:
        wish = said["promotion"]
        words = f"what {wish['replaces']} and {wish['service']} hold was not compared"
        yield _told("EVID-MISSING", "reconciliation", Status.UNKNOWN, words, "/reconciliation")
    for index, one in enumerate(listed):
        share = 100 * one["differing"] / one["compared"] if one["compared"] else 100.0
        what = f"{one['differing']:,} of {one['compared']:,} records differ ({share:.2f} %)"
        if share >= most:
            words = f"{what}; less than {most} % is asked for"
            yield _told("WAVE-DIFF", "reconciliation", Status.FAILED, words,
                        f"/reconciliation/{index}/differing")  # fmt: skip
        else:
            yield _told("", "reconciliation", Status.PASSED, what, f"/reconciliation/{index}")


def _stable(said: Mapping[str, Any], estate: Estate, before: str, today: date) -> Told:
    gate = "previous-wave"
    soak = estate.policy.get("soak", _SOAK)
    for index, one in enumerate(said.get("stability", ())):
        if one["wave"] != before:
            continue
        pointer = f"/stability/{index}"
        since = date.fromisoformat(one["since"])
        if one["open_severity_1"]:
            words = f"{before} has {one['open_severity_1']} open exceptions of severity 1"
            return _told("WAVE-SOAK", gate, Status.FAILED, words, f"{pointer}/open_severity_1")
        if one.get("shadow_consumers"):
            names = ", ".join(one["shadow_consumers"])
            words = f"{before} has consumers that nobody registered: {names}"
            return _told("WAVE-SOAK", gate, Status.FAILED, words, f"{pointer}/shadow_consumers")
        if today - since < duration(soak).delta:
            words = f"{before} is stable since {since} only; {soak} are asked for"
            return _told("WAVE-SOAK", gate, Status.FAILED, words, f"{pointer}/since")
        return _told("", gate, Status.PASSED, f"{before} is stable since {since}", pointer)
    words = f"nothing says whether {before}, the wave before, is stable"
    return _told("EVID-MISSING", gate, Status.UNKNOWN, words, "/stability")


def _told(
    rule: str,
    gate: str,
    status: Status,
    message: str,
    pointer: str,
    consumers: tuple[str, ...] = (),
    remedy: str | None = None,
) -> Told:
    reason = Reason(gate=gate, status=status, message=message, remedy=remedy)
    return Told(rule=rule, reason=reason, pointer=pointer, consumers=consumers)
