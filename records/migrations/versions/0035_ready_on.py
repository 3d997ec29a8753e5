"""On which page a person clicked last: whoever comes back by another one is in the call once they click there."""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"


def upgrade() -> None:
    op.add_column("participants", sa.Column("ready_on", sa.String(), nullable=True))
    op.execute("UPDATE participants SET ready_on = page_id WHERE ready")
