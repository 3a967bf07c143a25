"""Registration and mail"""

import sqlalchemy as sa
from alembic import op

import footlights.kit.database

revision = "2026_11_21_0821"
down_revision = "2026_11_21_0835"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "segments",
        sa.Column("id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("workspace_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("query", sa.String(length=1000), nullable=False),
        sa.Column("created_at", footlights.kit.database.UtcTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_segments_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_segments")),
        sa.UniqueConstraint("workspace_id", "name", name=op.f("uq_segments_workspace_id_name")),
    )
    op.create_table(
        "suppressions",
        sa.Column("workspace_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("address_hash", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.String(length=16), nullable=False),
        sa.Column("created_at", footlights.kit.database.UtcTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_suppressions_workspace_id")),
        sa.PrimaryKeyConstraint("workspace_id", "address_hash", name=op.f("pk_suppressions")),
    )
    op.create_table(
        "pictures",
        sa.Column("id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("workspace_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("person_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("media_type", sa.String(length=16), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", footlights.kit.database.UtcTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_pictures_person_id")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_pictures_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pictures")),
        sa.UniqueConstraint("person_id", name=op.f("uq_pictures_person_id")),
    )
    op.create_table(
        "consent_wordings",
        sa.Column("event_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("attribute_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("created_at", footlights.kit.database.UtcTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["attribute_id"], ["people_attributes.id"], name=op.f("fk_consent_wordings_attribute_id")
        ),
        sa.ForeignKeyConstraint(
            ["event_id"], ["events.id"], name=op.f("fk_consent_wordings_event_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("event_id", "attribute_id", "version", name=op.f("pk_consent_wordings")),
    )
    op.create_table(
        "mail_plans",
        sa.Column("id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("workspace_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("event_id", sa.Uuid(as_uuid=False), nullable=True),
        sa.Column("reminders", sa.String(length=200), nullable=False),
        sa.Column("confirmation", sa.Boolean(), nullable=False),
        sa.Column("attended", sa.Boolean(), nullable=False),
        sa.Column("missed", sa.Boolean(), nullable=False),
        sa.Column("follow_up_min", sa.Integer(), nullable=False),
        sa.Column("updated_at", footlights.kit.database.UtcTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_mail_plans_event_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_mail_plans_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_plans")),
        sa.UniqueConstraint("workspace_id", "event_id", name=op.f("uq_mail_plans_workspace_id_event_id")),
    )
    op.create_table(
        "mail_texts",
        sa.Column("id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("workspace_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("event_id", sa.Uuid(as_uuid=False), nullable=True),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("subject", sa.String(length=300), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("updated_at", footlights.kit.database.UtcTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_mail_texts_event_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_mail_texts_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_texts")),
        sa.UniqueConstraint("workspace_id", "event_id", "kind", name=op.f("uq_mail_texts_workspace_id_event_id_kind")),
    )
    op.create_table(
        "mailings",
        sa.Column("id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("workspace_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("session_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("name", sa.String(length=48), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("due_at", footlights.kit.database.UtcTime(timezone=True), nullable=False),
        sa.Column("created_at", footlights.kit.database.UtcTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["session_id"], ["sessions.id"], name=op.f("fk_mailings_session_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_mailings_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mailings")),
        sa.UniqueConstraint("session_id", "name", name=op.f("uq_mailings_session_id_name")),
    )
    op.create_table(
        "place_requests",
        sa.Column("id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("workspace_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("event_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("session_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("person_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("offered_until", footlights.kit.database.UtcTime(timezone=True), nullable=True),
        sa.Column("registration_type", sa.String(length=24), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("consents", sa.JSON(), nullable=False),
        sa.Column("origin", sa.JSON(), nullable=False),
        sa.Column("created_at", footlights.kit.database.UtcTime(timezone=True), nullable=False),
        sa.Column("updated_at", footlights.kit.database.UtcTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_place_requests_event_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_place_requests_person_id")),
        sa.ForeignKeyConstraint(
            ["session_id"], ["sessions.id"], name=op.f("fk_place_requests_session_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=op.f("fk_place_requests_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_place_requests")),
        sa.UniqueConstraint("session_id", "person_id", name=op.f("uq_place_requests_session_id_person_id")),
    )
    with op.batch_alter_table("place_requests", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_place_requests_person_id"), ["person_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_place_requests_session_id_state_created_at_id"),
            ["session_id", "state", "created_at", "id"],
            unique=False,
        )

    with op.batch_alter_table("events", schema=None) as batch_op:
        batch_op.add_column(sa.Column("is_template", sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.add_column(sa.Column("needs_approval", sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.add_column(sa.Column("waiting_list", sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.add_column(sa.Column("offer_hours", sa.Integer(), server_default="24", nullable=False))
        batch_op.add_column(sa.Column("opens_at", footlights.kit.database.UtcTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("closes_before_min", sa.Integer(), nullable=True))

    with op.batch_alter_table("form_fields", schema=None) as batch_op:
        batch_op.add_column(sa.Column("label", sa.String(length=300), nullable=True))
        batch_op.add_column(sa.Column("help", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("options", sa.JSON(), nullable=True))
        batch_op.add_column(sa.Column("wording_version", sa.Integer(), nullable=True))

    with op.batch_alter_table("mails", schema=None) as batch_op:
        batch_op.add_column(sa.Column("mailing_id", sa.Uuid(as_uuid=False), nullable=True))
        batch_op.create_index(
            "ix_mails_waiting",
            ["mailing_id", "id"],
            unique=False,
            sqlite_where=sa.text("state IN ('queued', 'deferred')"),
            postgresql_where=sa.text("state IN ('queued', 'deferred')"),
        )
        batch_op.create_unique_constraint(batch_op.f("uq_mails_mailing_id_subject_id"), ["mailing_id", "subject_id"])

    with op.batch_alter_table("people", schema=None) as batch_op:
        batch_op.add_column(sa.Column("erased_at", footlights.kit.database.UtcTime(timezone=True), nullable=True))

    with op.batch_alter_table("registrations", schema=None) as batch_op:
        batch_op.add_column(sa.Column("consents", sa.JSON(), server_default="{}", nullable=False))
        batch_op.add_column(sa.Column("link_revoked_at", footlights.kit.database.UtcTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("browser_name", sa.String(length=40), nullable=True))
        batch_op.add_column(sa.Column("browser_version", sa.String(length=40), nullable=True))
        batch_op.add_column(sa.Column("os_name", sa.String(length=40), nullable=True))
        batch_op.add_column(sa.Column("os_version", sa.String(length=40), nullable=True))
        batch_op.add_column(sa.Column("screen_width", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("screen_height", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("language", sa.String(length=16), nullable=True))
        batch_op.add_column(sa.Column("ip_city", sa.String(length=100), nullable=True))
        batch_op.add_column(sa.Column("ip_country_code", sa.String(length=2), nullable=True))
        batch_op.add_column(sa.Column("ip_country_name", sa.String(length=100), nullable=True))

    with op.batch_alter_table("sessions", schema=None) as batch_op:
        batch_op.add_column(sa.Column("series_id", sa.Uuid(as_uuid=False), nullable=True))
        batch_op.add_column(sa.Column("revision", sa.Integer(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("cancel_reason", sa.String(length=500), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("sessions", schema=None) as batch_op:
        batch_op.drop_column("cancel_reason")
        batch_op.drop_column("revision")
        batch_op.drop_column("series_id")

    with op.batch_alter_table("registrations", schema=None) as batch_op:
        batch_op.drop_column("ip_country_name")
        batch_op.drop_column("ip_country_code")
        batch_op.drop_column("ip_city")
        batch_op.drop_column("language")
        batch_op.drop_column("screen_height")
        batch_op.drop_column("screen_width")
        batch_op.drop_column("os_version")
        batch_op.drop_column("os_name")
        batch_op.drop_column("browser_version")
        batch_op.drop_column("browser_name")
        batch_op.drop_column("link_revoked_at")
        batch_op.drop_column("consents")

    with op.batch_alter_table("people", schema=None) as batch_op:
        batch_op.drop_column("erased_at")

    with op.batch_alter_table("mails", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_mails_mailing_id_subject_id"), type_="unique")
        batch_op.drop_index(
            "ix_mails_waiting",
            sqlite_where=sa.text("state IN ('queued', 'deferred')"),
            postgresql_where=sa.text("state IN ('queued', 'deferred')"),
        )
        batch_op.drop_column("mailing_id")

    with op.batch_alter_table("form_fields", schema=None) as batch_op:
        batch_op.drop_column("wording_version")
        batch_op.drop_column("options")
        batch_op.drop_column("help")
        batch_op.drop_column("label")

    with op.batch_alter_table("events", schema=None) as batch_op:
        batch_op.drop_column("closes_before_min")
        batch_op.drop_column("opens_at")
        batch_op.drop_column("offer_hours")
        batch_op.drop_column("waiting_list")
        batch_op.drop_column("needs_approval")
        batch_op.drop_column("is_template")

    with op.batch_alter_table("place_requests", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_place_requests_session_id_state_created_at_id"))
        batch_op.drop_index(batch_op.f("ix_place_requests_person_id"))

    op.drop_table("place_requests")
    op.drop_table("mailings")
    op.drop_table("mail_texts")
    op.drop_table("mail_plans")
    op.drop_table("consent_wordings")
    op.drop_table("pictures")
    op.drop_table("suppressions")
    op.drop_table("segments")
