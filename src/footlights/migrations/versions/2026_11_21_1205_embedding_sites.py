"""Sites that may show rooms and forms in a frame"""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_21_1205"
down_revision = "2026_11_21_1159"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("workspaces", schema=None) as batch_op:
        batch_op.add_column(sa.Column("embed_origins", sa.JSON(), server_default="[]", nullable=False))


def downgrade() -> None:
    with op.batch_alter_table("workspaces", schema=None) as batch_op:
        batch_op.drop_column("embed_origins")
