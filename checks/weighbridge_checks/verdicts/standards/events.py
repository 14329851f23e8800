"""EVT: events that can be told apart, put in order, traced and read again."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from weighbridge_checks.verdicts.finding import Severity
from weighbridge_checks.verdicts.standard import standard
from weighbridge_checks.verdicts.standards.subject import Note, Subject, note, on_card
from weighbridge_checks.verdicts.standards.words import parts, squeezed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from weighbridge_checks.facts.change import Place
    from weighbridge_checks.facts.outline import Message, Outline, Spot

_NEEDED = ("id", "source", "specversion", "type")
_PINNED = re.compile(r"v[0-9]+|[0-9]+\.[0-9]+(?:\.[0-9]+)?|[0-9a-f]{40}")
_TYPE = re.compile(r"[a-z][a-z0-9-]*(?:\.[a-z0-9_-]+){2,}")
_MAJOR = re.compile(r"\.v[0-9]+$")
#: pasts that do not end in -ed
_PAST = frozenset(
    {
        "begun", "born", "bought", "broken", "brought", "built", "caught", "chosen", "cut",
        "done", "drawn", "fallen", "felt", "found", "frozen", "given", "gone", "grown", "held",
        "hidden", "hit", "kept", "known", "laid", "left", "lent", "lost", "made", "met",
        "moved", "paid", "put", "read", "resold", "run", "said", "seen", "sent", "set", "shut",
        "sold", "spent", "split", "spoken", "sprung", "stuck", "sunk", "taken", "thrown",
        "told", "torn", "undone", "unpaid", "withdrawn", "won", "written",
    }
)  # fmt: skip
#: what is wished for where a name begins with it, and says nothing in the past tense
_WISHES = frozenset(
    {"add", "adjust", "allocate", "approve", "assign", "book", "cancel", "change", "close"}
    | {
        "confirm",
        "create",
        "delete",
        "do",
        "fetch",
        "find",
        "get",
        "notify",
        "open",
        "pick",
        "print",
    }
    | {"process", "publish", "query", "register", "reject", "release", "remove", "replenish"}
    | {"request", "reserve", "retry", "send", "ship", "start", "stop", "submit", "update"}
    | {"validate"}
)
_ASKING = frozenset(
    {"ack", "acknowledgement", "command", "nack", "query", "reply", "request", "response", "result"}
)
_MOVING = frozenset(
    {"inventory", "stock", "order", "orders", "shipment", "shipments", "reservation", "movement"}
    | {"return", "transfer", "balance", "adjustment", "po"}
)
_BUSINESS = frozenset({"occurredat", "effectiveat", "effectivefrom", "recordedtime", "recordedat"})
_KEYS = frozenset({"partitionkey", "orderingkey", "key", "shardkey"})
_NUMBERS = frozenset({"sequence", "sequencenumber", "sequenceno", "version", "revision", "offset"})


def _envelope(outline: Outline, message: Message) -> tuple[dict[str, Spot], set[str]]:
    """The attributes of an event and which of them are required, in its body or its headers."""
    names = dict(outline.properties(message.payload))
    needed = set(_texts(outline.said(message.payload).get("required")))
    if message.headers is not None:
        asked = _texts(outline.said(message.headers).get("required"))
        for name, spot in outline.properties(message.headers).items():
            bare = re.sub(r"^(?:ce|cloudEvents)[-_:]", "", name, flags=re.IGNORECASE)
            if bare != name:
                names[bare] = spot
                if name in asked:
                    needed.add(bare)
    return names, needed


def _texts(value: Any) -> list[str]:
    return [v for v in value if isinstance(v, str)] if isinstance(value, list) else []


def _read(subject: Subject) -> Iterator[Message]:
    """The events whose payload is understood; what asks or answers is none."""
    answers = _answers(subject.outline)
    return (
        m
        for m in subject.outline.messages
        if m.payload is not None and m.spot.place not in answers and not _asks(m.name)
    )


def _answers(outline: Outline) -> set[Place]:
    """Where the messages stand that operations await as a reply."""
    found = set()
    for action in outline.actions:
        at = action.spot.at("reply")
        reply = outline.follow(action.spot.get("reply"), at.file, at.pointer)
        messages = reply.get("messages") if reply is not None else None
        for i, raw in enumerate(messages if isinstance(messages, list) else ()):
            message = outline.follow(raw, at.file, f"{at.pointer}/messages/{i}")
            if message is not None:
                found.add(message.place)
    return found


def _asks(name: str) -> bool:
    """Whether a message is a command or a query, or the answer to one, by its name."""
    words = parts(name)
    if not words or any(w.endswith("ed") or w in _PAST for w in words):
        return False
    return words[0] in _WISHES or words[-1] in _ASKING


def _is_event(outline: Outline, message: Message) -> bool:
    names, _ = _envelope(outline, message)
    return len(set(_NEEDED) & names.keys()) >= len(_NEEDED) - 1


@standard("EVT001", Severity.ERROR, source="CloudEvents 1.0", on="events")
def events_have_an_envelope(subject: Subject) -> Iterator[Note]:
    """Each event requires the attributes of CloudEvents: id, source, specversion and type.

    Routers, archives and dead letter tools work by the envelope, without knowing what is inside.
    Each home-made envelope needs each of these tools once more.

    bad:

        asyncapi: 3.0.0
        info: {title: Stock, version: 1.0.0}
        channels:
          stock:
            messages:
              counted:  # here
                payload: {type: object, properties: {sku: {type: string}}}

    good:

        asyncapi: 3.0.0
        info: {title: Stock, version: 1.0.0}
        channels:
          stock:
            messages:
              counted:
                payload:
                  type: object
                  required: [id, source, specversion, type]
                  properties:
                    id: {type: string}
                    source: {type: string}
                    specversion: {const: "1.0"}
                    type: {const: com.example.stock.counted.v1}
                    data: {type: object}

    Instead, require the four in the payload (structured mode), or as `ce_` headers (binary mode).
    Commands, queries and replies are no events; they are known by their names or as a `reply`.
    """
    for message in _read(subject):
        names, needed = _envelope(subject.outline, message)
        missing = [n for n in _NEEDED if n not in names]
        loose = [n for n in _NEEDED if n in names and n not in needed]
        if missing:
            told = ", ".join(f"'{n}'" for n in missing)
            yield note(f"event '{message.name}' has no {told}", message.spot.place)
        elif loose:
            told = ", ".join(f"'{n}'" for n in loose)
            yield note(f"event '{message.name}' does not require {told}", message.spot.place)


@standard("EVT002", Severity.ERROR, source="Zalando 213; CloudEvents `type`", on="events")
def event_types_say_what_happened(subject: Subject) -> Iterator[Note]:
    """The type of an event is a reversed domain, what happened, in the past tense, and a major.

    `order.create` may be a wish or a fact. `com.example.order.created.v2` is a fact, from whom
    one knows, in a form that one knows.

    bad:

        asyncapi: 3.0.0
        info: {title: Orders, version: 1.0.0}
        channels:
          orders:
            messages:
              created:
                payload:
                  type: object
                  properties:
                    id: {type: string}
                    source: {type: string}
                    specversion: {const: "1.0"}
                    type: {const: com.example.order.create.v1}  # here

    good:

        asyncapi: 3.0.0
        info: {title: Orders, version: 1.0.0}
        channels:
          orders:
            messages:
              created:
                payload:
                  type: object
                  properties:
                    id: {type: string}
                    source: {type: string}
                    specversion: {const: "1.0"}
                    type: {const: com.example.order.created.v1}

    Instead, write `type` as a `const` of that form, and raise its version when old readers break.
    """
    outline = subject.outline
    for message in _read(subject):
        if not _is_event(outline, message):
            continue  # EVT001 has said it
        spot = _envelope(outline, message)[0].get("type")
        if spot is None:
            continue
        said = outline.said(spot)
        values = [said["const"]] if "const" in said else said.get("enum")
        if not isinstance(values, list):
            message_ = f"the type of event '{message.name}' is not fixed"
            yield note(message_, spot.place, identity=(message.name,))
            continue
        for value in values:
            problem = _type_problem(str(value))
            if problem:
                yield note(f"type '{value}' {problem}", spot.place, identity=(str(value),))


def _type_problem(value: str) -> str | None:
    if not _TYPE.fullmatch(value):
        return "is not like com.example.order.created.v1"
    if not _MAJOR.search(value):
        return "carries no major version"
    happened = parts(_MAJOR.sub("", value).rpartition(".")[2])
    if not any(w.endswith("ed") or w in _PAST for w in happened):
        return f"does not say what happened: '{' '.join(happened)}' is not past tense"
    return None


@standard("EVT003", Severity.ERROR, source="Zalando 246 and 247; CloudEvents", on="events")
def events_say_when_and_by_which_schema(subject: Subject) -> Iterator[Note]:
    """Each event says when it happened, when it was recorded, and by which version of its schema.

    The two times differ where a scanner was offline, and stock is computed by the first. A schema
    without a version makes old events unreadable.

    bad:

        asyncapi: 3.0.0
        info: {title: Stock, version: 1.0.0}
        channels:
          stock:
            messages:
              counted:  # here
                payload:
                  type: object
                  required: [id, source, specversion, type]
                  properties:
                    id: {type: string}
                    source: {type: string}
                    specversion: {const: "1.0"}
                    type: {const: com.example.stock.counted.v1}

    good:

        asyncapi: 3.0.0
        info: {title: Stock, version: 1.0.0}
        channels:
          stock:
            messages:
              counted:
                payload:
                  type: object
                  required: [id, source, specversion, type, time, dataschema]
                  properties:
                    id: {type: string}
                    source: {type: string}
                    specversion: {const: "1.0"}
                    type: {const: com.example.stock.counted.v1}
                    time: {type: string, format: date-time}
                    recordedtime: {type: string, format: date-time}
                    dataschema: {const: https://example.com/stock/v1/counted.json}

    Instead, require `time` and `dataschema`, with the version in its address, and offer
    `recordedtime` (or `occurredAt` in the data, where `time` is when it was sent).
    """
    outline = subject.outline
    for message in _read(subject):
        if not _is_event(outline, message):
            continue
        names, needed = _envelope(outline, message)
        inside = outline.properties(names.get("data"))
        lacks = [f"'{n}' is not required" for n in ("time", "dataschema") if n not in needed]
        if not any(squeezed(n) in _BUSINESS for n in (*names, *inside)):
            lacks.append("only one time is told")
        said = outline.said(names.get("dataschema"))
        shown = said.get("const") or said.get("pattern") or said.get("examples") or said.get("enum")
        if "dataschema" in needed and not _PINNED.search(str(shown or "")):
            lacks.append("'dataschema' names no version")
        if lacks:
            yield note(f"event '{message.name}': {', '.join(lacks)}", message.spot.place)


@standard("EVT004", Severity.ERROR, source="CloudEvents `id`; Zalando 211 and 214", on="events")
def duplicates_can_be_told(subject: Subject) -> Iterator[Note]:
    """It is stated by what a second delivery of one event is known.

    Every broker delivers twice some day. Who can not tell takes the goods off the stock twice.

    bad:

        asyncapi: 3.0.0
        info: {title: Stock, version: 1.0.0}
        channels:
          stock:
            messages:
              counted:  # here
                payload: {type: object, properties: {sku: {type: string}}}

    good:

        asyncapi: 3.0.0
        info: {title: Stock, version: 1.0.0}
        channels:
          stock:
            messages:
              counted:
                x-deduplication-key: [movementId]
                payload: {type: object, properties: {movementId: {type: string}}}

    Instead, require `id` and `source`, or name the key: `x-deduplication-key`, or `deduplication`
    in contract.yaml.
    """
    if subject.said("deduplication"):
        return
    outline = subject.outline
    answers = _answers(outline)
    for message in outline.messages:
        if message.payload is None or message.spot.place in answers:
            continue  # a command counts: who can not tell two does it twice
        _, needed = _envelope(outline, message)
        if {"id", "source"} <= needed:
            continue
        if not any(message.spot.get(w) for w in ("x-deduplication-key", "x-dedup-key")):
            yield note(f"a second '{message.name}' can not be told", message.spot.place)


@standard("EVT005", Severity.ERROR, source="CloudEvents partitioning and sequence", on="events")
def changes_can_be_put_in_order(subject: Subject) -> Iterator[Note]:
    """Events about stock and orders say within what they are in order, and carry a number.

    Shipped before allocated, or the older balance after the newer one: without a number nobody
    sees it, and without a key nobody may rely on any order.

    bad:

        asyncapi: 3.0.0
        info: {title: Stock, version: 1.0.0}
        channels:
          stock:
            messages:
              stockCounted:  # here
                payload: {type: object, properties: {sku: {type: string}}}

    good:

        asyncapi: 3.0.0
        info: {title: Stock, version: 1.0.0}
        channels:
          stock:
            messages:
              stockCounted:
                payload:
                  type: object
                  required: [partitionkey, sequence]
                  properties:
                    partitionkey: {type: string}
                    sequence: {type: string}

    Instead, require `partitionkey` and `sequence`, bind the key of the topic, or say it under
    `ordering` in contract.yaml.
    """
    outline = subject.outline
    stated = subject.said("ordering")
    for message in _read(subject):
        if not _MOVING & set(parts(message.name)):
            continue
        names, needed = _envelope(outline, message)
        inside = outline.properties(names.get("data")) if "data" in names else {}
        within = set(_texts(outline.said(names.get("data")).get("required")))
        asked = {squeezed(n) for n in needed} | {squeezed(n) for n in within & inside.keys()}
        lacks = []
        if not (asked & _KEYS or _bound_key(message) or _of(stated, "key")):
            lacks.append("within what it is in order")
        if not (asked & _NUMBERS or _of(stated, "sequence")):
            lacks.append("its place in the order")
        if lacks:
            told = " and ".join(lacks)
            yield note(f"event '{message.name}' does not tell {told}", message.spot.place)


def _of(stated: Any, word: str) -> bool:
    return isinstance(stated, dict) and bool(stated.get(word))


def _bound_key(message: Message) -> bool:
    bindings = message.spot.get("bindings")
    kafka = bindings.get("kafka") if isinstance(bindings, dict) else None
    return isinstance(kafka, dict) and bool(kafka.get("key"))


@standard("EVT006", Severity.WARNING, source="CloudEvents correlation; Zalando 212", on="events")
def events_can_be_traced_and_replayed(subject: Subject) -> Iterator[Note]:
    """Events carry `correlationid` and `causationid`, and the contract says how long they are kept.

    The one tells which business a fact belongs to, the other which fact caused it. How far back one
    can read decides how a new reader starts.

    bad:

        asyncapi: 3.0.0
        info: {title: Stock, version: 1.0.0, x-retention: 30d}
        channels:
          stock:
            messages:
              counted:  # here
                payload:
                  type: object
                  properties:
                    id: {type: string}
                    source: {type: string}
                    specversion: {const: "1.0"}
                    type: {const: com.example.stock.counted.v1}

    good:

        asyncapi: 3.0.0
        info: {title: Stock, version: 1.0.0, x-retention: 30d}
        channels:
          stock:
            messages:
              counted:
                payload:
                  type: object
                  properties:
                    id: {type: string}
                    source: {type: string}
                    specversion: {const: "1.0"}
                    type: {const: com.example.stock.counted.v1}
                    correlationid: {type: string}
                    causationid: {type: string}

    Instead, add both, and write `retention` into contract.yaml, or `x-retention` into `info`.
    """
    outline = subject.outline
    for message in _read(subject):
        if not _is_event(outline, message):
            continue
        names = {squeezed(n) for n in _envelope(outline, message)[0]}
        missing = [n for n in ("correlationid", "causationid") if n not in names]
        if missing:
            told = " and ".join(f"'{n}'" for n in missing)
            yield note(f"event '{message.name}' carries no {told}", message.spot.place)
    if outline.messages and not _kept(subject):
        at = on_card() if subject.card else outline.info.place
        yield note("it is not said how long events are kept", at)


def _kept(subject: Subject) -> bool:
    if subject.said("retention") or subject.outline.info.get("x-retention"):
        return True
    for channel in subject.outline.channels:
        bindings = channel.spot.get("bindings")
        kafka = bindings.get("kafka") if isinstance(bindings, dict) else None
        settings = kafka.get("topicConfiguration") if isinstance(kafka, dict) else None
        if isinstance(settings, dict) and "retention.ms" in settings:
            return True
    return False
