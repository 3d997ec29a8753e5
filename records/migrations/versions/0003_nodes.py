"""Nodes and their fencing numbers; a lease number for outgoing events."""

import sqlalchemy as sa
from alembic import op
revision = '0003'
down_revision = "0002"


def upgrade() -> None:
    op.create_table('nodes',
    sa.Column('number', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('id', sa.String(), nullable=False),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('retired_at', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('number', name=op.f('pk_nodes')),
    sa.UniqueConstraint('id', name=op.f('uq_nodes_id')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('outbox', schema=None) as batch_op:
        batch_op.add_column(sa.Column('lease_number', sa.Integer(), nullable=False, server_default='0'))
    with op.batch_alter_table('outbox', schema=None) as batch_op:
        batch_op.alter_column('lease_number', server_default=None)
