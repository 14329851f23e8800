"""What cards promise and what evidence says; verdicts that hold on one day only."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

NAME = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
MOMENT = sa.String(length=27)
DIGEST = sa.String(length=64)


def upgrade() -> None:
    """Make the tables; what is derived can be derived again, by its new key."""
    op.create_table(
        "cards",
        sa.Column("subject", NAME, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("digest", DIGEST, nullable=False),
        sa.Column("said_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["digest"], ["blobs.digest"], name=op.f("fk_cards_digest")),
        sa.ForeignKeyConstraint(
            ["subject", "number"],
            ["versions.subject", "versions.number"],
            name=op.f("fk_cards_subject_number"),
        ),
        sa.PrimaryKeyConstraint("subject", "number", name=op.f("pk_cards")),
    )
    op.create_table(
        "evidence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("service", NAME, nullable=False),
        sa.Column("release", NAME, nullable=False),
        sa.Column("section", NAME, nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("recorded_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["service", "release"],
            ["releases.service", "releases.release"],
            name=op.f("fk_evidence_service_release"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence")),
    )
    op.create_index(
        op.f("ix_evidence_service_release_id"), "evidence", ["service", "release", "id"]
    )
    op.create_table(
        "lints",
        sa.Column("digest", DIGEST, nullable=False),
        sa.Column("engine", NAME, nullable=False),
        sa.Column("value", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("digest", "engine", name=op.f("pk_lints")),
    )
    for name, default in (("limits", "{}"), ("waves", "[]")):
        column = sa.Column(name, sa.Text(), nullable=False, server_default=default)
        op.add_column("environments", column)
    op.add_column("decisions", sa.Column("scope", NAME, nullable=False, server_default=""))
    for name in ("verdicts", "hits"):
        op.drop_table(name)
    op.create_table(
        "verdicts",
        *_key(),
        sa.Column("value", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint(*_KEY, name=op.f("pk_verdicts")),
    )
    op.create_table(
        "hits",
        *_key(),
        sa.Column("pact", DIGEST, nullable=False),
        sa.Column("value", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint(*_KEY, "pact", name=op.f("pk_hits")),
    )


_KEY = ("old", "new", "posture", "mode", "day", "engine")


def _key() -> list[sa.Column[str]]:
    kinds = {"old": DIGEST, "new": DIGEST}
    return [sa.Column(name, kinds.get(name, NAME), nullable=False) for name in _KEY]
