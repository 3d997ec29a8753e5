"""What the queue needs: skills, the way back to its head, agents who left a call, and promises with a date."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"

_WORDS = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    for table in ("calls", "users"):
        op.add_column(table, sa.Column("skills", _WORDS, nullable=False, server_default="[]"))
    op.add_column("calls", sa.Column("requeued_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("participants", sa.Column("left_at", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "commitments",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("call_id", sa.String(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("channel", sa.String(length=24), nullable=False),
        sa.Column("contact", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("time_zone", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_by", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_commitments_case_id")),
        sa.ForeignKeyConstraint(["call_id"], ["calls.id"], name=op.f("fk_commitments_call_id")),
        sa.ForeignKeyConstraint(["settled_by"], ["users.id"], name=op.f("fk_commitments_settled_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_commitments")),
    )
    op.create_index(op.f("ix_commitments_case_id"), "commitments", ["case_id"])
    op.create_index(op.f("ix_commitments_call_id"), "commitments", ["call_id"])
    op.create_index("ix_commitments_state_due_at", "commitments", ["state", "due_at"])
