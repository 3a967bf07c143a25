"""People who are still there are counted from an index"""

from alembic import op

revision = "2026_11_21_1620"
down_revision = "2026_11_21_1320"
branch_labels = None
depends_on = None

INDEX = "ix_people_workspace_id_erased_at_created_at_id"


def upgrade() -> None:
    op.create_index(INDEX, "people", ["workspace_id", "erased_at", "created_at", "id"])


def downgrade() -> None:
    op.drop_index(INDEX, "people")
