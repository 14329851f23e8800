"""Every break in the estate is shown by a whole message that another library judges alike."""

from __future__ import annotations

import json
import re
import warnings
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from openapi_core import OpenAPI
from openapi_core.exceptions import OpenAPIError
from openapi_core.testing import MockRequest, MockResponse

from tests.checks.verdicts.test_exchanges import sent
from weighbridge_checks.facts import Contract, read
from weighbridge_checks.verdicts import Severity, weigh
from weighbridge_checks.verdicts.exchange import Request, Response

if TYPE_CHECKING:
    from collections.abc import Iterator

    from weighbridge_checks.verdicts.finding import Finding

APIS = Path(__file__).parents[2] / "contracts/apis"


def steps() -> Iterator[tuple[Path, Path]]:
    """Each version of an API with the one after it."""
    for api in sorted(APIS.iterdir()):
        versions = sorted(
            d / "openapi.yaml" for d in api.iterdir() if (d / "openapi.yaml").exists()
        )
        yield from pairwise(versions)


STEPS = list(steps())


def contract(file: Path) -> Contract:
    def beside(path: str) -> bytes:
        return (file.parent / path).read_bytes()

    return read(file.read_bytes(), name=str(file), open=beside, rise=4)


def takes(api: OpenAPI, request: Request) -> bool:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it knows no scheme of the kind oauth2
        try:
            api.validate_request(sent(request))
        except OpenAPIError:
            return False
    return True


def fits(api: OpenAPI, finding: Finding, response: Response) -> bool:
    method, _, path = str(finding.change.operation).partition(" ")
    said: Any = (api.spec / "servers" / 0).read_value()["url"]
    host, _, base = str(said).removeprefix("https://").partition("/")
    filled = re.sub(r"\{[^}]*\}", "a", f"/{base}{path}" if base else path)
    headers = dict(response.headers)
    answer = MockResponse(
        json.dumps(response.body).encode(),
        status_code=response.status,
        headers=headers,
        content_type=response.media_type or "application/json",
    )
    try:
        api.validate_response(MockRequest(f"https://{host}", method.lower(), filled), answer)
    except OpenAPIError:
        return False
    return True


@pytest.mark.parametrize(("one", "other"), STEPS, ids=lambda file: "-".join(file.parts[-3:-1]))
def test_every_break_is_shown_by_a_whole_message(one: Path, other: Path) -> None:
    files = {file: (contract(file), OpenAPI.from_file_path(str(file))) for file in (one, other)}
    for old_file, new_file in ((one, other), (other, one)):
        (old, was), (new, now) = files[old_file], files[new_file]
        for finding in weigh(old, new).findings:
            if finding.severity is not Severity.ERROR:
                continue
            exchange = finding.evidence.exchange
            assert exchange is not None, finding.message
            if isinstance(exchange, Request):
                assert takes(was, exchange), finding.message
                assert not takes(now, exchange), finding.message
            elif isinstance(exchange, Response):
                assert fits(now, finding, exchange), finding.message
                assert not fits(was, finding, exchange), finding.message
