"""Since when a customer states that their parcel never came: the rules read it beside what the carrier says."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"


def upgrade() -> None:
    op.add_column("cases", sa.Column("denied_at", sa.DateTime(timezone=True), nullable=True))
    # The last answer counts: a statement, unless the parcel was said to have arrived later.
    op.execute(
        "UPDATE cases SET denied_at = (SELECT r.settled_at FROM statement_requests r WHERE r.case_id = cases.id"
        " AND r.state = 'confirmed' AND NOT EXISTS (SELECT 1 FROM statement_requests later"
        " WHERE later.case_id = r.case_id AND later.state = 'arrived' AND later.settled_at > r.settled_at)"
        " ORDER BY r.settled_at DESC LIMIT 1)"
    )
