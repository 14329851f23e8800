"""`rules` and `subjects` of `weighbridge.yaml`: how much a rule's findings count, and where."""

from __future__ import annotations

from typing import TYPE_CHECKING

from weighbridge_checks.commands.config import Lint
from weighbridge_checks.commands.options import MODES
from weighbridge_checks.facts.nearness import nearest
from weighbridge_checks.verdicts.finding import Mode, Posture
from weighbridge_checks.verdicts.policy import Level, Own, Policy

if TYPE_CHECKING:
    from collections.abc import Mapping

    from weighbridge_checks.commands.settings import Settings

OWN_KEYS = ("mode", "posture", "rules")


def policy_of(found: Settings) -> Policy:
    """What a file settles; a rule that does not exist is an error that names the nearest one."""
    subjects = {}
    listed = found.part("subjects")
    for name in listed.values if listed else ():
        own = listed.part(name) if listed else None
        if own is None:
            continue
        own.only(OWN_KEYS)
        mode = own.choice("mode", MODES)
        posture = own.choice("posture", tuple(Posture))
        subjects[name] = Own(
            rules=_levels(own),
            mode=Mode(mode) if mode else None,
            posture=Posture(posture) if posture else None,
        )
    return Policy(rules=_levels(found), subjects=subjects)


def lint_of(found: Settings) -> Lint:
    """What a file settles under `lint`."""
    lint = found.part("lint")
    if lint is None:
        return Lint()
    lint.only(("hosts", "rules", "subjects"))
    subjects = {}
    listed = lint.part("subjects")
    for name in listed.values if listed else ():
        own = listed.part(name) if listed else None
        if own is not None:
            own.only(("rules",))
            subjects[name] = Own(rules=_standards(own))
    policy = Policy(rules=_standards(lint), subjects=subjects)
    return Lint(policy=policy, hosts=lint.texts("hosts"))


def _standards(found: Settings) -> Mapping[str, Level]:
    rules = found.part("rules")
    if rules is None:
        return {}
    from weighbridge_checks.verdicts.standards import LINTED, called, near  # noqa: PLC0415 - as below

    levels = {}
    for name in rules.values:
        one = called(name, LINTED.values())
        if one is None:
            close = near(name, LINTED.values())
            hint = f"did you mean '{close[0]}'?" if close else "`weighbridge rules` lists them"
            raise rules.wrong(name, f"there is no rule '{name}'; {hint}")
        level = rules.choice(name, tuple(Level))
        if level is None:
            raise rules.wrong(name, f"'{name}' needs one of {', '.join(Level)}")
        levels[one.id] = Level(level)
    return levels


def _levels(found: Settings) -> Mapping[str, Level]:
    rules = found.part("rules")
    if rules is None:
        return {}
    from weighbridge_checks.verdicts.rules.every import RULES  # noqa: PLC0415 - only where any is named

    levels = {}
    for name in rules.values:
        if name not in RULES:
            near = nearest(name, RULES)
            hint = f"did you mean '{near[0]}'?" if near else "`weighbridge rules` lists them"
            raise rules.wrong(name, f"there is no rule '{name}'; {hint}")
        level = rules.choice(name, tuple(Level))
        if level is None:
            raise rules.wrong(name, f"'{name}' needs one of {', '.join(Level)}")
        levels[name] = Level(level)
    return levels
