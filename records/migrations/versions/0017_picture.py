"""Whether a recording takes the picture too, what kind of file a part is, and how large its picture was from when on."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0017"
down_revision = "0016"

_JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.add_column("recordings", sa.Column("picture", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("recordings", sa.Column("picture_ended_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("parts", sa.Column("media_type", sa.String(), nullable=True))
    op.add_column("parts", sa.Column("sizes", _JSON, nullable=True))
