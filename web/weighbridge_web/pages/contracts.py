"""The list of contracts with its search, and one contract with its versions and consumers."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING

from weighbridge_registry import catalog
from weighbridge_web import places
from weighbridge_web.render import page

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from starlette.requests import Request
    from starlette.responses import Response

    from weighbridge_registry.catalog import ConsumerView, ContractRow, ContractView, VersionView
    from weighbridge_registry.store import Database, Store
    from weighbridge_registry.store.records import Version

KINDS = (
    (None, "all but pacts"),
    ("api", "APIs"),
    ("event", "events"),
    ("schema", "schemas"),
    ("workflow", "workflows"),
    ("pact", "pacts"),
)

PACT = "pact"

#: stands between the two sides in the name of a pact
ARROW = "→"

#: a search that finds nothing is compared with so many names at most
NAMES = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A contract in the list, with its latest version and the version that each place runs."""

    row: ContractRow
    latest: Version | None
    runs: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Parties:
    """The two sides of a pact, and the consumer's releases that hold by it."""

    consumer: str
    provider: str
    #: the provider, where it is the name of a contract
    contract: str | None
    releases: tuple[ConsumerView, ...]


def index(request: Request) -> Response:
    """The contracts that match; where none does, those with a name close to what was asked."""
    asked = request.query_params
    q, kind = asked.get("q", "").strip(), asked.get("kind") or None
    cursor = asked.get("cursor") or None
    database: Database = request.app.state.database
    with database.reading() as store:
        found = catalog.contracts(store, search=q, kind=kind, cursor=cursor)
        listed = _listed(store, found.items)
        near = _near(store, q) if q and not listed else []
    return page(
        "contracts.html",
        section="contracts",
        resource=places.resource("subjects", q=q, kind=kind),
        q=q,
        kind=kind,
        kinds=KINDS,
        cursor=cursor,
        listed=listed,
        more=found.next,
        near=near,
    )


def contract(request: Request) -> Response:
    """One contract."""
    subject = request.path_params["subject"]
    database: Database = request.app.state.database
    with database.reading() as store:
        view = catalog.contract(store, subject)
        latest = store.subjects.get(subject).latest
        parties = _parties(store, view) if view.kind == PACT else None
        pacts = {c.consumer: f"{c.consumer}{ARROW}{subject}" for c in view.consumers}
        known = {c: pact for c, pact in pacts.items() if store.subjects.find(pact)}
    return page(
        "contract.html",
        section="contracts",
        trail=(("Contracts", places.home()), (view.subject, None)),
        resource=places.resource("subjects", view.subject),
        view=view,
        latest=_latest(view.versions, latest),
        parties=parties,
        pacts=known,
        consumers=parties.releases if parties else view.consumers,
    )


def _parties(store: Store, view: ContractView) -> Parties:
    """Whose pact it is; how it fares is known of the contract that it is about."""
    consumer, _, provider = view.subject.partition(ARROW)
    if not store.subjects.find(provider):
        return Parties(consumer=consumer, provider=provider, contract=None, releases=())
    every = catalog.contract(store, provider).consumers
    mine = tuple(c for c in every if c.consumer == consumer)
    return Parties(consumer=consumer, provider=provider, contract=provider, releases=mine)


def _listed(store: Store, rows: Sequence[ContractRow]) -> list[Listed]:
    """The rows with what their own values do not say: the last step, and which version runs."""
    runs: dict[str, dict[tuple[str, str], None]] = {}
    for running in store.deployments.running() if rows else ():
        here = runs.setdefault(running.provided.subject, {})
        here[running.deployment.environment, running.provided.version] = None
    return [
        Listed(
            row=row,
            latest=store.versions.labelled(row.subject, row.latest) if row.latest else None,
            runs=tuple(
                sorted(runs.get(row.subject, ()), key=lambda run: row.environments.index(run[0]))
            ),
        )
        for row in rows
    ]


def _latest(versions: Iterable[VersionView], label: str | None) -> VersionView | None:
    """The highest release; a candidate above it is in the list, but is not the latest."""
    return next((v for v in versions if v.version == label), None)


def _near(store: Store, q: str) -> list[str]:
    names: list[str] = []
    cursor = None
    while len(names) < NAMES:
        part = catalog.contracts(store, limit=200, cursor=cursor)
        names += [row.subject for row in part.items]
        cursor = part.next
        if cursor is None:
            break
    folded = {name.casefold(): name for name in names}
    return [folded[n] for n in get_close_matches(q.casefold(), folded, n=5, cutoff=0.5)]
