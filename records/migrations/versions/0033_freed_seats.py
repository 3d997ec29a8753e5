"""Whom a question was asked: a customer whose link was renewed since is not known to be the one who came by the new one.

The receipts that were made by the old link, until now, open nothing from here on.
"""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"

_RENEWED = """
    SELECT MAX(renewed.at) FROM call_entries AS renewed WHERE renewed.kind = 'link_renewed'
    AND renewed.call_id = {call_id} AND renewed.at >= {since}
"""
_CALL = "(SELECT seat.call_id FROM participants AS seat WHERE seat.id = credentials.participant_id)"


def upgrade() -> None:
    op.add_column("consent_requests", sa.Column("seat_freed_at", sa.DateTime(timezone=True), nullable=True))
    of_question = _RENEWED.format(call_id="consent_requests.call_id", since="consent_requests.asked_at")
    op.execute(f"UPDATE consent_requests SET seat_freed_at = ({of_question})")
    of_receipt = _RENEWED.format(call_id=_CALL, since="credentials.created_at")
    op.execute(f"UPDATE credentials SET revoked_at = ({of_receipt}) WHERE kind = 'receipt' AND revoked_at IS NULL")
