"""How often a recording was paused, or its consent asked for again: a short one is seen by who asks too late for it."""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"


def upgrade() -> None:
    op.add_column("recordings", sa.Column("holds", sa.Integer(), nullable=False, server_default="0"))
