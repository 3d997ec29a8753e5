"""Solutions and claims: terms of a case, decisions, statements of customers, vouchers, steps, claim packs."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0018"
down_revision = "0017"

_JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
_TIME = sa.DateTime(timezone=True)
_ONLY_APPENDED = ("solution_deeds", "statements", "claim_steps")


def upgrade() -> None:
    _terms()
    _deeds()
    _statements()
    _claims()
    for table in _ONLY_APPENDED:
        _refuse_changes(table)


def _text(name: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.String(), nullable=nullable)


def _of(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [target], name=op.f(f"fk_{table}_{column}"))


def _terms() -> None:
    op.create_table(
        "case_terms",
        _text("case_id"),
        sa.Column("freight_minor", sa.BigInteger(), nullable=True),
        _text("freight_currency", nullable=True),
        _text("freight_by", nullable=True),
        sa.Column("insured", sa.Boolean(), nullable=True),
        sa.Column("insured_minor", sa.BigInteger(), nullable=True),
        _text("insured_currency", nullable=True),
        _text("insurer", nullable=True),
        _text("insurance_number", nullable=True),
        _text("customer", nullable=True),
        _text("contents", nullable=True),
        sa.Column("weight_g", sa.Integer(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("updated_at", _TIME, nullable=False),
        _text("updated_by"),
        _of("case_terms", "case_id", "cases.id"),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_case_terms")),
    )


def _deeds() -> None:
    op.create_table(
        "solution_deeds",
        _text("id"),
        _text("case_id"),
        sa.Column("sequence", sa.Integer(), nullable=False),
        _text("decision_id"),
        _text("deed"),
        _text("kind"),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("cost_minor", sa.BigInteger(), nullable=False),
        _text("currency"),
        sa.Column("alone", sa.Boolean(), nullable=False),
        sa.Column("limit_minor", sa.BigInteger(), nullable=False),
        sa.Column("because", _JSON, nullable=False),
        _text("rules"),
        _text("note"),
        _text("user_id"),
        _text("role"),
        _text("call_id", nullable=True),
        sa.Column("at", _TIME, nullable=False),
        _of("solution_deeds", "case_id", "cases.id"),
        _of("solution_deeds", "user_id", "users.id"),
        _of("solution_deeds", "call_id", "calls.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_solution_deeds")),
        sa.UniqueConstraint("case_id", "sequence", name=op.f("uq_solution_deeds_case_id_sequence")),
    )
    op.create_index(op.f("ix_solution_deeds_decision_id"), "solution_deeds", ["decision_id"])


def _statements() -> None:
    op.create_table(
        "statement_requests",
        _text("id"),
        _text("case_id"),
        _text("call_id", nullable=True),
        _text("asked_by"),
        sa.Column("asked_at", _TIME, nullable=False),
        _text("secret_sha256"),
        sa.Column("expires_at", _TIME, nullable=False),
        _text("state"),
        sa.Column("settled_at", _TIME, nullable=True),
        _of("statement_requests", "case_id", "cases.id"),
        _of("statement_requests", "call_id", "calls.id"),
        _of("statement_requests", "asked_by", "users.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_statement_requests")),
        sa.UniqueConstraint("secret_sha256", name=op.f("uq_statement_requests_secret_sha256")),
    )
    op.create_index(op.f("ix_statement_requests_case_id"), "statement_requests", ["case_id"])
    op.create_index(op.f("ix_statement_requests_call_id"), "statement_requests", ["call_id"])
    op.create_index(
        "uq_statement_requests_open", "statement_requests", ["case_id"], unique=True,
        sqlite_where=sa.text("settled_at IS NULL"), postgresql_where=sa.text("settled_at IS NULL"),
    )
    op.create_table(
        "statements",
        _text("id"),
        _text("case_id"),
        sa.Column("sequence", sa.Integer(), nullable=False),
        _text("request_id"),
        _text("call_id", nullable=True),
        _text("participant_id", nullable=True),
        _text("way"),
        _text("locale"),
        sa.Column("wording_version", sa.Integer(), nullable=False),
        _text("text"),
        _text("text_sha256"),
        _text("own_words"),
        _text("signed_name"),
        _text("build"),
        sa.Column("at", _TIME, nullable=False),
        _text("previous_sha256"),
        _text("sha256"),
        _of("statements", "case_id", "cases.id"),
        _of("statements", "request_id", "statement_requests.id"),
        _of("statements", "call_id", "calls.id"),
        _of("statements", "participant_id", "participants.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_statements")),
        sa.UniqueConstraint("case_id", "sequence", name=op.f("uq_statements_case_id_sequence")),
        sa.UniqueConstraint("request_id", name=op.f("uq_statements_request_id")),
    )


def _claims() -> None:
    op.create_table(
        "claim_vouchers",
        _text("id"),
        _text("case_id"),
        _text("item"),
        _text("evidence_id"),
        sa.Column("counts", sa.Boolean(), nullable=False),
        _text("user_id"),
        sa.Column("at", _TIME, nullable=False),
        _of("claim_vouchers", "case_id", "cases.id"),
        _of("claim_vouchers", "evidence_id", "evidence.id"),
        _of("claim_vouchers", "user_id", "users.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim_vouchers")),
    )
    op.create_index("ix_claim_vouchers_case_id_at", "claim_vouchers", ["case_id", "at"])
    op.create_table(
        "claim_steps",
        _text("id"),
        _text("case_id"),
        sa.Column("sequence", sa.Integer(), nullable=False),
        _text("whom"),
        _text("step"),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=True),
        _text("currency", nullable=True),
        _text("number"),
        sa.Column("answer_by", sa.Date(), nullable=True),
        _text("note"),
        _text("user_id"),
        sa.Column("at", _TIME, nullable=False),
        _of("claim_steps", "case_id", "cases.id"),
        _of("claim_steps", "user_id", "users.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim_steps")),
        sa.UniqueConstraint("case_id", "sequence", name=op.f("uq_claim_steps_case_id_sequence")),
    )
    op.create_table(
        "claim_packs",
        _text("id"),
        _text("case_id"),
        _text("whom"),
        _text("language"),
        _text("asked_by"),
        sa.Column("asked_at", _TIME, nullable=False),
        _text("state"),
        sa.Column("made_at", _TIME, nullable=True),
        _text("error", nullable=True),
        sa.Column("files", _JSON, nullable=False),
        _text("pdf_sha256", nullable=True),
        sa.Column("pdf_size", sa.BigInteger(), nullable=True),
        _text("zip_sha256", nullable=True),
        sa.Column("zip_size", sa.BigInteger(), nullable=True),
        _of("claim_packs", "case_id", "cases.id"),
        _of("claim_packs", "asked_by", "users.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim_packs")),
    )
    op.create_index(op.f("ix_claim_packs_case_id"), "claim_packs", ["case_id"])


def _refuse_changes(table: str) -> None:
    """As 0015 does it for the ledger of consents; PostgreSQL has its function from there."""
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
