"""Settings: where the server may listen."""

from __future__ import annotations

import pytest

from weighbridge_registry.errors import NotLoopbackError
from weighbridge_registry.settings import Settings


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "::1", "[::1]", "localhost"])
def test_the_server_listens_on_this_machine(host: str) -> None:
    assert Settings(host=host).host == host


@pytest.mark.parametrize(
    "host",
    ["0.0.0.0", "::", "192.168.0.7", "registry.example", "", "127.0.0.1.example"],  # noqa: S104 (it is refused)
)
def test_it_refuses_any_other_address_and_says_why(host: str) -> None:
    with pytest.raises(NotLoopbackError, match="without access control"):
        Settings(host=host)
