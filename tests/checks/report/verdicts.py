"""Verdicts to be reported: real ones, made from documents, and any number of invented findings."""

from __future__ import annotations

from datetime import date
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from weighbridge_checks.facts import Action, Change, Direction, Kind, read
from weighbridge_checks.verdicts import Mode, Posture, Severity, Verdict, weigh
from weighbridge_checks.verdicts.finding import (
    Consumer,
    Evidence,
    Finding,
    Result,
    Side,
    Source,
    Waiver,
)

#: no test fails because the machine is busy
UNHURRIED = settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
OLD = """\
openapi: 3.1.0
info: {title: orders, version: 1.0.0}
paths:
  /orders:
    post:
      requestBody:
        required: true
        content:
          application/json:
            schema:
              type: object
              properties:
                reference: {type: string, maxLength: 40}
                lines:
                  type: array
                  items: {type: object, properties: {sku: {type: string}}}
      responses:
        "201":
          description: taken in
          content:
            application/json:
              schema:
                type: object
                properties:
                  id: {type: string}
                  note: {type: string}
"""
NEW = """\
openapi: 3.1.0
info: {title: orders, version: 1.1.0}
paths:
  /orders:
    post:
      requestBody:
        required: true
        content:
          application/json:
            schema:
              type: object
              properties:
                reference: {type: string, maxLength: 20}
                lines:
                  type: array
                  items:
                    type: object
                    properties: {sku: {type: string}, depot: {type: string}}
                    required: [depot]
      responses:
        "201":
          description: taken in
          content:
            application/json:
              schema:
                type: object
                properties:
                  id: {type: string}
    delete:
      responses: {"204": {description: all gone}}
"""
WAIVER = Waiver(
    subject="orders",
    fingerprint="0" * 12,
    reason="the only consumer agreed",
    approved_by="Ada Park",
    expires_on=date(2027, 3, 31),
)
STOREFRONT = Consumer(
    name="storefront", release="4.2.0", environments=("production", "staging"), uses=("note",)
)


def real() -> Verdict:
    """A verdict over two documents: two errors, a warning, and what hurts nobody."""
    return weigh(read(OLD.encode(), name="old.yaml"), read(NEW.encode(), name="new.yaml"))


def finding(severity: Severity = Severity.ERROR, **facts: Any) -> Finding:
    """One finding; `before`, `after`, `operation`, `field` and `witness` may be told."""
    field = facts.pop("field", "note")
    operation = facts.pop("operation", "POST /orders")
    change = Change(
        action=Action.CHANGED,
        kind=Kind.SCHEMA,
        attribute="maxLength",
        path=(operation, "request", "application/json", field),
        direction=Direction.REQUEST,
        operations=(operation,),
        before=facts.pop("before", 40),
        after=facts.pop("after", 20),
    )
    evidence = Evidence(result=Result.STRUCTURAL)
    if "witness" in facts:
        evidence = Evidence(
            result=Result.REFUTED,
            witness=facts.pop("witness"),
            has_witness=True,
            error="it is too long",
        )
    defaults: dict[str, Any] = {
        "rule": "request-length-narrowed",
        "message": f"'{field}' has to be at most 20 characters long",
        "old": Source(file="old.yaml", line=3, column=5, pointer="/a"),
        "new": Source(file="new.yaml", line=4, column=5, pointer="/a"),
        "evidence": evidence,
    }
    return Finding(severity=severity, change=change, **(defaults | facts))


def verdict(*findings: Finding, unread: tuple[str, ...] = ()) -> Verdict:
    """A verdict of these findings, in the order in which they are given."""
    return Verdict(
        old=Side(name="old.yaml", format="openapi", digest="a" * 64, version="1.0.0"),
        new=Side(name="new.yaml", format="openapi", digest="b" * 64, version="1.1.0"),
        posture=Posture.LENIENT,
        mode=Mode.BACKWARD,
        findings=findings,
        stats={"operations": 1},
        unread=unread,
    )


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters()),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(st.characters()), inner, max_size=3)
    ),
    max_leaves=8,
)
TEXTS = st.text(st.characters(), min_size=1, max_size=30)
FINDINGS = st.builds(
    lambda severity, waived, before, after, witness, field, who: finding(
        severity,
        before=before,
        after=after,
        field=field,
        waived=WAIVER if waived else None,
        consumers=(Consumer(name=who),),
        **witness,
    ),
    severity=st.sampled_from(Severity),
    waived=st.booleans(),
    before=JSON,
    after=JSON,
    witness=st.just({}) | st.fixed_dictionaries({"witness": JSON}),
    field=TEXTS,
    who=TEXTS,
)
VERDICTS = st.lists(FINDINGS, max_size=30).map(lambda findings: verdict(*findings))
