"""The first schema."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the tables, and the one row of the gate."""
    from netcore.store.schema import metadata

    metadata.create_all(op.get_bind())
    op.execute(sa.text("INSERT INTO gate (id) VALUES (1)"))
