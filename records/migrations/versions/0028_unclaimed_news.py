"""What feeds tell of parcels that no case knows is kept for a while, and what became of each body."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"


def upgrade() -> None:
    words = sa.Enum("taken", "no_case", "test", "unknown_words", "unreadable", name="became", native_enum=False, length=24)
    op.add_column("feed_bodies", sa.Column("became", words, nullable=False, server_default="taken"))
    op.add_column("feed_bodies", sa.Column("size", sa.Integer(), nullable=False, server_default="0"))
    unclaimed = sa.text("became <> 'taken'")
    op.create_index("ix_feed_bodies_unclaimed", "feed_bodies", ["received_at", "digest", "size"], sqlite_where=unclaimed, postgresql_where=unclaimed)
    op.create_table(
        "waiting_news",
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["digest"], ["feed_bodies.digest"], name=op.f("fk_waiting_news_digest")),
        sa.PrimaryKeyConstraint("digest", "number", name=op.f("pk_waiting_news")),
    )
    op.create_index(op.f("ix_waiting_news_number"), "waiting_news", ["number"])
