"""Who owns what in the estate: everything, once, and told to whoever asks."""

from __future__ import annotations

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
