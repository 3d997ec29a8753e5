"""Media workers with a number for each life, and whose each part is."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    op.create_table(
        "media_workers",
        sa.Column("number", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("line", sa.String(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_media_workers")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("parts") as parts:
        parts.add_column(sa.Column("worker", sa.Integer(), nullable=True))
        parts.create_foreign_key(op.f("fk_parts_worker"), "media_workers", ["worker"], ["number"])
    op.create_index(
        "ix_parts_writing", "parts", ["worker"], sqlite_where=sa.text("state = 'writing'"),
        postgresql_where=sa.text("state = 'writing'"),
    )
