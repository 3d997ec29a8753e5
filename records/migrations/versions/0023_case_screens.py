"""Who looks after a case, saved filters, and the indices that the list and the board of cases are read by."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0023"
down_revision = "0022"

_JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    # Said by hand: Alembic would make the table anew on SQLite, and half of all others refer to it.
    op.execute("ALTER TABLE cases ADD COLUMN owner_id VARCHAR CONSTRAINT fk_cases_owner_id REFERENCES users (id)")
    op.drop_index(op.f("ix_cases_stage"), table_name="cases")
    op.create_index(op.f("ix_cases_stage_updated_at"), "cases", ["stage", "updated_at"])
    op.create_index(op.f("ix_cases_carrier_updated_at"), "cases", ["carrier", "updated_at"])
    op.create_index(op.f("ix_cases_owner_id_updated_at"), "cases", ["owner_id", "updated_at"])
    op.create_index(op.f("ix_cases_value_currency_value_amount"), "cases", ["value_currency", "value_amount"])
    op.create_table(
        "saved_filters",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("filter", _JSON, nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("shared", sa.Boolean(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_saved_filters_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_filters")),
        sa.UniqueConstraint("user_id", "name", name=op.f("uq_saved_filters_user_id_name")),
    )
