"""Enquiries at carriers and what was written about them, what customers were told, and what they said of us."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0022"
down_revision = "0021"

_JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
_TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("cases", sa.Column("purchased_again_at", _TIME, nullable=True))
    op.add_column("cases", sa.Column("next_update_at", _TIME, nullable=True))
    op.create_index(op.f("ix_cases_next_update_at"), "cases", ["next_update_at"])
    op.create_table(
        "enquiries",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("carrier", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("asked_at", _TIME, nullable=False),
        sa.Column("asked_by", sa.String(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("countries", _JSON, nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.Column("reminded_at", _TIME, nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_enquiries_case_id")),
        sa.ForeignKeyConstraint(["asked_by"], ["users.id"], name=op.f("fk_enquiries_asked_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enquiries")),
    )
    op.create_index(op.f("ix_enquiries_case_id"), "enquiries", ["case_id"])
    op.create_index("ix_enquiries_state_due_on", "enquiries", ["state", "due_on"])
    op.create_table(
        "enquiry_letters",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("enquiry_id", sa.String(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("direction", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("at", _TIME, nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("evidence_ids", _JSON, nullable=False),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("filed_at", _TIME, nullable=False),
        sa.ForeignKeyConstraint(["enquiry_id"], ["enquiries.id"], name=op.f("fk_enquiry_letters_enquiry_id")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_enquiry_letters_case_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_enquiry_letters_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enquiry_letters")),
    )
    op.create_index(op.f("ix_enquiry_letters_enquiry_id"), "enquiry_letters", ["enquiry_id"])
    op.create_index("ix_enquiry_letters_case_id_at", "enquiry_letters", ["case_id", "at"])
    op.create_table(
        "contacts",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("moment", sa.String(), nullable=False),
        sa.Column("way", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("to", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("at", _TIME, nullable=False),
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("next_update_at", _TIME, nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_contacts_case_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_contacts_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contacts")),
    )
    op.create_index("ix_contacts_case_id_at", "contacts", ["case_id", "at"])
    op.create_table(
        "ratings",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("call_id", sa.String(), nullable=False),
        sa.Column("participant_id", sa.String(), nullable=False),
        sa.Column("solved", sa.String(), nullable=True),
        sa.Column("feeling", sa.String(), nullable=True),
        sa.Column("at", _TIME, nullable=False),
        sa.Column("changed_at", _TIME, nullable=True),
        sa.ForeignKeyConstraint(["call_id"], ["calls.id"], name=op.f("fk_ratings_call_id")),
        sa.ForeignKeyConstraint(["participant_id"], ["participants.id"], name=op.f("fk_ratings_participant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ratings")),
        sa.UniqueConstraint("call_id", "participant_id", name=op.f("uq_ratings_call_id_participant_id")),
    )
    op.create_index(op.f("ix_ratings_at"), "ratings", ["at"])
