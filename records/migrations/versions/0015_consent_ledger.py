"""One ledger of consents that the database itself keeps from being edited, policies of recording, kinds of cases."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0015"
down_revision = "0014"

_JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
_ONLY_APPENDED = ("consents", "consent_texts")


def upgrade() -> None:
    _keep_each_text_once()
    _one_ledger()
    for table in _ONLY_APPENDED:
        _refuse_changes(table)
    op.add_column("consent_requests", sa.Column("required", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("consent_requests", sa.Column("why", sa.String(24), nullable=True))
    op.add_column("recordings", sa.Column("asked_again_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("recordings", sa.Column("asked_again", _JSON, nullable=True))
    op.add_column("calls", sa.Column("recording_when", sa.String(24), nullable=False, server_default="on_request"))
    op.add_column("calls", sa.Column("on_recorder_failure", sa.String(24), nullable=False, server_default="go_on"))
    op.add_column("cases", sa.Column("kind", sa.String(), nullable=True))


def _keep_each_text_once() -> None:
    op.create_table(
        "consent_texts",
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_consent_texts")),
    )
    op.execute(
        "INSERT INTO consent_texts (sha256, text, kept_at) "
        "SELECT wording_sha256, MIN(wording), MIN(at) FROM consents GROUP BY wording_sha256"
    )
    op.drop_column("consents", "wording")


def _one_ledger() -> None:
    op.add_column("consents", sa.Column("form", sa.Integer(), nullable=False, server_default="1"))
    for name in ("case_id", "wording_id", "build", "control", "page_id", "retention", "effect"):
        op.add_column("consents", sa.Column(name, sa.String(), nullable=True))
    op.add_column("consents", sa.Column("role", sa.String(24), nullable=True))
    op.add_column("consents", sa.Column("media", _JSON, nullable=True))
    op.add_column("consents", sa.Column("wording_version", sa.Integer(), nullable=True))
    op.add_column("consents", sa.Column("ledger_sequence", sa.Integer(), nullable=True))
    op.add_column("consents", sa.Column("ledger_previous_sha256", sa.String(), nullable=True))
    op.create_index("ix_consents_ledger_sequence", "consents", ["ledger_sequence"], unique=True)


def _refuse_changes(table: str) -> None:
    if op.get_bind().dialect.name == "sqlite":
        for event in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{event.lower()} BEFORE {event} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is only appended to'); END"
            )
        return
    op.execute(
        "CREATE OR REPLACE FUNCTION reassure_only_appended() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION USING MESSAGE = TG_TABLE_NAME || ' is only appended to', "
        "ERRCODE = 'restrict_violation'; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION reassure_only_appended()"
    )
    op.execute(
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION reassure_only_appended()"
    )
