"""Transcripts, utterances, lanes of jobs, and the words that calls are found by."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0016"
down_revision = "0015"

_JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
_TIME = sa.DateTime(timezone=True)
_WORDS = {
    "sqlite": (
        "CREATE VIRTUAL TABLE search_words USING fts5"
        "(words, detail=none, prefix='3', tokenize='unicode61 remove_diacritics 0')",
    ),
    "postgresql": (
        "CREATE TABLE search_words (id integer PRIMARY KEY REFERENCES search_documents (id) ON DELETE CASCADE,"
        " words tsvector NOT NULL)",
        "CREATE INDEX search_words_words ON search_words USING gin (words) WITH (fastupdate = off)",
    ),
}


def upgrade() -> None:
    op.create_table(
        "transcripts",
        sa.Column("call_id", sa.String(), nullable=False),
        sa.Column("state", sa.Enum("waiting", "working", "made", "none", name="transcriptstate", native_enum=False, length=24), nullable=False),
        sa.Column("reason", sa.Enum("no_consent", "too_short", "no_speech", "engine_failed", "waiting_for_model", name="notranscript", native_enum=False, length=24), nullable=True),
        sa.Column("error", sa.String(), nullable=True),
        sa.Column("engine", sa.String(), nullable=True),
        sa.Column("model", sa.String(), nullable=True),
        sa.Column("total_s", sa.Double(), nullable=False),
        sa.Column("heard_s", sa.Double(), nullable=False),
        sa.Column("parts_done", _JSON, nullable=False),
        sa.Column("missing", _JSON, nullable=False),
        sa.Column("asked_at", _TIME, nullable=False),
        sa.Column("changed_at", _TIME, nullable=False),
        sa.ForeignKeyConstraint(["call_id"], ["calls.id"], name=op.f("fk_transcripts_call_id")),
        sa.PrimaryKeyConstraint("call_id", name=op.f("pk_transcripts")),
    )
    op.create_table(
        "utterances",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("call_id", sa.String(), nullable=False),
        sa.Column("part_id", sa.String(), nullable=False),
        sa.Column("participant_id", sa.String(), nullable=False),
        sa.Column("at", _TIME, nullable=False),
        sa.Column("start_s", sa.Double(), nullable=False),
        sa.Column("end_s", sa.Double(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("confidence", sa.Double(), nullable=True),
        sa.Column("text", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["call_id"], ["calls.id"], name=op.f("fk_utterances_call_id")),
        sa.ForeignKeyConstraint(["part_id"], ["parts.id"], name=op.f("fk_utterances_part_id")),
        sa.ForeignKeyConstraint(["participant_id"], ["participants.id"], name=op.f("fk_utterances_participant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_utterances")),
    )
    op.create_index("ix_utterances_call_id_at", "utterances", ["call_id", "at"])
    op.create_index(op.f("ix_utterances_part_id"), "utterances", ["part_id"])
    op.create_table(
        "search_documents",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("call_id", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["call_id"], ["calls.id"], name=op.f("fk_search_documents_call_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_documents")),
        sa.UniqueConstraint("call_id", name=op.f("uq_search_documents_call_id")),
    )
    op.add_column("jobs", sa.Column("lane", sa.String(), nullable=False, server_default=""))
    for statement in _WORDS[op.get_bind().dialect.name]:
        op.execute(statement)
