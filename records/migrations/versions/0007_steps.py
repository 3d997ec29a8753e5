"""How each page came into the talk, and by which path."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0007"
down_revision = "0006"

_PATHS = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
_STEPS = ("permission", "socket", "ice", "keys", "click", "first_sound", "first_picture")


def upgrade() -> None:
    op.create_table(
        "call_steps",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("call_id", sa.String(), nullable=False),
        sa.Column("participant_id", sa.String(), nullable=False),
        sa.Column("page_id", sa.String(), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        *(sa.Column(step, sa.Integer(), nullable=True) for step in _STEPS),
        sa.Column("paths", _PATHS, nullable=False),
        sa.ForeignKeyConstraint(["call_id"], ["calls.id"], name=op.f("fk_call_steps_call_id")),
        sa.ForeignKeyConstraint(["participant_id"], ["participants.id"], name=op.f("fk_call_steps_participant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call_steps")),
        sa.UniqueConstraint("participant_id", "page_id", name=op.f("uq_call_steps_participant_id_page_id")),
    )
    op.create_index(op.f("ix_call_steps_call_id"), "call_steps", ["call_id"])
