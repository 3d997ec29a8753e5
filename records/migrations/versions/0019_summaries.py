"""Who drafted a summary, promises that are put off and told of, and statements with several sources."""

import json
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0019"
down_revision = "0018"

_JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
_TIME = sa.DateTime(timezone=True)
_BODIES = (("summaries", "call_id", ("draft", "body")), ("summary_edits", "id", ("before", "after")))


def upgrade() -> None:
    op.add_column("summaries", sa.Column("rejected_because", sa.String(), nullable=True))
    op.add_column("summaries", sa.Column("engine", sa.String(), nullable=False, server_default="rules"))
    op.add_column("summaries", sa.Column("model", sa.String(), nullable=True))
    op.add_column("summaries", sa.Column("fell_back", sa.String(), nullable=True))
    op.add_column("summaries", sa.Column("waits_for_model", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("summaries", sa.Column("tokens_in", sa.Integer(), nullable=True))
    op.add_column("summaries", sa.Column("tokens_out", sa.Integer(), nullable=True))
    op.add_column("summaries", sa.Column("cost", sa.Numeric(12, 6), nullable=True))
    op.create_index("ix_summaries_state_drafted_at", "summaries", ["state", "drafted_at"])
    op.add_column("commitments", sa.Column("reason", sa.String(), nullable=True))
    op.add_column("commitments", sa.Column("moves", _JSON, nullable=False, server_default="[]"))
    op.add_column("commitments", sa.Column("reminded_at", _TIME, nullable=True))
    op.add_column("commitments", sa.Column("due_told_at", _TIME, nullable=True))
    with op.batch_alter_table("commitments") as table:
        table.alter_column("channel", existing_type=sa.String(24), nullable=True)
    for table_name, key, columns in _BODIES:
        _rewrite(table_name, key, columns)


def _rewrite(table_name: str, key: str, columns: tuple[str, ...]) -> None:
    table = sa.table(table_name, sa.column(key, sa.String()), *(sa.column(name, _JSON) for name in columns))
    connection = op.get_bind()
    for row in connection.execute(sa.select(table)).mappings().all():
        bodies = {name: _second(row[name]) for name in columns}
        connection.execute(sa.update(table).where(table.c[key] == row[key]).values(**bodies))


def _second(body: Any) -> Any:  # noqa: ANN401 (a body of the first version)
    """What was said by anybody becomes the customer's account; each statement's one source becomes its list."""
    body = json.loads(body) if isinstance(body, str) else body
    if not isinstance(body, dict) or body.get("schema_version") != 1:
        return body
    said = body.pop("said", [])
    told = [each for each in said if each.get("speaker") == "customer"]
    agreed = [{**each, "kind": "other", "amount": None, "currency": None} for each in body.get("agreed", [])]
    zoned = [{**each, "time_zone": "UTC" if each.get("due_on") else None} for each in body.get("commitments", [])]
    groups = {
        "situation": body.get("situation", []), "account": told, "agreed": agreed, "commitments": zoned,
        "open_questions": body.get("open_questions", []),
    }  # fmt: skip
    changed = {name: [_with_sources(each) for each in group] for name, group in groups.items()}
    empty = {"facts": [], "refused": [], "evidence": [], "moods": [], "next_stage": []}
    return {**body, **empty, **changed, "schema_version": 2}


def _with_sources(statement: dict[str, Any]) -> dict[str, Any]:
    rest = {name: value for name, value in statement.items() if name != "source"}
    return {**rest, "sources": [statement["source"]], "doubt": None}
