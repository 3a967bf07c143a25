"""Where a session can be watched afterwards"""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_21_1209"
down_revision = "2026_11_21_1205"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("sessions", schema=None) as batch_op:
        batch_op.add_column(sa.Column("replay_url", sa.String(length=2000), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("sessions", schema=None) as batch_op:
        batch_op.drop_column("replay_url")
