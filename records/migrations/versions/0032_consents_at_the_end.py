"""A consent is written at the end of the ledger and nowhere else; those from before there was one are counted, once.

The database keeps to it by itself, on SQLite also where a row is put in instead of another.
"""

import hashlib

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"

_AT_THE_END = (
    "NEW.form = 2 AND NEW.ledger_sequence = (SELECT COALESCE(MAX(ledger_sequence), 0) + 1 FROM consents) "
    "AND NEW.ledger_previous_sha256 = COALESCE("
    "(SELECT sha256 FROM consents WHERE ledger_sequence = NEW.ledger_sequence - 1), '" + "0" * 64 + "')"
)
_TAKEN = {
    "consents": "id = NEW.id OR (call_id = NEW.call_id AND sequence = NEW.sequence)",
    "consent_texts": "sha256 = NEW.sha256",
}
"""A row like this is there already. SQLite's REPLACE would take it away without asking the guard of DELETE."""


def upgrade() -> None:
    op.create_table(
        "former_consents",
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("decisions", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_former_consents")),
    )
    _count_former_rows()
    if op.get_bind().dialect.name == "sqlite":
        _guard_sqlite()
    else:
        _guard_postgresql()


def _count_former_rows() -> None:
    """As `records.consent_ledger` counts them. No row: there were none."""
    found = op.get_bind().execute(sa.text("SELECT sha256 FROM consents WHERE form = 1")).scalars().all()
    if found:
        table = sa.table("former_consents", sa.column("sha256"), sa.column("decisions"))
        sha256 = hashlib.sha256("\n".join(sorted(found)).encode()).hexdigest()
        op.execute(table.insert().values(sha256=sha256, decisions=len(found)))


def _guard_sqlite() -> None:
    _refuse_sqlite("consents_only_at_the_end", "INSERT ON consents", f"({_AT_THE_END}) IS NOT TRUE")
    for table, taken in _TAKEN.items():
        _refuse_sqlite(f"{table}_no_replace", f"INSERT ON {table}", f"EXISTS (SELECT 1 FROM {table} WHERE {taken})")
    for event in ("INSERT", "UPDATE", "DELETE"):
        _refuse_sqlite(f"former_consents_no_{event.lower()}", f"{event} ON former_consents", "TRUE")


def _refuse_sqlite(name: str, event: str, when: str) -> None:
    table = event.split()[-1]
    op.execute(
        f"CREATE TRIGGER {name} BEFORE {event} WHEN {when} "
        f"BEGIN SELECT RAISE(ABORT, '{table} is only appended to'); END"
    )


def _guard_postgresql() -> None:
    """The function that refuses is there since the ledger of consents (0015)."""
    op.execute(
        "CREATE FUNCTION reassure_only_at_the_end() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN IF ({_AT_THE_END}) IS NOT TRUE THEN RAISE EXCEPTION USING MESSAGE = TG_TABLE_NAME || "
        "' is only appended to', ERRCODE = 'restrict_violation'; END IF; RETURN NEW; END $$"
    )
    op.execute(
        "CREATE TRIGGER consents_only_at_the_end BEFORE INSERT ON consents "
        "FOR EACH ROW EXECUTE FUNCTION reassure_only_at_the_end()"
    )
    op.execute(
        "CREATE TRIGGER former_consents_no_change BEFORE INSERT OR UPDATE OR DELETE ON former_consents "
        "FOR EACH ROW EXECUTE FUNCTION reassure_only_appended()"
    )
    op.execute(
        "CREATE TRIGGER former_consents_no_truncate BEFORE TRUNCATE ON former_consents "
        "FOR EACH STATEMENT EXECUTE FUNCTION reassure_only_appended()"
    )
