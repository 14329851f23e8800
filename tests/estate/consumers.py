"""The running of the estate's consumer tests, which write its pacts.

`python -m tests.estate.consumers` writes the pacts of `contracts/consumers/` anew.
"""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
from pact import Pact

from tests.estate.event_reliances import HEARD
from tests.estate.sales_reliances import SALES
from tests.estate.supply_reliances import SUPPLY

if TYPE_CHECKING:
    from tests.estate.reliance import Call, Reliance

CONSUMERS = Path(__file__).parents[2] / "contracts" / "consumers"
RELIANCES = (*SALES, *SUPPLY, *HEARD)


def run(reliance: Reliance) -> dict[str, Any]:
    """Make every call against Pact's stand-in for the provider; the pact that comes of it."""
    with tempfile.TemporaryDirectory() as folder:
        for call in reliance.calls:  # one stand-in each: a provider is in one state at a time
            make(call, reliance, folder)
        if reliance.messages:
            hear(reliance, folder)
        (written,) = Path(folder).iterdir()
        document: dict[str, Any] = json.loads(written.read_text())
    document["metadata"]["x-weighbridge"] = {
        "contract": reliance.contract,
        "version": reliance.version,
        "posture": reliance.posture,
    }
    return document


def make(call: Call, reliance: Reliance, folder: str) -> None:
    """Make one call, and add it to the pact in the folder."""
    pact = Pact(reliance.consumer, reliance.contract).with_specification(reliance.specification)
    interaction = pact.upon_receiving(call.of)
    for state, parameters in call.given.items():
        interaction.given(state, parameters)
    interaction.with_request(call.method, call.path)
    interaction.with_query_parameters(call.query).with_headers(call.headers)
    if call.body is not None:
        interaction.with_body(call.body, "application/json")
    interaction.will_respond_with(call.status)
    interaction.with_body(call.reads, call.content_type)
    with pact.serve("127.0.0.1") as server:
        answer = httpx.request(
            call.method,
            f"{server.url}{call.path}",
            params=call.query,
            headers=call.headers,
            json=call.body,
            trust_env=False,
        )
        assert answer.status_code == call.status, answer.text
    pact.write_file(folder)


def hear(reliance: Reliance, folder: str) -> None:
    """Let the consumer hear its messages, and write the pact into the folder."""
    pact = Pact(reliance.consumer, reliance.contract).with_specification(reliance.specification)
    for message in reliance.messages:
        heard = pact.upon_receiving(message.of, "Async")
        heard.with_body(message.reads, "application/cloudevents+json")
    understood: list[str] = []

    def handler(body: str | bytes | None, _metadata: dict[str, object]) -> None:
        understood.append(json.loads(body or "")["type"])

    pact.verify(handler, "Async")
    assert len(understood) == len(reliance.messages)
    pact.write_file(folder)


def path_of(reliance: Reliance) -> Path:
    """Where the pact lies in the estate."""
    return CONSUMERS / reliance.consumer / f"{reliance.contract}.pact.json"


if __name__ == "__main__":
    for each in RELIANCES:
        target = path_of(each)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(json.dumps(run(each), indent=2) + "\n")
