"""Of two things that are told of an agent, the version of the row says which is the later one."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.add_column("agents", sa.Column("version", sa.Integer(), nullable=False, server_default="0"))
