"""Until when an alert was about its thing, so that a line that feeds write anew or send late raises no second one.

Alerts that are there stay as they are: what they were about is read from when they began and were raised.
"""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"


def upgrade() -> None:
    op.add_column("alerts", sa.Column("told_until", sa.DateTime(timezone=True), nullable=True))
