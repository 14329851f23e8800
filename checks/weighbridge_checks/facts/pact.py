"""Pacts: what one consumer relies on, read from pact files of specification 1 to 4.

The four generations spell the same facts differently: matching rules by one path from the root of
the message or by part, queries as text or as lists, bodies bare or in an envelope. They end in one
shape here, so that whatever asks what a consumer uses has to ask once.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, NoReturn
from urllib.parse import parse_qsl

from weighbridge_checks.facts.formats.encoding import utf8
from weighbridge_checks.facts.formats.errors import UnreadableContractError
from weighbridge_checks.facts.formats.json_places import places
from weighbridge_checks.facts.formats.json_text import decode
from weighbridge_checks.facts.formats.limits import LIMITS
from weighbridge_checks.facts.formats.pointer import walk
from weighbridge_checks.facts.interaction import (
    Body,
    Field,
    Interaction,
    Named,
    Request,
    Response,
    Sort,
    Stance,
    State,
)
from weighbridge_checks.facts.matching import (
    EQUALITY,
    ITEM,
    Matcher,
    Standing,
    matchers_of,
    rules_by_part,
    split_path,
    standing,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Pact", "read_pact", "spell"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pact:
    """All that one consumer relies on from one provider."""

    consumer: str
    provider: str
    #: the contract that is meant; the provider's name where the pact does not say
    contract: str
    specification: str
    interactions: tuple[Interaction, ...]
    #: equal for two pacts exactly where a verification of one says all about the other
    digest: str
    posture: Mapping[str, Stance] = field(default_factory=dict)

    def stance(self, path: tuple[str, ...]) -> Stance:
        """What the consumer does with an unknown value of a field; exhaustive unless it says so.

        The pact names fields by their path from the root of the body, as in `lines[].status`,
        or all of them by `*`.
        """
        named = self.posture.get(spell(path))
        return named or self.posture.get("*") or Stance.EXHAUSTIVE


def spell(path: tuple[str, ...]) -> str:
    """A path as people write it: `lines[].sku`."""
    text = ""
    for step in path:
        text += step if step == ITEM or not text else f".{step}"
    return text


def read_pact(data: bytes, *, name: str) -> Pact:
    """Read a pact file of specification 1, 2, 3 or 4. `name` is what errors call it."""
    text = utf8(data, name)
    root = decode(text, file=name, limits=LIMITS)
    return _Reader(name, text, root).pact(root)


@dataclass(frozen=True, slots=True)
class _Reader:
    """The rules of the four generations; it holds what errors have to name."""

    name: str
    text: bytes
    root: Any
    #: whether bodies stand in an envelope, as the fourth generation has them
    enveloped: bool = False

    def refuse(self, where: Steps, reason: str) -> NoReturn:
        """Say what is wrong, and where in the pact."""
        steps = where
        while steps and walk(self.root, steps)[0] < len(steps):
            steps = steps[:-1]
        line, column = places(self.text)(steps)
        words = f"{_written(where)}: {reason}" if where else reason
        raise UnreadableContractError(self.name, words, line, column)

    def pact(self, root: Any) -> Pact:
        """The whole file."""
        if not isinstance(root, dict):
            self.refuse((), "a pact is a JSON object; give a file that a pact library wrote")
        consumer, provider = (self._party(root, side) for side in ("consumer", "provider"))
        metadata = root.get("metadata")
        metadata = metadata if isinstance(metadata, dict) else {}
        specification = _specification(metadata)
        generation = specification.split(".", maxsplit=1)[0]
        if generation not in ("1", "2", "3", "4"):
            self.refuse(
                ("metadata",),
                f"pact specification {specification!r} is unknown; write it with 1, 2, 3 or 4",
            )
        own = metadata.get("x-weighbridge", {})
        if not isinstance(own, dict):
            self.refuse(("metadata", "x-weighbridge"), "this has to be an object")
        contract = own.get("contract", provider)
        if not isinstance(contract, str) or not contract:
            self.refuse(
                ("metadata", "x-weighbridge", "contract"), "this has to be a contract's name"
            )
        posture = self._posture(own.get("posture", {}))
        reader = replace(self, enveloped=generation == "4")
        listed = [*self._list(root, "interactions"), *self._list(root, "messages")]
        return Pact(
            consumer=consumer,
            provider=provider,
            contract=contract,
            specification=specification,
            interactions=tuple(reader.interaction(where, value) for where, value in listed),
            digest=_digest((consumer, provider, contract, generation), posture, listed),
            posture=posture,
        )

    def _party(self, root: dict[str, Any], side: str) -> str:
        value = root.get(side)
        name = value.get("name") if isinstance(value, dict) else None
        if not isinstance(name, str) or not name.strip():
            self.refuse(
                (side,), f'a pact names its {side}, as in {{"{side}": {{"name": "orders"}}}}'
            )
        return name

    def _posture(self, value: Any) -> dict[str, Stance]:
        if isinstance(value, str):
            value = {"*": value}
        where = ("metadata", "x-weighbridge", "posture")
        if not isinstance(value, dict):
            self.refuse(where, "this has to be an object of fields, or one word for all of them")
        found: dict[str, Stance] = {}
        for name, stance in value.items():
            if stance not in tuple(Stance):
                self.refuse(
                    (*where, name), f"{stance!r} is no posture; write exhaustive or tolerant"
                )
            found[_posture_key(name)] = Stance(stance)
        return found

    def _list(self, root: dict[str, Any], key: str) -> list[tuple[Steps, dict[str, Any]]]:
        values = root.get(key, [])
        if not isinstance(values, list):
            self.refuse((key,), "this has to be a list")
        for i, value in enumerate(values):
            if not isinstance(value, dict):
                self.refuse((key, str(i)), "an interaction is an object")
        return [((key, str(i)), value) for i, value in enumerate(values)]

    def interaction(self, where: Steps, value: dict[str, Any]) -> Interaction:
        """One entry of the lists of interactions and messages."""
        sort = value.get("type")
        if sort is None:
            sort = "Asynchronous/Messages" if where[0] == "messages" else "Synchronous/HTTP"
        description = value.get("description")
        said = Interaction(
            description=description if isinstance(description, str) else "",
            sort=Sort.HTTP,
            states=self._states(where, value),
            pending=value.get("pending") is True,
        )
        if sort == "Synchronous/HTTP":
            return replace(
                said,
                request=self._request((*where, "request"), value.get("request")),
                response=self._response((*where, "response"), value.get("response")),
            )
        if sort == "Asynchronous/Messages":
            metadata = value.get("metadata", value.get("metaData"))
            return replace(
                said,
                sort=Sort.MESSAGE,
                received=(self._message(where, value),),
                metadata=metadata if isinstance(metadata, dict) else {},
            )
        if sort != "Synchronous/Messages":
            self.refuse(
                (*where, "type"),
                f"{sort!r} is no kind of interaction; Synchronous/HTTP, Asynchronous/Messages and"
                " Synchronous/Messages are",
            )
        answers = value.get("response", [])
        answers = answers if isinstance(answers, list) else [answers]
        return replace(
            said,
            sort=Sort.EXCHANGE,
            sent=(self._message((*where, "request"), value.get("request")),),
            received=tuple(self._message((*where, "response"), a) for a in answers),
        )

    def _states(self, where: Steps, value: dict[str, Any]) -> tuple[State, ...]:
        one = value.get("providerState", value.get("provider_state"))
        listed = value.get("providerStates", one)
        if listed is None or listed == "":
            return ()
        found = []
        for state in listed if isinstance(listed, list) else [listed]:
            name = state.get("name") if isinstance(state, dict) else state
            if not isinstance(name, str):
                self.refuse((*where, "providerStates"), "a provider state has a name")
            params = state.get("params") if isinstance(state, dict) else None
            found.append(State(name=name, params=params if isinstance(params, dict) else {}))
        return tuple(found)

    def _request(self, where: Steps, value: Any) -> Request:
        if not isinstance(value, dict):
            self.refuse(where, "an HTTP interaction has a request, which is an object")
        method, path = value.get("method"), value.get("path", "/")
        if not isinstance(method, str) or not method:
            self.refuse((*where, "method"), "a request names its method, such as GET")
        if not isinstance(path, str) or not path.startswith("/"):
            self.refuse((*where, "path"), f"{path!r} is no path; it starts with a slash")
        rules = self._rules(where, value)
        headers = self._headers(where, value, rules)
        return Request(
            method=method.upper(),
            path=path,
            query=self._query(where, value, rules),
            headers=headers,
            body=self._body(where, value, "body", headers, rules),
        )

    def _response(self, where: Steps, value: Any) -> Response:
        if not isinstance(value, dict):
            self.refuse(where, "an HTTP interaction has a response, which is an object")
        status = value.get("status", 200)
        if isinstance(status, str) and status.isascii() and status.isdigit():
            status = int(status)
        if not isinstance(status, int) or not 100 <= status <= 599:  # noqa: PLR2004 - HTTP's range
            self.refuse((*where, "status"), f"{status!r} is no status code; write one such as 200")
        rules = self._rules(where, value)
        headers = self._headers(where, value, rules)
        return Response(
            status=status,
            status_matchers=rules.get(("status", ""), [((), EQUALITY)])[0][1],
            headers=headers,
            body=self._body(where, value, "body", headers, rules),
        )

    def _message(self, where: Steps, value: Any) -> Body:
        if not isinstance(value, dict):
            self.refuse(where, "a message is an object with contents")
        rules = self._rules(where, value)
        metadata = value.get("metadata", value.get("metaData"))
        kind = metadata.get("contentType") if isinstance(metadata, dict) else None
        typed = (Named(name="content-type", values=(kind,)),) if isinstance(kind, str) else ()
        body = self._body(where, value, "contents", typed, rules)
        return body or Body(content_type=None, json=False, root=Field(path=(), example=None))

    def _rules(self, where: Steps, value: dict[str, Any]) -> _Rules:
        tables = value.get("matchingRules") or {}
        if not isinstance(tables, dict):
            self.refuse((*where, "matchingRules"), "this has to be an object")
        found: _Rules = {}
        for part, name, path, rule in rules_by_part(tables):
            matchers = matchers_of(rule)
            if matchers is None:
                self.refuse(
                    (*where, "matchingRules"), f"the rule for {name or path or part!r} is no rule"
                )
            steps = split_path(path) if path else ()
            if steps is None:
                self.refuse(
                    (*where, "matchingRules"),
                    f"{path!r} is no path; write one such as $.lines[*].sku",
                )
            if matchers:
                key = name.lower() if part == "header" else name
                found.setdefault((part, key), []).append((steps, matchers))
        return found

    def _headers(self, where: Steps, value: dict[str, Any], rules: _Rules) -> tuple[Named, ...]:
        headers = value.get("headers") or {}
        if not isinstance(headers, dict):
            self.refuse((*where, "headers"), "this has to be an object")
        return tuple(
            Named(
                name=name,
                values=_texts(values),
                matchers=_named_rule(rules, "header", name.lower()),
            )
            for name, values in headers.items()
        )

    def _query(self, where: Steps, value: dict[str, Any], rules: _Rules) -> tuple[Named, ...]:
        query = value.get("query") or {}
        if isinstance(query, str):
            pairs = parse_qsl(query, keep_blank_values=True)
            query = {name: [v for n, v in pairs if n == name] for name, _ in pairs}
        if not isinstance(query, dict):
            self.refuse((*where, "query"), "this has to be an object of parameters, or one text")
        return tuple(
            Named(name=name, values=_texts(values), matchers=_named_rule(rules, "query", name))
            for name, values in query.items()
        )

    def _body(
        self,
        where: Steps,
        value: dict[str, Any],
        key: str,
        headers: tuple[Named, ...],
        rules: _Rules,
    ) -> Body | None:
        if key not in value:
            return None
        content = value[key]
        declared = next((h.values[0] for h in headers if h.name.lower() == "content-type"), None)
        if self.enveloped and isinstance(content, dict):
            declared = content.get("contentType") or declared
            content = self._unpacked((*where, key), content, declared)
        if content is None or content == "":
            return None
        json_like = _is_json(declared) if declared else not isinstance(content, str)
        root = _field((), content if json_like else str(content), _body_rules(rules))
        return Body(content_type=declared, json=json_like, root=root)

    def _unpacked(self, where: Steps, envelope: dict[str, Any], declared: Any) -> Any:
        """The content of a body of the fourth generation, which may be encoded as text."""
        content, encoded = envelope.get("content"), envelope.get("encoded", False)
        if not isinstance(content, str) or encoded in (False, None, ""):
            return content
        if str(encoded).lower() == "json":
            return decode(content.encode(), file=self.name, limits=LIMITS)
        try:
            raw = base64.b64decode(content, validate=True)
        except binascii.Error as error:
            reason = f"{_written(where)}: the content is not Base64, as `encoded` says it is"
            raise UnreadableContractError(self.name, reason) from error
        if isinstance(declared, str) and _is_json(declared):
            return decode(utf8(raw, self.name), file=self.name, limits=LIMITS)
        return raw.decode("utf-8", "replace")


#: the way from the root of a pact to a part of it
Steps = tuple[str, ...]


def _written(steps: Steps) -> str:
    """The way to a part as people write it: `interactions[0].request`."""
    text = ""
    for step in steps:
        text += f"[{step}]" if step.isdigit() else f".{step}" if text else step
    return text


#: rules by (part, name of the parameter or header), each with its path inside of that
_Rules = dict[tuple[str, str], list[tuple[tuple[str | int, ...], tuple[Matcher, ...]]]]


def _body_rules(rules: _Rules) -> Standing:
    return standing(rules.get(("body", ""), ()))


def _named_rule(rules: _Rules, part: str, name: str) -> tuple[Matcher, ...]:
    """The rule of a parameter or header; some libraries write its name as a path."""
    for key in (name, f"{name}[0]", f"{name}[*]", f"$.{name}", f"$.{name}[0]", f"$['{name}']"):
        if found := rules.get((part, key)):
            return found[0][1]
    return EQUALITY


def _texts(values: Any) -> tuple[str, ...]:
    listed = values if isinstance(values, list) else [values]
    return tuple(v if isinstance(v, str) else json.dumps(v) for v in listed)


def _is_json(content_type: Any) -> bool:
    essence = str(content_type).split(";")[0].strip().lower()
    return essence.endswith(("/json", "+json"))


def _field(path: tuple[str, ...], value: Any, rules: Standing) -> Field:
    inner: list[Field] = []
    if isinstance(value, dict):
        inner = [_field((*path, name), v, rules.below(name)) for name, v in value.items()]
    elif isinstance(value, list):
        inner = [_field((*path, ITEM), v, rules.below(i)) for i, v in enumerate(value)]
    return Field(path=path, example=value, matchers=rules.matchers, inner=tuple(inner))


def _specification(metadata: dict[str, Any]) -> str:
    """The specification that a pact says it follows, in any of the places where it is said."""
    for key in ("pactSpecification", "pact-specification"):
        said = metadata.get(key)
        if isinstance(said, dict) and isinstance(said.get("version"), str):
            return str(said["version"])
    said = metadata.get("pactSpecificationVersion", "3.0.0")
    return str(said)


def _posture_key(name: str) -> str:
    """A field's path as `spell` has it, also from the way in which matching rules are written."""
    steps = split_path(name)
    if steps is None:
        return name
    return spell(tuple(ITEM if step == "*" or isinstance(step, int) else step for step in steps))


#: what a library writes beside an interaction and no verification looks at
_BESIDE = frozenset({"_id", "key", "comments", "interactionMarkup", "transport"})


def _digest(
    identity: tuple[str, ...],
    posture: Mapping[str, Stance],
    listed: list[tuple[Steps, dict[str, Any]]],
) -> str:
    """The digest of what is relied on. In which order it was written down does not count.

    A posture counts although no verification looks at it: content is kept once by digest, and
    whoever asks whom a change hits has to find the posture there.
    """
    interactions = sorted(
        json.dumps(
            {k: v for k, v in value.items() if k not in _BESIDE and not (k == "pending" and not v)},
            sort_keys=True,
        )
        for _, value in listed
    )
    whole = [identity, sorted(posture.items()), interactions]
    return hashlib.sha256(json.dumps(whole).encode()).hexdigest()
