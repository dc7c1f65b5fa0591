"""How alembic reaches our tables. It is run by `engine.journal.migrate` on a connection that is open already."""

from __future__ import annotations

from alembic import context

import engine.access.tables  # noqa: F401 - they belong to the schema
from engine.journal.tables import Table

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Table.metadata,
    render_as_batch=True,
    transactional_ddl=True,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
