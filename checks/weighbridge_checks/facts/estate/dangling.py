"""Names that lead nowhere: each is told with its place and the nearest name that there is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from weighbridge_checks.facts.estate.files import Trouble
from weighbridge_checks.facts.estate.holdings import holdings
from weighbridge_checks.facts.estate.names import hint
from weighbridge_checks.facts.formats import pointer as pointers

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

    from weighbridge_checks.facts.estate.contract import ContractVersion
    from weighbridge_checks.facts.estate.estate import Estate
    from weighbridge_checks.facts.estate.files import EstateFile

#: what a name may be of: how messages call it, and the names that there are
NAMES: dict[str, tuple[str, Callable[[Estate], Collection[str]]]] = {
    "system": ("system", lambda e: e.systems),
    "team": ("team", lambda e: e.teams),
    "role": ("business role", lambda e: e.roles),
    "owner": ("team or business role", lambda e: [*e.teams, *e.roles]),
    "environment": ("environment", lambda e: e.environments),
    "wave": ("wave", lambda e: e.waves),
    "location": ("location", lambda e: e.locations),
    "contract": ("contract", lambda e: e.contract_names),
    "contract-version": ("version of a contract", lambda e: [c.name for c in e.contracts]),
    "event": ("event", lambda e: _Events(e)),  # noqa: PLW0108 - it is defined below
    "term": ("term", lambda e: e.terms),
    "code-list": ("code list", lambda e: e.code_lists),
    "exception": ("exception code", lambda e: e.exceptions),
    "workflow": ("workflow", lambda e: e.workflow_names),
    "workflow-version": ("workflow version", lambda e: e.workflow_versions),
}

#: by kind of file: the way to a name (`*` is every item or value, `~` every key), and of what
REFERENCES: dict[str, tuple[tuple[str, str], ...]] = {
    "systems": (
        ("systems/*/team", "team"),
        ("systems/*/environments/*", "environment"),
        ("systems/*/successor", "system"),
    ),
    "teams": (("teams/*/escalation", "owner"), ("roles/*/escalation", "owner")),
    "environments": (
        ("path/*", "environment"),
        ("waves/*/environment", "environment"),
        ("waves/*/after", "wave"),
    ),
    "contract": (
        ("providers/*", "system"),
        ("consumers/*", "system"),
        ("owners/business", "role"),
        ("owners/data", "role"),
        ("owners/technical", "team"),
        ("owners/escalation", "owner"),
        ("exceptions/*", "exception"),
        ("workflow", "workflow-version"),
    ),
    "terms": (("terms/*/code_list", "code-list"), ("terms/*/owner", "role")),
    "exceptions": (
        ("exceptions/*/workflow", "workflow"),
        ("exceptions/*/owners/business", "role"),
        ("exceptions/*/owners/technical", "team"),
    ),
    "completion-pairs": (
        ("pairs/*/when/event", "event"),
        ("pairs/*/when/system", "system"),
        ("pairs/*/then/event", "event"),
        ("pairs/*/then/system", "system"),
        ("pairs/*/exception", "exception"),
        ("balances/*/systems/*", "system"),
    ),
    "needs": (
        ("consumer", "system"),
        ("needs/*/contract", "contract"),
        ("needs/*/path/*/contract", "contract"),
    ),
    "usage": (
        ("uses/*/contract", "contract"),
        ("uses/*/consumer", "system"),
        ("uses/*/environment", "environment"),
    ),
    "evidence": (
        ("promotion/service", "system"),
        ("promotion/replaces", "system"),
        ("promotion/environment", "environment"),
        ("promotion/wave", "wave"),
        ("promotion/provides/*", "contract-version"),
        ("ran_in/*", "environment"),
        ("running/*", "contract-version"),
        ("verifications/*/consumer", "system"),
        ("verifications/*/provider", "system"),
        ("verifications/*/contract", "contract"),
        ("conformance/*/contract", "contract"),
        ("lags/*/contract", "contract"),
        ("replays/*/workflow", "workflow-version"),
        ("reviews/*/contract", "contract"),
        ("stability/*/wave", "wave"),
        ("reconciliation/*/wave", "wave"),
        ("approvals/*/role", "owner"),
        ("approvals/*/environment", "environment"),
    ),
    "workflow": (
        ("owners/business", "role"),
        ("owners/technical", "team"),
        ("states/*/owner_system", "system"),
        ("creation_events/*/event", "event"),
        ("transitions/*/on", "event"),
        ("parties/*/system", "system"),
        ("bound_to/*/contract", "contract"),
        ("ignore/*/*", "event"),
    ),
}

#: lists in which no two entries may share a name
_UNIQUE: dict[str, tuple[tuple[str, str], ...]] = {
    "systems": (("systems", "id"),),
    "teams": (("teams", "id"), ("roles", "id")),
    "environments": (("environments", "id"), ("waves", "id"), ("locations", "id")),
    "terms": (("terms", "id"), ("code_lists", "id")),
    "exceptions": (("exceptions", "code"),),
    "completion-pairs": (("pairs", "id"), ("balances", "id")),
    "needs": (("needs", "id"),),
}


class _Events:
    """The events of an estate; a name counts with the company's prefix and without."""

    def __init__(self, estate: Estate) -> None:
        self._estate = estate

    def __contains__(self, name: object) -> bool:
        return bool(self._estate.carrying(str(name)))

    def __iter__(self) -> Iterator[str]:
        return iter(self._estate.events)

    def __len__(self) -> int:
        return len(self._estate.events)


def dangling(estate: Estate) -> Iterator[Trouble]:
    """Every name in an estate that leads nowhere, and every name that two things share."""
    for kind in REFERENCES:
        for file in estate.files.get(kind, ()):
            yield from names_in(file, kind, estate)
    for kind, lists in _UNIQUE.items():
        seen: dict[tuple[str, str], str] = {}
        for file in estate.files.get(kind, ()):
            for part, key in lists:
                yield from _twice(file, part, key, seen)
    for slip in holdings(estate).slips:
        yield Trouble(
            file=slip.at.file,
            line=slip.at.line,
            column=slip.at.column,
            pointer=slip.at.pointer,
            message=slip.message,
            rule="EST002",
        )
    for one in estate.contracts:
        yield from _successor(estate, one)
        yield from _retired(estate, one)


def names_in(file: EstateFile, kind: str, estate: Estate) -> Iterator[Trouble]:
    """Every name in a file of a kind that leads nowhere."""
    for way, of in REFERENCES.get(kind, ()):
        yield from _missing(file, way, of, NAMES[of][1](estate))


def _missing(file: EstateFile, way: str, of: str, known: Collection[str]) -> Iterator[Trouble]:
    words = NAMES[of][0]
    for steps, name in found_at(file.value, tuple(way.split("/"))):
        if isinstance(name, str) and name not in known:
            message = f"there is no {words} '{name}'; {hint(name, known)}"
            yield file.trouble(pointers.join(steps), message, _rule(of, steps, file))


def _rule(of: str, steps: tuple[str, ...], file: EstateFile) -> str:
    """The demand that is not met: of owners and exceptions there are some of their own."""
    if of == "exception":
        return "EXC010"
    owns = steps[0] == "owners" and "id" in file.value
    return "OWN001" if owns else "EST002"


def found_at(
    value: Any, way: tuple[str, ...], steps: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], Any]]:
    """The values that a way leads to, each with its steps."""
    if not way:
        yield steps, value
        return
    first, rest = way[0], way[1:]
    if first == "~" and isinstance(value, dict):
        yield from (((*steps, key), key) for key in value)
    elif first == "*" and isinstance(value, list):
        for index, item in enumerate(value):
            yield from found_at(item, rest, (*steps, str(index)))
    elif first == "*" and isinstance(value, dict):
        for key, item in value.items():
            yield from found_at(item, rest, (*steps, key))
    elif isinstance(value, dict) and first in value:
        yield from found_at(value[first], rest, (*steps, first))


def _twice(
    file: EstateFile, part: str, key: str, seen: dict[tuple[str, str], str]
) -> Iterator[Trouble]:
    for index, value in enumerate(file.value.get(part, ())):
        name = str(value[key])
        at = f"/{part}/{index}/{key}"
        place = file.locate(at)
        if first := seen.get((part, name)):
            yield file.trouble(at, f"'{name}' stands here again, first at {first}; rename one")
        seen.setdefault((part, name), f"{place.file}:{place.line}")


def _successor(estate: Estate, one: ContractVersion) -> Iterator[Trouble]:
    deprecation = one.card.get("deprecation", {})
    successor = deprecation.get("successor")
    if successor is None:
        return
    contract, _, version = successor.rpartition("@")
    versions = [v.version for v in estate.contract_names.get(contract or one.id, ())]
    pointer = "/deprecation/successor"
    if contract and not versions:
        known = estate.contract_names
        words = f"there is no contract '{contract}'; {hint(contract, known)}"
        yield one.file.trouble(pointer, words, "EST002")
    elif version not in versions:
        words = (
            f"there is no version '{version}' of {contract or one.id}; {hint(version, versions)}"
        )
        yield one.file.trouble(pointer, words, "EST002")


def _retired(estate: Estate, one: ContractVersion) -> Iterator[Trouble]:
    """A contract that somebody may rely on can not rest on what does not run any more."""
    if one.status == "retired":
        return
    for part in ("providers", "consumers"):
        for index, name in enumerate(one.card.get(part, ())):
            system = estate.systems.get(name)
            if system is None or not system.retired:
                continue
            since = f" since {on}" if (on := system.value.get("retired_on")) else ""
            successor = system.value.get("successor")
            instead = f"name its successor '{successor}'" if successor else "remove it"
            words = (
                f"{one.name} names '{name}' among its {part}, which is retired{since}; {instead}"
            )
            yield one.file.trouble(f"/{part}/{index}", words, "EST003")
    for key, known in (("technical", estate.teams), ("business", estate.roles)):
        owner = known.get(str(one.card.get("owners", {}).get(key)))
        if owner is not None and owner.retired:
            words = f"{one.name} is owned by '{owner.id}', which is retired; name another owner"
            yield one.file.trouble(f"/owners/{key}", words, "OWN005")
