"""`weighbridge promote` and `can-i-deploy`: may a release enter an environment, and why."""

from __future__ import annotations

import itertools
import json
from typing import TYPE_CHECKING, Any

from weighbridge_checks.commands import client, config, exits, names, options
from weighbridge_checks.commands.declared import Argument, Option, command
from weighbridge_checks.commands.screen import answer

if TYPE_CHECKING:
    from weighbridge_checks.commands.client import Registry

#: so that a refusal can be told from an answer at a glance, also without colours
_SIGN = {"passed": "ok", "failed": "no", "unknown": "??"}

#: so many reasons of one gate that pass are told one by one
MOST_PASSED = 2

PARTS = (
    Argument("wish", "SERVICE@RELEASE"),
    Option("--to", into="environment", required=True, metavar="ENV", help="Where it should run."),
    Option("--scope", into="scope", metavar="NAME", help="A part of ENV, such as one wave."),
    Option(
        "--replaces",
        into="replaces",
        metavar="SERVICE",
        help="The service that did the work before, if this one takes over.",
    ),
    Option(
        "--emergency",
        into="emergency",
        flag=True,
        help="Let it pass although a gate refuses, where two people said so (`approve --emergency`)"
        " within a day. It is recorded as such, and owes a release that passes within another day.",
    ),
    options.answer_format,
    options.registry,
)


@command(*PARTS)
def promote(
    *,
    wish: str,
    environment: str,
    scope: str | None,
    replaces: str | None,
    emergency: bool,
    shape: str,
    registry: str | None,
) -> int:
    """Decide whether a release may enter an environment, and record the decision.

    Every gate of ENV is asked, and every reason is told, with what would change the answer. If
    it is allowed, the deployment is recorded too.

    \b
      weighbridge promote erp-legacy@7.13.0 --to staging
      weighbridge promote erp-cloud@2026.11 --to production --scope W2 --replaces erp-legacy

    Exits with 1 where it is refused.
    """  # noqa: D301 - click's mark for text that is not to be wrapped
    service, label = names.release(wish)
    target = config.registry_of(config.configured(), registry)
    body: dict[str, Any] = {"service": service, "release": label, "environment": environment}
    body |= _part(scope, replaces)
    if emergency:
        body["emergency"] = True
    decision = client.ask(target, "POST", client.path("promotions"), body=body)
    where = f"{environment} ({scope})" if scope else environment
    return _told(target, decision, shape, yes=f"{service} {label} now runs in {where}")


@command(*PARTS, name="can-i-deploy")
def can_i_deploy(
    *,
    wish: str,
    environment: str,
    scope: str | None,
    replaces: str | None,
    emergency: bool,
    shape: str,
    registry: str | None,
) -> int:
    """Whether a release may enter an environment. Nothing is recorded.

    \b
      weighbridge can-i-deploy erp-legacy@7.13.0 --to production

    Exits with 1 where it may not.
    """  # noqa: D301 - click's mark for text that is not to be wrapped
    service, label = names.release(wish)
    target = config.registry_of(config.configured(), registry)
    query = {"service": service, "release": label, "environment": environment}
    query |= _part(scope, replaces)
    if emergency:
        query["emergency"] = "true"
    decision = client.ask(target, "GET", client.path("can-i-deploy"), query=query)
    where = f"{environment} ({scope})" if scope else environment
    return _told(target, decision, shape, yes=f"{service} {label} may enter {where}")


def _part(scope: str | None, replaces: str | None) -> dict[str, str]:
    """Which part of an environment is meant, and whose work is taken over, where that is said."""
    said = {"scope": scope, "replaces": replaces}
    return {name: value for name, value in said.items() if value}


def _told(target: Registry, decision: Any, shape: str, *, yes: str) -> int:
    allowed = client.member(target, decision, "allowed") is True
    if shape == "json":
        answer(json.dumps(decision, indent=2))
    else:
        for line in _lines(client.member(target, decision, "reasons")):
            answer(line)
        wish = client.member(target, decision, "promotion")
        no = f"refused: {wish['service']} {wish['release']} to {wish['environment']}"
        answer(f"allowed: {yes}" if allowed else no)
    return exits.PASSED if allowed else exits.FOUND


def _lines(reasons: list[dict[str, Any]]) -> list[str]:
    """Every reason by its gate; of many that pass one gate, the first, and how many more."""
    lines = []
    for gate, of_gate in itertools.groupby(reasons, key=lambda r: str(r.get("gate"))):
        here = list(of_gate)
        passed = [r for r in here if r.get("status") == "passed"]
        is_folded = len(passed) > MOST_PASSED
        told = [r for r in here if not is_folded or r.get("status") != "passed" or r is passed[0]]
        for i, reason in enumerate(told):
            sign = _SIGN.get(str(reason.get("status")), "??")
            words = ""
            if is_folded and reason is passed[0]:
                words = f"; and {len(passed) - 1} more pass (--format json tells each)"
            lines.append(f"{sign}  {gate}: {reason.get('message')}{words}")
            following = told[i + 1].get("remedy") if i + 1 < len(told) else None
            if (remedy := reason.get("remedy")) and remedy != following:
                lines.append(f"    to change that: {remedy}")
    return lines
