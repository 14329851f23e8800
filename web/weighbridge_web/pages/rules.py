"""The rules, and each rule's page as it stands above its code."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from weighbridge_checks.facts.change import Kind
from weighbridge_checks.verdicts.finding import PROSE
from weighbridge_checks.verdicts.objections import PAGES
from weighbridge_checks.verdicts.rule import ANY, Rule
from weighbridge_checks.verdicts.rules.every import RULES
from weighbridge_registry.errors import NoSuchRuleError
from weighbridge_web import places
from weighbridge_web.prose import blocks
from weighbridge_web.render import page

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from weighbridge_checks.verdicts.rule import On

#: the side that a rule's id begins with, and the heading it stands under
FAMILIES = {
    "request": "Requests",
    "response": "Responses and events sent",
    "workflow": "Workflows",
}
TITLES = {"contract": "Contracts and operations", **FAMILIES}

#: what schemas say, and so what can be proved
PROVED = {Kind.SCHEMA, Kind.PROPERTY, Kind.VALUE, Kind.BRANCH}


def index(request: Request) -> Response:
    """The rules by the side that they concern; a search looks at ids and summaries."""
    q = request.query_params.get("q", "").strip()
    found = [r for r in RULES.values() if q.casefold() in f"{r.id} {r.summary}".casefold()]
    found.sort(key=lambda r: (list(TITLES).index(_family(r)), r.id))
    return page(
        "rules.html",
        section="rules",
        resource=places.resource("rules"),
        q=q,
        families=[(TITLES[f], list(members)) for f, members in groupby(found, _family)],
    )


def rule(request: Request) -> Response:
    """One rule."""
    name = request.path_params["rule"]
    if name not in RULES and name not in PAGES:
        raise NoSuchRuleError(name)
    shown = RULES[name] if name in RULES else _objection(name)
    return page(
        "rule.html",
        section="rules",
        trail=(("Rules", places.rules()), (shown.id, None)),
        resource=places.resource("rules", shown.id),
        rule=shown,
        blocks=blocks(shown.page),
        speaks=[_speaks(on) for on in shown.on],
        severity=_severity(shown),
    )


def _objection(name: str) -> Rule:
    """What is found about versions and releases, shown as a rule that no change is asked by."""
    return Rule(id=name, on=(), says=lambda _: None, doc=PAGES[name])


def _family(each: Rule) -> str:
    side = each.id.partition("-")[0]
    return side if side in FAMILIES else "contract"


def _speaks(on: On) -> str:
    """When a rule is asked, as a phrase: "a property of a response was removed"."""
    whose = f" of a {on.direction}" if on.direction else ""
    what = f"{_article(on.kind)} {on.kind.replace('-', ' ')}{whose}"
    if on.attribute == ANY:
        return f"anything else of {what} was {on.action}"
    if on.attribute:
        return f"the {on.attribute} of {what} was {on.action}"
    return f"{what} was {on.action}"


def _article(noun: str) -> str:
    return "an" if noun[0] in "aeiou" else "a"


def _severity(each: Rule) -> str:
    if not each.on:
        return "It is always an error, as no document can make it harmless."
    if each.law is not None:
        said = "The documents decide it without a proof, by one law for all such changes."
        if each.law.__doc__:
            said += f" {each.law.__doc__.splitlines()[0]}"
    elif all(on.kind in PROVED and on.attribute not in PROSE for on in each.on):
        said = (
            "The proof decides it: an error where a witness shows that one side may send what the"
            " other refuses, a warning where nothing could be proved, an info where it is harmless."
        )
    else:
        said = "It harms nobody, and is told as an info."
    if each.hurts_readers:
        said += (
            " Consumers may rely on it although the law allows it, so it is a warning until their"
            " use is known."
        )
    return said
