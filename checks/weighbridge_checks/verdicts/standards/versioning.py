"""VER: versions mean something, and readers are ready for what will come."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from weighbridge_checks.facts.formats import read_bundle
from weighbridge_checks.facts.formats.errors import UnreadableContractError
from weighbridge_checks.facts.model import Format
from weighbridge_checks.facts.outline import EVENT, RESPONSE
from weighbridge_checks.facts.semver import is_version
from weighbridge_checks.verdicts.bumps import declared, raised
from weighbridge_checks.verdicts.finding import Bump, Severity
from weighbridge_checks.verdicts.standard import standard
from weighbridge_checks.verdicts.standards.subject import (
    Note,
    Subject,
    Whole,
    by_name,
    note,
    on_card,
    together,
)
from weighbridge_checks.verdicts.standards.words import typed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from weighbridge_checks.facts.model import Contract
    from weighbridge_checks.facts.outline import Outline, Schema

SEMVER = re.compile(
    r"(?:0|[1-9]\d*)\.(?:0|[1-9]\d*)\.(?:0|[1-9]\d*)"
    r"(?:-[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?(?:\+[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?"
)
#: how people say that a list of values is open
_GROWS = re.compile(
    r"\b(?:extensible|non-?exhaustive|not (?:an )?exhaustive|open(?:-ended)? (?:enum|list|set))\b"
    r"|\b(?:new|further|additional|more|other) (?:enum )?(?:values|types|states|statuses|codes)"
    r" (?:may|might|can|could|will)\b|\bmay (?:be extended|grow|change over time)\b",
    re.IGNORECASE,
)
_DOTS = 2
#: as many breaks are shown
_SHOWN = 5
_SIMPLE = ("backward", "forward", "full")
_MODES = (*_SIMPLE, *(f"{mode}-transitive" for mode in _SIMPLE), "none")


@standard("VER001", Severity.ERROR, source="Zalando 116; semver.org", on="document")
def version_is_semantic(subject: Subject) -> Iterator[Note]:
    """The version of a document has three numbers: major, minor, patch.

    By them consumers know whether they may take a new version without looking. A date or a
    single number says that something changed, not whether it hurts.

    bad:

        openapi: 3.1.0
        info:
          title: Orders
          version: v7  # here
        paths: {}

    good:

        openapi: 3.1.0
        info:
          title: Orders
          version: 7.0.0
        paths: {}

    Instead, write `major.minor.patch`; `weighbridge diff` says which of them has to grow.
    """
    outline = subject.outline
    if outline.family == "json-schema":
        return
    version = outline.info.get("version")
    if not isinstance(version, str) or not SEMVER.fullmatch(version):
        said = "no version is said" if version is None else f"'{version}' is no version like 1.4.0"
        yield note(said, outline.info.at("version"), fix=_meant(version))
        return
    card = subject.said("version")
    if isinstance(card, str) and card != version:
        message = f"the document says {version}, and contract.yaml {card}"
        yield note(message, outline.info.at("version"), identity=("card",))


def _meant(version: Any) -> str | None:
    """How a version that comes near would be written."""
    bare = str(version).lower().removeprefix("v")
    while re.fullmatch(r"\d{1,5}(?:\.\d+)?", bare) and bare.count(".") < _DOTS:
        bare += ".0"
    return f"write {bare}" if SEMVER.fullmatch(bare) else None


@standard("VER002", Severity.ERROR, source="oasdiff `api-version-not-bumped`; semver.org")
def version_grows_by_what_changed(whole: Whole) -> Iterator[Note]:
    """The number of a version grew by at least as much as its changes owe.

    Who accepts 1.1.0 takes 1.2.0 without asking. If 1.2.0 breaks it, the number lied.

    bad:

        # file: apis/orders/1.0.0/contract.yaml
        id: orders
        version: 1.0.0
        # file: apis/orders/1.0.0/openapi.yaml
        openapi: 3.1.0
        info: {title: Orders, version: 1.0.0}
        paths: {/orders: {get: {responses: {"200": {description: All orders.}}}}}
        # file: apis/orders/1.1.0/contract.yaml
        id: orders
        version: 1.1.0
        # file: apis/orders/1.1.0/openapi.yaml
        openapi: 3.1.0
        info:
          title: Orders
          version: 1.1.0  # here
        paths: {}

    good:

        # file: apis/orders/1.0.0/contract.yaml
        id: orders
        version: 1.0.0
        # file: apis/orders/1.0.0/openapi.yaml
        openapi: 3.1.0
        info: {title: Orders, version: 1.0.0}
        paths: {/orders: {get: {responses: {"200": {description: All orders.}}}}}
        # file: apis/orders/2.0.0/contract.yaml
        id: orders
        version: 2.0.0
        # file: apis/orders/2.0.0/openapi.yaml
        openapi: 3.1.0
        info: {title: Orders, version: 2.0.0}
        paths: {}

    Instead, take the next number that is large enough, or take the change back. `weighbridge check`
    asks the same of a pull request, with all that changed.
    """
    for versions in whole.series().values():
        for old, new in pairwise(versions):
            was, now = str(old.said("version")), str(new.said("version"))
            if not (is_version(was) and is_version(now)) or was == now:
                continue
            step = declared(was, now)
            if step is Bump.MAJOR or old.outline.family != new.outline.family:
                continue  # nothing is owed beyond that
            from weighbridge_checks.verdicts.judge import weigh  # noqa: PLC0415 - two are compared

            try:
                verdict = weigh(*(_contract(s) for s in (old, new)))
            except UnreadableContractError:
                continue  # STR001 tells what is wrong with it
            if verdict.required_bump.size > step.size:
                following = raised(was, verdict.required_bump)
                message = (
                    f"{now} calls itself a {step} version after {was}, and owes a"
                    f" {verdict.required_bump} one; number it {following}"
                )
                at = new.outline.info.at("version")
                broken = [f.message for f in verdict.standing(Severity.ERROR)][:_SHOWN]
                yield note(message, at, evidence=broken or None, subject=new)


def _contract(subject: Subject) -> Contract:
    """The document as it is compared."""
    kinds = {"asyncapi": Format.ASYNCAPI, "json-schema": Format.JSON_SCHEMA}
    kind = kinds.get(subject.outline.family, Format.OPENAPI)
    return read_bundle(subject.outline.bundle, kind)


@standard("VER003", Severity.ERROR, source="Zalando 245", on="document")
def compatibility_is_declared(subject: Subject) -> Iterator[Note]:
    """An event contract says who has to understand whom when it changes.

    Whether a new field may be required depends on it, and each team assumes what it is used to.

    bad:

        asyncapi: 3.0.0
        info:  # here
          title: Stock
          version: 1.0.0
        channels: {}

    good:

        asyncapi: 3.0.0
        info:
          title: Stock
          version: 1.0.0
          x-compatibility: forward
        channels: {}

    Instead, write `compatibility` into contract.yaml or, for all, under `policy` of estate.yaml; a
    document alone says `x-compatibility` in `info`. It is `forward` (old readers read new events),
    `backward` or `full`, each also `-transitive`, or `none`.
    """
    outline = subject.outline
    if outline.family != "asyncapi" or (outline.channels and not outline.messages):
        return
    spots = (outline.whole, outline.info)
    said = [s.get(w) for s in spots for w in ("x-compatibility", "x-compatibility-mode")]
    own = subject.said("compatibility") or next((m for m in said if m is not None), None)
    mode = own or subject.house.get("compatibility")
    if mode is None and subject.card is not None:
        yield note("no 'compatibility' is declared", on_card())
    elif mode is None:
        yield note("no compatibility is declared", outline.info.place)
    elif mode not in _MODES:
        yield note(
            f"'{mode}' is no compatibility; write one of {', '.join(_MODES)}", outline.info.place
        )


@standard("VER004", Severity.WARNING, source="Zalando 112", on="document")
def lists_of_values_are_open_or_closed(subject: Subject) -> Iterator[Note]:
    """A list of values that a consumer reads says whether it may grow.

    Where nothing is said, each new value is a break for who handles all that there are. Where it is
    said beforehand, consumers write a default branch.

    bad:

        openapi: 3.1.0
        info: {title: Orders, version: 1.0.0}
        paths:
          /orders/{id}:
            get:
              responses:
                "200":
                  description: An order.
                  content:
                    application/json:
                      schema:
                        type: object
                        properties:
                          status:
                            enum: [open, shipped]  # here

    good:

        openapi: 3.1.0
        info: {title: Orders, version: 1.0.0}
        paths:
          /orders/{id}:
            get:
              responses:
                "200":
                  description: An order.
                  content:
                    application/json:
                      schema:
                        type: object
                        properties:
                          status:
                            enum: [open, shipped]
                            x-extensible-enum: true

    Instead, write `x-extensible-enum: true` (or `false`, where it is closed on purpose), or
    `extensible_enums` into contract.yaml, which lists the open ones.
    """
    if subject.said("extensible_enums") is not None:
        return
    outline = subject.outline
    named, totals = [], Counter[str]()
    for schema in outline.schemas:
        if not schema.sides & (RESPONSE | EVENT) or not isinstance(schema.value, dict):
            continue
        values = schema.value.get("enum")
        if not isinstance(values, list):
            continue
        if sum(v is not None and not isinstance(v, bool) for v in values) > 1:
            name = f"lists of values called '{schema.name}'"
            totals[name] += 1
            if not _is_settled(outline, schema):
                message = f"it is not said whether '{schema.name}' may take further values"
                named.append((name, note(message, schema.at("enum"))))
    of, what = "lists of values that are read", "do not say whether they may grow"
    yield from by_name(named, totals, outline.whole.place, what, of=of)


def _is_settled(outline: Outline, schema: Schema) -> bool:
    """Whether a list of values says whether it may grow: by a keyword, its neighbours or words."""
    value = schema.value
    named = value.get("x-ms-enum")
    if isinstance(named, dict) and isinstance(named.get("modelAsString"), bool):
        return True
    if any(w in value for w in ("x-extensible-enum", "x-extensible", "x-open-enum")):
        return True
    around = schema.parent.value.get("anyOf") if schema.parent is not None else None
    if schema.role == "branch" and isinstance(around, list):
        # any text will do beside the list
        free = [b for b in around if isinstance(b, dict) and typed(b, "string")]
        if any(not {"enum", "const", "pattern"} & b.keys() for b in free):
            return True
    return _GROWS.search(outline.words(schema)) is not None


@standard("VER005", Severity.WARNING, source="Zalando 111", on="document")
def readers_may_meet_new_fields(subject: Subject) -> Iterator[Note]:
    """No answer and no event is closed to further fields.

    Who validates strictly against `additionalProperties: false` refuses the first field that is
    added, and so each addition is a new major version.

    bad:

        openapi: 3.1.0
        info: {title: Orders, version: 1.0.0}
        paths:
          /orders/{id}:
            get:
              responses:
                "200":
                  description: An order.
                  content:
                    application/json:
                      schema:
                        type: object
                        properties: {id: {type: string}}
                        additionalProperties: false  # here

    good:

        openapi: 3.1.0
        info: {title: Orders, version: 1.0.0}
        paths:
          /orders/{id}:
            get:
              responses:
                "200":
                  description: An order.
                  content:
                    application/json:
                      schema:
                        type: object
                        properties: {id: {type: string}}

    Instead, leave it out where the provider writes; in requests it may stay.
    """
    outline = subject.outline
    notes, total = [], 0
    for schema in outline.schemas:
        if not schema.sides & (RESPONSE | EVENT) or not isinstance(schema.value, dict):
            continue
        total += "properties" in schema.value
        notes += [
            note(f"'{schema.name}' is closed to further fields", schema.at(word))
            for word in ("additionalProperties", "unevaluatedProperties")
            if schema.value.get(word) is False and not _empty(schema)
        ]
    what, of = "are closed to further fields", "objects that are read"
    yield from together(notes, total, outline.whole.place, what, of=of)


def _empty(schema: Schema) -> bool:
    """Whether it is an object that is meant to hold nothing."""
    said: Any = schema.value
    return not any(said.get(w) for w in ("properties", "patternProperties", "allOf", "anyOf"))
