"""Gates about what was seen of a release and said of it: traffic, replays, approvals, waves."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from weighbridge_checks.facts.estate.durations import duration
from weighbridge_checks.verdicts.gates.facts import Facts, Promotion, Reason, Status

if TYPE_CHECKING:
    from weighbridge_checks.facts.estate.durations import Duration
    from weighbridge_checks.verdicts.gates.facts import Item, Provided


def traffic_conforms(promotion: Promotion, facts: Facts) -> tuple[Reason, ...]:
    """Enough recorded messages were compared with its contracts, and nearly all kept them."""
    gate = "traffic-conforms"
    found = tuple(_conforming(gate, facts, item) for item in _newest(facts, "conformance"))
    return found or (
        Reason(
            gate=gate,
            status=Status.UNKNOWN,
            message=f"no traffic of {promotion.service} was compared with its contracts",
            remedy="record traffic in the environment before, and compare it",
            facts=(("evidence", "/conformance"),),
        ),
    )


def _conforming(gate: str, facts: Facts, item: Item) -> Reason:
    one, wanted = item.value, facts.limits
    share = 100 * one["conforming"] / one["messages"] if one["messages"] else 0.0
    what = f"{one['conforming']:,} of {one['messages']:,} messages of {one['contract']}"
    if late := _late(facts, one["observed_at"], wanted.traffic_age):
        words = f"{what} were compared on {one['observed_at']}; {wanted.traffic_age} is the most"
        return _stale(gate, words, f"{item.at}/observed_at", "compare newer traffic", late)
    if one["messages"] < wanted.messages:
        words = f"only {one['messages']:,} messages of {one['contract']} were compared"
        remedy = f"compare {wanted.messages:,} of them"
        return _no(gate, Status.UNKNOWN, words, f"{item.at}/messages", remedy)
    if share < wanted.conforming_percent:
        words = f"{what} keep to it ({share:.2f} %); {wanted.conforming_percent} % are asked for"
        return _no(gate, Status.FAILED, words, f"{item.at}/conforming", "mend who sends the others")
    return _yes(gate, f"{what} keep to it", item.at)


def lag_within_promise(promotion: Promotion, facts: Facts) -> tuple[Reason, ...]:
    """The events of the release arrive as soon as their contract promises, seen lately."""
    gate = "lag-within-promise"
    promised = [one for one in facts.provided if one.lags]
    if promised:
        return tuple(_lag(gate, facts, one) for one in promised)
    words = f"no contract of {promotion.named} promises how late events may be"
    return (Reason(gate=gate, status=Status.PASSED, message=words),)


def _lag(gate: str, facts: Facts, one: Provided) -> Reason:
    item = next((i for i in _newest(facts, "lags") if i.value["contract"] == one.contract), None)
    if item is None:
        words = f"nobody measured how late the events of {one.contract} are"
        remedy = "measure them in the environment before"
        return _no(gate, Status.UNKNOWN, words, "/lags", remedy)
    said = item.value
    if late := _late(facts, said["observed_at"], facts.limits.traffic_age):
        most = facts.limits.traffic_age
        words = (
            f"the lag of {one.contract} was measured on {said['observed_at']}; {most} is the most"
        )
        return _stale(gate, words, f"{item.at}/observed_at", "measure it again", late)
    for key, bound in one.lags.items():
        name = key.removeprefix("lag_")
        if name not in said:
            words = (
                f"{one.contract} promises a lag of {bound} ({name}), and {name} was not measured"
            )
            return _no(gate, Status.UNKNOWN, words, item.at, f"measure {name} too")
        if duration(said[name]).seconds > duration(bound).seconds:
            words = f"{one.contract} promises a lag of {bound} ({name}), and it is {said[name]}"
            remedy = "find out what holds the events up, or promise less in a new major version"
            return _no(gate, Status.FAILED, words, f"{item.at}/{name}", remedy)
    told = ", ".join(f"{k.removeprefix('lag_')} {said[k.removeprefix('lag_')]}" for k in one.lags)
    return _yes(
        gate, f"the events of {one.contract} are as late as promised at most: {told}", item.at
    )


def workflows_replayed(promotion: Promotion, facts: Facts) -> tuple[Reason, ...]:
    """Recordings of each workflow that its contracts follow were replayed lately, without fault."""
    gate = "workflows-replayed"
    wanted = dict.fromkeys(w for one in facts.provided for w in one.workflows)
    if wanted:
        return tuple(_replay(gate, facts, name) for name in wanted)
    words = f"no contract of {promotion.named} follows a workflow"
    return (Reason(gate=gate, status=Status.PASSED, message=words),)


def _replay(gate: str, facts: Facts, workflow: str) -> Reason:
    item = next((i for i in _newest(facts, "replays") if i.value["workflow"] == workflow), None)
    if item is None:
        words = f"nobody replayed a recording of {workflow}"
        remedy = "record events in the environment before, and replay them on the workflow"
        return _no(gate, Status.UNKNOWN, words, "/replays", remedy)
    said, most = item.value, facts.limits.verification_age
    if late := _late(facts, said["replayed_at"], most):
        words = f"{workflow} was replayed on {said['replayed_at']}; {most} is the most"
        return _stale(gate, words, f"{item.at}/replayed_at", "replay a newer recording", late)
    what = f"{said['faults']:,} of {said['events']:,} events of {workflow}"
    if said["faults"]:
        words = f"{what} are not what it allows"
        return _no(gate, Status.FAILED, words, f"{item.at}/faults", "mend who sends them")
    if not said["events"]:
        words = f"the recording of {workflow} has no events"
        return _no(gate, Status.UNKNOWN, words, f"{item.at}/events", "replay one that has some")
    return _yes(gate, f"{what} are not what it allows", item.at)


def consumers_reviewed(promotion: Promotion, facts: Facts) -> tuple[Reason, ...]:
    """Each contract that the release is the first of its service to rely on there was reviewed."""
    gate = "consumers-reviewed"
    reviews = {i.value["contract"]: i for i in facts.told("reviews")}
    found = []
    for contract in facts.newly_used:
        what = f"{promotion.service} as a consumer of {contract}"
        if (item := reviews.get(contract)) is None:
            words, remedy = f"nobody reviewed {what}", f"have the architects review {what}"
            found.append(_no(gate, Status.UNKNOWN, words, "/reviews", remedy))
        elif item.value["approved"]:
            said = item.value
            words = f"{said['by']} reviewed {what} on {said['reviewed_at']}"
            found.append(_yes(gate, words, item.at))
        else:
            words = f"{item.value['by']} refused {what}"
            remedy = "agree on another way with the architects"
            found.append(_no(gate, Status.FAILED, words, f"{item.at}/approved", remedy))
    words = f"{promotion.named} relies on no contract that it did not rely on before"
    return tuple(found) or (Reason(gate=gate, status=Status.PASSED, message=words),)


def approved(promotion: Promotion, facts: Facts) -> tuple[Reason, ...]:
    """The business and the technical owner of each contract approved, and they are two people."""
    gate = "approved"
    given = [i for i in facts.told("approvals") if not i.value.get("emergency")]
    by_role = {str(i.value["role"]): i for i in given}
    pairs = dict.fromkeys((one.business, one.technical) for one in facts.provided)
    found = []
    for business, technical in pairs:
        about = ", ".join(
            dict.fromkeys(
                o.contract
                for o in facts.provided
                if (o.business, o.technical) == (business, technical)
            )
        )
        if not business or not technical:
            words = f"{about} has no owners who could approve"
            remedy = "name a business and a technical owner"
            found.append(_no(gate, Status.FAILED, words, "/approvals", remedy))
            continue
        lacks = [role for role in (business, technical) if role not in by_role]
        for role in lacks:
            words = f"{role} did not approve {about}"
            remedy = f"weighbridge approve {promotion.service}@{promotion.release} --as {role}"
            found.append(_no(gate, Status.UNKNOWN, words, "/approvals", remedy))
        if lacks:
            continue
        people = [by_role[role].value["by"] for role in (business, technical)]
        last = by_role[technical].at
        if people[0] == people[1]:
            words = f"{people[0]} approved {about} both as {business} and as {technical}"
            found.append(_no(gate, Status.FAILED, words, f"{last}/by", "ask a second person"))
        else:
            words = f"{people[0]} ({business}) and {people[1]} ({technical}) approved {about}"
            found.append(_yes(gate, words, last))
    words = f"{promotion.named} provides no contract that somebody would have to approve"
    return tuple(found) or (Reason(gate=gate, status=Status.PASSED, message=words),)


def providers_agree(promotion: Promotion, facts: Facts) -> tuple[Reason, ...]:
    """Where a provider takes over from another, both hold the same but for a small difference."""
    gate = "providers-agree"
    listed = _newest(facts, "reconciliation")
    if not listed:
        if promotion.replaces is None:
            words = f"{promotion.service} takes over from nobody"
            return (Reason(gate=gate, status=Status.PASSED, message=words),)
        words = f"what {promotion.replaces} and {promotion.service} hold was not compared"
        remedy = "compare the balances and documents of both"
        return (_no(gate, Status.UNKNOWN, words, "/reconciliation", remedy),)
    return tuple(_difference(gate, facts, item) for item in listed)


def _difference(gate: str, facts: Facts, item: Item) -> Reason:
    one, most = item.value, facts.limits.difference_max_percent
    share = 100 * one["differing"] / one["compared"] if one["compared"] else 100.0
    what = f"{one['differing']:,} of {one['compared']:,} records differ ({share:.2f} %)"
    if late := _late(facts, one["observed_at"], facts.limits.verification_age):
        words = f"{what}, seen on {one['observed_at']}; {facts.limits.verification_age} is the most"
        return _stale(gate, words, f"{item.at}/observed_at", "compare them again", late)
    if share >= most:
        words = f"{what}; less than {most} % is asked for"
        remedy = "find the difference, and reconcile again"
        return _no(gate, Status.FAILED, words, f"{item.at}/differing", remedy)
    return _yes(gate, what, item.at)


def previous_wave_stable(promotion: Promotion, facts: Facts) -> tuple[Reason, ...]:
    """The wave before this one ran for a while with nothing grave open and no unknown consumer."""
    gate = "previous-wave-stable"
    before = facts.wave_before
    if before is None:
        where = promotion.scope or promotion.environment
        words = f"no wave comes before {where}"
        return (Reason(gate=gate, status=Status.PASSED, message=words),)
    item = next((i for i in _newest(facts, "stability") if i.value["wave"] == before), None)
    if item is None:
        words = f"nothing says whether {before}, the wave before, is stable"
        return (_no(gate, Status.UNKNOWN, words, "/stability", f"say how {before} goes"),)
    one, soak = item.value, facts.limits.soak
    if one["open_severity_1"]:
        words = f"{before} has {one['open_severity_1']} open exceptions of severity 1"
        at = f"{item.at}/open_severity_1"
        return (_no(gate, Status.FAILED, words, at, "resolve what is open, and wait"),)
    if one.get("shadow_consumers"):
        names = ", ".join(one["shadow_consumers"])
        words = f"{before} has consumers that nobody registered: {names}"
        at = f"{item.at}/shadow_consumers"
        return (_no(gate, Status.FAILED, words, at, "register them, with a pact each"),)
    since = date.fromisoformat(one["since"])
    if facts.today is not None and facts.today - since < soak.delta:
        words = f"{before} is stable since {since} only; {soak} are asked for"
        at, ready = f"{item.at}/since", since + soak.delta
        return (_no(gate, Status.FAILED, words, at, f"wait until {ready}"),)
    return (_yes(gate, f"{before} is stable since {since}", item.at),)


#: the sections of which the newest entry counts, by what tells them apart and by their day
_NEWEST = {
    "conformance": ("contract", "observed_at"),
    "lags": ("contract", "observed_at"),
    "replays": ("workflow", "replayed_at"),
    "reconciliation": ("wave", "observed_at"),
    "stability": ("wave", "since"),
}


def _newest(facts: Facts, section: str) -> tuple[Item, ...]:
    """Of what was told about one thing several times, the last word."""
    about, day = _NEWEST[section]
    found: dict[str, Item] = {}
    for item in facts.told(section):
        name = str(item.value.get(about))
        if name not in found or found[name].value[day] <= item.value[day]:
            found[name] = item
    return tuple(found.values())


def _late(facts: Facts, said: str, most: Duration) -> str | None:
    """The day on which something was seen, where that is too long ago."""
    if facts.today is None or facts.today - date.fromisoformat(said) <= most.delta:
        return None
    return said


def _stale(gate: str, words: str, at: str, remedy: str, day: str) -> Reason:
    facts = (("evidence", at), ("stale", day))
    return Reason(gate=gate, status=Status.UNKNOWN, message=words, remedy=remedy, facts=facts)


def _no(gate: str, status: Status, words: str, at: str, remedy: str) -> Reason:
    facts = (("evidence", at),)
    return Reason(gate=gate, status=status, message=words, remedy=remedy, facts=facts)


def _yes(gate: str, words: str, at: str) -> Reason:
    return Reason(gate=gate, status=Status.PASSED, message=words, facts=(("evidence", at),))
