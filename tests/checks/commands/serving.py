"""Real servers on the loopback, and the command line as a person calls it."""

from __future__ import annotations

import json
import socket
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import httpx
import uvicorn

from weighbridge_checks.commands.outcome import run
from weighbridge_registry.app import create_app
from weighbridge_registry.store import open_database

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import pytest
    from fastapi import FastAPI


@contextmanager
def serving(app: FastAPI) -> Iterator[str]:
    """The address of an app on a free port, as long as the block lasts."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        config = uvicorn.Config(app, log_level="critical", lifespan="off")
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        while not server.started:
            assert thread.is_alive(), "the server did not start"
            time.sleep(0.01)
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()


@contextmanager
def silence() -> Iterator[str]:
    """The address of somebody who listens and never says a word."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"


def nobody() -> str:
    """An address where nothing listens."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{listener.getsockname()[1]}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """How a command ended, and what it said."""

    code: int
    out: str
    err: str

    @property
    def value(self) -> Any:
        """What it said as JSON."""
        return json.loads(self.out)


def say(capsys: pytest.CaptureFixture[str], *arguments: object) -> Said:
    """Call the command line."""
    capsys.readouterr()
    code = run([str(a) for a in arguments])
    out, err = capsys.readouterr()
    return Said(code=code, out=out, err=err)


class RealRegistry:
    """The registry over HTTP with a fresh database, and a client to prepare and to ask it."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._client = httpx.Client(base_url=f"{url}/api/v1", trust_env=False)

    def put(self, path: str, value: Any) -> Any:
        answer = self._client.put(path, json=value)
        assert answer.is_success, answer.text
        return answer.json()

    def post(self, path: str, value: Any) -> Any:
        answer = self._client.post(path, json=value)
        assert answer.is_success, answer.text
        return answer.json()

    def items(self, path: str, **query: str) -> list[Any]:
        answer = self._client.get(path, params=query)
        assert answer.is_success, answer.text
        found: list[Any] = answer.json()["items"]
        return found


@contextmanager
def real_registry(folder: Path) -> Iterator[RealRegistry]:
    """A registry with its database in a folder."""
    database = open_database(f"sqlite:///{folder}/registry.db")
    with serving(create_app(database)) as url:
        yield RealRegistry(url)
