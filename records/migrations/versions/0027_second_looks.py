"""Why a decision waits for a second person, and under which words a photo was sent in a call."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0027"
down_revision = "0026"

_JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.add_column("solution_deeds", sa.Column("second_look", _JSON, nullable=False, server_default="[]"))
    op.add_column("evidence", sa.Column("agreed_locale", sa.String(), nullable=True))
    op.add_column("evidence", sa.Column("agreed_sha256", sa.String(), nullable=True))
