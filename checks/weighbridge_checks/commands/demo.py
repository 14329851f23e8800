"""`weighbridge demo`: a distributor's estate in a registry of its own, and one week of its life.

The commands that it runs are the ones that a user would type, and it says each before it runs it.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from weighbridge_checks.commands import client, exits
from weighbridge_checks.commands.errors import RegistryUnreachableError, WrongUseError
from weighbridge_checks.commands.screen import say
from weighbridge_checks.commands.serve import HOST, free_port

if TYPE_CHECKING:
    from collections.abc import Iterator

DATABASE = "sqlite:///.weighbridge/demo.db"
PLACES = ("dev", "test", "staging", "production")
#: what the legacy ERP provides beside its APIs of orders and articles
BOOKS = (
    *("locations@1.1.0", "purchase-orders@1.1.0", "finance-references@1.1.0"),
    *("order-events@1.1.0", "product-events@1.1.0", "location-events@1.1.0"),
    *("purchase-order-events@1.1.0", "finance-events@1.1.0"),
)
STOCK = ("inventory@1.1.0", "inventory-events@1.1.0", "shipments@2.0.0", "shipment-events@1.1.0")
#: what ran where before today: service, release, contracts it provides, environments
HISTORY = (
    ("erp-legacy", "2026.08", ("orders@1.0.0", "products@1.1.0"), PLACES),
    ("erp-legacy", "2026.10", ("orders@1.1.0", "products@2.0.0", *BOOKS), PLACES),
    ("wms", "8.3.0", STOCK, PLACES),
    ("returns-desk", "3.1.0", ("returns@1.0.0", "return-events@1.1.0"), PLACES),
    ("erp-cloud", "2026.11-rc1", ("orders@3.0.0", "products@2.1.0"), PLACES[:1]),
    ("erp-legacy", "2026.11", ("orders@1.1.0", "products@2.1.0", *BOOKS), PLACES[:1]),
)
#: the consumers' releases, whose pacts stand under contracts/consumers/
CONSUMERS = (
    *(("storefront", "4.2.0"), ("edi-gateway", "2.7.1"), ("wms", "8.3.0"), ("tms", "5.0.2")),
    *(("analytics", "31.0.0"), ("erp-legacy", "2026.10")),
)


@click.command()
@click.argument("contracts", default="contracts", type=click.Path(file_okay=False, path_type=Path))
@click.option("--once", is_flag=True, help="Do everything, then end instead of serving.")
@click.option("--database", metavar="URL", default=DATABASE, show_default=True)
@click.option("--port", type=click.IntRange(0, 65535), help="The port; else 8080, or the next.")
def demo(*, contracts: Path, once: bool, database: str, port: int | None) -> int:
    """Load an estate, weigh a proposed change, decide two promotions, and serve the catalog.

    CONTRACTS is a folder as the one that comes with weighbridge's sources.
    """
    if not (contracts / "environments.yaml").is_file():
        raise WrongUseError(
            f"'{contracts}' is no estate, it has no environments.yaml;"
            " run this in a checkout of weighbridge, or name a folder laid out like its contracts/"
        )
    with _server(database, port) as (process, registry):
        environment = {**os.environ, "WEIGHBRIDGE_REGISTRY": registry.url}
        if not _loaded(registry):
            _load(contracts, registry, environment)
        _play(contracts, environment)
        if once:
            return exits.PASSED
        _invite(registry)
        return _wait(process)


# -- the server


@contextmanager
def _server(
    database: str, port: int | None
) -> Iterator[tuple[subprocess.Popen[bytes], client.Registry]]:
    """A registry of the demo's own, which ends with it."""
    number = port if port is not None else free_port(HOST)
    command = [sys.executable, "-m", "weighbridge_checks", "serve"]
    command += ["--database", database, "--port", str(number)]
    process = subprocess.Popen(command, stderr=subprocess.PIPE)  # noqa: S603 - our own command
    # whoever ends the demo by its process ends the registry too, as Ctrl-C does
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    registry = client.registry_at(f"http://{HOST}:{number}")
    try:
        _await(process, registry)
        yield process, registry
    finally:
        signal.signal(signal.SIGTERM, before)
        process.send_signal(signal.SIGINT)
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()


def _await(process: subprocess.Popen[bytes], registry: client.Registry) -> None:
    for _ in range(300):
        if process.poll() is not None:
            words = process.stderr.read().decode().strip() if process.stderr else ""
            raise WrongUseError(f"the registry did not start: {words.splitlines()[-1:] or ''}")
        try:
            client.fetch(registry, "/readyz")
        except RegistryUnreachableError:
            time.sleep(0.1)
        else:
            return
    raise WrongUseError("the registry did not answer within 30 seconds; look for what holds it up")


def _wait(process: subprocess.Popen[bytes]) -> int:
    try:
        process.wait()
    except KeyboardInterrupt:
        say("ended")
    return exits.PASSED


# -- the story


def _loaded(registry: client.Registry) -> bool:
    services = client.ask(registry, "GET", client.path("services"))
    names = {s["name"] for s in client.member(registry, services, "items")}
    return {name for name, *_ in HISTORY} <= names


def _load(contracts: Path, registry: client.Registry, environment: dict[str, str]) -> None:
    say("loading the estate of Harbor & Pike into a new registry ...")
    _quietly(environment, "environments", "set", str(contracts / "environments.yaml"))
    kinds = (str(contracts / kind) for kind in ("apis", "events", "schemas", "workflows"))
    _quietly(environment, "publish", *kinds)
    for name in dict.fromkeys(service for service, *_ in (*CONSUMERS, *HISTORY)):
        client.ask(registry, "PUT", client.path("services", name), body={})
    for service, release, provides, places in HISTORY:
        _provide(registry, service, release, provides)
        for place in places:
            _deploy(registry, service, release, place)
    for consumer, release in CONSUMERS:
        if (consumer, release) not in {(s, r) for s, r, *_ in HISTORY}:
            _provide(registry, consumer, release, ())
        folder = str(contracts / "consumers" / consumer)
        _quietly(environment, "publish", folder, "--release", release)
        for place in PLACES:
            _deploy(registry, consumer, release, place)


def _provide(
    registry: client.Registry, service: str, release: str, provides: tuple[str, ...]
) -> None:
    named = [dict(zip(("subject", "version"), p.split("@"), strict=True)) for p in provides]
    where = client.path("services", service, "releases", release)
    client.ask(registry, "PUT", where, body={"provides": named})


def _deploy(registry: client.Registry, service: str, release: str, place: str) -> None:
    where = client.path("environments", place, "deployments")
    client.ask(registry, "POST", where, body={"service": service, "release": release})


def _play(contracts: Path, environment: dict[str, str]) -> None:
    say("\n1. A proposed change of the orders API claims to be a minor version. It is weighed:")
    proposal = str(contracts / "proposals" / "orders-drop-promised-date")
    pacts = str(contracts / "consumers")
    _shown(environment, "diff", "registry:orders@1.1.0", proposal, "--consumers", pacts)
    say("\n2. The cloud ERP's release candidate wants to go to production. It is refused:")
    _shown(environment, "promote", "erp-cloud@2026.11-rc1", "--to", "production")
    say("\n3. The legacy ERP's next release ran in dev, and wants to go to test. The estate is")
    say("   asked about its contracts first; then it may:")
    _shown(environment, "evidence", "erp-legacy@2026.11", "--estate", str(contracts))
    _shown(environment, "promote", "erp-legacy@2026.11", "--to", "test")


def _invite(registry: client.Registry) -> None:
    say(f"\nOpen {registry.url} in a browser. Ctrl-C ends it. In another terminal:")
    say(f"  export WEIGHBRIDGE_REGISTRY={registry.url} PATH=$PWD/.venv/bin:$PATH")
    say("  weighbridge can-i-deploy erp-legacy@2026.11 --to staging")
    say("  weighbridge diff registry:orders@1.1.0 registry:orders@3.0.0")
    say("  weighbridge explain response-required-property-removed")


def _shown(environment: dict[str, str], *words: str) -> None:
    """Run one of our commands where the user sees it. That it refuses is part of the story."""
    say(f"$ weighbridge {' '.join(words)}")
    sys.stdout.flush()
    command = [sys.executable, "-m", "weighbridge_checks", *words]
    done = subprocess.run(command, env=environment, check=False)  # noqa: S603 - our own command
    if done.returncode not in (exits.PASSED, exits.FOUND):
        raise WrongUseError(f"`weighbridge {words[0]}` ended with {done.returncode}; see above")


def _quietly(environment: dict[str, str], *words: str) -> None:
    command = [sys.executable, "-m", "weighbridge_checks", *words]
    done = subprocess.run(command, env=environment, check=False, capture_output=True)  # noqa: S603 - our own command
    if done.returncode != exits.PASSED:
        told = (done.stdout + done.stderr).decode().strip()
        raise WrongUseError(f"`weighbridge {' '.join(words)}` failed:\n{told}")
