"""Scheduling a session together with the people who belong to it from the start."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import select

from footlights.events.actions import EventChange, create_event, publish_event
from footlights.events.models import Session
from footlights.events.sessions import create_session
from footlights.kit.database import Db
from footlights.kit.errors import Invalid
from footlights.kit.ids import new_id
from footlights.registration.actions import attach_person
from footlights.registration.provenance import Source
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
    people: Mapping[str, str] | None = None,
    series_id: str | None = None,
    now: datetime,
) -> Session:
    """Schedule a session; the event's owner is attached as host, and `people`: id to team_member or participant.

    Refuses with “Team member not found” when one of them is not known to the workspace as that.
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
        series_id=series_id,
        now=now,
    )
    await attach_person(db, session, session.event.owner, source=Source("invitation"), room_role="host", now=now)
    others = {person_id: role for person_id, role in (people or {}).items() if person_id != session.event.owner_id}
    for person in await _people(db, actor, others):
        await attach_person(db, session, person, source=Source("invitation"), now=now)
    return session


async def schedule_series(
    db: Db,
    actor: Actor,
    event_id: str,
    dates: Sequence[datetime],
    *,
    time_zone: str,
    name: str | None = None,
    capacity: int | None = None,
    now: datetime,
) -> list[Session]:
    """Schedule the sessions of a recurring event, each like `schedule_session`; they share a series id."""
    series_id = new_id()
    return [
        await schedule_session(
            db,
            actor,
            event_id,
            starts_at=starts_at,
            time_zone=time_zone,
            name=name,
            capacity=capacity,
            series_id=series_id,
            now=now,
        )
        for starts_at in dates
    ]


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


async def _people(db: Db, actor: Actor, wanted: Mapping[str, str]) -> list[Person]:
    if not wanted:
        return []
    mine = (Person.workspace_id == actor.workspace_id) & Person.id.in_(wanted)
    found = list(await db.scalars(select(Person).where(mine)))
    if len(found) != len(wanted) or any(
        wanted[person.id] == "team_member" and person.role != "team_member" for person in found
    ):
        raise Invalid("Team member not found", code="team_member_not_found", pointer="people")
    return found
