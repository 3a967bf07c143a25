"""Room numbers, and integer ids for the APIs that need them"""

import sqlalchemy as sa
from alembic import op

from footlights.kit.ids import new_room_number

revision = "2026_11_21_1120"
down_revision = "2026_11_21_0821"
branch_labels = None
depends_on = None

SCHEDULES = "schedule IN ('scheduled', 'permanent', 'evergreen')"


def upgrade() -> None:
    op.create_table(
        "numbers",
        sa.Column("number", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("workspace_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("row_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_numbers_workspace_id")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_numbers")),
        sa.UniqueConstraint("row_id", "kind", name=op.f("uq_numbers_row_id_kind")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("events", schema=None) as batch_op:
        batch_op.add_column(sa.Column("room_number", sa.String(length=11), nullable=True))
        batch_op.add_column(sa.Column("role_key_version", sa.Integer(), server_default="1", nullable=False))
        batch_op.add_column(sa.Column("schedule", sa.String(length=16), server_default="scheduled", nullable=False))
        batch_op.add_column(sa.Column("room_options", sa.JSON(), server_default="{}", nullable=False))
    _number_rooms()
    with op.batch_alter_table("events", schema=None) as batch_op:
        batch_op.alter_column("room_number", existing_type=sa.String(length=11), nullable=False)
        batch_op.create_unique_constraint(batch_op.f("uq_events_room_number"), ["room_number"])
        batch_op.create_check_constraint(batch_op.f("ck_events_schedule"), SCHEDULES)


def downgrade() -> None:
    with op.batch_alter_table("events", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_events_schedule"), type_="check")
        batch_op.drop_constraint(batch_op.f("uq_events_room_number"), type_="unique")
        batch_op.drop_column("room_options")
        batch_op.drop_column("schedule")
        batch_op.drop_column("role_key_version")
        batch_op.drop_column("room_number")

    op.drop_table("numbers")


def _number_rooms() -> None:
    """Events made before get a number of their own."""
    events = sa.table("events", sa.column("id", sa.Uuid(as_uuid=False)), sa.column("room_number", sa.String()))
    connection = op.get_bind()
    given: set[str] = set()
    for (event_id,) in connection.execute(sa.select(events.c.id)).all():
        number = new_room_number()
        while number in given:
            number = new_room_number()
        given.add(number)
        connection.execute(events.update().where(events.c.id == event_id).values(room_number=number))
