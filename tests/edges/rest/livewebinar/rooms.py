"""Rooms made through the product's own actions, and their numbers."""

from datetime import timedelta
from typing import Any

from footlights.events.models import Session
from footlights.kit.clock import utcnow
from footlights.numbering import number_of
from footlights.registration.scheduling import schedule_session
from footlights.services import Services
from tests.edges.rest.livewebinar.conftest import Api
from tests.factories import make_event


async def make_room(lw: Api, services: Services, **event: Any) -> tuple[int, Session]:
    """The number of a published event, and its session of tomorrow."""
    async with services.database.write() as db:
        made = await make_event(db, lw.house, **event)
        begins = utcnow() + timedelta(days=1)
        session = await schedule_session(
            db, lw.house.actor, made.id, starts_at=begins, time_zone="Europe/Warsaw", now=utcnow()
        )
        return await number_of(db, made.workspace_id, "event", made.id), session
