"""Every node asks twice in some seconds what was revoked lately."""

from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_index(op.f("ix_credentials_revoked_at"), "credentials", ["revoked_at"])
