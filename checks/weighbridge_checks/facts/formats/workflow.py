"""Workflow contracts, read: the file's form is checked by its published schema."""

from __future__ import annotations

from typing import TYPE_CHECKING

from weighbridge_checks.facts.dialect import DRAFT_2020
from weighbridge_checks.facts.formats import pointer as pointers
from weighbridge_checks.facts.formats.errors import UnreadableContractError
from weighbridge_checks.facts.model import Contract, Format
from weighbridge_checks.facts.schema import World

if TYPE_CHECKING:
    from weighbridge_checks.facts.document import Bundle


def read(bundle: Bundle) -> Contract:
    """The contract that a workflow file is. Raises `UnreadableContractError` for a wrong form."""
    from weighbridge_checks.facts.estate import shape  # noqa: PLC0415 - other formats need it not

    root = bundle.root.root
    # a misspelt key is told before the one that is missed because of it
    for steps, reason in sorted(shape.faults("workflow", root), key=lambda fault: not fault[0]):
        at = bundle.root.locate(pointers.join(steps))
        raise UnreadableContractError(bundle.root.name, reason, at.line, at.column)
    return Contract(
        format=Format.WORKFLOW,
        name=bundle.root.name,
        digest=bundle.digest,
        title=root.get("title") or root["workflow"],
        version=root["version"],
        bundle=bundle,
        # there is no schema in it, and so nothing to resolve
        world=World(dialect=DRAFT_2020, number=-1, resolve=lambda *_: None),
        elements=(),
    )
