"""Deletions, what holds them back, and the certificates that stay, which the database keeps from being changed."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0025"
down_revision = "0024"

_JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
_TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "legal_holds",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("because", sa.String(), nullable=False),
        sa.Column("placed_by", sa.String(), nullable=False),
        sa.Column("placed_at", _TIME, nullable=False),
        sa.Column("lifted_by", sa.String(), nullable=True),
        sa.Column("lifted_at", _TIME, nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_legal_holds_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_legal_holds")),
    )
    op.create_index(op.f("ix_legal_holds_case_id"), "legal_holds", ["case_id"])
    standing = sa.text("lifted_at IS NULL")
    op.create_index("uq_legal_holds_standing", "legal_holds", ["case_id"], unique=True, sqlite_where=standing, postgresql_where=standing)
    op.create_table(
        "erasures",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("scope", sa.Enum("recording", "call", name="erasurescope", native_enum=False, length=24), nullable=False),
        sa.Column("call_id", sa.String(), nullable=False),
        sa.Column("recording_id", sa.String(), nullable=True),
        sa.Column("asked_by", sa.String(), nullable=False),
        sa.Column("because", sa.String(), nullable=False),
        sa.Column("asked_at", _TIME, nullable=False),
        sa.Column("forgotten_at", _TIME, nullable=True),
        sa.Column("counts", _JSON, nullable=False),
        sa.Column("scrubbed_at", _TIME, nullable=True),
        sa.Column("certified_at", _TIME, nullable=True),
        sa.ForeignKeyConstraint(["call_id"], ["calls.id"], name=op.f("fk_erasures_call_id")),
        sa.ForeignKeyConstraint(["recording_id"], ["recordings.id"], name=op.f("fk_erasures_recording_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasures")),
        sa.UniqueConstraint("subject", name=op.f("uq_erasures_subject")),
    )
    op.create_index(op.f("ix_erasures_call_id"), "erasures", ["call_id"])
    still_open = sa.text("certified_at IS NULL")
    op.create_index("ix_erasures_open", "erasures", ["asked_at"], sqlite_where=still_open, postgresql_where=still_open)
    op.create_table(
        "erasure_certificates",
        sa.Column("erasure_id", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("key_id", sa.String(), nullable=False),
        sa.Column("public_key", sa.String(), nullable=False),
        sa.Column("signature", sa.String(), nullable=False),
        sa.Column("made_at", _TIME, nullable=False),
        sa.ForeignKeyConstraint(["erasure_id"], ["erasures.id"], name=op.f("fk_erasure_certificates_erasure_id")),
        sa.PrimaryKeyConstraint("erasure_id", name=op.f("pk_erasure_certificates")),
    )
    _refuse_changes("erasure_certificates")


def _refuse_changes(table: str) -> None:
    """The function that PostgreSQL calls is there since the ledger of consents (0015)."""
    if op.get_bind().dialect.name == "sqlite":
        for event in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{event.lower()} BEFORE {event} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is only appended to'); END"
            )
        return
    op.execute(
        f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION reassure_only_appended()"
    )
    op.execute(
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION reassure_only_appended()"
    )
