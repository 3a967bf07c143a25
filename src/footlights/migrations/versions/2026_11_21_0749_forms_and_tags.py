"""Forms and tags"""

from uuid import uuid4

import sqlalchemy as sa
from alembic import op

import footlights.kit.database

revision = "2026_11_21_0749"
down_revision = "2026_11_21_0553"
branch_labels = None
depends_on = None

BUILT_IN = (
    ("email", "E-mail", "email"),
    ("first_name", "First name", "text"),
    ("last_name", "Last name", "text"),
    ("avatar", "Picture", "avatar"),
    ("company", "Company", "text"),
    ("job_title", "Job title", "text"),
)


def upgrade() -> None:
    op.create_table(
        "tags",
        sa.Column("id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("workspace_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("title", sa.String(length=100), nullable=False),
        sa.Column("title_key", sa.String(length=100), nullable=False),
        sa.Column("created_at", footlights.kit.database.UtcTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_tags_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tags")),
        sa.UniqueConstraint("workspace_id", "title_key", name=op.f("uq_tags_workspace_id_title_key")),
    )
    op.create_table(
        "people_attributes",
        sa.Column("id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("workspace_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("placeholder", sa.String(length=300), nullable=True),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("type", sa.String(length=24), nullable=False),
        sa.Column("builtin", sa.Boolean(), nullable=False),
        sa.Column("options", sa.JSON(), nullable=False),
        sa.Column("made_by_id", sa.Uuid(as_uuid=False), nullable=True),
        sa.Column("created_at", footlights.kit.database.UtcTime(timezone=True), nullable=False),
        sa.Column("updated_at", footlights.kit.database.UtcTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["made_by_id"], ["people.id"], name=op.f("fk_people_attributes_made_by_id")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_people_attributes_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people_attributes")),
        sa.UniqueConstraint("workspace_id", "slug", name=op.f("uq_people_attributes_workspace_id_slug")),
    )
    op.create_table(
        "event_tags",
        sa.Column("event_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("tag_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_event_tags_event_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["tag_id"], ["tags.id"], name=op.f("fk_event_tags_tag_id")),
        sa.PrimaryKeyConstraint("event_id", "tag_id", name=op.f("pk_event_tags")),
    )
    with op.batch_alter_table("event_tags", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_event_tags_tag_id_event_id"), ["tag_id", "event_id"], unique=False)

    op.create_table(
        "form_fields",
        sa.Column("event_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("attribute_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("required", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["attribute_id"], ["people_attributes.id"], name=op.f("fk_form_fields_attribute_id")),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_form_fields_event_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("event_id", "attribute_id", name=op.f("pk_form_fields")),
    )
    with op.batch_alter_table("events", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_events_workspace_id_updated_at_id"), ["workspace_id", "updated_at", "id"], unique=False
        )

    with op.batch_alter_table("people", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_people_workspace_id_role_created_at_id"),
            ["workspace_id", "role", "created_at", "id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_people_workspace_id_updated_at_id"), ["workspace_id", "updated_at", "id"], unique=False
        )

    with op.batch_alter_table("registrations", schema=None) as batch_op:
        batch_op.add_column(sa.Column("answers", sa.JSON(), server_default="{}", nullable=False))
        batch_op.create_index(
            batch_op.f("ix_registrations_session_id_updated_at_id"), ["session_id", "updated_at", "id"], unique=False
        )

    with op.batch_alter_table("sessions", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_sessions_workspace_id_created_at_id"), ["workspace_id", "created_at", "id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_sessions_workspace_id_state"), ["workspace_id", "state"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_sessions_workspace_id_updated_at_id"), ["workspace_id", "updated_at", "id"], unique=False
        )

    _fill()


def _fill() -> None:
    """Give workspaces that exist the built-in attributes, and their events the form they showed so far."""
    bind = op.get_bind()
    uuid, moment = sa.Uuid(as_uuid=False), footlights.kit.database.UtcTime()
    workspaces = sa.table("workspaces", sa.column("id", uuid), sa.column("created_at", moment))
    events = sa.table("events", sa.column("id", uuid), sa.column("workspace_id", uuid))
    columns = ("id", uuid), ("workspace_id", uuid), ("slug", sa.String()), ("name", sa.String()), ("type", sa.String())
    attributes = sa.table(
        "people_attributes",
        *(sa.column(name, kind) for name, kind in columns),
        sa.column("builtin", sa.Boolean()),
        sa.column("options", sa.JSON()),
        sa.column("created_at", moment),
        sa.column("updated_at", moment),
    )
    fields = sa.table(
        "form_fields",
        *(sa.column(name, uuid) for name in ("event_id", "attribute_id")),
        sa.column("position", sa.Integer()),
        sa.column("required", sa.Boolean()),
    )
    for workspace_id, created_at in bind.execute(sa.select(workspaces.c.id, workspaces.c.created_at)).all():
        ids = {slug: str(uuid4()) for slug, _, _ in BUILT_IN}
        for slug, name, kind in BUILT_IN:
            bind.execute(
                attributes.insert().values(
                    id=ids[slug],
                    workspace_id=workspace_id,
                    slug=slug,
                    name=name,
                    type=kind,
                    builtin=True,
                    options=[],
                    created_at=created_at,
                    updated_at=created_at,
                )
            )
        for event_id in bind.scalars(sa.select(events.c.id).where(events.c.workspace_id == workspace_id)).all():
            for position, slug in enumerate(("email", "first_name", "last_name")):
                bind.execute(
                    fields.insert().values(event_id=event_id, attribute_id=ids[slug], position=position, required=True)
                )


def downgrade() -> None:
    with op.batch_alter_table("sessions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sessions_workspace_id_updated_at_id"))
        batch_op.drop_index(batch_op.f("ix_sessions_workspace_id_state"))
        batch_op.drop_index(batch_op.f("ix_sessions_workspace_id_created_at_id"))

    with op.batch_alter_table("registrations", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_registrations_session_id_updated_at_id"))
        batch_op.drop_column("answers")

    with op.batch_alter_table("people", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_people_workspace_id_updated_at_id"))
        batch_op.drop_index(batch_op.f("ix_people_workspace_id_role_created_at_id"))

    with op.batch_alter_table("events", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_events_workspace_id_updated_at_id"))

    op.drop_table("form_fields")
    with op.batch_alter_table("event_tags", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_event_tags_tag_id_event_id"))

    op.drop_table("event_tags")
    op.drop_table("people_attributes")
    op.drop_table("tags")
