"""How alembic reaches the store: over the connection that `server.store` opened and locked."""

from alembic import context

from server.store import tables

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=tables,
    render_as_batch=True,  # SQLite alters a table by making it anew
)
with context.begin_transaction():
    context.run_migrations()
