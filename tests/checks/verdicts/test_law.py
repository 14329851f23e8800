"""Severity follows from the law: who writes by which document, and who reads by the other."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.checks.verdicts.pages import documents
from weighbridge_checks.facts import Action, Change, Direction, Kind, read
from weighbridge_checks.verdicts import Mode, Severity, weigh
from weighbridge_checks.verdicts.law import access, demand, presence, status
from weighbridge_checks.verdicts.rules.every import RULES

#: what stands around the schemas, and what comes of it by the example on its page
STRUCTURE = {
    "operation-added": "info",
    "operation-removed": "error",
    "operation-deprecated": "info",
    "operation-id-changed": "info",
    "operation-description-changed": "info",
    "parameter-required-added": "error",
    "parameter-added": "info",
    "parameter-removed": "warning",
    "parameter-became-required": "error",
    "parameter-became-optional": "info",
    "parameter-style-changed": "error",
    "parameter-explode-changed": "error",
    "parameter-allow-reserved-changed": "error",
    "parameter-allow-empty-value-changed": "error",
    "parameter-deprecated": "info",
    "request-body-required-added": "error",
    "request-body-added": "info",
    "request-body-removed": "error",
    "request-body-became-required": "error",
    "request-body-became-optional": "info",
    "request-media-type-added": "info",
    "request-media-type-removed": "error",
    "response-media-type-added": "info",
    "response-media-type-removed": "error",
    "response-success-removed": "error",
    "response-status-removed": "info",
    "response-status-added": "info",
    "response-header-added": "info",
    "response-header-required-removed": "error",
    "response-header-removed": "warning",
    "response-header-became-optional": "error",
    "response-header-became-required": "info",
    "security-added": "error",
    "security-removed": "info",
    "security-narrowed": "error",
    "security-widened": "info",
    "security-scope-added": "error",
    "security-scope-removed": "info",
    "server-added": "info",
    "server-removed": "warning",
    "response-message-added": "error",
    "response-message-removed": "warning",
    "request-message-added": "info",
    "request-message-removed": "error",
    "message-content-type-changed": "error",
    "message-headers-changed": "warning",
    "request-schema-narrowed": "warning",
    "request-schema-widened": "info",
    "response-schema-widened": "error",
    "response-schema-narrowed": "info",
}


@pytest.mark.parametrize(("rule", "severity"), STRUCTURE.items(), ids=STRUCTURE)
def test_what_the_example_on_a_page_comes_to(rule: str, severity: str) -> None:
    old, new = (
        read(text.encode(), name=name)
        for text, name in zip(documents(RULES[rule]), ("old.yaml", "new.yaml"), strict=True)
    )
    assert [f.severity for f in weigh(old, new).findings] == [Severity(severity)]


@pytest.mark.parametrize("rule", STRUCTURE)
def test_forward_is_backward_with_the_versions_exchanged(rule: str) -> None:
    old, new = (read(text.encode(), name="api.yaml") for text in documents(RULES[rule]))
    forward = weigh(old, new, mode=Mode.FORWARD)
    exchanged = weigh(new, old)
    assert [f.severity for f in forward.findings] == [f.severity for f in exchanged.findings]


def changed(kind: Kind, action: Action = Action.CHANGED, **facts: Any) -> Change:
    return Change(action=action, kind=kind, path=facts.pop("path", ("GET /orders",)), **facts)


@pytest.mark.parametrize(
    ("action", "facts", "hurts"),
    [
        (Action.ADDED, {"required": True}, Direction.REQUEST),
        (Action.ADDED, {"required": False}, None),
        (Action.REMOVED, {"required": True}, Direction.RESPONSE),
        (Action.REMOVED, {"required": False}, None),
        (Action.CHANGED, {"before": False, "after": True}, Direction.REQUEST),
        (Action.CHANGED, {"before": True, "after": False}, Direction.RESPONSE),
    ],
)
@pytest.mark.parametrize("direction", Direction)
def test_what_has_to_be_there_hurts_one_way_and_never_the_other(
    action: Action, facts: dict[str, bool], hurts: Direction | None, direction: Direction
) -> None:
    harm = demand(changed(Kind.HEADER, action, direction=direction, **facts))
    assert (harm is not None) is (direction is hurts)
    assert harm is None or harm.error


def test_what_is_withdrawn_is_never_passed_over() -> None:
    for direction in Direction:
        gone = changed(Kind.PARAMETER, Action.REMOVED, direction=direction)
        harm = presence(gone)
        assert harm is not None
        assert not harm.error


@pytest.mark.parametrize(
    ("known", "code", "harmless"),
    [
        pytest.param(["200"], "201", True, id="another success"),
        pytest.param(["200"], "404", True, id="errors may always come"),
        pytest.param(["200"], "503", True, id="so may failures of the provider"),
        pytest.param(["200"], "4XX", True, id="a range of errors"),
        pytest.param(["200"], "default", True, id="the rest"),
        pytest.param(["200"], "303", False, id="the first redirect"),
        pytest.param(["200", "302"], "303", True, id="another redirect"),
        pytest.param(["200", "3XX"], "303", True, id="a redirect of the range"),
        pytest.param(["200", "default"], "303", True, id="the rest was told of"),
        pytest.param(["404"], "200", False, id="the first success"),
        pytest.param(None, "201", True, id="one more of the successes that there must be"),
        pytest.param(None, "303", False, id="nothing is known"),
    ],
)
def test_a_new_status_hurts_where_its_class_is_new(
    known: list[str] | None, code: str, *, harmless: bool
) -> None:
    path = ("GET /orders", "response", code)
    harm = status(
        changed(Kind.RESPONSE, Action.ADDED, path=path, before=known, direction=Direction.RESPONSE)
    )
    assert (harm is None) is harmless
    assert harm is None or not harm.error


def test_an_error_that_never_comes_hurts_nobody() -> None:
    path = ("GET /orders", "response", "404")
    assert status(changed(Kind.RESPONSE, Action.REMOVED, path=path)) is None


def test_a_success_is_not_gone_while_its_range_stays() -> None:
    gone = {"path": ("GET /orders", "response", "200"), "direction": Direction.RESPONSE}
    assert status(changed(Kind.RESPONSE, Action.REMOVED, **gone, after=["2XX"])) is None
    assert status(changed(Kind.RESPONSE, Action.REMOVED, **gone, after=["default"]))


SCOPED = [
    (scheme, frozenset(s)) for scheme in "ab" for n in range(3) for s in combinations("xy", n)
]
ALTERNATIVES = st.lists(
    st.dictionaries(
        st.sampled_from(["a", "b"]),
        st.lists(st.sampled_from(["x", "y"]), unique=True),
    ),
    max_size=3,
)


def callers() -> list[dict[str, frozenset[str]]]:
    """Everybody who could come: with neither, either or both schemes, and any scopes."""
    one = [{scheme: scopes} for scheme, scopes in SCOPED]
    both = [{**a, **b} for a, b in combinations(one, 2) if a.keys() != b.keys()]
    return [{}, *one, *both]


def lets_in(alternatives: list[dict[str, list[str]]], caller: dict[str, frozenset[str]]) -> bool:
    return not alternatives or any(
        all(s in caller and set(scopes) <= caller[s] for s, scopes in one.items())
        for one in alternatives
    )


@settings(deadline=None)
@given(ALTERNATIVES, ALTERNATIVES)
def test_access_is_lost_exactly_where_somebody_is_turned_away(
    old: list[dict[str, list[str]]], new: list[dict[str, list[str]]]
) -> None:
    turned_away = [c for c in callers() if lets_in(old, c) and not lets_in(new, c)]
    harm = access(changed(Kind.SECURITY, before=old, after=new, direction=Direction.REQUEST))
    assert (harm is not None) is bool(turned_away)
    webhook = changed(Kind.SECURITY, before=new, after=old, direction=Direction.RESPONSE)
    assert (access(webhook) is not None) is bool(turned_away)
