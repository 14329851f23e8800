"""A trace of events as the witness of a finding, and in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from weighbridge_checks.proof.traces import Step, Trace


def witness_of(trace: Trace, writer: str, reader: str) -> dict[str, Any]:
    """A trace as a JSON value: each event, where either machine is after it, and the refusal."""
    return {
        "trace": [_letter(step, writer, reader) for step in trace.steps],
        "refused": {
            "step": len(trace.steps),
            "event": trace.steps[-1].event,
            "by": reader,
            "in": _where(trace.reader_at),
        },
    }


def _letter(step: Step, writer: str, reader: str) -> dict[str, Any]:
    said: dict[str, Any] = {"event": step.event}
    if step.case.data:
        said["data"] = dict(step.case.data)
    if step.case.taken:
        said["where"] = list(step.case.taken)
    return said | {writer: step.writer, reader: _where(step.reader)}


def _where(states: tuple[str, ...] | None) -> Any:
    """One state by its name, several as a list, none as nothing."""
    if not states:
        return None
    return (states[0] or None) if len(states) == 1 else list(states)


def refusal(trace: Trace, reader: str) -> str:
    """Why a trace is refused at its end, in words."""
    last = trace.steps[-1]
    where = " or ".join(f"'{s}'" for s in trace.reader_at if s)
    place = f"in state {where}" if where else "before anything is created"
    data = ", ".join(f"{k} = {v}" for k, v in last.case.data.items())
    texts = ", ".join(f"'{t}'" for t in last.case.taken)
    given = " and ".join(filter(None, (data, texts)))
    with_ = f" with {given}" if given else ""
    return f"the {reader} workflow does not take '{last.event}'{with_} {place}"
