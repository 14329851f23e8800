"""One interaction of a pact tried against a contract, on paper: what is promised, what is used."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

from weighbridge_checks.facts.change import Direction, Kind, Place
from weighbridge_checks.facts.interaction import Field, Named, Sort, Stance
from weighbridge_checks.facts.matching import allows_status
from weighbridge_checks.facts.model import Format
from weighbridge_checks.facts.pact import spell
from weighbridge_checks.facts.routing import Operations
from weighbridge_checks.facts.schema import parts, types
from weighbridge_checks.proof.standalone import Side, standalone
from weighbridge_checks.verdicts.reliance import Impact, Note, Outcome, Visit, Walk, refused_by

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from weighbridge_checks.facts.interaction import Body, Interaction, Request, Response
    from weighbridge_checks.facts.matching import Matcher
    from weighbridge_checks.facts.model import Contract, Element
    from weighbridge_checks.facts.pact import Pact
    from weighbridge_checks.facts.schema import Node


class UsageFinding(NamedTuple):
    """One thing that a pact relies on and that the contract does not promise."""

    impact: Impact
    #: the interaction's description
    interaction: str
    #: the operation's label in the contract; None where the contract has none for it
    operation: str | None
    #: operation, message, and field, as `Change.path` has it
    path: tuple[str, ...]
    message: str
    #: where the contract speaks of it
    place: Place | None = None


class Use(NamedTuple):
    """One message of one interaction, and everything in the contract that it touches."""

    interaction: str
    operation: str
    direction: Direction
    #: the status that is expected; None for what is sent
    status: str | None = None
    visits: tuple[Visit, ...] = ()
    #: the elements of the contract that are used: parameters, bodies, media types, headers
    elements: frozenset[Place] = frozenset()


class Trial:
    """One interaction against a contract: what was found, and what is used."""

    def __init__(self, interaction: Interaction, pact: Pact) -> None:
        self.interaction = interaction
        self.pact = pact
        self.operation: str | None = None
        self.findings: list[UsageFinding] = []
        self.uses: list[Use] = []

    def say(self, impact: Impact, message: str, *steps: str, place: Place | None = None) -> None:
        """Keep something that the contract does not promise."""
        head = (self.operation,) if self.operation else ()
        self.findings.append(
            UsageFinding(
                impact=impact,
                interaction=self.interaction.description,
                operation=self.operation,
                path=(*head, *steps),
                message=message,
                place=place,
            )
        )

    def tell(self, notes: Iterable[Note], what: str, *steps: str) -> None:
        """Say what came of a walk past a schema."""
        for note in notes:
            name = f"{what}'s field {spell(note.path)!r}" if note.path else what
            bears = note.unknown_value and self.pact.stance(note.path) is Stance.TOLERANT
            impact = Impact.NOTICE if bears else note.impact
            self.say(impact, f"{name} {note.message}", *steps, *note.path, place=note.place)

    def use(
        self,
        direction: Direction,
        visits: Iterable[Visit],
        elements: Iterable[Element],
        status: str | None = None,
    ) -> None:
        """Keep what a message of the interaction touches."""
        assert self.operation is not None
        self.uses.append(
            Use(
                interaction=self.interaction.description,
                operation=self.operation,
                direction=direction,
                status=status,
                visits=tuple(visits),
                elements=frozenset(e.place for e in elements),
            )
        )


def try_all(pact: Pact, contract: Contract) -> Iterator[Trial]:
    """Every interaction of a pact against a contract."""
    operations = Operations(contract)
    for interaction in pact.interactions:
        trial = Trial(interaction, pact)
        if interaction.sort is Sort.HTTP:
            _try_http(trial, operations)
        else:
            _try_messages(trial, operations)
        yield trial


def _try_http(trial: Trial, operations: Operations) -> None:
    request, response = trial.interaction.request, trial.interaction.response
    assert request is not None
    assert response is not None
    if operations.contract.format is not Format.OPENAPI:
        trial.say(
            Impact.MAY_BREAK,
            f"{request.method} {request.path} was not checked: the contract is no HTTP API",
        )
        return
    found = operations.find(request.method, request.path)
    if not found:
        others = operations.has_path(request.path)
        hint = f"; it has {' and '.join(others)} there" if others else ""
        trial.say(Impact.BREAKS, f"{request.method} {request.path} is not in the contract{hint}")
        return
    unit, values = found[0]
    # a template that takes the value fits better than one that refuses it: /orders/{number} beside
    # /orders/{name}
    for candidate, its_values in found:
        if not any(
            n.impact is Impact.BREAKS
            for n in _path_notes(operations.element(candidate), its_values)
        ):
            unit, values = candidate, its_values
            break
    element = operations.element(unit)
    trial.operation = unit.label
    refused = response.status >= 400  # noqa: PLR2004 - what is meant to be refused may be wrong
    _try_request(trial, element, request, values, refused=refused)
    _try_response(trial, element, response)


def _kind(element: Element, kind: Kind) -> list[Element]:
    return [e for e in element.children if e.kind is kind]


def _path_notes(operation: Element, values: dict[int, str]) -> list[Note]:
    found: list[Note] = []
    for element in _kind(operation, Kind.PARAMETER):
        where, _, position = element.key.partition(":")
        if where == "path" and position.isdigit() and int(position) in values:
            found += _text(element, Named(name="", values=(values[int(position)],))).notes
    return found


def _try_request(
    trial: Trial, operation: Element, request: Request, values: dict[int, str], *, refused: bool
) -> None:
    used: list[Element] = []
    visits: list[Visit] = []
    before = len(trial.findings)
    declared = _kind(operation, Kind.PARAMETER)
    for element in declared:
        where, _, key = element.key.partition(":")
        sent = _sent(request, where, key, values)
        name = element.steps[-1]
        if sent is None:
            if element.required:
                words = f"the required {where} parameter {name!r} is not sent"
                trial.say(Impact.BREAKS, words, *element.steps, place=element.place)
            continue
        used.append(element)
        outcome = _text(element, sent)
        visits += [v._replace(path=(name, *v.path)) for v in outcome.visits]
        trial.tell(outcome.notes, f"the {where} parameter {name!r}", *element.steps)
    _try_undeclared(trial, declared, request)
    body = next(iter(_kind(operation, Kind.BODY)), None)
    _try_request_body(trial, body, request, used, visits)
    if refused:
        # what the provider is expected to refuse need not be what its contract allows
        del trial.findings[before:]
    trial.use(Direction.REQUEST, visits, used)


def _sent(request: Request, where: str, key: str, values: dict[int, str]) -> Named | None:
    """What is sent as a parameter; without values where nobody can say how it is written."""
    if where == "path":
        value = values.get(int(key)) if key.isdigit() else None
        return None if value is None else Named(name=key, values=(value,))
    if where == "query":
        found = [n for n in request.query if n.name in (key, f"{key}[]")]
        if not found and any(n.name.startswith(f"{key}[") for n in request.query):
            return Named(name=key, values=())  # an object, written as key[a]=1&key[b]=2
    elif where == "header":
        found = [n for n in request.headers if n.name.lower() == key]
    else:
        cookies = [v for n in request.headers if n.name.lower() == "cookie" for v in n.values]
        pairs = [p.strip().partition("=") for v in cookies for p in v.split(";")]
        texts = tuple(value for name, _, value in pairs if name == key)
        found = [Named(name=key, values=texts)] if texts else []
    return found[0] if found else None


#: headers that any client or its surroundings may add, whatever the contract says
_ORDINARY = frozenset(
    {
        "accept", "accept-encoding", "accept-language", "authorization", "cache-control",
        "connection", "content-length", "content-type", "cookie", "date", "host", "if-match",
        "if-none-match", "origin", "referer", "te", "traceparent", "tracestate", "user-agent",
    }
)  # fmt: skip


def _try_undeclared(trial: Trial, declared: list[Element], request: Request) -> None:
    known = {e.key for e in declared}
    for query in request.query:
        name = query.name.partition("[")[0]
        if f"query:{query.name}" not in known and f"query:{name}" not in known:
            words = f"the query parameter {query.name!r} is not in the contract, so it is ignored"
            trial.say(Impact.NOTICE, words, "request", "query", query.name)
    for header in request.headers:
        name = header.name.lower()
        if name not in _ORDINARY and f"header:{name}" not in known:
            words = f"the header {header.name!r} is not in the contract, so it is ignored"
            trial.say(Impact.NOTICE, words, "request", "header", header.name)


def _try_request_body(
    trial: Trial,
    body: Element | None,
    request: Request,
    used: list[Element],
    visits: list[Visit],
) -> None:
    if body is None:
        if request.body is not None:
            words = "a body is sent, but the contract has none here"
            trial.say(Impact.NOTICE, words, "request")
        return
    if request.body is None:
        if body.required:
            words = "the body is required, but none is sent"
            trial.say(Impact.BREAKS, words, "request", place=body.place)
        return
    used.append(body)
    media = _medium(_kind(body, Kind.MEDIA_TYPE), request.body)
    if media is None:
        kind = request.body.content_type or "a body without a content type"
        words = f"{kind} is sent, but the contract only accepts {_listing(body)}"
        trial.say(Impact.BREAKS, words, "request", place=body.place)
        return
    used.append(media)
    if request.body.json and media.schema is not None:
        outcome = Walk(reading=False).meet((media.schema,), request.body.root)
        visits += outcome.visits
        if not any(n.impact is Impact.BREAKS for n in outcome.notes):
            outcome = outcome.joined(_second_opinion(media.schema, request.body.root))
        trial.tell(outcome.notes, "the body", *body.steps, *media.steps)


def _second_opinion(schema: Node, root: Field) -> Outcome:
    """What a validator refuses for words that the walk does not look at: `not`, `if` and so on."""
    whole = standalone((schema,), Side(direction=Direction.REQUEST))
    refusal = refused_by(whole, root.example)
    if refusal is None:
        return Outcome()
    return Outcome((Note(Impact.BREAKS, (), f"is refused: {refusal}", schema.place),))


def _try_response(trial: Trial, operation: Element, response: Response) -> None:
    documented = {e.key: e for e in _kind(operation, Kind.RESPONSE)}
    element, words = _status(documented, response)
    status = str(response.status)
    if element is None:
        known = ", ".join(sorted(documented)) or "no response at all"
        trial.say(
            Impact.BREAKS,
            f"status {status} is expected, but the contract has only {known}",
            "response",
            status,
            place=operation.place,
        )
        return
    if words:
        trial.say(Impact.NOTICE, words, *element.steps, place=element.place)
    used: list[Element] = [element]
    visits: list[Visit] = []
    headers = {e.key: e for e in _kind(element, Kind.HEADER)}
    for header in response.headers:
        known_header = headers.get(header.name.lower())
        if known_header is not None:
            used.append(known_header)
            visits += _header_visits(known_header, header)
        elif header.name.lower() not in _UNSAID:
            trial.say(
                Impact.MAY_BREAK,
                f"the header {header.name!r} is read, but the contract does not promise it",
                *element.steps,
                "header",
                header.name,
                place=element.place,
            )
    if response.body is not None:
        media = _medium(_kind(element, Kind.MEDIA_TYPE), response.body)
        if media is None:
            kind = response.body.content_type or "a body"
            words = f"{kind} is expected, but the contract sends {_listing(element)}"
            trial.say(Impact.BREAKS, words, *element.steps, place=element.place)
        else:
            used.append(media)
            if response.body.json and media.schema is not None:
                outcome = Walk(reading=True).meet((media.schema,), response.body.root)
                visits += outcome.visits
                trial.tell(outcome.notes, "the answer", *element.steps, *media.steps)
    trial.use(Direction.RESPONSE, visits, used, status)


#: headers of an answer that belong to HTTP rather than to a contract
_UNSAID = frozenset(
    {"content-type", "content-length", "content-encoding", "date", "server", "vary", "connection"}
)


def _status(documented: dict[str, Element], response: Response) -> tuple[Element | None, str]:
    """The response that documents an expected status, and what there is to say of that."""
    status = str(response.status)
    if status in documented:
        return documented[status], ""
    for key, element in documented.items():
        if key.isdigit() and allows_status(response.status_matchers, key):
            return element, ""
    if (group := f"{status[0]}XX") in documented:
        return documented[group], ""
    if "DEFAULT" in documented:
        return documented["DEFAULT"], f"status {status} is only covered by 'default'"
    return None, ""


def _medium(media: list[Element], body: Body) -> Element | None:
    """The media type that a body is of: the exact one before a range before any."""
    if body.content_type is None:
        likely = [e for e in media if "json" in e.key or "*" in e.key]
        return next(iter(likely if body.json else media), None)
    essence = body.content_type.partition(";")[0].strip().lower()
    main = essence.partition("/")[0]
    for wanted in (body.content_type.replace(" ", "").lower(), essence, f"{main}/*", "*/*"):
        for element in media:
            if wanted in (element.key, element.key.partition(";")[0]):
                return element
    return None


def _listing(element: Element) -> str:
    return ", ".join(e.steps[-1] for e in _kind(element, Kind.MEDIA_TYPE)) or "no body"


def _header_visits(element: Element, header: Named) -> tuple[Visit, ...]:
    """What a header's schema is used for. Its text is not judged: how it is read is not known."""
    if element.schema is None:
        return ()
    places = frozenset(p.node.place for p in parts((element.schema,)))
    return (Visit((header.name,), places),)


# -- values that travel as text


def _text(element: Element, sent: Named) -> Outcome:
    """What a schema says of a parameter's value, read from its text in the way that serves best."""
    if element.schema is None or not sent.values:
        return Outcome()
    tries = [
        Walk(reading=False).meet((element.schema,), _as_field(value, sent.matchers))
        for value in _readings(element, element.schema, sent.values)
    ]
    return min(tries, key=lambda outcome: outcome.weight)


def _as_field(value: Any, matchers: tuple[Matcher, ...]) -> Field:
    inner = tuple(Field(path=("[]",), example=v) for v in value) if isinstance(value, list) else ()
    return Field(path=(), example=value, matchers=matchers, inner=inner)


def _readings(element: Element, schema: Node, texts: tuple[str, ...]) -> list[Any]:
    """The values that a parameter's text may stand for."""
    if not element.text:
        return [_json(texts[0])]
    kinds = types(parts((schema,)))
    found: list[Any] = []
    if "array" in kinds:
        split = element.attributes.get("explode") is False or len(texts) == 1
        style = element.attributes.get("style")
        mark = {"spaceDelimited": " ", "pipeDelimited": "|"}.get(str(style), ",")
        pieces = texts[0].split(mark) if split else list(texts)
        found += [[_scalar(p) for p in pieces], list(pieces)]
    found += [_scalar(texts[0]), texts[0]]
    return found


def _scalar(text: str) -> Any:
    value = _json(text)
    return text if isinstance(value, (dict, list)) else value


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text


# -- messages


def _try_messages(trial: Trial, operations: Operations) -> None:
    """A message against those that a contract sends; the one that serves best is the one meant."""
    for bodies, direction in (
        (trial.interaction.received, Direction.RESPONSE),
        (trial.interaction.sent, Direction.REQUEST),
    ):
        candidates = list(_messages(operations, direction))
        for body in bodies:
            _try_message(trial, body, direction, candidates, operations)


def _messages(operations: Operations, direction: Direction) -> Iterator[tuple[str, Element]]:
    contract = operations.contract
    if contract.format is Format.JSON_SCHEMA:
        for element in contract.elements:
            if element.kind is Kind.MESSAGE:
                yield contract.title or contract.name, element
    if contract.format is Format.ASYNCAPI:
        for unit in contract.units:
            operation = operations.element(unit)
            if operation.direction is direction:
                for element in _kind(operation, Kind.MESSAGE):
                    yield unit.label, element


def _try_message(
    trial: Trial,
    body: Body,
    direction: Direction,
    candidates: list[tuple[str, Element]],
    operations: Operations,
) -> None:
    trial.operation = None
    verb = "is expected" if direction is Direction.RESPONSE else "is sent"
    if operations.contract.format is Format.OPENAPI:
        words = f"a message {verb}, which was not checked: the contract is an HTTP API"
        trial.say(Impact.MAY_BREAK, words)
        return
    if not candidates:
        trial.say(Impact.BREAKS, f"a message {verb}, but the contract has none that way")
        return
    if not body.json:
        trial.say(Impact.MAY_BREAK, f"a message {verb} that is not JSON, so it was not checked")
        return
    walk = Walk(reading=direction is Direction.RESPONSE)
    tried = [
        (walk.meet((element.schema,), body.root), label, element)
        for label, element in candidates
        if element.schema is not None
    ]
    if not tried:
        trial.say(
            Impact.MAY_BREAK, f"a message {verb} whose payload the contract does not describe"
        )
        return
    outcome, label, element = min(tried, key=lambda one: one[0].weight)
    trial.operation = label
    trial.tell(outcome.notes, "the message", *element.steps)
    trial.use(direction, outcome.visits, (element,))
