"""Rules about the credentials that an operation asks for."""

from __future__ import annotations

from typing import Any

from weighbridge_checks.facts.change import Action, Change, Kind
from weighbridge_checks.verdicts.law import access, renewal
from weighbridge_checks.verdicts.rule import On, rule

_ANY_CHANGE = (On(Action.CHANGED, Kind.SECURITY), On(Action.CHANGED, Kind.SECURITY, "scopes"))


@rule(On(Action.ADDED, Kind.SECURITY), *_ANY_CHANGE, law=access, oasdiff="api-security-added")
def security_added(change: Change) -> str | None:
    """An operation that was open to all asks for credentials.

    Consumers come without, and are refused with 401.

          paths:
            /orders:
              get:
        +       security: [{apiKey: []}]
                responses: {"200": {description: all orders}}

    Instead, allow both for a while (`[{}, {apiKey: []}]`), hand out keys, and close the door when
    nobody comes without one.
    """
    return None if change.before else f"credentials are asked for: {_said(change.after)}"


@rule(On(Action.REMOVED, Kind.SECURITY), *_ANY_CHANGE, law=access, oasdiff="api-security-removed")
def security_removed(change: Change) -> str | None:
    """An operation no longer asks for credentials.

    Consumers that bring them are let in as before. Everybody else is, too.

          paths:
            /orders:
              get:
        -       security: [{apiKey: []}]
                responses: {"200": {description: all orders}}

    Make sure that this is meant: nothing is hurt by the letter of the contract, but the operation
    is open to all.
    """
    if change.after:
        return None
    return f"no credentials are asked for any more (before: {_said(change.before)})"


@rule(*_ANY_CHANGE, law=access, oasdiff="api-security-scope-added")
def security_scope_added(change: Change) -> str | None:
    """A token needs a scope that it did not need.

    The tokens that consumers hold lack it, and are refused with 403.

          paths:
            /orders:
              get:
        -       security: [{oauth: [orders:read]}]
        +       security: [{oauth: [orders:read, depots:read]}]
                responses: {"200": {description: all orders}}

    Instead, keep the old scope sufficient until all clients have been granted the new one.
    """
    if access(change) is None or not _same_schemes(change):
        return None
    now, before = _told(change)
    return f"scopes asked for are {now}, before {before}"


@rule(*_ANY_CHANGE, law=access, oasdiff="api-security-scope-removed")
def security_scope_removed(change: Change) -> str | None:
    """A token needs a scope less than before.

    The tokens that consumers hold are more than good.

          paths:
            /orders:
              get:
        -       security: [{oauth: [orders:read, depots:read]}]
        +       security: [{oauth: [orders:read]}]
                responses: {"200": {description: all orders}}

    Make sure that this is meant: more callers are let in.
    """
    if access(change) is not None or not _same_schemes(change):
        return None
    now, before = _told(change)
    return f"scopes asked for are {now}, before {before}"


@rule(*_ANY_CHANGE, law=access, oasdiff="api-security-removed")
def security_narrowed(change: Change) -> str | None:
    """Credentials that were good no longer suffice.

    Alternatives are "or", the schemes within one are "and". An alternative has gone, or now asks
    for more: consumers that come with what it asked for are refused.

          paths:
            /orders:
              get:
        -       security: [{apiKey: []}, {oauth: [orders:read]}]
        +       security: [{oauth: [orders:read]}]
                responses: {"200": {description: all orders}}

    Instead, keep the old alternative beside the new ones until nobody uses it.
    """
    if access(change) is None:
        return None
    now, before = _told(change)
    return f"credentials asked for are {now}, before {before}"


@rule(*_ANY_CHANGE, law=access, oasdiff="api-security-added")
def security_widened(change: Change) -> str:
    """There are more ways to be let in.

    What consumers bring today is still good.

          paths:
            /orders:
              get:
        -       security: [{apiKey: []}]
        +       security: [{apiKey: []}, {oauth: [orders:read]}]
                responses: {"200": {description: all orders}}

    Make sure that the new way is as safe as the old one.
    """
    now, before = _told(change)
    return f"credentials asked for are {now}, before {before}"


@rule(On(Action.CHANGED, Kind.SECURITY, "bearerFormat"))
def security_token_format_changed(change: Change) -> str:
    """The format of a token is told, or told otherwise.

    It is a hint for people: whoever issues a token gives it to the caller, and the caller hands it
    on as it is.

          paths:
            /orders:
              get:
                security: [{token: []}]
                responses: {"200": {description: all orders}}
          components:
            securitySchemes:
        -     token: {type: http, scheme: bearer}
        +     token: {type: http, scheme: bearer, bearerFormat: JWT}

    Nothing has to be done, as long as the tokens that are out there are still taken.
    """
    return f"the format of tokens is {_details(change.after)}, it was {_details(change.before)}"


@rule(On(Action.CHANGED, Kind.SECURITY, "refreshUrl"), law=renewal)
def security_refresh_changed(change: Change) -> str:
    """A token is renewed at another address, or at none.

    A consumer that renews its token where the old document says may find nobody there, hence a
    warning: its next request but one is refused.

          paths:
            /orders:
              get:
                security: [{login: []}]
                responses: {"200": {description: all orders}}
          components:
            securitySchemes:
              login:
                type: oauth2
                flows:
                  password:
                    tokenUrl: /token
        -           refreshUrl: /refresh
        +           refreshUrl: /token/refresh
                    scopes: {}

    Instead, keep the old address alive until nobody asks there.
    """
    return f"tokens are renewed at {_details(change.after)}, before at {_details(change.before)}"


def _details(said: Any) -> str:
    """What is said of each scheme, where it is said at all."""
    values = sorted(set(map(str, said.values()))) if isinstance(said, dict) else []
    return " or ".join(f"'{v}'" for v in values) or "not told"


def _same_schemes(change: Change) -> bool:
    """Whether the same schemes are asked for together, so that only their scopes differ."""
    return _schemes(change.before) == _schemes(change.after)


def _schemes(alternatives: Any) -> list[list[str]]:
    listed = alternatives if isinstance(alternatives, (list, tuple)) else []
    return sorted(sorted(one) for one in listed if isinstance(one, dict))


def _told(change: Change) -> tuple[str, str]:
    """What is asked for and what was, without the addresses where these say nothing."""
    short = _said(change.after, brief=True), _said(change.before, brief=True)
    return short if short[0] != short[1] else (_said(change.after), _said(change.before))


def _said(alternatives: Any, *, brief: bool = False) -> str:
    """Alternatives as a person says them: "http basic, or oauth2 implicit (orders:read)"."""
    listed = alternatives if isinstance(alternatives, (list, tuple)) else []
    said = [
        " and ".join(
            f"{_name(scheme, brief)} ({', '.join(map(str, scopes))})"
            if scopes
            else _name(scheme, brief)
            for scheme, scopes in one.items()
        )
        or "none"
        for one in listed
        if isinstance(one, dict)
    ]
    return ", or ".join(said) or "none"


def _name(scheme: str, brief: bool) -> str:  # noqa: FBT001 (said beside its name)
    """A scheme by what it is; where its tokens come from is left out if that is brief enough."""
    kind, *rest = scheme.split(" ")
    if not brief or kind != "oauth2":
        return scheme
    return " ".join((kind, *rest[:1]))
