"""The store on both databases: its tables, its transactions, and what it refuses to open."""

from __future__ import annotations

import sqlite3
from datetime import timedelta
from pathlib import Path
from threading import Barrier, Thread
from typing import TYPE_CHECKING

import psycopg
import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, make_url, text
from sqlalchemy.exc import SQLAlchemyError

from tests.registry.builders import AUTHOR, NOW
from weighbridge_registry.deploy import describe_service
from weighbridge_registry.errors import (
    DatabaseNotOpenedError,
    DatabaseUrlError,
    KeyInUseError,
    NewerDatabaseError,
    PublishedMeanwhileError,
)
from weighbridge_registry.store import migrations as steps
from weighbridge_registry.store import open_database
from weighbridge_registry.store.answers import KEPT
from weighbridge_registry.store.records import Answer, Deployment, Service, Subject, Version
from weighbridge_registry.store.tables import metadata

if TYPE_CHECKING:
    from weighbridge_registry.store import Database


def test_the_steps_end_in_the_tables_that_the_code_speaks_of(database: Database, url: str) -> None:
    engine = create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []
        assert context.get_current_revision() == steps.HEAD
    engine.dispose()
    assert database.ready()


def test_every_step_stands_in_a_file_of_its_own_and_the_last_is_the_head() -> None:
    files = sorted((Path(steps.__file__).parent / "versions").glob("v*.py"))
    assert files[-1].name.startswith(f"v{steps.HEAD}_")


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_database_of_the_first_step_keeps_what_was_decided(
    request: pytest.FixtureRequest, tmp_path: Path, kind: str
) -> None:
    url = f"sqlite:///{tmp_path}/registry.db"
    if kind == "postgresql":
        server = request.getfixturevalue("postgres")
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute("DROP DATABASE IF EXISTS older")
            connection.execute("CREATE DATABASE older")
        url = make_url(server).set(database="older").render_as_string(hide_password=False)
    engine = create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
    config = Config()
    config.set_main_option("script_location", str(Path(steps.__file__).parent))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        for statement in (
            "INSERT INTO environments VALUES ('dev', NULL, '[\"consumers-verified\"]', false, :at)",
            "INSERT INTO decisions VALUES (1, 'a', 'erp', '7', 'dev', true, '[]', :at, 'rosa')",
            "INSERT INTO verdicts VALUES ('a', 'b', '', 'backward', 'x', :value)",
        ):
            words = {"at": "2026-03-01T12:00:00.000000Z", "value": b"{}"}
            used = {name: value for name, value in words.items() if f":{name}" in statement}
            connection.execute(text(statement), used)
    engine.dispose()
    database = open_database(url)
    with database.reading() as store:
        (kept,) = store.environments.all()
        assert (kept.gates, kept.limits, kept.waves) == (("consumers-verified",), {}, ())
        assert [(d.service, d.scope) for d in store.decisions.listed().items] == [("erp", "")]
    assert database.ready()
    database.close()


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_servers_that_start_at_once_make_the_tables_once(
    request: pytest.FixtureRequest, tmp_path: Path, kind: str
) -> None:
    url = f"sqlite:///{tmp_path}/registry.db"
    if kind == "postgresql":
        server = request.getfixturevalue("postgres")
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute("DROP DATABASE IF EXISTS fresh")
            connection.execute("CREATE DATABASE fresh")
        url = make_url(server).set(database="fresh").render_as_string(hide_password=False)
    opened: list[Database] = []
    threads = [Thread(target=lambda: opened.append(open_database(url))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [database.ready() for database in opened] == [True] * 4
    for database in opened:
        database.close()


def test_an_answer_is_kept_for_some_days_and_not_for_ever(database: Database) -> None:
    answer = Answer(request="0" * 64, status=201, body=b"{}")
    later = NOW + KEPT + timedelta(seconds=1)
    with database.writing() as store:
        store.answers.add("old", "POST /x", answer, now=NOW)
        store.answers.add("new", "POST /x", answer, now=later - timedelta(hours=1))
        assert store.answers.find("old", "POST /x") == answer
        store.answers.add("newest", "POST /x", answer, now=later)
        assert store.answers.find("old", "POST /x") is None
        assert store.answers.find("new", "POST /x") == answer
    with pytest.raises(KeyInUseError), database.writing() as store:
        store.answers.add("new", "POST /x", answer, now=later)


def test_what_was_written_is_there_when_it_is_opened_again(database: Database, url: str) -> None:
    with database.writing() as store:
        store.services.put(Service(name="erp", description="", owner="finance"), now=NOW)
    database.close()
    again = open_database(url)
    with again.reading() as store:
        assert store.services.get("erp").owner == "finance"
    again.close()


def test_what_fails_half_way_leaves_nothing(database: Database) -> None:
    erp = Service(name="erp", description="", owner="finance")

    def half_way() -> None:
        with database.writing() as store:
            describe_service(store, erp, author=AUTHOR)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        half_way()
    with database.reading() as store:
        assert store.services.find("erp") is None
        assert store.audit.head() == (0, "0" * 64)


def test_a_reader_sees_one_moment_while_somebody_writes(database: Database) -> None:
    with database.reading() as reader:
        assert reader.services.all() == ()
        with database.writing() as writer:
            writer.services.put(Service(name="erp", description="", owner=""), now=NOW)
        assert reader.services.all() == ()


def test_writers_queue_and_none_is_lost(database: Database, url: str) -> None:
    other = open_database(url)  # as another process would
    ready = Barrier(8)
    faults: list[BaseException] = []

    def write(number: int) -> None:
        ready.wait()
        try:
            for turn in range(5):
                service = Service(name=f"s{number}-{turn}", description="", owner="")
                with (other if number % 2 else database).writing() as store:
                    describe_service(store, service, author=AUTHOR)
        except BaseException as error:  # noqa: BLE001 (it is shown by the assertion below)
            faults.append(error)

    threads = [Thread(target=write, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    other.close()
    assert faults == []
    with database.reading() as store:
        assert len(store.services.all()) == 40
        assert [entry.number for entry in store.audit.all()] == list(range(1, 41))


def test_names_sort_byte_by_byte_on_both_databases(database: Database) -> None:
    names = ["B", "a", "a/b", "a b", "Ä", "→", "_", "z", "10", "9"]
    with database.writing() as store:
        for name in names:
            store.subjects.put(Subject(name=name, kind="api"), now=NOW)
    found: list[str] = []
    cursor = None
    with database.reading() as store:
        while True:
            part = store.subjects.listed(limit=3, cursor=cursor)
            found += [subject.name for subject in part.items]
            cursor = part.next
            if cursor is None:
                break
    assert found == sorted(names, key=str.encode)


def test_a_search_finds_words_in_any_case_and_takes_wildcards_at_their_word(
    database: Database,
) -> None:
    with database.writing() as store:
        for name, title in (("orders", "Aufträge ÜBERALL"), ("100%_sure", ""), ("1000 sure", "")):
            store.subjects.put(Subject(name=name, kind="api", title=title), now=NOW)
    with database.reading() as store:
        assert [s.name for s in store.subjects.listed(search="überall").items] == ["orders"]
        assert [s.name for s in store.subjects.listed(search="100%_").items] == ["100%_sure"]


def test_a_number_is_taken_for_good(database: Database) -> None:
    with database.writing() as store:
        store.subjects.put(Subject(name="orders", kind="api"), now=NOW)
        store.versions.add(_version(1, "1.0.0"), {"a": b"1"})
    for number, label in ((1, "2.0.0"), (2, "1.0.0")):
        with pytest.raises(PublishedMeanwhileError), database.writing() as store:
            store.versions.add(_version(number, label), {"a": b"2"})
    with database.reading() as store:
        assert store.versions.contents(store.versions.get("orders", "latest")) == {"a": b"1"}


def test_content_is_kept_once(database: Database, url: str) -> None:
    with database.writing() as store:
        store.subjects.put(Subject(name="orders", kind="api"), now=NOW)
        store.versions.add(_version(1, "1.0.0"), {"a": b"same", "b": b"same"})
        store.versions.add(_version(2, "1.0.1"), {"a": b"same"})
    engine = create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM blobs")) == 1
    engine.dispose()


def _version(number: int, label: str) -> Version:
    return Version(
        subject="orders",
        number=number,
        label=label,
        rank=label,
        stable=True,
        digest="0" * 64,
        format="openapi",
        root="a",
        published_at=NOW,
    )


def test_a_newer_database_is_left_alone(database: Database, url: str) -> None:
    database.close()
    engine = create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()
    with pytest.raises(NewerDatabaseError, match="start the newer version"):
        open_database(url)


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("registry.db", "is no address"),
        ("", "is no address"),
        ("mysql://localhost/x", "is not supported"),
        ("sqlite://", "in memory forgets"),
        ("sqlite:///:memory:", "in memory forgets"),
        ("sqlite:///no/such/folder/registry.db", "folder that does not exist"),
    ],
)
def test_an_address_that_can_not_be_used_is_refused_with_advice(address: str, reason: str) -> None:
    with pytest.raises(DatabaseUrlError, match=reason) as refused:
        open_database(address)
    assert "sqlite:///" in str(refused.value)


def test_a_file_that_is_no_database_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "registry.db"
    file.write_text("not a database, but notes that somebody wants to keep\n" * 100)
    before = file.read_bytes()
    with pytest.raises(DatabaseNotOpenedError, match="not a database"):
        open_database(f"sqlite:///{file}")
    assert file.read_bytes() == before


def test_a_server_that_is_not_there_is_named_without_its_password() -> None:
    with pytest.raises(DatabaseNotOpenedError) as refused:
        open_database("postgresql://rosa:secret@127.0.0.1:1/registry")
    assert "secret" not in str(refused.value)


def test_sqlite_runs_in_wal_mode_and_minds_foreign_keys(tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path}/registry.db")
    with database.reading():
        pass
    database.close()
    with sqlite3.connect(tmp_path / "registry.db") as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    again = open_database(f"sqlite:///{tmp_path}/registry.db")
    lost = Deployment(environment="nowhere", service="erp", release="1", scope="", since=NOW)
    with pytest.raises(SQLAlchemyError, match="FOREIGN KEY"), again.writing() as store:
        store.deployments.put(lost)
    again.close()
