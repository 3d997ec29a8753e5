"""Several endpoints, a delivery for each event and endpoint, and where a case stands in the helpdesk.

What was tried, delivered or given up belongs to the one receiver of the settings, as its delivery. What nobody has tried
yet is spread like anything new.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0020"
down_revision = "0019"

_JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
_TIME = sa.DateTime(timezone=True)
_MOVED = ("next_at", "attempts", "leased_until", "lease_number", "delivered_at", "dead_at", "last_status", "last_error")


def upgrade() -> None:
    op.create_table(
        "endpoints",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("state", sa.Enum("on", "off", "gone", "unset", name="endpointstate", native_enum=False, length=24), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("description", sa.String(), nullable=False),
        sa.Column("event_types", _JSON, nullable=False),
        sa.Column("cases", _JSON, nullable=False),
        sa.Column("secrets", _JSON, nullable=False),
        sa.Column("created_at", _TIME, nullable=False),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("failing_since", _TIME, nullable=True),
        sa.Column("told_at", _TIME, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_endpoints")),
    )
    op.create_table(
        "deliveries",
        sa.Column("event_id", sa.String(), nullable=False),
        sa.Column("endpoint_id", sa.String(), nullable=False),
        sa.Column("next_at", _TIME, nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("leased_until", _TIME, nullable=True),
        sa.Column("lease_number", sa.Integer(), nullable=False),
        sa.Column("delivered_at", _TIME, nullable=True),
        sa.Column("dead_at", _TIME, nullable=True),
        sa.Column("last_status", sa.Integer(), nullable=True),
        sa.Column("last_error", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["event_id"], ["outbox.id"], name=op.f("fk_deliveries_event_id")),
        sa.ForeignKeyConstraint(["endpoint_id"], ["endpoints.id"], name=op.f("fk_deliveries_endpoint_id")),
        sa.PrimaryKeyConstraint("event_id", "endpoint_id", name=op.f("pk_deliveries")),
    )
    op.create_index("ix_deliveries_open", "deliveries", ["endpoint_id", "next_at"],
        sqlite_where=sa.text("delivered_at IS NULL AND dead_at IS NULL"),
        postgresql_where=sa.text("delivered_at IS NULL AND dead_at IS NULL"),
    )
    op.create_index("ix_deliveries_dead", "deliveries", ["endpoint_id"],
        sqlite_where=sa.text("dead_at IS NOT NULL"), postgresql_where=sa.text("dead_at IS NOT NULL"),
    )
    op.create_table(
        "case_tickets",
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("connector", sa.String(), nullable=False),
        sa.Column("ticket_id", sa.String(), nullable=False),
        sa.Column("known_at", _TIME, nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_tickets_case_id")),
        sa.PrimaryKeyConstraint("case_id", "connector", name=op.f("pk_case_tickets")),
    )
    _move()
    op.create_index("ix_outbox_unspread", "outbox", ["created_at"],
        sqlite_where=sa.text("spread_at IS NULL"), postgresql_where=sa.text("spread_at IS NULL"),
    )
    op.create_index(op.f("ix_outbox_created_at"), "outbox", ["created_at"])


def _move() -> None:
    op.add_column("outbox", sa.Column("spread_at", _TIME, nullable=True))
    tried = "attempts > 0 OR delivered_at IS NOT NULL OR dead_at IS NOT NULL"
    op.execute(
        "INSERT INTO endpoints (id, kind, state, url, description, event_types, cases, secrets, created_at, created_by)"
        " SELECT 'settings', 'webhook', 'unset', '', '', '[]', '{}', '[]', created_at, 'settings' FROM outbox"
        f" WHERE id = (SELECT min(id) FROM outbox WHERE {tried})"
    )
    columns = ", ".join(_MOVED)
    op.execute(
        f"INSERT INTO deliveries (event_id, endpoint_id, {columns})"
        f" SELECT id, 'settings', {columns} FROM outbox WHERE {tried}"
    )
    op.execute(f"UPDATE outbox SET spread_at = created_at WHERE {tried}")
    op.drop_index("ix_outbox_due", "outbox")
    for column in _MOVED:
        op.drop_column("outbox", column)
