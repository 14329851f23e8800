"""EST: the files of an estate can be read, and their names lead somewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from weighbridge_checks.facts.document import Location
from weighbridge_checks.facts.estate.names import hint
from weighbridge_checks.facts.formats.errors import UnreadableContractError
from weighbridge_checks.verdicts.finding import Severity
from weighbridge_checks.verdicts.seen import Seen
from weighbridge_checks.verdicts.standard import standard

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from weighbridge_checks.facts.estate.estate import Estate
    from weighbridge_checks.facts.estate.files import Trouble


@standard("EST001", Severity.ERROR)
def file_is_one_of_its_kind(estate: Estate, today: date) -> Iterator[Seen]:  # noqa: ARG001 - the shape of a standard
    """Each file says what its kind may say, by the published schema, and lies where it belongs.

    A misspelt key that is passed over in silence is a setting that somebody believes in.

    bad:

        id: orders
        version: 1.0.0
        oweners: {business: customer-service}

    good:

        id: orders
        version: 1.0.0
        owners: {business: customer-service}

    Instead, write what the message says; `weighbridge estate schema KIND` prints the schema.
    """
    yield from _of("EST001", estate)


@standard("EST002", Severity.ERROR)
def name_leads_somewhere(estate: Estate, today: date) -> Iterator[Seen]:  # noqa: ARG001 - as above
    """Each name of a system, role, contract, event, workflow, wave or term leads somewhere.

    A name that leads nowhere is somebody who is never told, and a check that is never made.

    bad:

        providers: [erp-lagacy]

    good:

        providers: [erp-legacy]

    Instead, write the name as the file that lists it does.
    """
    yield from _of("EST002", estate)


@standard("EST003", Severity.ERROR)
def nobody_relies_on_what_is_retired(estate: Estate, today: date) -> Iterator[Seen]:  # noqa: ARG001 - as above
    """No contract that somebody may use rests on a retired system.

    The contract promises what nothing provides any more.

    bad:

        providers: [erp-legacy]  # status: retired in systems.yaml

    good:

        providers: [erp-cloud]

    Instead, name the successor, or retire the contract too.
    """
    yield from _of("EST003", estate)


@standard("EST004", Severity.ERROR)
def document_can_be_read(estate: Estate, today: date) -> Iterator[Seen]:  # noqa: ARG001 - as above
    """Each version has one document beside its card, and that can be read.

    What can not be read can be neither weighed nor tested, and nobody can build on it.

    bad:

        apis/orders/1.0.0/contract.yaml  # and no openapi.yaml

    good:

        apis/orders/1.0.0/contract.yaml
        apis/orders/1.0.0/openapi.yaml

    Instead, mend the document where the message points.
    """
    for one in estate.contracts:
        try:
            one.contract  # noqa: B018 - reading is what may fail
        except UnreadableContractError as error:
            yield Seen(
                message=error.reason,
                subject=one.name,
                at=Location(
                    file=error.file, line=error.line or 1, column=error.column or 1, pointer=""
                ),
                identity=(error.reason,),
            )


@standard("OWN005", Severity.ERROR)
def owner_is_still_there(estate: Estate, today: date) -> Iterator[Seen]:  # noqa: ARG001 - as above
    """No contract is owned by a team or a role that was retired.

    An orphan has nobody who mends it, and nobody notices until it has to be mended.

    bad:

        owners: {business: customer-service, technical: old-web}  # status: retired in teams.yaml

    good:

        owners: {business: customer-service, technical: commerce}

    Instead, hand it over to a team or role that there is.
    """
    yield from _of("OWN005", estate)


@standard("OWN006", Severity.ERROR)
def workflow_has_owners(estate: Estate, today: date) -> Iterator[Seen]:  # noqa: ARG001 - as above
    """Each workflow names a business role and a technical team.

    A workflow runs through many systems: nobody's in particular is nobody's at all.

    bad:

        workflow: order
        version: 1.0.0

    good:

        workflow: order
        version: 1.0.0
        owners: {business: customer-service, technical: order-mgmt}

    Instead, name who decides which states there are, and who builds them.
    """
    for file in estate.workflows:
        name = f"{file.value['workflow']}@{file.value['version']}"
        owners = file.value.get("owners", {})
        lacks = [key for key in ("business", "technical") if not owners.get(key)]
        if lacks and file.value.get("status") != "retired":
            yield Seen(
                message=f"{name} names no {' and no '.join(lacks)} owner",
                subject=name,
                at=file.locate("/owners"),
                identity=tuple(lacks),
            )


@standard("EXC010", Severity.ERROR)
def exception_code_is_in_the_catalogue(estate: Estate, today: date) -> Iterator[Seen]:  # noqa: ARG001 - as above
    """Each exception code of contracts, pairs and recorded dead letters is in the catalogue.

    What is not in the catalogue has no queue and no owner: it ends where nobody looks. Recordings
    are read from `recordings/dead-letters*.ndjson`, and from `estate check --dead-letters FILE`.

    bad:

        exceptions: [INV-LOT-EXPIRED]  # not in exceptions/catalogue.yaml

    good:

        exceptions: [INV-NEGATIVE]

    Instead, add the code with its queue and its owners, or name the one that was meant.
    """
    yield from _of("EXC010", estate)
    letters: dict[tuple[str, str], list[Location]] = {}
    for letter in estate.dead_letters:
        if letter.code not in estate.exceptions:
            letters.setdefault((letter.at.file, letter.code), []).append(letter.at)
    for (file, code), places in letters.items():
        many = f"{len(places)} dead letters have" if len(places) > 1 else "a dead letter has"
        instead = hint(code, estate.exceptions)
        yield Seen(
            message=f"there is no exception code '{code}', which {many}; {instead}",
            subject=code,
            at=places[0],
            evidence={"code": code, "lines": [place.line for place in places]},
            identity=(file, code),
        )


def _of(rule: str, estate: Estate) -> Iterator[Seen]:
    for trouble in estate.troubles:
        if trouble.rule == rule:
            yield Seen(
                message=trouble.message,
                subject=_subject(estate, trouble),
                at=Location(
                    file=trouble.file,
                    line=trouble.line,
                    column=trouble.column,
                    pointer=trouble.pointer,
                ),
                identity=(trouble.file, trouble.message),
            )


def _subject(estate: Estate, trouble: Trouble) -> str:
    """The contract that a trouble is about, or the estate."""
    one = next((c for c in estate.contracts if c.file.path == trouble.file), None)
    return one.name if one else "estate"
