"""The pacts of the estate are what its consumers' tests write."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.estate.consumers import RELIANCES, path_of, run
from tests.estate.documents import PACTS

if TYPE_CHECKING:
    from tests.estate.reliance import Reliance


def test_every_pact_of_the_estate_comes_of_a_consumer_test() -> None:
    assert sorted(path_of(reliance) for reliance in RELIANCES) == PACTS


@pytest.mark.parametrize("reliance", RELIANCES, ids=lambda each: f"{each.consumer} {each.contract}")
def test_a_consumer_test_writes_the_pact_that_lies_in_the_estate(reliance: Reliance) -> None:
    written, kept = run(reliance), json.loads(path_of(reliance).read_text())
    for pact in (written, kept):
        del pact["metadata"]["pactRust"]  # names the release of the library that wrote it
    assert written == kept, "run `python -m tests.estate.consumers` and look at the difference"
