"""Every standard about ownership and crosswalks says what it demands, why, and what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import yaml

from weighbridge_checks.verdicts.mappings import STANDARDS as MAPPINGS
from weighbridge_checks.verdicts.ownership import STANDARDS as OWNERSHIP

if TYPE_CHECKING:
    from weighbridge_checks.verdicts.standard import Standard

EVERY = [*OWNERSHIP.values(), *MAPPINGS.values()]


@pytest.mark.parametrize("standard", EVERY, ids=lambda s: s.id)
def test_a_page_has_a_demand_a_reason_and_two_examples(standard: Standard) -> None:
    demand, blank, reason, *_ = standard.page.splitlines()
    assert demand.endswith(".")
    assert blank == ""
    assert reason
    assert yaml.safe_load(standard.bad)
    assert yaml.safe_load(standard.good)
    assert standard.bad != standard.good
