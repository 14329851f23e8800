"""OWN: somebody answers for each contract, and can be reached."""

from __future__ import annotations

from typing import TYPE_CHECKING

from weighbridge_checks.facts.estate.names import hint
from weighbridge_checks.verdicts.finding import Severity
from weighbridge_checks.verdicts.standard import standard
from weighbridge_checks.verdicts.standards.subject import Note, Subject, note, on_card

if TYPE_CHECKING:
    from collections.abc import Iterator

_STAGES = ("draft", "alpha", "beta", "stable", "proposed", "approved", "deprecated", "retired")


@standard("OWN001", Severity.ERROR, source="Backstage `spec.owner`; Zalando 207 and 218", on="card")
def contract_has_owners(subject: Subject) -> Iterator[Note]:
    """Each contract names a technical team and a business role, and both are known.

    When a contract breaks at night, somebody has to be called; when it has to change, somebody has
    to decide. A name that leads to nobody is worse than none, since all believe that it does.

    bad:

        # file: contract.yaml
        id: orders
        version: 1.0.0
        owners:
          technical: odrer-mgmt  # here
          business: customer-service
        # file: openapi.yaml
        openapi: 3.1.0
        info: {title: Orders, version: 1.0.0}
        paths: {}
        # file: teams.yaml
        teams: [{id: order-mgmt, name: Order management}]
        roles: [{id: customer-service, name: Head of customer service}]

    good:

        # file: contract.yaml
        id: orders
        version: 1.0.0
        owners:
          technical: order-mgmt
          business: customer-service
        # file: openapi.yaml
        openapi: 3.1.0
        info: {title: Orders, version: 1.0.0}
        paths: {}
        # file: teams.yaml
        teams: [{id: order-mgmt, name: Order management}]
        roles: [{id: customer-service, name: Head of customer service}]

    Instead, name a team and a role of teams.yaml under `owners`.
    """
    known = {"technical": subject.names.teams, "business": subject.names.roles}
    for word, names in known.items():
        owner = subject.said("owners", word)
        if not isinstance(owner, str) or not owner.strip():
            who = "team" if word == "technical" else "role"
            fix = f"write 'owners: {{{word}: …}}' with a {who} of teams.yaml"
            yield note(f"no {word} owner is named", on_card("/owners"), identity=(word,), fix=fix)
        elif names is not None and owner not in names:
            at = on_card(f"/owners/{word}")
            yield note(f"the {word} owner '{owner}' is nobody; {hint(owner, names)}", at)


@standard("OWN002", Severity.WARNING, source="Spectral `info-contact`", on="document")
def contact_can_be_reached(subject: Subject) -> Iterator[Note]:
    """A document says whom to ask: a name, and a URL or an e-mail address.

    Who reads the document alone, in a mail or a portal, has no team list beside it.

    bad:

        openapi: 3.1.0
        info:  # here
          title: Orders
          version: 1.0.0
        paths: {}

    good:

        openapi: 3.1.0
        info:
          title: Orders
          version: 1.0.0
          contact: {name: Order management, email: orders@example.com}
        paths: {}

    Instead, write `info.contact` with a name and an address that outlives people's jobs.
    """
    outline = subject.outline
    if outline.family == "json-schema":
        return
    contact = outline.info.get("contact")
    said = contact if isinstance(contact, dict) else {}
    named = bool(said.get("name"))
    reached = bool(said.get("url") or said.get("email"))
    if not (named and reached):
        at = outline.info.at("contact") if said else outline.info.place
        lacks = "a name" if reached else "a url or an email" if named else "a contact"
        yield note(f"{lacks} is missing, so nobody can be asked", at)


@standard("OWN004", Severity.ERROR, source="Backstage lifecycle; oasdiff stability", on="card")
def lifecycle_is_said(subject: Subject) -> Iterator[Note]:
    """Each contract says how far it has come: its status or lifecycle.

    How strictly a contract is judged depends on it: a draft may change daily, a stable one may
    not. Without the word, everybody assumes what suits them.

    bad:

        # file: contract.yaml
        id: orders  # here
        version: 1.0.0
        # file: openapi.yaml
        openapi: 3.1.0
        info: {title: Orders, version: 1.0.0}
        paths: {}

    good:

        # file: contract.yaml
        id: orders
        version: 1.0.0
        status: approved
        # file: openapi.yaml
        openapi: 3.1.0
        info: {title: Orders, version: 1.0.0}
        paths: {}

    Instead, write `status: draft`, `proposed`, `approved`, `deprecated` or `retired`; `lifecycle`
    may say `alpha`, `beta` or `stable` beside it.
    """
    said = [subject.said(word) for word in ("status", "lifecycle")]
    if all(word is None for word in said):
        yield note("neither a status nor a lifecycle is said", on_card())
    for key, word in zip(("status", "lifecycle"), said, strict=True):
        if word is not None and word not in _STAGES:
            yield note(f"'{word}' is no stage; {hint(str(word), _STAGES)}", on_card(f"/{key}"))
