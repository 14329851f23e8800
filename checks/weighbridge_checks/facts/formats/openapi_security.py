"""Who may call an operation of an HTTP API: ways to be let in, told by what a caller brings.

A scheme's name is a word inside of the document; a caller never sees it. So credentials are told by
what is said of them: the header of a key, the scheme of HTTP, the flow and the address by which a
token is fetched. Each flow of OAuth is a way of its own.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

from weighbridge_checks.facts.canonical import canonical

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    #: schemes that are all asked for, by what they are, with their scopes
    Alternative = dict[str, list[str]]

#: the addresses of an OAuth flow that a caller has to go to, in the order in which it does
_ADDRESSES = ("authorizationUrl", "deviceAuthorizationUrl", "tokenUrl")
#: what follows a scope that a flow no longer grants, so that no token has it
NOT_GRANTED = " (granted by nobody)"
#: more ways than anybody offers; beyond it the flows are not told apart
_MOST_WAYS = 64


class Schemes:
    """The security schemes of a document, by name."""

    def __init__(self, named: Mapping[str, Any]) -> None:
        self._named = named
        #: equal where all schemes say the same
        self.signature = canonical(named)

    def alternatives(self, wanted: Any) -> list[Alternative]:
        """The ways to be let in, in an order that does not depend on the document's.

        No way at all, and one that asks for nothing, both let everybody in.
        """
        found: dict[bytes, Alternative] = {}
        for one in wanted if isinstance(wanted, list) else ():
            if isinstance(one, dict):
                for way in self._ways(one):
                    found.setdefault(canonical(way), way)
        listed = [found[key] for key in sorted(found)]
        return [] if listed == [{}] else listed

    def details(self, wanted: Any, word: str) -> dict[str, str] | None:
        """What is said of the wanted schemes beside what they are: the format of their tokens."""
        found = {}
        for one in wanted if isinstance(wanted, list) else ():
            for name in one if isinstance(one, dict) else ():
                for identity, said in self._forms(name):
                    if isinstance(said.get(word), str):
                        found[identity] = said[word]
        return found or None

    def _ways(self, wanted: Mapping[str, Any]) -> Iterator[Alternative]:
        """One for each choice among the flows of the schemes that are asked for together."""
        choices = []
        for name, scopes in wanted.items():
            needed = sorted({str(s) for s in scopes}) if isinstance(scopes, list) else []
            choices.append([(i, _granted(needed, said)) for i, said in self._forms(name)])
        for chosen in itertools.islice(itertools.product(*choices), _MOST_WAYS):
            way: Alternative = {}
            for identity, scopes in chosen:
                way[identity] = sorted({*way.get(identity, ()), *scopes})
            yield way

    def _forms(self, name: str) -> list[tuple[str, Mapping[str, Any]]]:
        """What a caller may bring by the name of a scheme, and what is said of each."""
        scheme = self._named.get(name)
        if not isinstance(scheme, dict):
            return [(name, {})]
        if scheme.get("type") != "oauth2":
            return [(_identity(scheme, name), scheme)]
        flows = scheme.get("flows")
        found: list[tuple[str, Mapping[str, Any]]] = [
            (" ".join(("oauth2", flow, *(str(said[k]) for k in _ADDRESSES if k in said))), said)
            for flow, said in (flows.items() if isinstance(flows, dict) else ())
            if isinstance(said, dict)
        ]
        return found or [("oauth2", scheme)]


def schemes(components: Any, follow: Callable[[Any, str], Any]) -> Schemes:
    """The schemes that a document declares, with references followed."""
    declared = components.get("securitySchemes") if isinstance(components, dict) else None
    return Schemes(
        {
            name: follow(said, name)
            for name, said in (declared.items() if isinstance(declared, dict) else ())
        }
    )


def _identity(scheme: Mapping[str, Any], name: str) -> str:
    kind = str(scheme.get("type") or name)
    if kind == "apiKey":
        where, key = str(scheme.get("in") or "header"), str(scheme.get("name") or "")
        return f"{kind} {where} {key.lower() if where == 'header' else key}"
    if kind == "http":
        return f"{kind} {str(scheme.get('scheme') or '').lower()}"
    if kind == "openIdConnect":
        return f"{kind} {scheme.get('openIdConnectUrl') or ''}"
    return kind


def _granted(needed: list[str], flow: Mapping[str, Any]) -> list[str]:
    """The scopes, with a mark on those that the flow lists no more; many flows list none at all."""
    known = flow.get("scopes")
    if not isinstance(known, dict) or not known:
        return needed
    return [scope if scope in known else f"{scope}{NOT_GRANTED}" for scope in needed]
