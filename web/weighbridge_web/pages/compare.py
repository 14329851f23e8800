"""Two versions of a contract beside each other: the verdict, and every finding with its proof."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse

from weighbridge_checks.verdicts.finding import Bump, Mode, Posture
from weighbridge_registry import catalog, labels
from weighbridge_registry.errors import LabelNotSemverError
from weighbridge_web import places
from weighbridge_web.findings import CAP, SEVERITIES, chosen, groups, tally
from weighbridge_web.render import page
from weighbridge_web.texts import difference

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.requests import Request
    from starlette.responses import Response

    from weighbridge_registry.catalog import Comparison
    from weighbridge_registry.store import Database, Store


#: the format of what is not weighed against its like
PACT = "pact"


def choose(request: Request) -> Response:
    """Lead the form's choice to the comparison's own address, which is the one to share."""
    asked = request.query_params
    subject = request.path_params["subject"]
    if not asked.get("old") or not asked.get("new"):
        return RedirectResponse(places.contract(subject), status_code=303)
    mode, posture = asked.get("mode"), asked.get("posture")
    return RedirectResponse(
        places.comparison(
            subject,
            asked["old"],
            asked["new"],
            mode=None if mode == Mode.BACKWARD else mode,
            posture=posture,
        ),
        status_code=303,
    )


def compare(request: Request) -> Response:
    """One comparison, narrowed to a severity where one was chosen."""
    given = request.path_params
    old, separator, new = given["versions"].partition("...")
    if not (old and separator and new):
        raise HTTPException(404)
    asked = request.query_params
    mode = _choice(Mode, asked.get("mode")) or Mode.BACKWARD
    posture = _choice(Posture, asked.get("posture"))
    database: Database = request.app.state.database
    with database.reading() as store:
        if store.versions.get(given["subject"], old).format == PACT:
            return _texts(store, given["subject"], old, new)
        comparison = catalog.comparison(
            store,
            given["subject"],
            old,
            new,
            posture=posture,
            mode=mode,
            today=datetime.now(UTC).date(),
        )
        versions = catalog.contract(store, comparison.subject).versions
    severity = asked.get("severity") if asked.get("severity") in SEVERITIES else None
    wanted = chosen(comparison.value["findings"], severity)
    shown = wanted if asked.get("all") else wanted[:CAP]
    told = {"mode": asked.get("mode"), "posture": asked.get("posture")}
    old, new = comparison.old.version, comparison.new.version
    return page(
        "compare.html",
        section="contracts",
        trail=(
            ("Contracts", places.home()),
            (comparison.subject, places.contract(comparison.subject)),
            (f"{old} to {new}", None),
        ),
        resource=places.resource(
            "subjects", comparison.subject, "compare", f"{old}...{new}", **told
        ),
        comparison=comparison,
        versions=versions,
        bump=_bump(comparison),
        weighed=_weighed(comparison.value, mode),
        mode=mode.value,
        posture=posture.value if posture else "",
        severity=severity,
        tally=tally(comparison.value["findings"]),
        groups=groups(shown),
        shown=len(shown),
        hidden=len(wanted) - len(shown),
        here=partial(places.comparison, comparison.subject, old, new, **told),
    )


def _texts(store: Store, subject: str, old: str, new: str) -> Response:
    """Two pacts, of which only the text can be compared."""
    versions = [store.versions.get(subject, wanted) for wanted in (old, new)]
    texts = [store.versions.file(version, version.root)[1] for version in versions]
    before, after = (version.label for version in versions)
    return page(
        "texts.html",
        section="contracts",
        trail=(
            ("Contracts", places.home()),
            (subject, places.contract(subject)),
            (f"{before} to {after}", None),
        ),
        resource=places.resource("subjects", subject, "versions", after),
        subject=subject,
        old=before,
        new=after,
        difference=difference(*texts),
    )


def _choice(kind: Any, value: str | None) -> Any:
    """A member of an enum by its value; a word that it does not know is no choice."""
    return kind(value) if value in [member.value for member in kind] else None


def _bump(comparison: Comparison) -> str:
    """What the changes owe, and whether the two labels pay it."""
    owed = Bump(comparison.value["required_bump"])
    old, new = comparison.old.version, comparison.new.version
    owes = "owes no bump" if owed is Bump.NONE else f"owes a {owed} bump"
    try:
        before, after = labels.parse(old), labels.parse(new)
    except LabelNotSemverError:
        return owes
    if before.rank > after.rank:
        return f"{owes}; {new} comes before {old}, so this is the way back"
    paid = labels.bump(before, after)
    if paid is Bump.NONE:
        return f"{owes}; {old} to {new} is none"
    enough = "enough" if paid.size >= owed.size else "too small"
    return f"{owes}; {old} to {new} counts as {paid}: {enough}"


def _weighed(value: Mapping[str, Any], mode: Mode) -> str:
    stats = value["stats"]
    counted = [f"{stats[name]} {name}" for name in COUNTED if name in stats]
    return ", ".join([f"weighed {mode} and {value['posture']}", *counted])


#: the statistics that a reader of findings wants, in their order
COUNTED = ("operations", "changed", "proved", "refuted", "undecided")
