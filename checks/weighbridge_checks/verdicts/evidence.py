"""What a gate's refusal is called in a report, and where in the evidence it was read.

Each answer is a reason of the gates, as it is for `promote`: with a status, and what would change
it. What is missing is unknown, and unknown is not passed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from weighbridge_checks.verdicts.finding import Consumer, Severity
from weighbridge_checks.verdicts.gates import Status
from weighbridge_checks.verdicts.remark import Remark, Review
from weighbridge_checks.verdicts.seen import source
from weighbridge_checks.verdicts.standard import Standard

if TYPE_CHECKING:
    from weighbridge_checks.facts.estate.files import EstateFile
    from weighbridge_checks.verdicts.gates import Decision, Reason

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
    "GATE-LINT": """Lint has no error to tell of the contracts that a release provides.

What can not be read or breaks the standards of the house is not better in the next environment.

bad:

    promotion: {service: erp, provides: [orders@2.0.0]}  # of which lint tells IDEM001

good:

    promotion: {service: erp, provides: [orders@2.0.1]}  # of which lint tells no error

Instead, mend the document, and publish it under a new number.""",
    "GATE-OWNERS": """Each contract that a release provides names a business and a technical owner.

Whoever has a question at night has nobody to ask.

bad:

    owners: {technical: commerce}

good:

    owners: {business: customer-service, technical: commerce}

Instead, name a role and a team of teams.yaml.""",
    "GATE-EXCEPTIONS": """Each exception that a release may raise is known, with a queue and owners.

What waits in no queue, or in one of nobody, is found by a customer.

bad:

    exceptions: [INV-LOT-EXPIRED]  # in no catalogue

good:

    exceptions: [INV-NEGATIVE]

Instead, see what `weighbridge estate check` tells of EXC, and mend it.""",
    "GATE-RECORD": """What a release writes has one system of record, and goes round in no circle.

Two systems that both own a field overwrite each other, from the first day on.

bad:

    - {patterns: [inventory.onHand], owner: erp}  # and wms owns it too

good:

    - {patterns: [inventory.onHand], owner: wms}

Instead, see what `weighbridge ownership check` tells, and mend it.""",
    "GATE-STEP": """The number of each contract grew by what its changes since the running one owe.

Who reads 1.2.0 as "no need to look" is broken by it.

bad:

    running: [orders@1.1.0]
    promotion: {service: erp, provides: [orders@1.2.0]}  # which breaks 1.1.0

good:

    running: [orders@1.1.0]
    promotion: {service: erp, provides: [orders@2.0.0]}

Instead, publish it under the number that its changes owe.""",
    "GATE-RUNNING": """What a release brings is compatible with the versions that run in the target.

Consumers there were written for what runs there, whatever was published meanwhile.

bad:

    running: [orders@1.1.0]
    promotion: {service: erp, provides: [orders@2.0.0]}

good:

    running: [orders@1.1.0]
    promotion: {service: erp, provides: [orders@1.1.0, orders@2.0.0]}

Instead, provide both side by side until the sunset of the old version is over.""",
    "GATE-PATH": """A release has run in the environment before the target.

The path is there so that faults are met where they cost least.

bad:

    ran_in: [dev]
    promotion: {service: erp, environment: production}

good:

    ran_in: [dev, test, staging]
    promotion: {service: erp, environment: production}

Instead, promote it to the environment before.""",
    "GATE-REVIEW": """The architects looked at each contract that a service comes to rely on.

An integration that nobody looked at is one that nobody knows of when the other side changes.

bad:

    reviews: []  # and storefront has a new pact on finance-references

good:

    reviews:
      - {contract: finance-references, by: rosa, reviewed_at: "2026-11-20", approved: true}

Instead, have it reviewed, and name the service among the contract's consumers.""",
    "GATE-APPROVAL": """The business and the technical owner approved, and they are two people.

One knows whether it may happen today, and the other whether it will work.

bad:

    approvals: [{role: order-mgmt, by: rosa, at: "2026-11-24"}]

good:

    approvals:
      - {role: customer-service, by: hana, at: "2026-11-24"}
      - {role: order-mgmt, by: rosa, at: "2026-11-24"}

Instead, ask the one who is missing.""",
    "GATE-NOTICE": """What a release takes away was announced long before its sunset, which is over.

A consumer plans by the date that it was told.

bad:

    running: [orders@1.1.0]  # with no deprecation, and nothing provides it any more

good:

    running: [orders@1.1.0]  # deprecation: {deprecated_at: "2026-01-01", sunset: "2026-10-31"}

Instead, announce a sunset, and provide the version until it is over.""",
    "GATE-NONE": """An environment has gates, and evidence is asked for by name.

Where nobody set a condition, nothing was decided, and that is not a yes.

bad:

    - {id: production}

good:

    - {id: production, gates: [consumers-verified, traffic-conforms, approved]}

Instead, list the gates of the environment in environments.yaml.""",
}


#: what each answer is called, and what it asks for
STANDARDS = {
    name: Standard(
        id=name, slug=name.lower(), severity=Severity.ERROR, doc=page, looks=lambda *_: ()
    )
    for name, page in _PAGES.items()
}
#: what the refusal of a gate is called; of the others evidence failed
_CALLED = {
    "lint-clean": "GATE-LINT",
    "version-step": "GATE-STEP",
    "owners-named": "GATE-OWNERS",
    "exceptions-mapped": "GATE-EXCEPTIONS",
    "compatible-with-running": "GATE-RUNNING",
    "ran-in-previous-environment": "GATE-PATH",
    "ownership-clean": "GATE-RECORD",
    "consumers-reviewed": "GATE-REVIEW",
    "approved": "GATE-APPROVAL",
    "notice-given": "GATE-NOTICE",
    "providers-agree": "WAVE-DIFF",
    "previous-wave-stable": "WAVE-SOAK",
    "gates-configured": "GATE-NONE",
}


def review(decision: Decision, file: EstateFile) -> Review:
    """The reasons that do not pass, as remarks at the lines of the evidence."""
    refused = [r for r in decision.reasons if r.status is not Status.PASSED]
    remarks = tuple(
        Remark(
            rule=called(reason, swap=decision.promotion.replaces is not None),
            severity=Severity.ERROR,
            message=reason.message,
            subject=decision.promotion.service,
            source=source(file.locate(next(iter(reason.fact("evidence")), "/promotion"))),
            consumers=tuple(Consumer(name=name) for name in reason.fact("consumer")),
            fix=reason.remedy,
            identity=(reason.gate, reason.message),
        )
        for reason in refused
    )
    passed = len(decision.reasons) - len(refused)
    stats = {"reasons": len(decision.reasons), "passed": passed}
    return Review(what="gate", remarks=remarks, stats=stats)


def called(reason: Reason, *, swap: bool = False) -> str:
    """The id under which a refusal is told; `swap`, where a provider takes over from another."""
    if reason.fact("stale"):
        return "EVID-STALE"
    if reason.gate == "gates-configured":
        return _CALLED[reason.gate]
    if reason.status is Status.UNKNOWN:
        return "EVID-MISSING"
    if reason.gate == "consumers-verified" and swap:
        return "WAVE-SWAP"
    return _CALLED.get(reason.gate, "EVID-FAILED")
