"""What is found about a version or a release as a whole, not by comparing two documents."""

from __future__ import annotations

#: the page of each, by its id
PAGES = {
    "published-version-edited": """A version that others may rely on got other content.

Who reads the number of a version relies on what it said when it was published. If its content
changes, two parties that both speak 1.1.0 may not understand each other, and no registry can tell
why; it refuses the second content under the same number.

    apis/orders/1.1.0/openapi.yaml

Instead, put the change into a new folder beside it, under the next number. A version whose card
says `status: proposed` or `status: draft` may still be edited.""",
    "version-bump-too-small": """A new version's number grew by less than its changes owe.

A reader that accepts 1.1.0 will take 1.2.0 without asking. If 1.2.0 breaks it, the number lied.
A breaking change owes a new major number, an addition a minor one, a change of words a patch.

    1.1.0 -> 1.2.0    with a required request field

Instead, raise the number as the message says, or take the change back.""",
    "version-withdrawn": """A version that others may rely on is gone from the estate.

Whoever still runs with it finds no contract to be checked against.

Instead, keep its folder and say `status: deprecated` or `status: retired` in its contract.yaml.""",
    "contract-removed": """A contract is gone, with all that it promised.

Everyone who calls it, or reads its events, is left without an answer.

Instead, deprecate it with a date, move its consumers, and remove it when nobody names it.""",
    "contract-withdrawn": """A release would take a contract away that runs in an environment now.

What runs there may call it, or read its events, and finds nobody who provides it any more.

    running    orders 1.1.0, by erp 7.1
    coming     nothing, by erp 8.0

Instead, go on to provide it until its consumers have moved, or bring the release of another service
that provides it there first.""",
}
