"""Numbers that a case had before and whose news are still of its parcel."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0030"
down_revision = "0029"

_JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
_ENTRIES = sa.table("case_entries", sa.column("case_id"), sa.column("kind"), sa.column("at"), sa.column("data", _JSON))


def upgrade() -> None:
    former = op.create_table(
        "former_numbers",
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_former_numbers_case_id")),
        sa.PrimaryKeyConstraint("number", "case_id", name=op.f("pk_former_numbers")),
    )
    op.create_index(op.f("ix_former_numbers_case_id"), "former_numbers", ["case_id"])
    rows = [{"number": number, "case_id": case_id} for number, case_id in sorted(_known())]
    if rows:
        op.bulk_insert(former, rows)


def _known() -> set[tuple[str, str]]:
    """What the entries say until now, in the order of time."""
    kinds = ("number_changed", "lines_taken_back", "lines_set_aside")
    said = sa.select(_ENTRIES.c.case_id, _ENTRIES.c.kind, _ENTRIES.c.data).where(_ENTRIES.c.kind.in_(kinds))
    found: set[tuple[str, str]] = set()
    for case_id, kind, data in op.get_bind().execute(said.order_by(_ENTRIES.c.at)):
        line = (str(data.get("from") or data.get("number")), case_id)
        if kind == "lines_taken_back" or data.get("change") == "hand_over":
            found.add(line)
        elif kind == "lines_set_aside" or data.get("set_aside"):
            found.discard(line)
    return found
