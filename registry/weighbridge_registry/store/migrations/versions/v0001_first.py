"""The first tables."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

NAME = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
MOMENT = sa.String(length=27)
DIGEST = sa.String(length=64)


def upgrade() -> None:
    """Make them, and the end of an audit log that has no entries yet."""
    op.create_table(
        "answers",
        sa.Column("key", NAME, nullable=False),
        sa.Column("route", NAME, nullable=False),
        sa.Column("request", DIGEST, nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("given_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("key", "route", name=op.f("pk_answers")),
    )
    op.create_index(op.f("ix_answers_given_at"), "answers", ["given_at"], unique=False)
    op.create_table(
        "audit",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("action", NAME, nullable=False),
        sa.Column("subject", NAME, nullable=False),
        sa.Column("payload", DIGEST, nullable=False),
        sa.Column("previous", DIGEST, nullable=False),
        sa.Column("hash", DIGEST, nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_audit")),
    )
    op.create_table(
        "audit_head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("hash", DIGEST, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_head")),
    )
    op.create_table(
        "blobs",
        sa.Column("digest", DIGEST, nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_blobs")),
    )
    op.create_table(
        "environments",
        sa.Column("name", NAME, nullable=False),
        sa.Column("after", NAME, nullable=True),
        sa.Column("gates", sa.Text(), nullable=False),
        sa.Column("production", sa.Boolean(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["after"], ["environments.name"], name=op.f("fk_environments_after")
        ),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_environments")),
    )
    op.create_table(
        "hits",
        sa.Column("old", DIGEST, nullable=False),
        sa.Column("new", DIGEST, nullable=False),
        sa.Column("posture", NAME, nullable=False),
        sa.Column("mode", NAME, nullable=False),
        sa.Column("engine", NAME, nullable=False),
        sa.Column("pact", DIGEST, nullable=False),
        sa.Column("value", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint(
            "old", "new", "posture", "mode", "engine", "pact", name=op.f("pk_hits")
        ),
    )
    op.create_table(
        "services",
        sa.Column("name", NAME, nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_services")),
    )
    op.create_table(
        "subjects",
        sa.Column("name", NAME, nullable=False),
        sa.Column("kind", NAME, nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("business_owner", sa.Text(), nullable=True),
        sa.Column("technical_owner", sa.Text(), nullable=True),
        sa.Column("sought", sa.Text(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_subjects")),
    )
    op.create_table(
        "verdicts",
        sa.Column("old", DIGEST, nullable=False),
        sa.Column("new", DIGEST, nullable=False),
        sa.Column("posture", NAME, nullable=False),
        sa.Column("mode", NAME, nullable=False),
        sa.Column("engine", NAME, nullable=False),
        sa.Column("value", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint(
            "old", "new", "posture", "mode", "engine", name=op.f("pk_verdicts")
        ),
    )
    op.create_table(
        "decisions",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("service", NAME, nullable=False),
        sa.Column("release", NAME, nullable=False),
        sa.Column("environment", NAME, nullable=False),
        sa.Column("allowed", sa.Boolean(), nullable=False),
        sa.Column("reasons", sa.Text(), nullable=False),
        sa.Column("decided_at", MOMENT, nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["environment"], ["environments.name"], name=op.f("fk_decisions_environment")
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_decisions")),
        sa.UniqueConstraint("id", name=op.f("uq_decisions_id")),
    )
    op.create_index(
        op.f("ix_decisions_environment_number"),
        "decisions",
        ["environment", "number"],
        unique=False,
    )
    op.create_index(
        op.f("ix_decisions_service_number"), "decisions", ["service", "number"], unique=False
    )
    op.create_table(
        "releases",
        sa.Column("service", NAME, nullable=False),
        sa.Column("release", NAME, nullable=False),
        sa.Column("commit", NAME, nullable=True),
        sa.Column("branch", NAME, nullable=True),
        sa.Column("recorded_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["service"], ["services.name"], name=op.f("fk_releases_service")),
        sa.PrimaryKeyConstraint("service", "release", name=op.f("pk_releases")),
    )
    op.create_index(
        op.f("ix_releases_service_recorded_at"),
        "releases",
        ["service", "recorded_at"],
        unique=False,
    )
    op.create_table(
        "subject_providers",
        sa.Column("subject", NAME, nullable=False),
        sa.Column("service", NAME, nullable=False),
        sa.ForeignKeyConstraint(
            ["subject"], ["subjects.name"], name=op.f("fk_subject_providers_subject")
        ),
        sa.PrimaryKeyConstraint("subject", "service", name=op.f("pk_subject_providers")),
    )
    op.create_index(
        op.f("ix_subject_providers_service"), "subject_providers", ["service"], unique=False
    )
    op.create_table(
        "versions",
        sa.Column("subject", NAME, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("label", NAME, nullable=False),
        sa.Column("rank", NAME, nullable=False),
        sa.Column("stable", sa.Boolean(), nullable=False),
        sa.Column("digest", DIGEST, nullable=False),
        sa.Column("format", NAME, nullable=False),
        sa.Column("root", NAME, nullable=False),
        sa.Column("published_at", MOMENT, nullable=False),
        sa.Column("previous", NAME, nullable=True),
        sa.Column("word", NAME, nullable=True),
        sa.Column("required_bump", NAME, nullable=True),
        sa.Column("status", NAME, nullable=False),
        sa.Column("changelog", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["subject"], ["subjects.name"], name=op.f("fk_versions_subject")),
        sa.PrimaryKeyConstraint("subject", "number", name=op.f("pk_versions")),
        sa.UniqueConstraint("subject", "label", name=op.f("uq_versions_subject_label")),
        sa.UniqueConstraint("subject", "rank", name=op.f("uq_versions_subject_rank")),
    )
    op.create_table(
        "conformance",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("service", NAME, nullable=False),
        sa.Column("release", NAME, nullable=False),
        sa.Column("subject", NAME, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("success", sa.Boolean(), nullable=False),
        sa.Column("seed", sa.Text(), nullable=False),
        sa.Column("cases", sa.Integer(), nullable=False),
        sa.Column("failures", sa.Text(), nullable=False),
        sa.Column("tool", sa.Text(), nullable=False),
        sa.Column("tool_version", sa.Text(), nullable=False),
        sa.Column("recorded_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["subject", "number"],
            ["versions.subject", "versions.number"],
            name=op.f("fk_conformance_subject_number"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conformance")),
    )
    op.create_index(
        op.f("ix_conformance_service_release"), "conformance", ["service", "release"], unique=False
    )
    op.create_table(
        "deployment_history",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("environment", NAME, nullable=False),
        sa.Column("service", NAME, nullable=False),
        sa.Column("scope", NAME, nullable=False),
        sa.Column("release", NAME, nullable=False),
        sa.Column("started_at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["environment"], ["environments.name"], name=op.f("fk_deployment_history_environment")
        ),
        sa.ForeignKeyConstraint(
            ["service", "release"],
            ["releases.service", "releases.release"],
            name=op.f("fk_deployment_history_service_release"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deployment_history")),
    )
    op.create_index(
        op.f("ix_deployment_history_environment_service_scope_ended_at"),
        "deployment_history",
        ["environment", "service", "scope", "ended_at"],
        unique=False,
    )
    op.create_index(
        op.f("ix_deployment_history_service_release"),
        "deployment_history",
        ["service", "release"],
        unique=False,
    )
    op.create_table(
        "deployments",
        sa.Column("environment", NAME, nullable=False),
        sa.Column("service", NAME, nullable=False),
        sa.Column("scope", NAME, nullable=False),
        sa.Column("release", NAME, nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["environment"], ["environments.name"], name=op.f("fk_deployments_environment")
        ),
        sa.ForeignKeyConstraint(
            ["service", "release"],
            ["releases.service", "releases.release"],
            name=op.f("fk_deployments_service_release"),
        ),
        sa.PrimaryKeyConstraint("environment", "service", "scope", name=op.f("pk_deployments")),
    )
    op.create_index(
        op.f("ix_deployments_service_release"), "deployments", ["service", "release"], unique=False
    )
    op.create_table(
        "pacts",
        sa.Column("digest", DIGEST, nullable=False),
        sa.Column("subject", NAME, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("consumer", NAME, nullable=False),
        sa.Column("provider", NAME, nullable=False),
        sa.Column("specification", NAME, nullable=False),
        sa.Column("contract", NAME, nullable=False),
        sa.Column("published_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["subject", "number"],
            ["versions.subject", "versions.number"],
            name=op.f("fk_pacts_subject_number"),
        ),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_pacts")),
        sa.UniqueConstraint("subject", "number", name=op.f("uq_pacts_subject_number")),
    )
    op.create_index(op.f("ix_pacts_provider"), "pacts", ["provider"], unique=False)
    op.create_table(
        "release_provides",
        sa.Column("service", NAME, nullable=False),
        sa.Column("release", NAME, nullable=False),
        sa.Column("subject", NAME, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(
            ["service", "release"],
            ["releases.service", "releases.release"],
            name=op.f("fk_release_provides_service_release"),
        ),
        sa.ForeignKeyConstraint(
            ["subject", "number"],
            ["versions.subject", "versions.number"],
            name=op.f("fk_release_provides_subject_number"),
        ),
        sa.PrimaryKeyConstraint(
            "service", "release", "subject", "number", name=op.f("pk_release_provides")
        ),
    )
    op.create_index(
        op.f("ix_release_provides_subject_number"),
        "release_provides",
        ["subject", "number"],
        unique=False,
    )
    op.create_table(
        "version_files",
        sa.Column("subject", NAME, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("path", NAME, nullable=False),
        sa.Column("digest", DIGEST, nullable=False),
        sa.ForeignKeyConstraint(["digest"], ["blobs.digest"], name=op.f("fk_version_files_digest")),
        sa.ForeignKeyConstraint(
            ["subject", "number"],
            ["versions.subject", "versions.number"],
            name=op.f("fk_version_files_subject_number"),
        ),
        sa.PrimaryKeyConstraint("subject", "number", "path", name=op.f("pk_version_files")),
    )
    op.create_table(
        "pact_publications",
        sa.Column("consumer", NAME, nullable=False),
        sa.Column("release", NAME, nullable=False),
        sa.Column("provider", NAME, nullable=False),
        sa.Column("pact", DIGEST, nullable=False),
        sa.Column("branch", NAME, nullable=True),
        sa.Column("published_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["pact"], ["pacts.digest"], name=op.f("fk_pact_publications_pact")),
        sa.PrimaryKeyConstraint(
            "consumer", "release", "provider", name=op.f("pk_pact_publications")
        ),
    )
    op.create_index(op.f("ix_pact_publications_pact"), "pact_publications", ["pact"], unique=False)
    op.create_index(
        op.f("ix_pact_publications_provider"), "pact_publications", ["provider"], unique=False
    )
    op.create_table(
        "verifications",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("pact", DIGEST, nullable=False),
        sa.Column("provider", NAME, nullable=False),
        sa.Column("release", NAME, nullable=False),
        sa.Column("success", sa.Boolean(), nullable=False),
        sa.Column("failures", sa.Text(), nullable=False),
        sa.Column("tool", sa.Text(), nullable=False),
        sa.Column("tool_version", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("recorded_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["pact"], ["pacts.digest"], name=op.f("fk_verifications_pact")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_verifications")),
    )
    op.create_index(op.f("ix_verifications_pact"), "verifications", ["pact"], unique=False)
    op.create_index(
        op.f("ix_verifications_provider_release_pact_id"),
        "verifications",
        ["provider", "release", "pact", "id"],
        unique=False,
    )
    head = sa.table("audit_head", sa.column("id"), sa.column("number"), sa.column("hash"))
    op.execute(sa.insert(head).values(id=1, number=0, hash="0" * 64))
