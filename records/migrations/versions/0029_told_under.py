"""Under which numbers a line and an alert were told, and which lines are set aside as another parcel's."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0029"
down_revision = "0028"

_JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.add_column("tracking_events", sa.Column("told_under", _JSON, nullable=False, server_default="[]"))
    op.add_column("tracking_events", sa.Column("set_aside", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("alerts", sa.Column("number", sa.String(), nullable=True))
