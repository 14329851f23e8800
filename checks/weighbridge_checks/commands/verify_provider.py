"""`weighbridge verify`: a running provider against the pacts of its consumers, and on record."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from weighbridge_checks.commands import config, exits, options
from weighbridge_checks.commands.errors import CommandError, WrongUseError
from weighbridge_checks.commands.screen import harmless, say, warn
from weighbridge_checks.commands.trees import bytes_of
from weighbridge_checks.commands.verify import pacts
from weighbridge_checks.commands.verify.provider import (
    Provider,
    address,
    provider_at,
)
from weighbridge_checks.facts.formats.errors import CannotOpenError, UnreadableContractError
from weighbridge_checks.facts.interaction import Sort
from weighbridge_checks.facts.pact import Pact, read_pact

if TYPE_CHECKING:
    from collections.abc import Iterable

    from weighbridge_checks.commands.client import Registry

#: so many failures of one pact are put on record; the rest is counted
MOST_RECORDED = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A pact that is to be tried, and where it came from."""

    pact: Pact
    content: dict[str, Any]
    #: the digest under which the registry keeps it; None for a file
    digest: str | None
    source: str
    releases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of one pact: passed, failed, or untried with the reason."""

    wanted: Wanted
    word: str
    failures: tuple[str, ...] = ()
    interactions: tuple[pacts.Tried, ...] = ()
    recorded: bool = False
    #: why the registry did not take the result, where it should have
    unrecorded: str | None = None


@click.command()
@click.argument("provider")
@click.option("--url", required=True, metavar="URL", help="Where the provider runs.")
@click.option(
    "--pact",
    "files",
    multiple=True,
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=str),
    help="A pact file to try instead of the registry's pacts. Repeatable.",
)
@click.option("--environment", metavar="ENV", help="Only the pacts of what runs there.")
@click.option("--release", metavar="RELEASE", help="Record the results under this release.")
@click.option(
    "--provider-states-url",
    "states_url",
    metavar="URL",
    help="Where the provider sets up the states that interactions need (POST).",
)
@click.option(
    "--messages-url",
    metavar="URL",
    help="Where the provider produces the messages that consumers wait for (POST).",
)
@click.option(
    "--header",
    "headers",
    multiple=True,
    metavar="'NAME: VALUE'",
    help="Send this header with every request. Repeatable.",
)
@click.option(
    "--timeout",
    type=click.FloatRange(min=1, max=3600),
    default=60,
    show_default=True,
    metavar="SECONDS",
    help="How long one pact may take.",
)
@options.registry
@options.answer_format
def verify(  # noqa: PLR0913 - one parameter for each option
    *,
    provider: str,
    url: str,
    files: tuple[str, ...],
    environment: str | None,
    release: str | None,
    states_url: str | None,
    messages_url: str | None,
    headers: tuple[str, ...],
    timeout: float,
    registry: str | None,
    shape: str,
) -> int:
    """Try a running PROVIDER against the pacts of its consumers, each pact apart.

    The pacts come from the registry, or from files with --pact. With --release every result is
    recorded in the registry, where the gate `consumers-verified` looks for it.

    \b
      weighbridge verify orders --url http://127.0.0.1:9000 --release 2.0.0
      weighbridge verify orders --url http://127.0.0.1:9000 --environment production
      weighbridge verify orders --url http://127.0.0.1:9000 --pact storefront.pact.json \\
        --provider-states-url http://127.0.0.1:9000/_pact/provider-states

    Exits with 1 where a pact fails, with 2 where there is nothing to try, and with 4 where the
    provider does not answer or a result could not be recorded.
    """  # noqa: D301 - click's mark for text that is not to be wrapped
    if files and environment:
        raise WrongUseError("give --pact or --environment, not both: a file runs nowhere")
    if not pacts.available():
        raise WrongUseError(
            "pact-python is missing; install it with: pip install weighbridge[verify]"
        )
    there = provider_at(url, headers)
    states_url = address(states_url, "--provider-states-url") if states_url else None
    messages_url = address(messages_url, "--messages-url") if messages_url else None
    if messages_url and provider_at(messages_url).host != there.host:
        raise WrongUseError("--messages-url has to be on the same host as --url")
    asked = None
    if not files or release:
        asked = config.registry_of(config.configured(), registry)
    elif registry:
        warn("nothing will be recorded, because --release is missing")
    wanted = _from_files(files) if files else _from_registry(_given(asked), provider, environment)
    if not wanted:
        where = f" of what runs in '{environment}'" if environment else ""
        raise WrongUseError(
            f"no pact with '{provider}'{where} is known, so nothing was verified;"
            " publish one with `weighbridge publish`, or give --pact FILE"
        )
    _remark(provider, wanted, states_url, recorded=release is not None)
    there.knock()
    outcomes = [
        _try(one, there, states_url=states_url, messages_url=messages_url, timeout=timeout)
        for one in wanted
    ]
    if asked is not None and release is not None:
        outcomes = [_record(asked, provider, release, url, one) for one in outcomes]
    _print(shape, provider, release, there, outcomes)
    return _code(outcomes)


def _given(registry: Registry | None) -> Registry:
    assert registry is not None
    return registry


# -- where pacts come from


def _from_files(files: Iterable[str]) -> list[Wanted]:
    found: dict[str, Wanted] = {}
    for name in files:
        try:
            data = bytes_of(Path(name), name)
        except CannotOpenError as error:
            raise UnreadableContractError(name, f"cannot be opened: {error.reason}") from error
        pact = read_pact(data, name=name)
        content = json.loads(data.decode("utf-8-sig"))
        found.setdefault(
            pact.digest, Wanted(pact=pact, content=content, digest=pact.digest, source=name)
        )
    return list(found.values())


def _from_registry(registry: Registry, provider: str, environment: str | None) -> list[Wanted]:
    from weighbridge_checks.commands import client  # noqa: PLC0415 - HTTP costs 35 ms

    query = {"provider": provider, "environment": environment}
    found: dict[str, Wanted] = {}
    for item in client.pages(registry, client.path("pacts"), query=query):
        digest = client.member(registry, item, "digest")
        release = item.get("consumer_release")
        known = found.get(digest)
        if known is None:
            content = client.ask(registry, "GET", client.path("pacts", digest))
            source = f"{registry.url}{client.path('pacts', digest)}"
            pact = read_pact(json.dumps(content).encode(), name=source)
            known = Wanted(pact=pact, content=content, digest=digest, source=source)
        releases = (*known.releases, release) if release else known.releases
        found[digest] = replace(known, releases=releases)
    return list(found.values())


def _remark(provider: str, wanted: list[Wanted], states_url: str | None, *, recorded: bool) -> None:
    """What a person should know before believing the result."""
    for one in wanted:
        names = {one.pact.provider, one.pact.contract}
        if provider not in names and not one.releases:
            warn(f"{one.source} is a pact with '{one.pact.provider}', and is tried on '{provider}'")
    stateful = [i for one in wanted for i in one.pact.interactions if i.states]
    if stateful and states_url is None:
        count = (
            "1 interaction needs" if len(stateful) == 1 else f"{len(stateful)} interactions need"
        )
        warn(f"{count} a provider state, and without --provider-states-url none is set up")
    if not recorded:
        say("without --release, nothing is recorded")


# -- trying


def _try(
    one: Wanted,
    provider: Provider,
    *,
    states_url: str | None,
    messages_url: str | None,
    timeout: float,
) -> Outcome:
    if not one.pact.interactions:
        return Outcome(wanted=one, word="untried", failures=("the pact has no interactions",))
    messages = sum(i.sort is not Sort.HTTP for i in one.pact.interactions)
    if messages and messages_url is None:
        words = f"{messages} of its interactions are messages; give --messages-url to try them"
        return Outcome(wanted=one, word="untried", failures=(words,))
    attempt = pacts.attempt(
        one.content, provider, states_url=states_url, messages_url=messages_url, timeout=timeout
    )
    if not attempt.success:
        # a provider that went away was not tried, which is another thing than to have failed
        provider.knock()
    return Outcome(
        wanted=one,
        word="passed" if attempt.success else "failed",
        failures=attempt.failures,
        interactions=attempt.interactions,
    )


def _record(registry: Registry, provider: str, release: str, url: str, outcome: Outcome) -> Outcome:
    from weighbridge_checks.commands import client  # noqa: PLC0415 - HTTP costs 35 ms

    if outcome.word == "untried":
        return outcome
    failures = list(outcome.failures[:MOST_RECORDED])
    if more := len(outcome.failures) - len(failures):
        failures.append(f"and {more} more")
    body = {
        "provider": provider,
        "provider_release": release,
        "pact": outcome.wanted.digest,
        "success": outcome.word == "passed",
        "failures": failures,
        "tool": pacts.TOOL,
        "tool_version": pacts.version(),
        "url": url,
    }
    try:
        client.ask(registry, "POST", client.path("verifications"), body=body)
    except CommandError as error:
        return replace(outcome, unrecorded=str(error))
    return replace(outcome, recorded=True)


def _code(outcomes: list[Outcome]) -> int:
    words = {o.word for o in outcomes}
    if any(o.unrecorded for o in outcomes):
        return exits.REGISTRY
    if "failed" in words:
        return exits.FOUND
    return exits.USAGE if "untried" in words else exits.PASSED


# -- telling


def _print(
    shape: str, provider: str, release: str | None, there: Provider, outcomes: list[Outcome]
) -> None:
    if shape == "json":
        value = {
            "schema": "weighbridge/verification/v1",
            "provider": provider,
            "release": release,
            "url": there.url,
            "passed": _code(outcomes) == exits.PASSED,
            "tool": {"name": pacts.TOOL, "version": pacts.version()},
            "pacts": [_value(o) for o in outcomes],
        }
        click.echo(json.dumps(value, indent=2, ensure_ascii=False))
    else:
        for outcome in outcomes:
            click.echo(harmless("\n".join(_lines(outcome))))
    for outcome in outcomes:
        if outcome.unrecorded:
            say(f"error: {_title(outcome)} is not on record: {outcome.unrecorded}")
    if shape == "text" and _code(outcomes) == exits.PASSED:
        name = f"{provider} {release}" if release else provider
        count = f"{len(outcomes)} pact{'s' * (len(outcomes) > 1)}"
        click.echo(harmless(f"{name} keeps {count}"))


def _value(outcome: Outcome) -> dict[str, Any]:
    wanted = outcome.wanted
    return {
        "consumer": wanted.pact.consumer,
        "consumer_releases": list(wanted.releases),
        "provider": wanted.pact.provider,
        "digest": wanted.digest,
        "source": wanted.source,
        "result": outcome.word,
        "failures": list(outcome.failures),
        "interactions": [asdict(t) for t in outcome.interactions],
        "recorded": outcome.recorded,
    }


def _title(outcome: Outcome) -> str:
    pact = outcome.wanted.pact
    releases = f" {', '.join(outcome.wanted.releases)}" if outcome.wanted.releases else ""
    return f"{pact.consumer}{releases} -> {pact.provider}"


def _lines(outcome: Outcome) -> list[str]:
    good = sum(t.success for t in outcome.interactions)
    total = len(outcome.interactions)
    count = f" ({good} of {total} interactions)" if total else ""
    kept = ", recorded" if outcome.recorded else ""
    lines = [f"{outcome.word}  {_title(outcome)}{count}{kept}"]
    if not outcome.interactions:
        return [*lines, *(f"    {words}" for words in outcome.failures)]
    for tried in outcome.interactions:
        if tried.success:
            continue
        state = f", given {' and '.join(tried.states)}" if tried.states else ""
        pending = " (pending: told, not counted)" if tried.pending else ""
        lines.append(f"    {tried.description}{state}{pending}")
        lines += [f"      {words}" for words in tried.failures]
    return lines
