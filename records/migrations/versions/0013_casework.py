"""Alerts, checked facts, raw bodies of feeds beside their events, and when each feed was asked."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0013"
down_revision = "0012"

_JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.add_column("cases", sa.Column("look_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index(op.f("ix_cases_look_at"), "cases", ["look_at"])
    op.add_column("feed_bodies", sa.Column("body", sa.LargeBinary(), nullable=True))
    op.add_column("tracking_events", sa.Column("told_in", sa.String(), nullable=True))
    op.create_table(
        "alerts",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("anomaly", sa.String(), nullable=False),
        sa.Column("thing", sa.String(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("limit_days", sa.Integer(), nullable=True),
        sa.Column("cause", _JSON, nullable=False),
        sa.Column("rules", sa.String(), nullable=False),
        sa.Column("raised_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("act_by", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_because", sa.String(), nullable=True),
        sa.Column("closed_by", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_alerts_case_id")),
        sa.ForeignKeyConstraint(["closed_by"], ["users.id"], name=op.f("fk_alerts_closed_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alerts")),
        sa.UniqueConstraint("case_id", "thing", name=op.f("uq_alerts_case_id_thing")),
    )
    op.create_index(op.f("ix_alerts_case_id"), "alerts", ["case_id"])
    op.create_index("ix_alerts_open", "alerts", ["closed_at", "act_by"])
    op.create_table(
        "fact_checks",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("item", sa.String(), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("detail", _JSON, nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("call_id", sa.String(), nullable=True),
        sa.Column("call_second", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_fact_checks_case_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_fact_checks_user_id")),
        sa.ForeignKeyConstraint(["call_id"], ["calls.id"], name=op.f("fk_fact_checks_call_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fact_checks")),
    )
    op.create_index("ix_fact_checks_case_id_at", "fact_checks", ["case_id", "at"])
    op.create_table(
        "feed_polls",
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("feed", sa.String(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_feed_polls_case_id")),
        sa.PrimaryKeyConstraint("case_id", "feed", name=op.f("pk_feed_polls")),
    )
    op.create_index(op.f("ix_feed_polls_asked_at"), "feed_polls", ["asked_at"])
