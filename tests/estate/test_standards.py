"""The estate meets the standards of the house, and what does not hold somewhere has a reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.estate.golden import PROPOSALS, Ran, run

if TYPE_CHECKING:
    from typing import Any


def _value(ran: Ran) -> dict[str, Any]:
    import json  # noqa: PLC0415 - for this alone

    assert ran.out, ran.err
    value: dict[str, Any] = json.loads(ran.out)
    return value


def test_the_estate_is_clean() -> None:
    ran = run(["lint", "."], PROPOSALS.parent)
    value = _value(ran)
    severe = [
        (f["rule"], f["source"]["file"], f["message"])
        for f in value["findings"]
        if f["severity"] != "info" and f["ignored"] is None
    ]
    assert severe == []
    assert (ran.code, value["verdict"], value["unread"]) == (0, "clean", [])


def test_what_is_ignored_has_a_reason_that_says_something() -> None:
    value = _value(run(["lint", "."], PROPOSALS.parent))
    reasons = {f["ignored"] for f in value["findings"] if f["ignored"] is not None}
    assert reasons
    assert all(len(reason) > 20 for reason in reasons)
