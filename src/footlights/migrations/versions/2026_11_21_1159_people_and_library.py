"""Presenters, entry codes, forms, quizzes and files of the workspace; ordered reports; dialects of webhooks"""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_21_1159"
down_revision = "2026_11_21_1155"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "library_forms",
        sa.Column("id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("workspace_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind IN ('registration', 'lead', 'survey')", name=op.f("ck_library_forms_kind")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_library_forms_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_library_forms")),
    )
    op.create_index(
        op.f("ix_library_forms_workspace_id_created_at_id"), "library_forms", ["workspace_id", "created_at", "id"]
    )

    op.create_table(
        "entry_code_groups",
        sa.Column("id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("workspace_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("made_by_id", sa.Uuid(as_uuid=False), nullable=True),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["made_by_id"], ["people.id"], name=op.f("fk_entry_code_groups_made_by_id")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_entry_code_groups_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entry_code_groups")),
    )
    op.create_index(
        op.f("ix_entry_code_groups_workspace_id_created_at_id"),
        "entry_code_groups",
        ["workspace_id", "created_at", "id"],
    )

    op.create_table(
        "presenters",
        sa.Column("id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("workspace_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("person_id", sa.Uuid(as_uuid=False), nullable=True),
        sa.Column("first_name", sa.String(length=100), nullable=False),
        sa.Column("last_name", sa.String(length=100), nullable=True),
        sa.Column("bio", sa.Text(), nullable=True),
        sa.Column("photo_url", sa.String(length=2000), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_presenters_person_id")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_presenters_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_presenters")),
    )
    op.create_index(op.f("ix_presenters_person_id"), "presenters", ["person_id"])
    op.create_index(
        op.f("ix_presenters_workspace_id_created_at_id"), "presenters", ["workspace_id", "created_at", "id"]
    )

    op.create_table(
        "quizzes",
        sa.Column("id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("workspace_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("time_limit_s", sa.Integer(), nullable=True),
        sa.Column("pass_score", sa.Float(), nullable=False),
        sa.Column("questions", sa.JSON(), nullable=False),
        sa.Column("made_by_id", sa.Uuid(as_uuid=False), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["made_by_id"], ["people.id"], name=op.f("fk_quizzes_made_by_id")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_quizzes_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quizzes")),
    )
    op.create_index(op.f("ix_quizzes_workspace_id_created_at_id"), "quizzes", ["workspace_id", "created_at", "id"])

    op.create_table(
        "stored_files",
        sa.Column("id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("workspace_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("name", sa.String(length=150), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.Column("stored_as", sa.String(length=64), nullable=False),
        sa.Column("made_by_id", sa.Uuid(as_uuid=False), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["made_by_id"], ["people.id"], name=op.f("fk_stored_files_made_by_id")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_stored_files_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stored_files")),
        sa.UniqueConstraint("stored_as", name=op.f("uq_stored_files_stored_as")),
    )
    op.create_index(
        op.f("ix_stored_files_workspace_id_created_at_id"), "stored_files", ["workspace_id", "created_at", "id"]
    )

    op.create_table(
        "attached_forms",
        sa.Column("event_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("form_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["events.id"], name=op.f("fk_attached_forms_event_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["form_id"], ["library_forms.id"], name=op.f("fk_attached_forms_form_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_attached_forms")),
    )
    op.create_index(op.f("ix_attached_forms_form_id"), "attached_forms", ["form_id"])

    op.create_table(
        "entry_code_group_events",
        sa.Column("group_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("event_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["events.id"], name=op.f("fk_entry_code_group_events_event_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["group_id"], ["entry_code_groups.id"], name=op.f("fk_entry_code_group_events_group_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("group_id", "event_id", name=op.f("pk_entry_code_group_events")),
    )
    op.create_index(op.f("ix_entry_code_group_events_event_id"), "entry_code_group_events", ["event_id"])

    op.create_table(
        "entry_codes",
        sa.Column("id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("workspace_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("group_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("lookup", sa.String(length=64), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("email_digest", sa.String(length=64), nullable=True),
        sa.Column("browser_digest", sa.String(length=64), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["group_id"], ["entry_code_groups.id"], name=op.f("fk_entry_codes_group_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_entry_codes_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entry_codes")),
        sa.UniqueConstraint("workspace_id", "lookup", name=op.f("uq_entry_codes_workspace_id_lookup")),
    )
    op.create_index(op.f("ix_entry_codes_group_id_number"), "entry_codes", ["group_id", "number"])

    op.create_table(
        "event_presenters",
        sa.Column("event_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("presenter_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["events.id"], name=op.f("fk_event_presenters_event_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["presenter_id"], ["presenters.id"], name=op.f("fk_event_presenters_presenter_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("event_id", "presenter_id", name=op.f("pk_event_presenters")),
    )
    op.create_index(op.f("ix_event_presenters_presenter_id"), "event_presenters", ["presenter_id"])

    op.create_table(
        "event_quizzes",
        sa.Column("event_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("quiz_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["events.id"], name=op.f("fk_event_quizzes_event_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["quiz_id"], ["quizzes.id"], name=op.f("fk_event_quizzes_quiz_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("event_id", "quiz_id", name=op.f("pk_event_quizzes")),
    )
    op.create_index(op.f("ix_event_quizzes_quiz_id"), "event_quizzes", ["quiz_id"])

    op.create_table(
        "library_fields",
        sa.Column("id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("form_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("attribute_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("input", sa.String(length=16), nullable=False),
        sa.Column("required", sa.Boolean(), nullable=False),
        sa.Column("label", sa.String(length=300), nullable=True),
        sa.Column("options", sa.JSON(), nullable=True),
        sa.ForeignKeyConstraint(
            ["attribute_id"], ["people_attributes.id"], name=op.f("fk_library_fields_attribute_id")
        ),
        sa.ForeignKeyConstraint(
            ["form_id"], ["library_forms.id"], name=op.f("fk_library_fields_form_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_library_fields")),
        sa.UniqueConstraint("form_id", "attribute_id", name=op.f("uq_library_fields_form_id_attribute_id")),
    )
    op.create_table(
        "report_orders",
        sa.Column("id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("workspace_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("event_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("asked_by_id", sa.Uuid(as_uuid=False), nullable=True),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("format", sa.String(length=8), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["asked_by_id"], ["people.id"], name=op.f("fk_report_orders_asked_by_id")),
        sa.ForeignKeyConstraint(
            ["event_id"], ["events.id"], name=op.f("fk_report_orders_event_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_report_orders_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_orders")),
    )
    op.create_index(op.f("ix_report_orders_event_id_kind_format"), "report_orders", ["event_id", "kind", "format"])

    op.create_table(
        "quiz_takes",
        sa.Column("quiz_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("session_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("person_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("score", sa.Float(), nullable=True),
        sa.Column("passed", sa.Boolean(), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_quiz_takes_person_id")),
        sa.ForeignKeyConstraint(["quiz_id"], ["quizzes.id"], name=op.f("fk_quiz_takes_quiz_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["session_id"], ["sessions.id"], name=op.f("fk_quiz_takes_session_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("quiz_id", "session_id", "person_id", name=op.f("pk_quiz_takes")),
    )
    op.create_index(op.f("ix_quiz_takes_person_id"), "quiz_takes", ["person_id"])
    op.create_index(op.f("ix_quiz_takes_session_id"), "quiz_takes", ["session_id"])

    with op.batch_alter_table("webhook_endpoints", schema=None) as batch_op:
        batch_op.add_column(sa.Column("dialect", sa.String(length=12), server_default="livestorm", nullable=False))
        batch_op.add_column(sa.Column("event_id", sa.Uuid(as_uuid=False), nullable=True))
        batch_op.add_column(sa.Column("sealed_secret", sa.String(length=600), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("webhook_endpoints", schema=None) as batch_op:
        batch_op.drop_column("sealed_secret")
        batch_op.drop_column("event_id")
        batch_op.drop_column("dialect")

    op.drop_table("quiz_takes")

    op.drop_table("report_orders")
    op.drop_table("library_fields")

    op.drop_table("event_quizzes")

    op.drop_table("event_presenters")

    op.drop_table("entry_codes")

    op.drop_table("entry_code_group_events")

    op.drop_table("attached_forms")

    op.drop_table("stored_files")

    op.drop_table("quizzes")

    op.drop_table("presenters")

    op.drop_table("entry_code_groups")

    op.drop_table("library_forms")
