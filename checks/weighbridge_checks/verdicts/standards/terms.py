"""TERM: one word means one thing, with values that its standard allows."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from weighbridge_checks.facts import identifiers
from weighbridge_checks.facts.change import Place
from weighbridge_checks.facts.estate.names import hint
from weighbridge_checks.facts.formats.pointer import escape
from weighbridge_checks.verdicts.finding import Severity
from weighbridge_checks.verdicts.standard import standard
from weighbridge_checks.verdicts.standards.subject import Note, Subject, Term, Whole, note
from weighbridge_checks.verdicts.standards.words import parts, typed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from weighbridge_checks.facts.outline import Example, Outline, Schema, Spot

#: last words of names that mean one thing everywhere
_UNMISTAKABLE = {"gtin": "gtin", "gln": "gln", "sscc": "sscc", "uom": "unit"}
_UNMISTAKABLE |= {"gtins": "gtin", "glns": "gln", "ssccs": "sscc"}
#: names whose values are codes where they look like codes
_CODES = {"currency": ("currency", 3), "country": ("country", 2)}
#: codes outside of the standards that markets go by
_CUSTOMARY = ("ADA", "BCH", "BTC", "CNH", "DOT", "ETH", "LTC", "SOL", "XBT", "XLM", "XRP")
_CONSTRAINTS = ("type", "minLength", "maxLength", "pattern", "format")
#: what is the same wherever one word is used
_COMPARED = ("type", "format", "maxLength", "minLength", "pattern", "x-unit")
#: words that contracts share, where no vocabulary says which
_SHARED = frozenset({"gln", "gtin", "locationId", "lot", "orderId", "sku", "sscc"})
#: of these it counts too that one says it and the other does not
_TOLD = frozenset({"type", "x-unit"})
_DEEP = 100


def term_of(subject: Subject, name: str, value: Mapping[str, Any] | None) -> Term | None:
    """The term that a field holds: as it says itself, as the vocabulary says, or by its name."""
    named = value.get("x-term") if value is not None else None
    if isinstance(named, str):
        if named in subject.terms:
            return subject.terms[named]
        return Term(id=named, format=named.lower() if identifiers.knows(named.lower()) else None)
    if (known := subject.term_by_field.get(name)) is not None:
        return known
    words = parts(name)
    format_ = _UNMISTAKABLE.get(words[-1]) if words else None
    return Term(id=words[-1].capitalize(), format=format_) if format_ else None


@lru_cache(maxsize=512)
def _refuses(format_: str, constraints: str) -> str | None:
    """A value of a format that the constraints refuse."""
    import json  # noqa: PLC0415 - beside the next, only where it is needed

    import jsonschema_rs  # noqa: PLC0415 - its import costs 30 ms

    try:
        validator = jsonschema_rs.validator_for(json.loads(constraints), validate_formats=False)
    except (ValueError, jsonschema_rs.ValidationError):
        return None
    return next(
        (s for s in identifiers.SAMPLES.get(format_, ()) if not validator.is_valid(s)), None
    )


@standard("TERM001", Severity.ERROR, source="GS1 General Specifications; ISO 4217", on="document")
def fields_take_all_values_of_their_term(subject: Subject) -> Iterator[Note]:
    """The schema of a field takes every value that its standard has.

    `maxLength: 13` on a GTIN seems right, until the first case is scanned: cases have GTINs of 14
    digits. A number type drops the zeros that they begin with.

    bad:

        openapi: 3.1.0
        info: {title: Products, version: 1.0.0}
        paths: {}
        components:
          schemas:
            Product:
              type: object
              properties:
                gtin:  # here
                  type: string
                  maxLength: 13

    good:

        openapi: 3.1.0
        info: {title: Products, version: 1.0.0}
        paths: {}
        components:
          schemas:
            Product:
              type: object
              properties:
                gtin:
                  type: string
                  maxLength: 14

    Instead, allow what the standard allows; a field that is meant for one size alone is named so
    (`gtin13`).
    """
    import json  # noqa: PLC0415 - beside the validator

    for schema in subject.outline.schemas:
        if schema.role not in {"property", "parameter"} or not isinstance(schema.value, dict):
            continue
        term = term_of(subject, schema.name, schema.value)
        if term is None or term.format not in identifiers.SAMPLES:
            continue
        said = subject.outline.said(schema)
        if "enum" in said or "const" in said or "properties" in said:
            continue
        kept = {w: said[w] for w in _CONSTRAINTS if w in said}
        if typed(kept, "object", "array"):
            continue
        refused = _refuses(term.format, json.dumps(kept, sort_keys=True, default=str))
        if refused is not None and not _own_words_refuse(term, refused):
            said_ = f"'{schema.name}' refuses '{refused}', which is a value of {term.id}"
            fix = "allow every value of the standard, or name the field for the part it takes"
            yield note(said_, schema.place, identity=(refused,), fix=fix)


def _own_words_refuse(term: Term, value: str) -> bool:
    """Whether the vocabulary itself is narrower than the standard."""
    if not term.schema:
        return False
    import json  # noqa: PLC0415 - as above

    kept = {w: term.schema[w] for w in _CONSTRAINTS if w in term.schema}
    refused = _refuses(term.format or "", json.dumps(kept, sort_keys=True, default=str))
    return refused == value


@standard("TERM003", Severity.ERROR, source="GS1; ISO 4217, 3166; UNECE Rec 20", on="document")
def values_of_terms_are_possible(subject: Subject) -> Iterator[Note]:
    """Examples, defaults and lists of values hold only what the standard of their term allows.

    An example with a wrong check digit is copied into tests, mock data and, one day, a label.

    bad:

        openapi: 3.1.0
        info: {title: Products, version: 1.0.0}
        paths: {}
        components:
          schemas:
            Product:
              type: object
              properties:
                gtin: {type: string}
              example: {gtin: "9521110153001"}  # here

    good:

        openapi: 3.1.0
        info: {title: Products, version: 1.0.0}
        paths: {}
        components:
          schemas:
            Product:
              type: object
              properties:
                gtin: {type: string}
              example: {gtin: "9521110153000"}

    Instead, take a value that exists; GS1 sets the prefix 952 aside for examples. Fields are known
    by `x-term`, by the vocabulary, or by names such as `gtin`, `gln`, `sscc` and `uom`.

    """
    outline = subject.outline
    deep = bool(subject.terms) or any(
        isinstance(s.value, dict) and "x-term" in s.value for s in outline.schemas
    )
    for example in outline.examples:
        name = _name_at(example)
        yield from _Values(subject, deep=deep).of(example, name)
    for schema in outline.schemas:
        values = schema.value.get("enum") if isinstance(schema.value, dict) else None
        if not isinstance(values, list):
            continue
        for i, value in enumerate(values):
            # a list may keep codes that were given up, as long as nobody says that it is a term
            bound = term_of(subject, schema.name, schema.value)
            problem = _problem(subject, schema.name, schema.value, value) if bound else None
            if problem and value is not None:
                yield note(problem, schema.at("enum", str(i)), identity=(str(value),))


def _name_at(example: Example) -> str:
    """The name of the property that an example of a schema stands in."""
    steps = example.schema.pointer.split("/")
    return steps[-1] if len(steps) > 1 and steps[-2] == "properties" else ""


def _problem(subject: Subject, name: str, said: Mapping[str, Any] | None, value: Any) -> str | None:
    term = term_of(subject, name, said)
    if term is None:
        return _wrong_code(name, value)
    if term.codes is not None and isinstance(value, str) and value not in term.codes:
        return f"'{value}' is not among the codes of {term.id}"
    if term.format is None or _is_another_thing(term.format, said, value):
        return None
    return identifiers.wrong(term.format, value)


def _is_another_thing(format_: str, said: Mapping[str, Any] | None, value: Any) -> bool:
    """Whether a value is of another type than the term; STR005 and TERM001 tell of that."""
    if isinstance(value, (dict, list)) != (format_ in {"money", "quantity"}):
        return True
    return isinstance(value, int) and said is not None and typed(said, "integer")


def _wrong_code(name: str, value: Any) -> str | None:
    """What is wrong with a value that looks like a code, in a field that is named for codes."""
    words = parts(name)
    format_, size = _CODES.get(words[-1] if words else "", ("", 0))
    if value in _CUSTOMARY:
        return None
    if format_ and isinstance(value, str) and len(value) == size and value.isupper():
        return identifiers.wrong(format_, value)
    return None


class _Values:
    """The values inside of an example, each with the name and the schema of its field."""

    def __init__(self, subject: Subject, *, deep: bool) -> None:
        self._subject = subject
        self._outline: Outline = subject.outline
        self._deep = deep

    def of(self, example: Example, name: str) -> Iterator[Note]:
        schema: Spot | None = example.schema if self._deep else None
        todo = [(example.value, example.place.pointer, name, schema, 0)]
        file = example.place.file
        while todo:
            value, at, name, schema, depth = todo.pop()
            said = self._outline.said(schema) if schema is not None else None
            if name:
                problem = _problem(self._subject, name, said, value)
                if problem and value is not None:
                    yield note(problem, Place(file, at))
            if depth > _DEEP:
                continue
            if isinstance(value, dict):
                held = self._outline.properties(schema) if schema is not None else {}
                todo.extend(
                    (inner, f"{at}/{escape(key)}", key, held.get(key), depth + 1)
                    for key, inner in value.items()
                )
            elif isinstance(value, list):
                items = self._items(schema, said)
                todo.extend(
                    (inner, f"{at}/{i}", name, items, depth + 1) for i, inner in enumerate(value)
                )

    def _items(self, schema: Spot | None, said: Mapping[str, Any] | None) -> Spot | None:
        if schema is None or said is None or not isinstance(said.get("items"), dict):
            return None
        held = self._outline.follow(schema.value, schema.file, schema.pointer) or schema
        return self._outline.follow(said["items"], held.file, f"{held.pointer}/items")


@standard("TERM004", Severity.ERROR, source="Weighbridge", on="document")
def terms_are_in_the_vocabulary(subject: Subject) -> Iterator[Note]:
    """A field that names its term names one that the vocabulary has.

    A misspelt term binds to nothing, and the checks that its author counts on are never made.

    bad:

        # file: contract.yaml
        id: products
        version: 1.0.0
        # file: openapi.yaml
        openapi: 3.1.0
        info: {title: Products, version: 1.0.0}
        paths: {}
        components:
          schemas:
            Product:
              type: object
              properties:
                unit:
                  type: string
                  x-term: Unti  # here
        # file: vocabulary/terms.yaml
        terms: [{id: Unit, format: unit}]

    good:

        # file: contract.yaml
        id: products
        version: 1.0.0
        # file: openapi.yaml
        openapi: 3.1.0
        info: {title: Products, version: 1.0.0}
        paths: {}
        components:
          schemas:
            Product:
              type: object
              properties:
                unit:
                  type: string
                  x-term: Unit
        # file: vocabulary/terms.yaml
        terms: [{id: Unit, format: unit}]

    Instead, correct the name, or add the term to vocabulary/terms.yaml.
    """
    if not subject.terms:
        return
    for schema in subject.outline.schemas:
        named = schema.value.get("x-term") if isinstance(schema.value, dict) else None
        if named is not None and str(named) not in subject.terms:
            told = hint(str(named), tuple(subject.terms))
            yield note(f"the vocabulary has no term '{named}'; {told}", schema.at("x-term"))


@standard("TERM002", Severity.WARNING, also=("NAM004",), source="Zalando 174; EventCatalog")
def one_term_has_one_form(whole: Whole) -> Iterator[Note]:
    """The same word has the same type, length and unit in all contracts that are in use.

    An article number of 24 characters that meets a field of 20 is cut off, silently, in the one
    system that nobody tested with long numbers.

    bad:

        # file: apis/orders/1.0.0/contract.yaml
        id: orders
        version: 1.0.0
        # file: apis/orders/1.0.0/openapi.yaml
        openapi: 3.1.0
        info: {title: Orders, version: 1.0.0}
        paths: {}
        components:
          schemas:
            Line: {type: object, properties: {sku: {type: string, maxLength: 24}}}
        # file: apis/products/1.0.0/contract.yaml
        id: products
        version: 1.0.0
        # file: apis/products/1.0.0/openapi.yaml
        openapi: 3.1.0
        info: {title: Products, version: 1.0.0}
        paths: {}
        components:
          schemas:
            Product:
              type: object
              properties:
                sku: {type: string, maxLength: 20}  # here

    good:

        # file: apis/orders/1.0.0/contract.yaml
        id: orders
        version: 1.0.0
        # file: apis/orders/1.0.0/openapi.yaml
        openapi: 3.1.0
        info: {title: Orders, version: 1.0.0}
        paths: {}
        components:
          schemas:
            Line: {type: object, properties: {sku: {type: string, maxLength: 24}}}

    Instead, describe the word once, in a shared schema, and refer to it everywhere.
    """
    first: dict[str, tuple[dict[str, Any], str]] = {}
    for subject in _in_use(whole):
        for name, term in subject.terms.items():
            form = {w: term.schema[w] for w in _COMPARED if w in term.schema}
            if "type" in form and not typed(form, "object", "array"):
                first.setdefault(name, (form, "the vocabulary"))
        seen: set[str] = set()
        for schema in subject.outline.schemas:
            if schema.role not in {"property", "parameter"} or not isinstance(schema.value, dict):
                continue
            key = _shared(subject, schema)
            if key is None or key in seen:
                continue
            said = subject.outline.said(schema)
            form = {w: said[w] for w in _COMPARED if w in said}
            if "type" not in form or typed(form, "object", "array"):
                continue
            seen.add(key)
            known, other = first.setdefault(key, (form, f"'{subject.name}'"))
            apart = [
                w
                for w in _COMPARED
                if form.get(w) != known.get(w) and (w in _TOLD or (w in form and w in known))
            ]
            if apart:
                told = ", ".join(
                    f"{w} {_shown(form.get(w))}, not {_shown(known.get(w))}" for w in apart
                )
                message = f"'{schema.name}' has {told} as in {other}"
                found = note(message, schema.place, identity=(key, *apart), subject=subject)
                yield found._replace(evidence=None)


def _shown(value: Any) -> str:
    return "none" if value is None else f"'{value}'"


def _shared(subject: Subject, schema: Schema) -> str | None:
    term = term_of(subject, schema.name, schema.value)
    if term is not None and (term.id in subject.terms):
        return term.id
    return schema.name if schema.name in _SHARED else None


def _in_use(whole: Whole) -> Iterator[Subject]:
    """Of each contract the highest version that somebody may rely on, else its highest."""
    for versions in whole.series().values():
        live = [s for s in versions if s.said("status") in {"approved", "deprecated", None}]
        yield (live or versions)[-1]
