"""Who reads the states of a workflow, as pacts tell it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from weighbridge_checks.facts.interaction import Stance
from weighbridge_checks.facts.workflow import Party, Role

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from weighbridge_checks.facts.pact import Pact
    from weighbridge_checks.facts.workflow import Workflow


def readers(workflow: Workflow, pacts: Iterable[Pact]) -> tuple[Party, ...]:
    """The consumers whose pacts read a field that carries the state, each with its posture.

    Who reads it in two places, and tolerates unknown states in one of them only, is exhaustive.
    """
    fields = {(b.contract, b.field) for b in workflow.bindings if b.field}
    found: dict[str, Party] = {}
    for pact in pacts:
        for path in _read(pact):
            if not {(pact.contract, path[-1]), (pact.provider, path[-1])} & fields:
                continue
            stance = pact.stance(path)
            party = Party(system=pact.consumer, role=Role.CONSUMER, posture=stance)
            known = found.setdefault(pact.consumer, party)
            if stance is Stance.EXHAUSTIVE and known.posture is not stance:
                found[pact.consumer] = party
    return tuple(found.values())


def _read(pact: Pact) -> Iterator[tuple[str, ...]]:
    """The paths of all fields that a consumer looks at."""
    for interaction in pact.interactions:
        bodies = list(interaction.received)
        if interaction.response is not None and interaction.response.body is not None:
            bodies.append(interaction.response.body)
        yield from (f.path for body in bodies for f in body.fields if f.path)
