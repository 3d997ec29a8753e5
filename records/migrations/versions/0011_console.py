"""Who shows a screen; notes that several windows may save, and which of them a draft was made from."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.add_column("participants", sa.Column("screen", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("calls", sa.Column("notes_version", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("summaries", sa.Column("notes_version", sa.Integer(), nullable=False, server_default="0"))
