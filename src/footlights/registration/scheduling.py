"""Scheduling a session together with the people who belong to it from the start."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select

from footlights.events.actions import EventChange, create_event, create_session, publish_event
from footlights.events.models import Session
from footlights.kit.database import Db
from footlights.kit.errors import Invalid
from footlights.registration.actions import Source, attach_person
from footlights.workspace.actors import Actor
from footlights.workspace.models import Person
from footlights.workspace.queries import get_workspace


async def schedule_session(
    db: Db,
    actor: Actor,
    event_id: str,
    *,
    starts_at: datetime,
    time_zone: str,
    name: str | None = None,
    capacity: int | None = None,
    embed_url: str | None = None,
    people: Sequence[str] = (),
    now: datetime,
) -> Session:
    """Schedule a session; the event's owner is attached as host, `people` (ids) with their own roles.

    Refuses with “Team member not found” when one of `people` is not known to the workspace.
    """
    session = await create_session(
        db,
        actor,
        event_id,
        starts_at=starts_at,
        time_zone=time_zone,
        name=name,
        capacity=capacity,
        embed_url=embed_url,
        now=now,
    )
    await attach_person(db, session, session.event.owner, source=Source("invitation"), room_role="host", now=now)
    for person in await _people(db, actor, [i for i in dict.fromkeys(people) if i != session.event.owner_id]):
        await attach_person(db, session, person, source=Source("invitation"), now=now)
    return session


async def start_meeting_now(db: Db, actor: Actor, *, title: str = "Meeting", now: datetime) -> Session:
    """Make and publish a meeting whose only session begins with the next minute; its host opens the room.

    Whoever has its address may come with a name, and waits to be let in.
    """
    workspace = await get_workspace(db, actor)
    change = EventChange(title=title, kind="meeting", everyone_can_speak=True, duration_min=60)
    event = await create_event(db, actor, change, now=now)
    await publish_event(db, actor, event.id, now=now)
    start = now.replace(second=0, microsecond=0) + timedelta(minutes=1)
    session = await schedule_session(db, actor, event.id, starts_at=start, time_zone=workspace.time_zone, now=now)
    session.registered_only, session.waiting_room = False, True  # the address is passed on; the host lets people in
    return session


async def _people(db: Db, actor: Actor, ids: list[str]) -> list[Person]:
    if not ids:
        return []
    mine = (Person.workspace_id == actor.workspace_id) & Person.id.in_(ids)
    found = list(await db.scalars(select(Person).where(mine)))
    if len(found) != len(ids):
        raise Invalid("Team member not found", code="team_member_not_found", pointer="people")
    return found
