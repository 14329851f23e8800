"""Rules about links: what a response says of where to go on."""

from __future__ import annotations

from weighbridge_checks.facts.change import Action, Change, Kind
from weighbridge_checks.verdicts.law import lead
from weighbridge_checks.verdicts.rule import On, rule
from weighbridge_checks.verdicts.wording import part


@rule(On(Action.ADDED, Kind.LINK), law=lead)
def response_link_added(change: Change) -> str:
    """A response leads to another operation.

    Nobody follows it yet.

          paths:
            /orders:
              post:
                responses:
                  "201":
                    description: created
        +           links: {invoice: {operationId: getInvoice}}

    Nothing has to be done.
    """
    return f"{part(change)} is new"


@rule(On(Action.REMOVED, Kind.LINK), law=lead)
def response_link_removed(change: Change) -> str:
    """A response no longer says where to go on.

    A client that follows the links of the document does not find its way. Most clients do not
    follow them, hence a warning.

          paths:
            /orders:
              post:
                responses:
                  "201":
                    description: created
        -           links: {invoice: {operationId: getInvoice}}

    Instead, keep the link as long as the way that it shows is open.
    """
    return f"{part(change)} is gone"


@rule(On(Action.CHANGED, Kind.LINK, "target"), law=lead)
def response_link_changed(change: Change) -> str:
    """A response leads elsewhere than before, or with other values.

    A client that follows the links of the document comes to another operation. Most clients do not
    follow them, hence a warning.

          paths:
            /orders:
              post:
                responses:
                  "201":
                    description: created
        -           links: {next: {operationId: getInvoice}}
        +           links: {next: {operationId: getDelivery}}

    Instead, name a new link beside the old one.
    """
    return f"{part(change)} leads elsewhere"
