"""Tables of webhooks."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, Integer, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from footlights.kit.database import Base, id_type
from footlights.kit.ids import new_id


class Endpoint(Base):
    """An address that is told of some events of a workspace."""

    __tablename__ = "webhook_endpoints"
    __table_args__ = (Index(None, "workspace_id", "created_at"),)

    id: Mapped[str] = mapped_column(id_type(), primary_key=True, default=new_id)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspaces.id"))
    made_by_id: Mapped[str | None] = mapped_column(id_type())
    name: Mapped[str] = mapped_column(String(100))
    url: Mapped[str] = mapped_column(String(2000))
    events: Mapped[list[Any]] = mapped_column(JSON)  # Any: names, see `events.NAMES`
    # livestorm | livewebinar: how its requests look and when they are tried again, see `rules`
    dialect: Mapped[str] = mapped_column(String(12), default="livestorm", server_default="livestorm")
    event_id: Mapped[str | None] = mapped_column(id_type())  # tells of this event alone
    sealed_secret: Mapped[str | None] = mapped_column(String(600))  # one that was given; null: derived
    policy: Mapped[str] = mapped_column(String(8), default="park")  # park | disable: what happens when tries are over
    secret_version: Mapped[int] = mapped_column(default=1)  # secrets are derived, see `signing`
    old_secret_until: Mapped[datetime | None]  # the secret before is signed with as well until then
    last_number: Mapped[int] = mapped_column(default=0)  # of its newest delivery; numbers have no gaps
    disabled_at: Mapped[datetime | None]
    disabled_why: Mapped[str | None] = mapped_column(String(300))
    paused_at: Mapped[datetime | None]  # deliveries wait
    failing_since: Mapped[datetime | None]  # the first failure after the newest success
    parked_at: Mapped[datetime | None]  # one try at a time, at `probe_at`
    probe_at: Mapped[datetime | None]  # None while parked: nothing is tried until somebody resumes
    probes: Mapped[int] = mapped_column(default=0)
    held_until: Mapped[datetime | None]  # what Retry-After asked for
    last_status: Mapped[int | None]
    removed_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]

    @property
    def is_enabled(self) -> bool:
        return self.disabled_at is None


class Delivery(Base):
    """One fact for one endpoint. `due_at` is set as long as it is open: the next try, or the end of the lease."""

    __tablename__ = "webhook_deliveries"
    __table_args__ = (
        UniqueConstraint("endpoint_id", "number"),
        UniqueConstraint("endpoint_id", "fact_id"),
        Index(
            "ix_webhook_deliveries_open",
            "endpoint_id",
            "number",
            sqlite_where=text("due_at IS NOT NULL"),
            postgresql_where=text("due_at IS NOT NULL"),
        ),
        Index(
            "ix_webhook_deliveries_lanes",
            "endpoint_id",
            "subject_id",
            "number",
            sqlite_where=text("due_at IS NOT NULL"),
            postgresql_where=text("due_at IS NOT NULL"),
        ),
        Index(None, "endpoint_id", "created_at"),
    )

    id: Mapped[str] = mapped_column(id_type(), primary_key=True, default=new_id)
    endpoint_id: Mapped[str] = mapped_column(ForeignKey("webhook_endpoints.id"))
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspaces.id"))
    number: Mapped[int]  # in the order of the facts, from 1 for each endpoint
    fact_id: Mapped[int | None] = mapped_column(BigInteger)  # None for a test
    event: Mapped[str] = mapped_column(String(64))
    subject_id: Mapped[str] = mapped_column(id_type())  # whose deliveries keep their order
    about: Mapped[str] = mapped_column(String(200))  # for people: a name or a title
    body: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(12), default="waiting")  # waiting | sending | delivered | given_up
    due_at: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    tries: Mapped[int] = mapped_column(default=0)  # attempts since it was made or last replayed: place in the schedule
    first_tried_at: Mapped[datetime | None]
    last_status: Mapped[int | None]  # of the newest attempt; None without an answer
    last_ms: Mapped[int | None]
    delivered_at: Mapped[datetime | None]
    replayed_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    touched_at: Mapped[datetime]  # when the worker last wrote it: later than now when the clock was set back

    endpoint: Mapped[Endpoint] = relationship(lazy="raise")


class Attempt(Base):
    """One try of a delivery."""

    __tablename__ = "webhook_attempts"
    __table_args__ = (Index(None, "delivery_id", "id"),)

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True)
    delivery_id: Mapped[str] = mapped_column(ForeignKey("webhook_deliveries.id"))
    began_at: Mapped[datetime]
    took_ms: Mapped[int]
    status: Mapped[int | None]
    problem: Mapped[str | None] = mapped_column(String(300))  # why there was no answer, or none that counts
    request_headers: Mapped[dict[str, Any]] = mapped_column(JSON)  # Any: texts
    response_headers: Mapped[dict[str, Any]] = mapped_column(JSON)  # Any: texts
    response_body: Mapped[str] = mapped_column(Text)  # the first 4 KB, in UTF-8 as far as it is
