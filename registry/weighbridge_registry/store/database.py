"""A database, opened: SQLite in a file or PostgreSQL, with the tables of this version."""

from __future__ import annotations

import logging
from contextlib import contextmanager, nullcontext
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

from sqlalchemy import create_engine, event, inspect, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from weighbridge_registry.errors import (
    DatabaseBusyError,
    DatabaseNotOpenedError,
    DatabaseUrlError,
    NewerDatabaseError,
)
from weighbridge_registry.store.migrations import HEAD
from weighbridge_registry.store.store import Store

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import URL, Connection, Engine

    from weighbridge_registry.store.verdicts import Verdicts

_log = logging.getLogger(__name__)

#: seconds to wait for another process that writes to the same SQLite file
_PATIENCE = 15
#: as many connections as the server has threads, so that none waits for another's
_CONNECTIONS = 40
#: any number will do, as long as nobody else takes it
_MIGRATION_LOCK = 5_177_303


class Database:
    """Where stores come from. A store lives as long as one transaction."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._snapshot = engine.execution_options(**_SNAPSHOT.get(engine.dialect.name, {}))
        self._writer = engine.execution_options(weighbridge_writes=True)
        # SQLite has one writer at a time. Its own waiting is by sleeping and trying again, which
        # is not fair; so the threads of this process queue here, and only processes queue there.
        self._turn: Any = Lock() if engine.dialect.name == "sqlite" else nullcontext()

    @contextmanager
    def reading(self) -> Iterator[Store]:
        """A store that sees one moment of the database and changes nothing.

        What was derived while reading (verdicts) is kept afterwards, in a transaction of its own.
        """
        with _named_faults(), self._snapshot.connect() as connection, connection.begin():
            store = Store(connection, writes=False)
            yield store
        if store.verdicts.fresh:
            self._keep(store.verdicts)

    @contextmanager
    def writing(self) -> Iterator[Store]:
        """A store whose changes are kept together when the block ends, or not at all."""
        with _named_faults(), self._turn, self._writer.begin() as connection:
            yield Store(connection, writes=True)

    def ready(self) -> bool:
        """Whether the database answers and has exactly the tables of this version."""
        with _named_faults(), self._engine.connect() as connection:
            return _revision(connection) == HEAD

    def close(self) -> None:
        """Let go of all connections."""
        self._engine.dispose()

    def _keep(self, derived: Verdicts) -> None:
        try:
            with self.writing() as store:
                store.verdicts.adopt(derived)
        except (SQLAlchemyError, DatabaseBusyError):
            # It can be derived again, so the reader shall not suffer for it.
            _log.warning("derived verdicts were not kept", exc_info=True)


_SNAPSHOT: dict[str, dict[str, Any]] = {
    "postgresql": {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
}


def open_database(url: str) -> Database:
    """Open a database, and give it the tables that this version needs."""
    engine = _engine(_address(url))
    shown = engine.url.render_as_string(hide_password=True)
    try:
        with engine.execution_options(weighbridge_writes=True).begin() as connection:
            _migrate(connection, shown)
    except SQLAlchemyError as error:
        engine.dispose()
        raise DatabaseNotOpenedError(shown, _reason(error)) from error
    except BaseException:
        engine.dispose()
        raise
    return Database(engine)


def _address(url: str) -> URL:
    try:
        address = make_url(url)
    except ArgumentError as error:
        raise DatabaseUrlError(url, "is no address of a database") from error
    shown = address.render_as_string(hide_password=True)
    if address.drivername in {"postgresql", "postgres", "postgresql+psycopg"}:
        return address.set(drivername="postgresql+psycopg")
    if address.drivername != "sqlite":
        raise DatabaseUrlError(shown, f"is for {address.drivername!r}, which is not supported")
    if not address.database or address.database == ":memory:":
        raise DatabaseUrlError(shown, "names no file, and a registry in memory forgets")
    if not Path(address.database).absolute().parent.is_dir():
        raise DatabaseUrlError(shown, "lies in a folder that does not exist")
    return address


def _engine(address: URL) -> Engine:
    if address.drivername == "sqlite":
        engine = create_engine(
            address,
            pool_size=8,
            max_overflow=_CONNECTIONS - 8,
            connect_args={"timeout": _PATIENCE},
        )
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    engine = create_engine(
        address,
        pool_size=8,
        max_overflow=_CONNECTIONS - 8,
        pool_pre_ping=True,
        connect_args={"connect_timeout": _PATIENCE},
    )
    event.listen(engine, "connect", _prepare_postgres)
    return engine


def _prepare_sqlite(connection: Any, _: object) -> None:
    # The driver begins transactions late and by guessing; `_begin_sqlite` does it plainly.
    connection.isolation_level = None
    # FULL, for what was answered shall outlive a power cut too.
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    # A writer takes its place before it reads. Were it to read first, two that then both want to
    # write could not be put in an order, and one would fail at once instead of waiting.
    writes = connection.get_execution_options().get("weighbridge_writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _prepare_postgres(connection: Any, _: object) -> None:
    # Prepared statements are planned once instead of at each call, which takes longer than they do.
    before, connection.autocommit = connection.autocommit, True
    connection.execute("SET plan_cache_mode = force_generic_plan")
    connection.autocommit = before


@contextmanager
def _named_faults() -> Iterator[None]:
    try:
        yield
    except (OperationalError, PoolTimeoutError) as error:
        raise DatabaseBusyError(_reason(error)) from error


def _reason(error: SQLAlchemyError) -> str:
    cause = error.orig if isinstance(error, DBAPIError) and error.orig else error
    return str(cause).strip().splitlines()[0] if str(cause).strip() else type(cause).__name__


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    revision: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return revision


def _migrate(connection: Connection, shown: str) -> None:
    if connection.dialect.name == "postgresql":
        # Two servers that start at once shall not both make the tables.
        connection.execute(text(f"SELECT pg_advisory_xact_lock({_MIGRATION_LOCK})"))
    revision = _revision(connection)
    if revision == HEAD:
        return
    # Loaded only where there is something to do: it takes longer than all the rest of opening.
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415
    from alembic.script import ScriptDirectory  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    steps = {step.revision for step in ScriptDirectory.from_config(config).walk_revisions()}
    if revision is not None and revision not in steps:
        raise NewerDatabaseError(shown, revision)
    command.upgrade(config, "head")
