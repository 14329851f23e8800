"""From a witness to a whole message: around the part that is refused, the smallest valid rest.

Every other part is an example that the writer's schema accepts, as a validator confirms, and if
there is one, that the reader's accepts as well: so that the reader refuses for one reason alone.
"""

from __future__ import annotations

import itertools
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from weighbridge_checks.facts.change import Kind
from weighbridge_checks.facts.formats.addresses import align, holes
from weighbridge_checks.facts.model import Format
from weighbridge_checks.facts.schema import reduced
from weighbridge_checks.proof.example import NOTHING, Examples
from weighbridge_checks.proof.standalone import standalone
from weighbridge_checks.proof.validation import readings, validator
from weighbridge_checks.verdicts import wire
from weighbridge_checks.verdicts.exchange import Event, Request, Response

if TYPE_CHECKING:
    from collections.abc import Iterator

    from weighbridge_checks.facts.changes import Message
    from weighbridge_checks.facts.model import Contract, Element, Unit
    from weighbridge_checks.facts.schema import Conj, Node
    from weighbridge_checks.proof.standalone import Side
    from weighbridge_checks.verdicts.exchange import Exchange, Texts

#: how many examples of a part are tried
MOST_TRIES = 24
_HOST = "http://localhost"
_FORM = "application/x-www-form-urlencoded"


class _NoWayError(Exception):
    """A part of the message has no example, or can not be written on the wire."""


class Exchanges:
    """Whole messages between two versions of a contract."""

    def __init__(self, old: Contract, new: Contract) -> None:
        self._old = old
        self._new = new
        self._elements: dict[tuple[str, bool], Element | None] = {}
        self._examples: dict[Any, Any] = {}

    def around(
        self, message: Message, witness: Any, sides: tuple[Side, Side], *, new_writes: bool
    ) -> Exchange | None:
        """The whole message whose part is a witness; None where it can not be put together."""
        if message.operation is None:
            return None
        old = self._operation(message.operation, new=False)
        new = self._operation(message.operation, new=True)
        if old is None or new is None:
            return None
        chain = _chain(old, message.path[len(old.steps) :])
        if chain and new_writes:
            chain = _followed(chain, new)
        if not chain:
            return None
        writer, reader = (new, old) if new_writes else (old, new)
        pair = _Pair(self._examples, writer, reader, sides)
        contract = self._new if new_writes else self._old
        try:
            return _assembled(contract, pair, _Given(chain, witness))
        except _NoWayError:
            return None

    def smallest(self, operation: str, sides: tuple[Side, Side]) -> Exchange | None:
        """The smallest request that the old document accepts, whatever the new one says."""
        old = self._operation(operation, new=False)
        if old is None or self._old.format is not Format.OPENAPI:
            return None
        reader = self._operation(operation, new=True) or old
        try:
            return _assembled(self._old, _Pair(self._examples, old, reader, sides), None)
        except _NoWayError:
            return None

    def versions(self, label: str) -> tuple[Element, Element] | None:
        """An operation by its name in the old document, as it was and as it is."""
        old = self._operation(label, new=False)
        new = self._operation(label, new=True)
        return (old, new) if old and new else None

    def _operation(self, label: str, *, new: bool) -> Element | None:
        """An operation by the name that it has in the old document."""
        if (label, new) not in self._elements:
            unit = (self._partners if new else self._units).get(label)
            self._elements[label, new] = unit.element() if unit else None
        return self._elements[label, new]

    @cached_property
    def _units(self) -> dict[str, Unit]:
        return {u.label: u for u in self._old.units}

    @cached_property
    def _partners(self) -> dict[str, Unit]:
        return {old.label: new for old, new in align(self._old, self._new).pairs}


class _Given:
    """The part that is given: the way to it by kinds and keys, and its value."""

    def __init__(self, chain: tuple[Element, ...], value: Any) -> None:
        self.keys = tuple((e.kind, e.key) for e in chain)
        self.value = value
        self.calls = [e for e in chain if e.kind is Kind.OPERATION]

    def leads_to(self, *keys: tuple[Kind, str]) -> bool:
        """Whether the given part lies at, or below, a part of the operation."""
        own = self.keys[len(self.calls) :]
        return own[: len(keys)] == keys

    def is_at(self, *keys: tuple[Kind, str]) -> bool:
        """Whether it is the given part itself."""
        return self.keys[len(self.calls) :] == keys


def _chain(operation: Element, steps: tuple[str, ...]) -> tuple[Element, ...] | None:
    """The elements on the way to a part, the innermost last."""
    if not steps:
        return ()
    for child in operation.children:
        if child.steps == steps[: len(child.steps)]:
            rest = _chain(child, steps[len(child.steps) :])
            if rest is not None:
                return (child, *rest)
    return None


def _followed(chain: tuple[Element, ...], operation: Element) -> tuple[Element, ...] | None:
    """The same way in the other version, whatever is called otherwise there."""
    found: list[Element] = []
    holder = operation
    for element in chain:
        like = _like(element, holder)
        if like is None:
            return None
        found.append(like)
        holder = like
    return tuple(found)


class _Pair:
    """The same operation by the writer and by the reader, with examples of what crosses."""

    def __init__(
        self, known: dict[Any, Any], writer: Element, reader: Element, sides: tuple[Side, Side]
    ) -> None:
        self._known = known
        self.writer = writer
        self.reader = reader
        self.sides = sides

    def example(self, ours: Element, theirs: Element | None) -> Any:
        """A value that the writer accepts, and if there is one, that the reader accepts too."""
        if ours.schema is None:
            return "a" if ours.text else {}
        other = theirs.schema if theirs else None
        key = (ours.schema.key, other.key if other else None, self.sides)
        if key not in self._known:
            self._known[key] = self._found(ours.schema, other, text=ours.text)
        value = self._known[key]
        if value is NOTHING:
            raise _NoWayError
        return value

    def _found(self, ours: Node, theirs: Node | None, *, text: bool) -> Any:
        """The example that most agree on; a format counts for the writer even as a word."""
        conj = reduced((ours,))
        asserted = self.sides[1].formats
        sent = standalone(conj, self.sides[0])
        writes = validator(sent, formats=asserted)
        if writes is None:
            return NOTHING
        checks = [validator(sent, formats=True)]
        if theirs is not None:
            taken = standalone((theirs,), self.sides[1])
            checks += [validator(taken, formats=formats) for formats in (asserted, True)]
        checks = [check for check in checks if check is not None]
        best: Any = NOTHING
        most: list[bool] = []
        for value in self._candidates(conj, theirs, text=text):
            tries = list(readings(value)) if text else [value]
            if not any(map(writes.is_valid, tries)):
                continue
            agreed = [any(map(check.is_valid, tries)) for check in checks]
            if all(agreed):
                return value
            if best is NOTHING or agreed > most:
                best, most = value, agreed
        return best

    def _candidates(self, ours: Conj, theirs: Node | None, *, text: bool) -> Iterator[Any]:
        """Values of the writer, of both together, and of the reader; as text the same again."""
        found = [Examples(self.sides[0]).several(ours)]
        if theirs is not None:
            found.append(Examples(self.sides[0]).several((*ours, theirs)))
            found.append(Examples(self.sides[1]).several((theirs,)))
        for values in found:
            for value in itertools.islice(values, MOST_TRIES):
                written = wire.plain(value) if text else None
                if not text or value not in ("", [], {}):
                    yield value
                if written:
                    yield written

    def inside(self, ours: Element, theirs: Element | None) -> _Pair:
        """The same of a part of the operation."""
        return _Pair(self._known, ours, theirs or ours, self.sides)


def _assembled(contract: Contract, pair: _Pair, given: _Given | None) -> Exchange:
    if contract.format is Format.ASYNCAPI:
        if given is None:
            raise _NoWayError
        return _event(pair, given)
    for called in given.calls if given else ():  # a callback, inside of its operation
        ours = _like(called, pair.writer)
        if ours is None:
            raise _NoWayError
        pair = pair.inside(ours, _like(called, pair.reader))
    if given is not None and given.keys[len(given.calls) :][:1][0][0] is Kind.RESPONSE:
        return _response(pair, given)
    return _request(contract, pair, given)


def _like(element: Element, other: Element) -> Element | None:
    """The child of an element that has the same identity, or a name of it."""
    for child in other.children:
        if (child.kind, child.key) == (element.kind, element.key):
            return child
    names = set(element.names)
    return next(
        (c for c in other.children if c.kind is element.kind and names & set(c.names)), None
    )


def _of(element: Element, kind: Kind) -> list[Element]:
    return [c for c in element.children if c.kind is kind]


# -- HTTP


def _request(contract: Contract, pair: _Pair, given: _Given | None) -> Request:
    operation = pair.writer
    method, template = _method_and_path(operation)
    server = _server(contract, operation) if template.startswith("/") else _HOST
    template = template if template.startswith("/") else f"/{template}"
    path: dict[str, str] = {}
    query: list[tuple[str, str]] = []
    headers: list[tuple[str, str]] = []
    cookies: list[tuple[str, str]] = []
    for parameter in _of(operation, Kind.PARAMETER):
        here = given is not None and given.is_at((parameter.kind, parameter.key))
        if not (parameter.required or here):
            continue
        value = (
            given.value
            if here and given
            else pair.example(parameter, _like(parameter, pair.reader))
        )
        _, where, name = parameter.steps
        if not parameter.text:
            value = wire.as_json(value)
        written = _written(where, name, value, parameter)
        if written is None:
            raise _NoWayError
        if where == "path":
            path[name] = written[0][1]
        else:
            {"query": query, "header": headers, "cookie": cookies}[where].extend(written)
    for where, name, value in _credentials(operation):
        {"query": query, "header": headers, "cookie": cookies}[where].append((name, value))
    return Request(
        method=method,
        server=server,
        path=_filled(template, path),
        query=tuple(query),
        headers=tuple(headers),
        cookies=tuple(cookies),
        **_body_of(pair, given),
    )


def _written(where: str, name: str, value: Any, parameter: Element) -> Texts | None:
    said = parameter.attributes
    if where in {"query", "cookie"}:
        return wire.in_query(name, value, said)
    if where == "path":
        text = wire.in_path(name, value, said)
    elif where == "header":
        text = wire.in_header(value, said)
    else:
        text = None
    return None if text is None else ((name, text),)


def _body_of(pair: _Pair, given: _Given | None) -> dict[str, Any]:
    bodies = _of(pair.writer, Kind.BODY)
    if not bodies:
        return {}
    (body,) = bodies
    here = given is not None and given.leads_to((body.kind, body.key))
    if not (body.required or here):
        return {}
    other = _like(body, pair.reader)
    kept = [
        m
        for m in _of(body, Kind.MEDIA_TYPE)
        if not here or (given and given.is_at((body.kind, body.key), (m.kind, m.key)))
    ]
    if here and not kept:
        raise _NoWayError  # it is about a part of the body that no example holds by itself
    return _content(pair, kept, other, given if here else None)


def _content(
    pair: _Pair, media: list[Element], other: Element | None, given: _Given | None
) -> dict[str, Any]:
    """A body in the language that is easiest to write down; what no text can hold is none."""
    for one in sorted(media, key=lambda m: not _is_json(m.key)):
        if not (_is_json(one.key) or one.key == _FORM or one.key.startswith("text/")):
            continue
        value = given.value if given else pair.example(one, _like(one, other) if other else None)
        if one.key == _FORM and not _flat(value):
            continue
        if one.key.startswith("text/") and not isinstance(value, str):
            continue
        return {"media_type": one.steps[-1], "has_body": True, "body": value}
    if media:
        raise _NoWayError
    return {}


def _is_json(media: str) -> bool:
    kind = media.partition(";")[0]
    return kind.endswith("json") or kind == "*/*"


def _flat(value: Any) -> bool:
    return isinstance(value, dict) and all(wire.plain(v) is not None for v in value.values())


def _response(pair: _Pair, given: _Given) -> Response:
    answered = next(
        (r for r in _of(pair.writer, Kind.RESPONSE) if given.leads_to((r.kind, r.key))), None
    )
    if answered is None:
        raise _NoWayError
    other = _like(answered, pair.reader)
    headers = []
    own = (answered.kind, answered.key)
    for header in _of(answered, Kind.HEADER):
        here = given.is_at(own, (header.kind, header.key))
        if not (header.required or here):
            continue
        theirs = _like(header, other) if other else None
        value = given.value if here else pair.example(header, theirs)
        text = wire.in_header(value if header.text else wire.as_json(value), header.attributes)
        if text is None:
            raise _NoWayError
        headers.append((header.steps[-1], text))
    media = _of(answered, Kind.MEDIA_TYPE)
    wanted = [m for m in media if given.is_at(own, (m.kind, m.key))]
    if not wanted and not any(given.is_at(own, (h.kind, h.key)) for h in answered.children):
        raise _NoWayError
    content = _content(pair, wanted or media, other, given if wanted else None)
    return Response(status=_status(answered.key, pair.writer), headers=tuple(headers), **content)


def _status(key: str, operation: Element) -> int:
    """A code that the response is for: of a class its first, and for `default` one left over."""
    if key.isdigit():
        return int(key)
    taken = {r.key for r in _of(operation, Kind.RESPONSE)}
    if key[:1].isdigit():
        codes = (int(key[0]) * 100 + n for n in range(100))
    else:
        codes = (c for c in (500, *range(400, 600), 200) if f"{c // 100}XX" not in taken)
    return next((c for c in codes if str(c) not in taken), 500)


def _method_and_path(operation: Element) -> tuple[str, str]:
    """The method and path of an operation; of a webhook or callback its name instead."""
    first, _, rest = operation.steps[-1].partition(" ")
    if first == "callback":
        name, _, method = rest.rpartition(" ")
        return method, f"{first}/{name}"
    if first == "webhook":
        method, _, name = rest.partition(" ")
        return method, f"{first}/{name}"
    return first, rest


def _server(contract: Contract, operation: Element) -> str:
    own = _of(operation, Kind.SERVER)
    inner = [s for s in own if s.place.pointer.startswith(operation.place.pointer)]
    everywhere = [e for e in contract.elements if e.kind is Kind.SERVER]
    for server in (*inner, *own, *everywhere):
        url = server.steps[-1]
        variables = server.attributes.get("variables") or {}
        for name in holes(url):
            said = variables.get(name, {})
            value = said.get("default") or next(iter(said.get("enum") or ()), name)
            url = url.replace(f"{{{name}}}", str(value))
        return url if "://" in url else f"{_HOST}/{url.strip('/')}".rstrip("/")
    return _HOST


def _filled(template: str, path: dict[str, str]) -> str:
    """A path with its parameters filled in; what is no parameter is percent-encoded too."""
    names = holes(template)
    for name in names:
        template = template.replace(f"{{{name}}}", "{}")
    filled = quote(template, safe="/{}:@!$&'()*+,;=~%")
    for name in names:
        filled = filled.replace("{}", path.get(name) or quote(name, safe=""), 1)
    return filled


def _credentials(operation: Element) -> Iterator[tuple[str, str, str]]:
    """What the first way in asks for, with a word in capitals for each secret."""
    ways = [s.value for s in _of(operation, Kind.SECURITY) if isinstance(s.value, list) and s.value]
    for scheme in ways[0][0] if ways and {} not in ways[0] else ():
        kind, _, rest = scheme.partition(" ")
        where, _, name = rest.partition(" ")
        if kind == "apiKey" and where in {"header", "query", "cookie"}:
            yield where, name, "KEY"
        elif kind == "http" and where.lower() == "basic":
            yield "header", "Authorization", "Basic CREDENTIALS"
        else:
            yield "header", "Authorization", "Bearer TOKEN"


# -- events


def _event(pair: _Pair, given: _Given) -> Event:
    holder, other = pair.writer, pair.reader
    offset: tuple[tuple[Kind, str], ...] = ()
    if given.keys[0][0] is Kind.REPLY:
        offset = given.keys[:1]
        replies = _of(holder, Kind.REPLY)
        if not replies:
            raise _NoWayError
        other = _like(replies[0], other) or replies[0]
        holder = replies[0]
    of_message = len(given.keys) > len(offset) and given.keys[len(offset)][0] is Kind.MESSAGE
    said = _of(holder, Kind.MESSAGE)
    if of_message:
        named = given.keys[len(offset)]
        said = [m for m in said if (m.kind, m.key) == named]
    message = next((m for m in said if m.schema is not None), None)
    if message is None:
        raise _NoWayError
    own = (*offset, given.keys[len(offset)] if of_message else (message.kind, message.key))
    theirs = _like(message, other)
    places = [own, *((*own, (c.kind, c.key)) for c in message.children if _is_told(c))]
    places += [((p.kind, p.key),) for p in _of(pair.writer, Kind.PARAMETER)]
    if not any(given.is_at(*place) for place in places):
        raise _NoWayError  # it is about what a connection is asked with, and not in a message
    payload = given.value if given.is_at(*own) else pair.example(message, theirs)
    facts: dict[str, Any] = {}
    for part in message.children:
        if not _is_told(part):
            continue
        here = given.is_at(*own, (part.kind, part.key))
        beside = _like(part, theirs) if theirs else None
        value = given.value if here else pair.example(part, beside)
        word = "headers" if part.kind is Kind.MESSAGE else "key"
        facts |= {word: value, f"has_{word}": True}
    return Event(
        channel=_channel(pair, given, holder),
        name=str(message.attributes.get("name") or message.key),
        content_type=message.attributes.get("contentType"),
        payload=payload,
        **facts,
    )


def _is_told(part: Element) -> bool:
    """Whether a part of a message is shown beside the payload: its headers, and its key."""
    is_key = (part.kind, part.key) == (Kind.BINDING, "kafka.key")
    return part.schema is not None and (is_key or part.kind is Kind.MESSAGE)


def _channel(pair: _Pair, given: _Given, holder: Element) -> str:
    address = str(holder.attributes.get("address") or pair.writer.attributes.get("address") or "")
    for parameter in _of(pair.writer, Kind.PARAMETER):
        here = given.is_at((parameter.kind, parameter.key))
        value = given.value if here else pair.example(parameter, _like(parameter, pair.reader))
        text = wire.plain(value)
        if text is None:
            raise _NoWayError
        address = address.replace("{}", text, 1)
    return address
