"""Who is let in: the servers of an event contract, and the credentials that it asks for."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from weighbridge_checks.facts.canonical import canonical
from weighbridge_checks.facts.change import Kind, Place
from weighbridge_checks.facts.formats.asyncapi_bindings import settings
from weighbridge_checks.facts.formats.asyncapi_source import below
from weighbridge_checks.facts.formats.servers import server_variables
from weighbridge_checks.facts.model import Element

if TYPE_CHECKING:
    from collections.abc import Iterator

    from weighbridge_checks.facts.formats.asyncapi_source import Part, Source

    #: schemes that are all asked for, by what they are, with their scopes
    Alternative = dict[str, list[str]]

_SCHEME = re.compile(r"^[a-zA-Z][a-zA-Z0-9+.-]*://")


def servers(source: Source) -> Iterator[Element]:
    """The brokers and hosts that the document names, told by where they are."""
    for name, server in source.mapping(source.root.get("servers"), Place("", "/servers")):
        where = address_of(source, server) or name
        protocol = server.text("protocol")
        url = f"{protocol}://{where}" if protocol else where
        yield Element(
            kind=Kind.SERVER,
            key=where,
            steps=("servers", url),
            place=server.place,
            attributes={
                "protocol": protocol and protocol.lower(),
                "protocolVersion": _version(server.get("protocolVersion")),
                "variables": _variables(source, server),
            },
            children=(
                security(source, server),
                *settings(source, server, "server", None),
            ),
        )


def address_of(source: Source, server: Part) -> str:
    """Where a server is, without its protocol."""
    if source.major < 3:  # noqa: PLR2004 (the version)
        return _SCHEME.sub("", server.text("url") or "").rstrip("/")
    path = (server.text("pathname") or "").strip("/")
    return (server.text("host") or "") + (f"/{path}" if path else "")


def security(source: Source, holder: Part) -> Element:
    """What is asked for by a server or an operation; alternatives are "or"."""
    wanted = alternatives(source, holder)
    return Element(
        kind=Kind.SECURITY,
        key="",
        steps=("security",),
        place=holder.at("security") if "security" in holder.value else holder.place,
        value=[] if wanted == [{}] else wanted,
    )


def alternatives(source: Source, holder: Part) -> list[Alternative]:
    """The ways to be let in, in an order that does not depend on the document's."""
    listed = holder.get("security")
    found: list[Alternative] = []
    place = holder.at("security")
    for i, one in enumerate(listed if isinstance(listed, list) else ()):
        if not isinstance(one, dict):
            continue
        if source.major < 3:  # noqa: PLR2004 (the version)
            found.append(_named(source, one))
            continue
        scheme = source.part(one, below(place, str(i)))
        if scheme is not None:
            found.append({_identity(scheme, "door"): _texts(scheme.get("scopes"))})
    return sorted({canonical(a): a for a in found}.values(), key=canonical)


def _named(source: Source, wanted: dict[str, Any]) -> Alternative:
    components = source.part(source.root.get("components"), Place("", "/components"))
    schemes = source.below(components, "securitySchemes") if components else None
    found = {}
    for name, scopes in wanted.items():
        scheme = source.below(schemes, name) if schemes else None
        found[_identity(scheme, name) if scheme else name] = _texts(scopes)
    return found


def _identity(scheme: Part, name: str) -> str:
    """What a caller has to bring, which is what a scheme is, whatever it is called."""
    kind = str(scheme.get("type") or name)
    if kind == "oauth2":
        flows = scheme.get("flows")
        urls = {
            str(flow[key])
            for flow in (flows.values() if isinstance(flows, dict) else ())
            if isinstance(flow, dict)
            for key in ("authorizationUrl", "tokenUrl")
            if key in flow
        }
        return " ".join((kind, *sorted(urls)))
    said = [scheme.get(key) for key in ("scheme", "name", "in", "openIdConnectUrl")]
    return " ".join((kind, *(str(s) for s in said if s is not None)))


def _variables(source: Source, server: Part) -> dict[str, Any] | None:
    named = source.mapping(server.get("variables"), server.at("variables"))
    return server_variables({name: part.value for name, part in named})


def _version(said: Any) -> str | None:
    return None if said is None or isinstance(said, (dict, list)) else str(said)


def _texts(value: Any) -> list[str]:
    return sorted(v for v in value if isinstance(v, str)) if isinstance(value, list) else []
