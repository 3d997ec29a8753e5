"""An agent's turn among the idle outlives an offer that was taken away again."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.add_column("agents", sa.Column("free_since", sa.DateTime(timezone=True), nullable=True))
