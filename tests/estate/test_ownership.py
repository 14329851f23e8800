"""Who owns what in the estate: everything, once, and told to whoever asks."""

from __future__ import annotations

import difflib
from pathlib import Path

import pytest

from tests.estate.golden import run

CONTRACTS = Path(__file__).parents[2] / "contracts"


def test_every_field_of_the_estate_has_one_owner_and_nothing_goes_round() -> None:
    ran = run(["ownership", "check", "."], CONTRACTS)
    assert ran.value["findings"] == []
    assert ran.code == 0


@pytest.mark.parametrize(
    ("asked", "owner", "changes"),
    [
        ("order.status --at DC-RNO --on 2027-01-31 --state created", "erp-legacy", "2027-02-01"),
        ("order.status --at DC-RNO --on 2027-03-01 --state shipped", "erp-cloud", None),
        ("order.status --at ST-101 --on 2027-03-01 --state created", "erp-legacy", "2027-10-04"),
        ("reservation.quantity --at DC-ATL --on 2027-03-01", "erp-legacy", "2027-08-02"),
        ("reservation.quantity --at DC-CHI --on 2027-03-01", "wms", None),
        ("location.bins[*] --at DC-CHI --on 2027-03-01", "wms", None),
        ("location.name --at DC-CHI --on 2026-12-01", "erp-legacy", "2027-01-11"),
        ("product.description --at HQ --on 2027-03-01", "storefront", None),
        ("inventory.buckets[*].quantity --at DC-ATL --on 2027-03-01", "wms", None),
    ],
)
def test_who_owns_a_field(asked: str, owner: str, changes: str | None) -> None:
    ran = run(["who-owns", *asked.split()], CONTRACTS)
    (answer,) = ran.value["answers"]
    assert answer["owner"] == owner
    assert (answer["next"] or {}).get("since") == changes


def test_the_warehouse_tells_order_states_by_events_only() -> None:
    asked = "order.status --at DC-CHI --on 2027-03-01 --state picked"
    (answer,) = run(["who-owns", *asked.split()], CONTRACTS).value["answers"]
    (writer,) = answer["writers"]
    assert (writer["system"], writer["through"]) == ("wms", "events")


PROPOSED = sorted(CONTRACTS.glob("proposals/*/ownership/*.yaml"))


@pytest.mark.parametrize("proposed", PROPOSED, ids=lambda p: f"{p.parts[-3]}-{p.stem}")
def test_a_proposal_is_the_estates_own_file_with_a_few_lines_changed(proposed: Path) -> None:
    own = (CONTRACTS / "ownership" / proposed.name).read_text("utf-8").splitlines()
    new = proposed.read_text("utf-8").splitlines()
    changed = [x for x in difflib.ndiff(own, new) if x.startswith(("+ ", "- "))]
    assert 0 < len(changed) <= 12


def test_the_way_round_three_systems_is_told_flow_by_flow() -> None:
    case = CONTRACTS / "proposals" / "gc-22-product-name-goes-round"
    ran = run(["ownership", "check", "../..", "--proposal", "."], case)
    ways = [
        [step["from"] for step in found["evidence"]["path"]]
        for found in ran.value["findings"]
        if found["rule"] == "SOR010"
    ]
    assert ["erp-legacy", "wms", "storefront"] in ways
