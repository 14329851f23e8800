"""Documents that are broken in every way: each is read and weighed, or refused with a reason.

Random edits of sound documents (parts gone, doubled, moved, replaced by junk of another type,
references turned round) and of their bytes. Whatever is raised but the reader's own refusal is a
fault of ours, and is printed with the seed that makes it again.
"""

from __future__ import annotations

import argparse
import copy
import json
import random
import time
import traceback
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from weighbridge_checks.facts import UnreadableContractError, read
from weighbridge_checks.report import json as report
from weighbridge_checks.verdicts import DifferentFormatsError, Mode, Posture, weigh

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

JUNK: tuple[Any, ...] = (
    *(None, True, False, 0, -1, 1.5, 10**30, "", "x", "#/", "#/components/schemas/Order"),
    *([], {}, [[]], [None], {"": {}}, {"$ref": "#"}, {"$ref": 5}, {"$ref": "#/nowhere"}),
    *({"type": []}, {"type": "nothing"}, {"enum": {}}, {"allOf": {}}, {"oneOf": [None]}),
    *({"properties": []}, {"required": "a"}, {"pattern": "("}, {"minimum": "1"}, {"not": []}),
    *({"if": 1}, {"items": [1]}, {"additionalProperties": "no"}, {"const": {}}, {"enum": [[]]}),
)
#: keywords that mean something where they come to stand
WORDS = (
    *("$ref", "type", "enum", "const", "properties", "required", "items", "allOf", "anyOf"),
    *("oneOf", "not", "if", "then", "else", "pattern", "minimum", "maxLength", "nullable"),
    *("additionalProperties", "patternProperties", "propertyNames", "contains", "prefixItems"),
    *("dependentRequired", "dependentSchemas", "unevaluatedProperties", "discriminator"),
    *("parameters", "requestBody", "responses", "security", "servers", "callbacks", "content"),
    *("schema", "headers", "links", "deprecated", "x-sunset", "example", "style", "explode"),
    *("channels", "operations", "messages", "payload", "traits", "bindings", "reply", "address"),
)


def main() -> None:
    """Break documents, one after the other, and count what comes of them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--inputs", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--slow", type=float, default=5.0, help="seconds that are worth a word")
    wish = parser.parse_args()
    sound = list(documents())
    counts = {"weighed": 0, "refused": 0, "faults": 0, "slow": 0}
    for seed in range(wish.seed, wish.seed + wish.inputs):
        clock = time.process_time()
        try:
            counts[tried(seed, sound)] += 1
        except Exception:  # noqa: BLE001 (that there is none is what is looked for)
            counts["faults"] += 1
            print(f"seed {seed}:\n{traceback.format_exc(limit=-4)}", flush=True)
        if time.process_time() - clock > wish.slow:
            counts["slow"] += 1
            print(f"seed {seed}: {time.process_time() - clock:.1f} s", flush=True)
    print(counts)


def documents() -> Iterator[Any]:
    """The sound documents, without those that need neighbours."""
    root = Path(__file__).parent.parent / "contracts"
    for path in sorted(root.glob("*/*/*/*api.yaml")):
        yield yaml.load(path.read_text("utf-8"), yaml.CSafeLoader)
    for path in sorted(root.glob("events/*/*/schemas/*.json")):
        yield json.loads(path.read_text("utf-8"))


def tried(seed: int, sound: list[Any]) -> str:
    """Weigh a broken document against a sound one, or two broken ones."""
    source = random.Random(seed)  # noqa: S311 (no secret is made of it)
    old = source.choice(sound)
    new = copy.deepcopy(old)
    texts = []
    for document in (old, new):
        whole = copy.deepcopy(document)
        if document is new or source.random() < 0.2:  # noqa: PLR2004 (one in five is broken twice)
            for _ in range(source.choice((1, 1, 2, 3, 8))):
                whole = edited(source, whole)
        text = json.dumps(whole, default=str).encode()
        if source.random() < 0.05:  # noqa: PLR2004 (one in twenty is no JSON any more)
            text = torn(source, text)
        texts.append(text)
    try:
        contracts = [
            read(t, name=f"{n}.json", open=nothing) for n, t in zip("ab", texts, strict=True)
        ]
        verdict = weigh(
            *contracts, mode=source.choice(list(Mode)), posture=source.choice(list(Posture))
        )
    except (UnreadableContractError, DifferentFormatsError):
        return "refused"
    report.render(verdict)
    return "weighed"


def nothing(path: str) -> bytes:
    """A folder without neighbours, each of which says nothing much."""
    return b'{"type": "object"}' if path.endswith("json") else b"{}"


def edited(source: random.Random, whole: Any) -> Any:
    """A document with one part broken."""
    spots: list[tuple[Any, Any]] = []
    todo = [whole]
    while todo:
        value = todo.pop()
        inside = value.items() if isinstance(value, dict) else enumerate(value)
        for key, below in inside:
            spots.append((value, key))
            if isinstance(below, dict | list):
                todo.append(below)
    if not spots:
        return source.choice(JUNK)
    holder, key = source.choice(spots)
    edits: tuple[Callable[[], Any], ...] = (
        lambda: holder.pop(key),
        lambda: holder.__setitem__(key, copy.deepcopy(source.choice(JUNK))),
        lambda: holder.__setitem__(key, copy.deepcopy(_value(source.choice(spots)))),
        lambda: _say(holder, source.choice(WORDS), copy.deepcopy(source.choice(JUNK))),
        lambda: _say(holder, source.choice(WORDS), copy.deepcopy(_value(source.choice(spots)))),
        lambda: holder.__setitem__(key, {"$ref": _pointer(source, whole)}),
    )
    source.choice(edits)()
    return whole


def _value(spot: tuple[Any, Any]) -> Any:
    holder, key = spot
    return holder[key]


def _say(holder: Any, word: str, value: Any) -> None:
    if isinstance(holder, dict):
        holder[word] = value
    else:
        holder.append({word: value})


def _pointer(source: random.Random, whole: Any) -> str:
    """A reference to some part, perhaps to one that holds it."""
    steps = []
    value = whole
    while isinstance(value, dict) and value and source.random() < 0.8:  # noqa: PLR2004 (some are short)
        step = source.choice(list(value))
        steps.append(str(step).replace("~", "~0").replace("/", "~1"))
        value = value[step]
    return "#" + "".join(f"/{s}" for s in steps)


def torn(source: random.Random, text: bytes) -> bytes:
    """Bytes with some of them gone, doubled or changed."""
    at = source.randrange(len(text))
    piece = bytes(source.randrange(256) for _ in range(source.randrange(4)))
    return source.choice((text[:at], text[:at] + piece + text[at:], text[at:] + text[:at]))


if __name__ == "__main__":
    main()
