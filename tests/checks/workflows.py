"""Workflows as a person would write them, short enough to be read in a test."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from weighbridge_checks.facts import read
from weighbridge_checks.facts.workflow import Workflow, workflow_in

if TYPE_CHECKING:
    from collections.abc import Iterable

    from weighbridge_checks.facts import Contract


def a_step(said: str) -> dict[str, str]:
    """A step in one line: `created > shipped on order.shipped if open = 0 by wms`."""
    rest, _, actor = said.partition(" by ")
    rest, _, guard = rest.partition(" if ")
    way, _, event = rest.partition(" on ")
    source, _, target = (part.strip() for part in way.partition(">"))
    step = {"from": source, "to": target, "on": event.strip()}
    return step | ({"guard": guard} if guard else {}) | ({"actor": actor} if actor else {})


def a_workflow(
    *steps: str,
    terminal: Iterable[str] = ("closed",),
    initial: Iterable[str] = ("created",),
    creation: Any = None,
    states: Iterable[str] | None = None,
    **more: Any,
) -> dict[str, Any]:
    """The document of an order workflow; its states are those that the steps name."""
    listed = [a_step(said) for said in steps]
    named = dict.fromkeys([*initial, *(s[end] for s in listed for end in ("from", "to"))])
    return {
        "workflow": "order",
        "version": "1.0.0",
        "entity": "order",
        "key": "orderNumber",
        "states": [{"name": n} for n in (named if states is None else states)],
        "initial": list(initial),
        "terminal": list(terminal),
        "creation_events": creation
        if creation is not None
        else [{"event": "order.created", "to": next(iter(initial), "created")}],
        "transitions": listed,
        **more,
    }


def a_text(document: dict[str, Any]) -> str:
    """A document as YAML, one line for each part."""
    return "".join(f"{part}: {json.dumps(said)}\n" for part, said in document.items())


def the_workflow(document: dict[str, Any]) -> Workflow:
    """A document as the value that is judged."""
    return workflow_in(document)


def the_contract(document: dict[str, Any] | str, name: str = "order.yaml") -> Contract:
    """A document as it would be read from a file."""
    text = document if isinstance(document, str) else json.dumps(document, indent=1)
    return read(text.encode(), name=name)
