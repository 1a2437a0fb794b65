"""Runs the migrations on the connection, and in the transaction, that `netcore.store.migrate` hands over."""

from alembic import context

from netcore.store.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    transaction_per_migration=False,
)
context.run_migrations()
