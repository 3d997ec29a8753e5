"""A key for each recording, what is missing in each part, and pauses."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0012"
down_revision = "0011"

_JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "recording_keys",
        sa.Column("recording_id", sa.String(), nullable=False),
        sa.Column("master", sa.String(), nullable=False),
        sa.Column("locked", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["recording_id"], ["recordings.id"], name=op.f("fk_recording_keys_recording_id")),
        sa.PrimaryKeyConstraint("recording_id", name=op.f("pk_recording_keys")),
    )
    op.add_column("parts", sa.Column("gaps", _JSON, nullable=True))
    op.add_column("recordings", sa.Column("paused_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("recordings", sa.Column("paused_by", sa.String(), nullable=True))
    op.add_column("recordings", sa.Column("resume_seen_by", _JSON, nullable=True))
