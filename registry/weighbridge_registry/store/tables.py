"""The tables, and nothing else."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.types import TypeDecorator

from weighbridge_registry.canonical import canonical

if TYPE_CHECKING:
    from sqlalchemy import Dialect

#: text that is compared and sorted byte by byte, whatever the database's language is
Name = Text().with_variant(Text(collation="C"), "postgresql")


class Moment(TypeDecorator[datetime]):
    """An instant, kept as RFC 3339 in UTC with microseconds: it reads, and sorts, as it is."""

    impl = String(27)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:
        """Write it down."""
        del dialect
        return None if value is None else stamped(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> datetime | None:
        """Read it back."""
        del dialect
        return None if value is None else datetime.fromisoformat(value)


def stamped(moment: datetime) -> str:
    """An instant as it stands in the database."""
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%f}Z"


class Json(TypeDecorator[Any]):
    """A small JSON value that is only ever read as a whole."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str:
        """Write it down."""
        del dialect
        return canonical(value).decode()

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        """Read it back."""
        del dialect
        return None if value is None else json.loads(value)


metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

#: content, once by what it is
blobs = Table(
    "blobs",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("content", LargeBinary, nullable=False),
)

subjects = Table(
    "subjects",
    metadata,
    Column("name", Name, primary_key=True),
    Column("kind", Name, nullable=False),
    Column("title", Text, nullable=False),
    Column("description", Text, nullable=False),
    Column("business_owner", Text),
    Column("technical_owner", Text),
    #: name, title and description, case folded, for the search box
    Column("sought", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
)

subject_providers = Table(
    "subject_providers",
    metadata,
    Column("subject", Name, ForeignKey("subjects.name"), primary_key=True),
    Column("service", Name, primary_key=True),
    Index(None, "service"),
)

versions = Table(
    "versions",
    metadata,
    Column("subject", Name, ForeignKey("subjects.name"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("label", Name, nullable=False),
    #: sorts as the precedence of labels does
    Column("rank", Name, nullable=False),
    Column("stable", Boolean, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("format", Name, nullable=False),
    Column("root", Name, nullable=False),
    Column("published_at", Moment, nullable=False),
    #: what it was weighed against when it was published, and what came of it
    Column("previous", Name),
    Column("word", Name),
    Column("required_bump", Name),
    Column("status", Name, nullable=False),
    Column("changelog", Text, nullable=False),
    UniqueConstraint("subject", "label"),
    UniqueConstraint("subject", "rank"),
)

version_files = Table(
    "version_files",
    metadata,
    Column("subject", Name, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("path", Name, primary_key=True),
    Column("digest", String(64), ForeignKey("blobs.digest"), nullable=False),
    ForeignKeyConstraint(["subject", "number"], ["versions.subject", "versions.number"]),
)

services = Table(
    "services",
    metadata,
    Column("name", Name, primary_key=True),
    Column("description", Text, nullable=False),
    Column("owner", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
)

releases = Table(
    "releases",
    metadata,
    Column("service", Name, ForeignKey("services.name"), primary_key=True),
    Column("release", Name, primary_key=True),
    Column("commit", Name),
    Column("branch", Name),
    Column("recorded_at", Moment, nullable=False),
    Index(None, "service", "recorded_at"),
)

release_provides = Table(
    "release_provides",
    metadata,
    Column("service", Name, primary_key=True),
    Column("release", Name, primary_key=True),
    Column("subject", Name, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    ForeignKeyConstraint(["service", "release"], ["releases.service", "releases.release"]),
    ForeignKeyConstraint(["subject", "number"], ["versions.subject", "versions.number"]),
    Index(None, "subject", "number"),
)

environments = Table(
    "environments",
    metadata,
    Column("name", Name, primary_key=True),
    Column("after", Name, ForeignKey("environments.name")),
    Column("gates", Json, nullable=False),
    Column("limits", Json, nullable=False, server_default="{}"),
    #: the waves in which releases come, each with the one before it
    Column("waves", Json, nullable=False, server_default="[]"),
    Column("production", Boolean, nullable=False),
    Column("created_at", Moment, nullable=False),
)

#: what runs now
deployments = Table(
    "deployments",
    metadata,
    Column("environment", Name, ForeignKey("environments.name"), primary_key=True),
    Column("service", Name, primary_key=True),
    Column("scope", Name, primary_key=True),
    Column("release", Name, nullable=False),
    Column("since", Moment, nullable=False),
    ForeignKeyConstraint(["service", "release"], ["releases.service", "releases.release"]),
    Index(None, "service", "release"),
)

#: what ever ran; the rows without an end are those of `deployments`
deployment_history = Table(
    "deployment_history",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("environment", Name, ForeignKey("environments.name"), nullable=False),
    Column("service", Name, nullable=False),
    Column("scope", Name, nullable=False),
    Column("release", Name, nullable=False),
    Column("started_at", Moment, nullable=False),
    Column("ended_at", Moment),
    ForeignKeyConstraint(["service", "release"], ["releases.service", "releases.release"]),
    Index(None, "service", "release"),
    Index(None, "environment", "service", "scope", "ended_at"),
)

#: what consumers expect, once by what affects verification
pacts = Table(
    "pacts",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("subject", Name, nullable=False),
    Column("number", Integer, nullable=False),
    Column("consumer", Name, nullable=False),
    Column("provider", Name, nullable=False),
    Column("specification", Name, nullable=False),
    #: the subject that is meant: the provider itself, where the pact does not say
    Column("contract", Name, nullable=False),
    Column("published_at", Moment, nullable=False),
    ForeignKeyConstraint(["subject", "number"], ["versions.subject", "versions.number"]),
    UniqueConstraint("subject", "number"),
    Index(None, "provider"),
)

#: which release of a consumer expects it
pact_publications = Table(
    "pact_publications",
    metadata,
    Column("consumer", Name, primary_key=True),
    Column("release", Name, primary_key=True),
    Column("provider", Name, primary_key=True),
    Column("pact", String(64), ForeignKey("pacts.digest"), nullable=False),
    Column("branch", Name),
    Column("published_at", Moment, nullable=False),
    Index(None, "provider"),
    Index(None, "pact"),
)

verifications = Table(
    "verifications",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("pact", String(64), ForeignKey("pacts.digest"), nullable=False),
    Column("provider", Name, nullable=False),
    Column("release", Name, nullable=False),
    Column("success", Boolean, nullable=False),
    Column("failures", Json, nullable=False),
    Column("tool", Text, nullable=False),
    Column("tool_version", Text, nullable=False),
    Column("url", Text),
    Column("recorded_at", Moment, nullable=False),
    Index(None, "provider", "release", "pact", "id"),
    Index(None, "pact"),
)

conformance = Table(
    "conformance",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("service", Name, nullable=False),
    Column("release", Name, nullable=False),
    Column("subject", Name, nullable=False),
    Column("number", Integer, nullable=False),
    Column("success", Boolean, nullable=False),
    Column("seed", Text, nullable=False),
    Column("cases", Integer, nullable=False),
    Column("failures", Json, nullable=False),
    Column("tool", Text, nullable=False),
    Column("tool_version", Text, nullable=False),
    Column("recorded_at", Moment, nullable=False),
    ForeignKeyConstraint(["subject", "number"], ["versions.subject", "versions.number"]),
    Index(None, "service", "release"),
)

#: what is said of a version beside its document, which may be said anew
cards = Table(
    "cards",
    metadata,
    Column("subject", Name, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("digest", String(64), ForeignKey("blobs.digest"), nullable=False),
    Column("said_at", Moment, nullable=False),
    ForeignKeyConstraint(["subject", "number"], ["versions.subject", "versions.number"]),
)

#: what was seen of a release and said of it, by the sections of an evidence file
evidence = Table(
    "evidence",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("service", Name, nullable=False),
    Column("release", Name, nullable=False),
    Column("section", Name, nullable=False),
    Column("value", Json, nullable=False),
    Column("actor", Text, nullable=False),
    Column("recorded_at", Moment, nullable=False),
    ForeignKeyConstraint(["service", "release"], ["releases.service", "releases.release"]),
    Index(None, "service", "release", "id"),
)

#: what lint has to tell of a document with its card, by the digest of both
lints = Table(
    "lints",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("engine", Name, primary_key=True),
    Column("value", LargeBinary, nullable=False),
)

#: what was computed once and can be computed again
verdicts = Table(
    "verdicts",
    metadata,
    Column("old", String(64), primary_key=True),
    Column("new", String(64), primary_key=True),
    Column("posture", Name, primary_key=True),
    Column("mode", Name, primary_key=True),
    #: on which day it holds; empty where it holds on any
    Column("day", Name, primary_key=True),
    Column("engine", Name, primary_key=True),
    Column("value", LargeBinary, nullable=False),
)

#: which findings of a verdict hit a consumer, by what its pact uses
hits = Table(
    "hits",
    metadata,
    Column("old", String(64), primary_key=True),
    Column("new", String(64), primary_key=True),
    Column("posture", Name, primary_key=True),
    Column("mode", Name, primary_key=True),
    Column("day", Name, primary_key=True),
    Column("engine", Name, primary_key=True),
    Column("pact", String(64), primary_key=True),
    Column("value", LargeBinary, nullable=False),
)

decisions = Table(
    "decisions",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("id", String(32), nullable=False, unique=True),
    Column("service", Name, nullable=False),
    Column("release", Name, nullable=False),
    Column("environment", Name, ForeignKey("environments.name"), nullable=False),
    Column("scope", Name, nullable=False, server_default=""),
    Column("allowed", Boolean, nullable=False),
    Column("reasons", Json, nullable=False),
    Column("decided_at", Moment, nullable=False),
    Column("actor", Text, nullable=False),
    Index(None, "environment", "number"),
    Index(None, "service", "number"),
)

audit = Table(
    "audit",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("at", Moment, nullable=False),
    Column("actor", Text, nullable=False),
    Column("action", Name, nullable=False),
    Column("subject", Name, nullable=False),
    Column("payload", String(64), nullable=False),
    Column("previous", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
)

#: one row: the end of the log. Whoever appends holds it, so that entries stand one after another
audit_head = Table(
    "audit_head",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("number", Integer, nullable=False),
    Column("hash", String(64), nullable=False),
)

#: the answers to requests that bore a key, to be given again
answers = Table(
    "answers",
    metadata,
    Column("key", Name, primary_key=True),
    Column("route", Name, primary_key=True),
    Column("request", String(64), nullable=False),
    Column("status", Integer, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("given_at", Moment, nullable=False),
    Index(None, "given_at"),
)
