"""What Alembic runs for each step: on the connection that it was given, in its transaction."""

from __future__ import annotations

from alembic import context

from weighbridge_registry.store.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,  # SQLite alters a table by making it anew
)
context.run_migrations()
