"""What a recording shows of a workflow, and what it does not."""

from __future__ import annotations

import json
from typing import Any

from tests.checks.workflows import a_workflow, the_workflow
from weighbridge_checks.facts.workflow_log import read_log
from weighbridge_checks.proof.replay import Use, replay
from weighbridge_checks.proof.traces import machine

DOCUMENT = a_workflow(
    "created > partial on order.packed if open > 0",
    "created > packed on order.packed if open = 0",
    "partial > packed on order.packed",
    "packed > shipped on order.shipped if paid",
    "packed > lent on order.shipped if promised",
    terminal=["shipped", "lent"],
    ignore={"packed": ["order.noted"]},
)
STEPS = {s.pointer: f"{s.source or 'new'} > {s.target}" for s in the_workflow(DOCUMENT).steps}


def seen(*lines: dict[str, Any]) -> Use:
    text = "".join(f"{json.dumps(line)}\n" for line in lines)
    return replay(machine(the_workflow(DOCUMENT)), read_log(text.encode(), name="log"))


def taken(use: Use) -> dict[str, list[str]]:
    return {STEPS[pointer]: list(entities) for pointer, entities in use.steps.items()}


def an_event(event: str, entity: str = "1", **more: Any) -> dict[str, Any]:
    return {"entity": entity, "event": f"order.{event}", **more}


def test_data_decides_which_step_was_taken() -> None:
    use = seen(an_event("created"), an_event("packed", data={"open": 2}))
    assert taken(use) == {"new > created": ["1"], "created > partial": ["1"]}
    assert list(use.visits) == ["created", "partial"]


def test_values_may_stand_in_the_line_itself() -> None:
    use = seen(an_event("created"), an_event("packed", open=0))
    assert "created > packed" in taken(use)


def test_a_step_that_may_have_been_taken_counts_as_taken() -> None:
    use = seen(an_event("created"), an_event("packed"))
    assert taken(use).keys() == {"new > created", "created > partial", "created > packed"}
    assert list(use.visits) == ["created"]


def test_the_state_after_says_which_it_was() -> None:
    use = seen(an_event("created"), an_event("packed", state="packed"))
    assert taken(use).keys() == {"new > created", "created > packed"}


def test_what_an_opaque_guard_means_is_left_open() -> None:
    lines = [an_event("created"), an_event("packed", open=0), an_event("shipped")]
    assert {"packed > shipped", "packed > lent"} <= taken(seen(*lines)).keys()


def test_a_recording_may_begin_in_the_middle_of_a_life() -> None:
    use = seen(an_event("shipped"))
    assert taken(use).keys() == {"packed > shipped", "packed > lent"}
    assert use.refused == []


def test_an_ignored_event_is_seen_and_moves_nothing() -> None:
    use = seen(an_event("created"), an_event("packed", open=0), an_event("noted"))
    assert use.ignored == {("packed", "order.noted"): {"1": None}}


def test_what_can_not_have_happened_is_kept_apart() -> None:
    use = seen(an_event("created"), an_event("shipped"), an_event("packed", open=0))
    assert [r.event for r in use.refused] == ["order.shipped"]
    assert "created > packed" in taken(use)


def test_entities_do_not_meet() -> None:
    use = seen(an_event("created"), an_event("created", "2"), an_event("packed", "2", open=0))
    assert taken(use) == {"new > created": ["1", "2"], "created > packed": ["2"]}


def test_a_line_may_be_a_cloud_event() -> None:
    use = seen(
        {"specversion": "1.0", "subject": "order/1", "type": "com.example.order.created.v1"},
        {"subject": "order/1", "type": "com.example.order.packed.v1", "data": {"open": 0}},
        {"subject": "order/1", "type": "com.example.stock.counted.v1"},
    )
    assert taken(use) == {"new > created": ["order/1"], "created > packed": ["order/1"]}
    assert [r.event for r in use.foreign] == ["com.example.stock.counted.v1"]
