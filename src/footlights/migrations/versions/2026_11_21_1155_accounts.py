"""Accounts; removed events; disabled team members"""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_21_1155"
down_revision = "2026_11_21_1136"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "accounts",
        sa.Column("id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("user_name", sa.String(length=64), nullable=True),
        sa.Column("user_name_key", sa.String(length=64), nullable=True),
        sa.Column("phone_number", sa.String(length=40), nullable=True),
        sa.Column("package_id", sa.Integer(), nullable=True),
        sa.Column("data_location", sa.String(length=64), nullable=True),
        sa.Column("created_ip", sa.String(length=45), nullable=True),
        sa.Column("profile", sa.JSON(), server_default="{}", nullable=False),
        sa.Column("settings", sa.JSON(), server_default="{}", nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["id"], ["team_members.id"], name=op.f("fk_accounts_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accounts")),
        sa.UniqueConstraint("user_name_key", name=op.f("uq_accounts_user_name_key")),
    )
    op.add_column("events", sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("team_members", sa.Column("disabled_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("team_members", "disabled_at")
    op.drop_column("events", "removed_at")
    op.drop_table("accounts")
