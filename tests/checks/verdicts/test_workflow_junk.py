"""Whatever a workflow file says, it is read and judged or refused with a reason; nothing breaks."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.checks.workflows import a_workflow
from weighbridge_checks.facts import Contract, UnreadableContractError, read
from weighbridge_checks.facts.workflow import workflow_of
from weighbridge_checks.report import drawing
from weighbridge_checks.report import json as json_report
from weighbridge_checks.report import text as text_report
from weighbridge_checks.verdicts import weigh
from weighbridge_checks.verdicts.workflow_review import reviewed

WHOLE = a_workflow(
    "created > packed on order.packed if open > 0",
    "packed > closed on order.closed if in full",
    "created > closed on order.closed by erp",
    ignore={"packed": ["order.packed"]},
    parties=[{"system": "erp", "role": "producer", "commands": ["packed"]}],
    bound_to=[{"contract": "orders", "version": "1.0.0", "pointer": "/a/b"}],
    derived_from={"entity": "line", "field": "status", "rule": "the least advanced"},
    owners={"business": "sales", "technical": "order-mgmt"},
)
NAMES = st.sampled_from(
    ["created", "packed", "closed", "", "a b", "\x1b[31m", "<b>", "~", "/", "é"]
)
JUNK = st.one_of(
    NAMES,
    st.none(),
    st.booleans(),
    st.integers(-3, 3),
    st.lists(NAMES, max_size=2),
    st.dictionaries(NAMES, NAMES, max_size=2),
)


def places(value: Any, steps: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place in a document."""
    inner = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value)
        if isinstance(value, list)
        else ()
    )
    return [steps, *(p for k, v in inner for p in places(v, (*steps, k)))]


PLACES = [p for p in places(WHOLE) if p]


def spoilt(edits: list[tuple[tuple[Any, ...], Any]]) -> str:
    """The document with junk at some places."""
    document = json.loads(json.dumps(WHOLE))
    for steps, junk in edits:
        value = document
        for step in steps[:-1]:
            try:
                value = value[step]
            except (KeyError, IndexError, TypeError):
                break
        else:
            if isinstance(value, dict | list) and (
                isinstance(value, dict) or steps[-1] in range(len(value))
            ):
                value[steps[-1]] = junk
    return json.dumps(document)


def tried(text: str) -> Contract | None:
    try:
        return read(text.encode(), name="order.yaml")
    except UnreadableContractError:
        return None


@settings(deadline=None, max_examples=200, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(st.sampled_from(PLACES), JUNK), min_size=1, max_size=3))
def test_junk_is_judged_or_refused(edits: list[tuple[tuple[Any, ...], Any]]) -> None:
    whole = tried(json.dumps(WHOLE))
    odd = tried(spoilt(edits))
    assert whole is not None
    if odd is None or odd.format is not whole.format:
        return
    list(reviewed(odd))
    for old, new in ((whole, odd), (odd, whole)):
        verdict = weigh(old, new)
        json_report.render(verdict)
        assert "\x1b" not in text_report.render(verdict, verbose=True)
        for shape in ("svg", "mermaid"):
            assert "\x1b" not in drawing.render(workflow_of(new), workflow_of(old), shape)


@pytest.mark.parametrize(
    ("part", "reason"),
    [
        ({"transition": []}, "unknown key 'transition'; did you mean 'transitions'?"),
        ({"states": []}, "'states' may not be empty"),
        ({"version": 1.0}, "'version' has to be a version like 1.4.0, not '1.0'; put it in quotes"),
        ({"version": "1.0"}, "'version' has to be a version like 1.4.0, not '1.0'"),
        ({"status": "aproved"}, "'status' can not be 'aproved'; did you mean 'approved'?"),
        ({"parties": [{"system": "a", "role": "consumr"}]}, "did you mean 'consumer'?"),
        (
            {"states": [{"name": "a", "sla": "4 hours"}]},
            "'sla' has to be a time like 30min, 4h or 2d",
        ),
        ({"transitions": [{"from": "a", "to": "b"}]}, "'on' is missing"),
        ({"initial": ["created", "created"]}, "'initial' names 'created' twice; remove one"),
        ({"entity": "an order"}, "'entity' has to be a name without spaces, not 'an order'"),
    ],
)
def test_a_wrong_form_is_told_in_words_that_help(part: dict[str, Any], reason: str) -> None:
    with pytest.raises(UnreadableContractError) as refused:
        read(json.dumps(WHOLE | part).encode(), name="order.yaml")
    assert reason in refused.value.reason
