"""Answers about ownership, and the write graph, as they are told."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from weighbridge_checks.facts.fields import steps_of
from weighbridge_checks.report.json import written
from weighbridge_checks.report.plain import printable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from weighbridge_checks.facts.days import Span
    from weighbridge_checks.facts.flows import Flow
    from weighbridge_checks.facts.ownership import Rule, Writer
    from weighbridge_checks.verdicts.ownership.graph import Circle
    from weighbridge_checks.verdicts.ownership.owners import Answer, Cell, Spots

WHO = "weighbridge/who-owns/v1"
GRAPH = "weighbridge/ownership-graph/v1"
_WIDTH = 10


def schema(what: str) -> dict[str, Any]:
    """The published JSON Schema (draft 2020-12) of a value: `who-owns` or `ownership-graph`."""
    text = files("weighbridge_checks.report").joinpath(f"{what}.schema.json").read_text("utf-8")
    published: dict[str, Any] = json.loads(text)
    return published


# -- who owns a field


def answers_as_text(found: Sequence[Answer]) -> str:
    """Every answer with its rule, why that one wins, and what comes next."""
    return "\n".join(_answer(answer) for answer in found)


def _answer(answer: Answer) -> str:
    cell = answer.cell
    lines = [_title(answer)]
    if len(cell.owners) == 1:
        lines.append(_line("owner", cell.owners[0]))
    elif cell.owners:
        lines.append(_line("owner", f"{' and '.join(cell.owners)}: two rules overlap here"))
    else:
        lines.append(_line("owner", "nobody: no rule covers it here"))
    lines.append(_line("writers", "; ".join(map(str, cell.writers)) or "no other"))
    lines.append(_line("replicas", ", ".join(cell.replicas) or "none"))
    lines += [_line("rule", _rule(rule, answer.field)) for rule in cell.winners]
    lines += [_line("", rule.why) for rule in cell.winners if rule.why]
    lines += [
        _line("wins over", f"{_rule(o.rule, answer.field)}, by its {o.by}") for o in answer.outvoted
    ]
    lines.append(_line("changes", _next(answer)))
    return "\n".join(lines) + "\n"


def _title(answer: Answer) -> str:
    places = _spots("at", answer.cell.locations)
    states = _spots("in state", answer.cell.states)
    return printable(f"{answer.field}{places}{states} on {answer.on}")


def _spots(word: str, names: Spots) -> str:
    said = ", ".join(name for name in names if name is not None)
    return f" {word} {said}" if said else ""


def _rule(rule: Rule, field: str) -> str:
    texts = dict.fromkeys(p.text for p in rule.patterns if p.covers(steps_of(field)))
    owner = f"{', '.join(texts)} → {rule.owner}"
    at = f"{rule.at.file}:{rule.at.line}:{rule.at.column}"
    limits = [_spots("at", tuple(sorted(rule.scope.locations or ())))]
    limits.append(_spots("in", tuple(sorted(rule.scope.states or ()))))
    bounded = rule.span.since is not None or rule.span.until is not None
    limits.append(f", {rule.span}" if bounded else "")
    return f"{at}  {owner}{''.join(limits)}"


def _next(answer: Answer) -> str:
    if answer.next is None:
        return "never, as planned so far"
    then = " and ".join(answer.next.owners) or "nobody"
    same = answer.next.owners == answer.cell.owners
    what = "the owner stays, writers or replicas change" if same else f"{then} owns it"
    return f"on {answer.next.span.since}: {what}"


def _line(name: str, words: str) -> str:
    return f"  {name:<{_WIDTH}}{printable(words)}".rstrip()


def answers_as_value(field: str, found: Sequence[Answer]) -> dict[str, Any]:
    """The answers for machines."""
    return {
        "schema": WHO,
        "field": field,
        "on": found[0].on.isoformat() if found else None,
        "answers": [
            {
                "owner": answer.owner,
                **_cell(answer.cell),
                "rules": [_rule_value(rule) for rule in answer.cell.winners],
                "outvoted": [{**_rule_value(o.rule), "by": o.by} for o in answer.outvoted],
                "next": _cell(answer.next) if answer.next else None,
            }
            for answer in found
        ],
    }


def _cell(cell: Cell) -> dict[str, Any]:
    return {
        "locations": _named(cell.locations),
        "states": _named(cell.states),
        **_days(cell.span),
        "owners": list(cell.owners),
        "writers": [_writer(writer) for writer in cell.writers],
        "replicas": list(cell.replicas),
    }


def _writer(writer: Writer) -> dict[str, Any]:
    return {
        "system": writer.system,
        "states": None if writer.states is None else sorted(writer.states),
        "through": "events" if writer.events_only else None,
    }


def _rule_value(rule: Rule) -> dict[str, Any]:
    return {
        "owner": rule.owner,
        "fields": list(rule.fields),
        "why": rule.why,
        **_days(rule.span),
        "source": {
            "file": rule.at.file,
            "line": rule.at.line,
            "column": rule.at.column,
            "pointer": rule.at.pointer,
        },
    }


def _days(span: Span) -> dict[str, str | None]:
    return {
        "since": span.since.isoformat() if span.since else None,
        "until": span.until.isoformat() if span.until else None,
    }


def _named(names: Spots) -> list[str]:
    return [name for name in names if name is not None]


# -- the write graph


def graph_as_text(flows: Sequence[Flow], circles: Sequence[Circle]) -> str:
    """Every system with what flows out of it; each flow that is part of a circle is marked."""
    turning = {number for circle in circles for number in circle.flows}
    lines: list[str] = []
    for system in dict.fromkeys(flow.source for flow in flows):
        lines.append(printable(system))
        for flow in (f for f in flows if f.source == system):
            mark = "⟲" if flow.number in turning else "→"
            lines.append(f"  {mark} {printable(_edge(flow))}")
    if not flows:
        lines.append("no flow")
    return "\n".join(lines) + "\n"


def _edge(flow: Flow) -> str:
    said = [f"{flow.target:<14}{', '.join(flow.fields)}", flow.kind]
    if flow.contract:
        said.append(flow.contract)
    if flow.follows_ownership:
        said.append("what it owns")
    if flow.scope.locations is not None:
        said.append(f"at {', '.join(sorted(flow.scope.locations))}")
    if flow.scope.states is not None:
        said.append(f"in {', '.join(sorted(flow.scope.states))}")
    if flow.span.since is not None or flow.span.until is not None:
        said.append(str(flow.span))
    if flow.origin_check:
        said.append(f"origin checked by {flow.origin_check}")
    return "  ".join(said)


def graph_as_mermaid(flows: Sequence[Flow], circles: Sequence[Circle]) -> str:
    """The graph in Mermaid's words: dotted where an origin check stands, red in a circle."""
    systems = dict.fromkeys(s for flow in flows for s in (flow.source, flow.target))
    ids = {system: f"s{number}" for number, system in enumerate(systems)}
    lines = ["flowchart LR"]
    lines += [f'  {ids[system]}["{_label(system)}"]' for system in systems]
    for flow in flows:
        arrow = "-.->" if flow.origin_check else "-->"
        label = _label(", ".join(flow.fields))
        lines.append(f'  {ids[flow.source]} {arrow}|"{label}"| {ids[flow.target]}')
    turning = {number for circle in circles for number in circle.flows}
    red = [str(place) for place, flow in enumerate(flows) if flow.number in turning]
    if red:
        lines.append(f"  linkStyle {','.join(red)} stroke:#c00,stroke-width:2px")
    return "\n".join(lines) + "\n"


def _label(text: str) -> str:
    escaped = printable(text).replace("&", "#amp;").replace('"', "#quot;")
    return escaped.replace("<", "#lt;").replace(">", "#gt;").replace("\n", " ")


def graph_as_value(flows: Sequence[Flow], circles: Sequence[Circle]) -> dict[str, Any]:
    """The graph for machines."""
    ids = {flow.number: flow.id for flow in flows}
    return {
        "schema": GRAPH,
        "systems": sorted({s for flow in flows for s in (flow.source, flow.target)}),
        "flows": [
            {
                "id": flow.id,
                "from": flow.source,
                "to": flow.target,
                "fields": list(flow.fields),
                "kind": flow.kind,
                "contract": flow.contract,
                "locations": _limit(flow.scope.locations),
                "states": _limit(flow.scope.states),
                **_days(flow.span),
                "follows": "ownership" if flow.follows_ownership else None,
                "origin_check": flow.origin_check,
                "source": {"file": flow.at.file, "line": flow.at.line},
            }
            for flow in flows
        ],
        "circles": [
            {"flows": [ids[number] for number in circle.flows], "fields": list(circle.fields)}
            for circle in circles
        ],
    }


def _limit(limit: frozenset[str] | None) -> list[str] | None:
    return None if limit is None else sorted(limit)


def dumped(value: dict[str, Any]) -> str:
    """A value as text: ASCII, so that no encoding on the way can spoil it."""
    return written(value)
