"""The sum that a claim pack claims, as whoever ordered it said."""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"


def upgrade() -> None:
    op.add_column("claim_packs", sa.Column("claimed_minor", sa.BigInteger(), nullable=True))
    op.add_column("claim_packs", sa.Column("claimed_currency", sa.String(), nullable=True))
