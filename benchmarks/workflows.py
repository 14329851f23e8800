"""How long it takes to hold one workflow against another: machines of n states, by sort.

python -m benchmarks.workflows [STATES]
"""

from __future__ import annotations

import random
import sys
import time
from typing import TYPE_CHECKING, Any

from weighbridge_checks.facts.workflow import workflow_in
from weighbridge_checks.proof.traces import contain, machine

if TYPE_CHECKING:
    from collections.abc import Iterator

    from weighbridge_checks.proof.traces import Machine

STATES = 200
ROUNDS = 5


def a_machine(states: int, events: int, seed: int, *, guarded: bool = False) -> Machine:
    """A ring through all states, and from each some random ways on random events."""
    draw = random.Random(seed)  # noqa: S311 - a benchmark keeps no secrets
    steps: list[dict[str, Any]] = []
    for number in range(states):
        source = f"s{number}"
        steps.append({"from": source, "to": f"s{(number + 1) % states}", "on": "next"})
        for event in draw.sample(range(events), min(3, events)):
            ends = [f"s{draw.randrange(states)}" for _ in range(2)]
            bound = draw.randrange(5)
            guards = [f"open > {bound}", f"open <= {bound}"] if guarded else [None]
            steps += [
                {"from": source, "to": end, "on": f"e{event}"} | ({"guard": g} if g else {})
                for end, g in zip(ends, guards, strict=False)
            ]
    return machine(
        workflow_in(
            {
                "workflow": "ring",
                "version": "1.0.0",
                "entity": "thing",
                "key": "id",
                "states": [{"name": f"s{n}"} for n in range(states)],
                "initial": ["s0"],
                "terminal": [f"s{states - 1}"],
                "creation_events": [{"event": "new", "to": "s0"}],
                "transitions": steps,
            }
        )
    )


def pairs(states: int) -> Iterator[tuple[str, Machine, Machine]]:
    """The sorts of questions: the same machine twice, total ones, unrelated ones."""
    one = a_machine(states, 20, 1)
    yield "the same machine", one, a_machine(states, 20, 1)
    yield "the same machine, guarded", *(a_machine(states, 20, 1, guarded=True) for _ in range(2))
    # with three events each state takes every one, so that all pairs have to be looked at
    yield "all that can come is taken", a_machine(states, 3, 1), a_machine(states, 3, 2)
    yield "unrelated machines", one, a_machine(states, 20, 2)
    yield "unrelated, guarded", *(a_machine(states, 20, s, guarded=True) for s in (1, 2))


def main() -> None:
    """Print what each question took, the best of some rounds."""
    states = int(sys.argv[1]) if len(sys.argv) > 1 else STATES
    print(f"{states} states{'':22}   ms  contained    pairs")
    for name, writer, reader in pairs(states):
        best, outcome = float("inf"), None
        for _ in range(ROUNDS):
            begun = time.perf_counter()
            outcome = contain(writer, reader)
            best = min(best, time.perf_counter() - begun)
        assert outcome is not None
        print(f"{name:30} {best * 1000:6.1f}  {outcome.contained!s:9} {outcome.pairs:8}")


if __name__ == "__main__":
    main()
