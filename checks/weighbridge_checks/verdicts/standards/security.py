"""SEC: who calls is known, nothing secret is written where it is logged, nobody listens in."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from weighbridge_checks.facts.outline import EVENT
from weighbridge_checks.verdicts.finding import Severity
from weighbridge_checks.verdicts.standard import standard
from weighbridge_checks.verdicts.standards.paging import is_cursor
from weighbridge_checks.verdicts.standards.subject import Note, Subject, by_name, note, together
from weighbridge_checks.verdicts.standards.words import parts, squeezed, typed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from weighbridge_checks.facts.outline import Operation, Outline, Parameter, Schema, Spot

_WEAK = frozenset({"basic", "digest", "negotiate", "oauth", "hoba", "ntlm"})
#: names, squeezed, of things that open doors
_SECRET = frozenset(
    {
        "accesskey", "accesstoken", "apikey", "apitoken", "authorization", "authtoken", "bearer",
        "clientsecret", "idtoken", "jwt", "passphrase", "passwd", "password", "privatekey",
        "refreshtoken", "secret", "secretkey", "sessionid", "sessiontoken", "token", "xapikey",
    }
)  # fmt: skip
_OPEN = {"http": "https", "ws": "wss", "amqp": "amqps", "mqtt": "secure-mqtt"}
_OPEN |= {"kafka": "kafka-secure", "stomp": "stomps", "redis": "rediss", "nats": "nats over tls"}
#: names, squeezed, of fields that tell of a person
_PERSONAL = frozenset(
    {
        "bankaccount", "birthdate", "birthday", "cardnumber", "cvc", "cvv", "dateofbirth",
        "driverslicense", "email", "emailaddress", "firstname", "fullname", "gender",
        "homeaddress", "iban", "lastname", "maidenname", "middlename", "mobilenumber",
        "mobilephone", "nationalid", "nationality", "passportnumber", "phone", "phonenumber",
        "socialsecuritynumber", "ssn", "streetaddress", "taxid", "telephone",
    }
)  # fmt: skip
#: of these, what companies have too
_OF_COMPANIES = frozenset(
    {
        "bankaccount",
        "email",
        "emailaddress",
        "iban",
        "phone",
        "phonenumber",
        "streetaddress",
        "taxid",
    }
    | {"telephone"}
)
_COMPANIES = frozenset(
    {"business", "company", "location", "merchant", "organisation", "organization", "shop"}
    | {"store", "supplier", "warehouse"}
)
_A_COMPANYS = re.compile(
    r"\b(?:of|for|with) (?:the|this|a|your) (?:sub-?)?(?:business|company|merchant|organi[sz]ation"
    r"|shop|store|supplier|location|warehouse)\b",
    re.IGNORECASE,
)
_COMPOSED = {"properties", "anyOf", "oneOf"}
_CLASSIFIED = ("x-classification", "x-data-classification", "x-pii", "x-personal-data")


@standard(
    "SEC001",
    Severity.ERROR,
    source="Zalando 104; Spectral `oas3-operation-security-defined`",
    on="document",
)
def callers_are_known(subject: Subject) -> Iterator[Note]:
    """Each operation asks who calls, or says why it is open to everybody.

    An operation without a requirement is either public on purpose or open by oversight, and
    nobody who reads the document can tell which.

    bad:

        openapi: 3.1.0
        info: {title: Orders, version: 1.0.0}
        security: [{oauth: [orders.read]}]
        paths:
          /orders:
            get:
              operationId: listOrders
            post:
              security: []  # here
        components:
          securitySchemes:
            oauth: {type: openIdConnect, openIdConnectUrl: https://login.example.com}

    good:

        openapi: 3.1.0
        info: {title: Orders, version: 1.0.0}
        security: [{oauth: [orders.read]}]
        paths:
          /status:
            get:
              security: []
              x-public: Load balancers ask for it.
        components:
          securitySchemes:
            oauth: {type: openIdConnect, openIdConnectUrl: https://login.example.com}

    Instead, require a scheme of `securitySchemes`, or write `x-public: reason` beside it.
    """
    outline = subject.outline
    if outline.is_http:
        yield from _calls(outline)
    lacks = "nor do all of its servers" if outline.servers else "and no server is named"
    notes = [
        note(f"'{action.name}' asks for no credentials, {lacks}", action.spot.place)
        for action in outline.actions
        if not action.security and not _public(action.spot) and not _public(outline.whole)
    ]
    total, what = len(outline.actions), f"ask for no credentials, {lacks}"
    yield from together(notes, total, outline.whole.place, what)


def _calls(outline: Outline) -> Iterator[Note]:
    calls = [o for o in outline.calls if not _is_the_way_in(outline, o)]
    if _public(outline.whole) or _public(outline.info):
        return
    if calls and all(not o.security for o in calls) and not any(_public(o.spot) for o in calls):
        what = "no operation asks for credentials" if outline.schemes else "nothing is secured"
        yield note(f"{what}, and nothing says that this is meant", outline.whole.place)
        return
    for operation in calls:
        wanted = [a for a in operation.security or () if isinstance(a, dict)]
        if not _secured(operation) and not _public(operation.spot):
            how = "lets everybody in" if {} in wanted else "asks for no credentials"
            yield note(f"{operation.called} {how}", operation.security_at)
        for scheme in sorted({s for a in wanted for s in a}):
            if scheme not in outline.schemes:
                message = f"{operation.called} asks for '{scheme}', which is no security scheme"
                yield note(message, operation.security_at, identity=(scheme,))


def _is_the_way_in(outline: Outline, operation: Operation) -> bool:
    """Whether credentials are got there, or how to get them is told: by standard it is open."""
    if "/.well-known/" in operation.path or gives_tokens(outline, operation):
        return True
    ways = [
        flow.get(word)
        for scheme in outline.schemes.values()
        for flow in (*_flows(scheme.value), scheme.value)
        for word in ("tokenUrl", "authorizationUrl", "refreshUrl", "deviceAuthorizationUrl")
    ]
    paths = [urlsplit(w).path for w in ways if isinstance(w, str)]
    return any(p.endswith(operation.path) for p in paths if len(operation.path) > 1)


def gives_tokens(outline: Outline, operation: Operation) -> bool:
    """Whether it is the token endpoint of OAuth 2, as RFC 6749 has settled it."""
    return operation.method == "post" and any(
        "grant_type" in outline.properties(m.schema) for m in operation.media
    )


def _flows(scheme: Any) -> list[dict[str, Any]]:
    flows = scheme.get("flows")
    return [f for f in flows.values() if isinstance(f, dict)] if isinstance(flows, dict) else []


def _public(spot: Spot) -> bool:
    reason = spot.get("x-public")
    return isinstance(reason, str) and bool(reason.strip())


def _secured(operation: Operation) -> bool:
    wanted = operation.security or []
    return bool(wanted) and all(a for a in wanted if isinstance(a, dict))


@standard("SEC002", Severity.WARNING, source="Zalando 105", on="http")
def scopes_are_declared_and_asked_for(subject: Subject) -> Iterator[Note]:
    """An operation behind OAuth asks for a scope that its scheme declares.

    A token without scopes opens everything: who may read stock may then also adjust it.

    bad:

        openapi: 3.1.0
        info: {title: Orders, version: 1.0.0}
        paths:
          /orders:
            get:
              security: [{oauth: []}]  # here
        components:
          securitySchemes:
            oauth:
              type: oauth2
              flows:
                clientCredentials:
                  tokenUrl: https://login.example.com/token
                  scopes: {orders.read: Read orders.}

    good:

        openapi: 3.1.0
        info: {title: Orders, version: 1.0.0}
        paths:
          /orders:
            get:
              security: [{oauth: [orders.read]}]
        components:
          securitySchemes:
            oauth:
              type: oauth2
              flows:
                clientCredentials:
                  tokenUrl: https://login.example.com/token
                  scopes: {orders.read: Read orders.}

    Instead, declare one scope for each thing that may be done, and ask for it.
    """
    outline = subject.outline
    declared = {
        name: _scopes(s.value) for name, s in outline.schemes.items() if s.get("type") == "oauth2"
    }
    if not declared:
        return
    scopeless, asked = [], 0
    for operation in outline.calls:
        for wanted in operation.security or ():
            for name, scopes in wanted.items() if isinstance(wanted, dict) else ():
                if name not in declared or not isinstance(scopes, list):
                    continue
                asked += 1
                if not scopes:
                    message = f"{operation.called} asks '{name}' for no scope"
                    scopeless.append(note(message, operation.security_at, identity=(name,)))
                for scope in map(str, scopes):
                    if scope not in declared[name]:
                        message = f"{operation.called} asks for '{scope}', which is not declared"
                        yield note(message, operation.security_at, identity=(name, scope))

    what = "ask for no scope"
    yield from together(scopeless, asked, outline.whole.at("paths"), what)


def _scopes(scheme: Any) -> set[str]:
    held = _flows(scheme) if isinstance(scheme.get("flows"), dict) else [scheme]
    return {s for f in held if isinstance(f.get("scopes"), dict) for s in f["scopes"]}


@standard("SEC003", Severity.ERROR, source="OWASP API2:2023", on="document")
def schemes_are_strong(subject: Subject) -> Iterator[Note]:
    """No security scheme sends the password itself, or relies on what is broken.

    HTTP Basic hands the password over with each call, to every proxy that looks; Digest, OAuth 1
    and Negotiate are given up by their own communities. SASL PLAIN is Basic for brokers.

    bad:

        openapi: 3.1.0
        info: {title: Orders, version: 1.0.0}
        paths: {}
        components:
          securitySchemes:
            login:  # here
              type: http
              scheme: basic

    good:

        openapi: 3.1.0
        info: {title: Orders, version: 1.0.0}
        paths: {}
        components:
          securitySchemes:
            login:
              type: http
              scheme: bearer

    Instead, use OAuth 2 client credentials or mutual TLS, and for brokers SCRAM or certificates.
    """
    for name, scheme in subject.outline.schemes.items():
        kind, said = scheme.get("type"), str(scheme.get("scheme", "")).lower()
        weak = said if kind == "http" and said in _WEAK else None
        if kind in ("basic", "plain"):
            weak = str(kind)
        if weak:
            yield note(f"scheme '{name}' is {weak}", scheme.place)


@standard("SEC004", Severity.ERROR, source="OWASP API8:2023", on="document")
def no_secret_travels_in_an_address(subject: Subject) -> Iterator[Note]:
    """No key, token or password stands in a path, a query or the address of a server.

    Addresses are written to logs, histories and referrers on their way, by machines that nobody
    counts among those that may know a secret.

    bad:

        openapi: 3.1.0
        info: {title: Orders, version: 1.0.0}
        paths:
          /orders:
            get:
              parameters:
                - {name: api_key, in: query, schema: {type: string}}  # here

    good:

        openapi: 3.1.0
        info: {title: Orders, version: 1.0.0}
        paths:
          /orders:
            get:
              parameters:
                - {name: X-Api-Key, in: header, schema: {type: string}}

    Instead, send it in a header, and declare it as a security scheme.
    """
    outline = subject.outline
    for name, scheme in outline.schemes.items():
        if scheme.get("type") in ("apiKey", "httpApiKey") and scheme.get("in") == "query":
            yield note(f"scheme '{name}' sends its key in the query", scheme.place)
    for operation in outline.calls:
        for parameter in operation.parameters:
            if parameter.where not in {"path", "query"} or _names_a_thing(operation, parameter):
                continue
            if is_cursor(parameter.name, outline.words(parameter.schema or parameter.spot)):
                continue
            if squeezed(parameter.name) in _SECRET:
                message = f"{parameter.where} parameter '{parameter.name}' looks like a secret"
                yield note(message, parameter.spot.place)
    for server in outline.servers:
        authority = server.url.partition("//")[2].partition("/")[0]
        if ":" in authority.rpartition("@")[0]:
            yield note("the address of a server holds a password", server.spot.place)


def _names_a_thing(operation: Operation, parameter: Parameter) -> bool:
    """Whether a path parameter is the number of a thing, as in `/tokens/{token}`."""
    above, found, _ = operation.path.partition(f"/{{{parameter.name}}}")
    kind = squeezed(above.rpartition("/")[2]).rstrip("s")
    named = squeezed(parameter.name)
    return (
        parameter.where == "path"
        and bool(found)
        and (kind == named or (kind.endswith(named.removesuffix("id")) and named.endswith("id")))
    )


@standard("SEC005", Severity.ERROR, source="OWASP API8:2023", on="document")
def servers_are_reached_by_tls(subject: Subject) -> Iterator[Note]:
    """Each server is reached by an encrypted protocol; those on the own machine may be plain.

    What goes over the wire in the clear can be read and changed by everybody on the way.

    bad:

        openapi: 3.1.0
        info: {title: Orders, version: 1.0.0}
        servers:
          - url: http://api.example.com  # here
        paths: {}

    good:

        openapi: 3.1.0
        info: {title: Orders, version: 1.0.0}
        servers:
          - url: https://api.example.com
        paths: {}

    Instead, serve https, wss, amqps, kafka-secure or secure-mqtt only.
    """
    outline = subject.outline
    for server in outline.servers:
        scheme = (server.protocol or urlsplit(server.url).scheme or "").lower()
        if outline.is_http and "//" not in server.url:
            continue  # reached as the document itself is
        if scheme not in _OPEN or server.is_local:
            continue
        yield note(
            f"'{server.url}' is not encrypted",
            server.spot.at("url") if "url" in server.spot.value else server.spot.place,
            fix=f"use {_OPEN[scheme]}",
        )


@standard("SEC006", Severity.WARNING, source="OWASP API2:2023", on="http")
def refusals_are_declared(subject: Subject) -> Iterator[Note]:
    """An operation behind credentials says how it answers without (401) and with too few (403).

    Both come in every consumer's life; whether to fetch a new token or to give up, only the status
    tells.

    bad:

        openapi: 3.1.0
        info: {title: Orders, version: 1.0.0}
        paths:
          /orders:
            get:
              security: [{token: []}]
              responses:  # here
                "200": {description: All orders.}
        components:
          securitySchemes: {token: {type: http, scheme: bearer}}

    good:

        openapi: 3.1.0
        info: {title: Orders, version: 1.0.0}
        paths:
          /orders:
            get:
              security: [{token: []}]
              responses:
                "200": {description: All orders.}
                "401": {description: The token is missing or expired.}
                "403": {description: The token may not read orders.}
        components:
          securitySchemes: {token: {type: http, scheme: bearer}}

    Instead, declare both, best as shared components.
    """
    notes = []
    secured = [o for o in subject.outline.calls if o.security and o.responses]
    for operation in secured:
        missing = [s for s in ("401", "403") if not operation.answers(s)]
        if missing and not any(r.status == "default" for r in operation.responses):
            told = " and ".join(missing)
            message = f"{operation.called} does not declare {told}"
            notes.append(note(message, operation.spot.at("responses")))
    what = "do not declare both 401 and 403"
    yield from together(notes, len(secured), subject.outline.whole.at("paths"), what)


@standard("SEC007", Severity.WARNING, source="Zalando 200; CloudEvents", on="document")
def personal_fields_are_classified(subject: Subject) -> Iterator[Note]:
    """A field that tells of a person is classified, and stands in no event without approval.

    Who stores or forwards it has duties by law, and can not keep them unless they know. Events are
    kept and copied, and what was sent can not be called back.

    bad:

        openapi: 3.1.0
        info: {title: Customers, version: 1.0.0}
        paths: {}
        components:
          schemas:
            Contact:
              type: object
              properties:
                email: {type: string}  # here

    good:

        openapi: 3.1.0
        info: {title: Customers, version: 1.0.0}
        paths: {}
        components:
          schemas:
            Contact:
              type: object
              properties:
                email: {type: string, x-classification: personal}

    Instead, write `x-classification: personal` (or `none`, where it is a company's), and in events
    `x-approved: reason` beside it.
    """
    outline = subject.outline
    named, totals = [], Counter[str]()
    for schema in outline.schemas:
        if schema.role != "property" or squeezed(schema.name) not in _PERSONAL:
            continue
        said = outline.said(schema)
        if typed(said, "boolean", "object", "array") or _COMPOSED & said.keys():
            continue
        if _tells_of_something_else(schema, said):
            continue
        name = f"fields called '{schema.name}'"
        totals[name] += 1
        around = schema.parent.value if schema.parent else {}
        kind = next((v for w in _CLASSIFIED for v in (said.get(w), around.get(w)) if v), None)
        if kind is None:
            message = f"'{schema.name}' may tell of a person and is not classified"
            named.append((name, note(message, schema.place)))
        elif schema.sides & EVENT and kind != "none" and not said.get("x-approved"):
            yield note(f"'{schema.name}' is {kind} and travels in an event", schema.place)
    of, what = "fields that may tell of a person", "are not classified"
    yield from by_name(named, totals, outline.whole.place, what, of=of)


def _tells_of_something_else(schema: Schema, said: Mapping[str, Any]) -> bool:
    """Whether a field is a company's, an amount, or the name of a thing."""
    name, above = squeezed(schema.name), schema.parent
    if name in {"bankaccount", "cardnumber"} and typed(said, "integer", "number"):
        return True
    if name == "fullname":
        # repositories and products have one too; people have more that tells of them
        around = above.value.get("properties") if above is not None else None
        names = {squeezed(n) for n in around} if isinstance(around, dict) else set()
        return not (_PERSONAL - {"fullname"}) & names
    if name not in _OF_COMPANIES:
        return False
    words = set(parts(above.name)) if above is not None else set()
    return bool(words & _COMPANIES) or bool(_A_COMPANYS.search(str(said.get("description", ""))))
