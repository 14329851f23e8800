"""A served catalog: the real app on a real SQLite file, filled through its own API."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

import httpx
import pytest
import uvicorn

from tests.browser import browser  # noqa: F401 (a fixture is known by its name in a conftest)
from tests.web.estate import fill
from weighbridge_registry.store import open_database
from weighbridge_web.app import create_app

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from fastapi import FastAPI


@contextmanager
def served(app: FastAPI) -> Iterator[httpx.Client]:
    """Serve an app on a free port of this machine, as long as the block runs."""
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_level="critical"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive(), "the server did not start"
    port = server.servers[0].sockets[0].getsockname()[1]
    with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60) as client:
        yield client
    server.should_exit = True
    thread.join()


@contextmanager
def catalog(folder: Path) -> Iterator[httpx.Client]:
    """Serve an empty catalog."""
    database = open_database(f"sqlite:///{folder}/registry.db")
    with served(create_app(database)) as client:
        yield client
    database.close()


@pytest.fixture(scope="session")
def estate(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """A filled catalog, which tests only read."""
    with catalog(tmp_path_factory.mktemp("estate")) as client:
        fill(client)
        yield client


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[httpx.Client]:
    """A catalog of one's own, with nothing in it."""
    with catalog(tmp_path) as client:
        yield client
