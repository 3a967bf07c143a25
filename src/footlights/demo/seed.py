"""Filling a data directory for the demo; a second run keeps what is there and brings the dates up to now."""

import json
import os
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from footlights.demo import content
from footlights.engagement.actions import post_message
from footlights.events.actions import EventChange, create_event, publish_event
from footlights.events.models import Event, Session
from footlights.events.sessions import update_session
from footlights.kit.database import Database, Db
from footlights.kit.ids import new_id
from footlights.registration.actions import add_person, register_person
from footlights.registration.links import join_link
from footlights.registration.models import Registration
from footlights.registration.scheduling import schedule_session
from footlights.room.actors import RoomActor
from footlights.room.lifecycle import end_session, set_note, start_session
from footlights.room.presence import Mark, write_marks
from footlights.room.rules import rights_of
from footlights.workspace.actions import create_api_token, create_workspace
from footlights.workspace.actors import Actor
from footlights.workspace.models import Person, TeamMember
from footlights.workspace.queries import actor_of, find_any_workspace
from footlights.workspace.rules import SCOPES

NOTES = "demo.json"
PAST_DAYS = 6
PAST_MIN = 45


@dataclass(frozen=True)
class Demo:
    """What the demo hands to whoever starts it."""

    email: str
    password: str
    token: str
    host_link: str  # into a room of one's own
    attendee_link: str  # into the session that is live
    speaker_link: str  # for the player that is on stage there


async def seed(database: Database, data: Path, *, base_url: str, secret_key: bytes, now: datetime) -> Demo:
    """Make what is missing, move what has passed, and return the links."""
    async with database.write() as db:
        if await find_any_workspace(db) is None:
            await _found(db, data, now=now)
    async with database.write() as db:
        owner = (await db.scalars(select(TeamMember).where(TeamMember.role == "owner"))).one()
        actor = actor_of(owner, via="cli")
        await _keep_upcoming(db, actor, now=now)
        live = await _keep_live(db, actor, now=now)
        own = await _keep_own(db, actor, now=now)
        speaker = await _place(db, live, content.SPEAKER[2])
        attendee = await _place(db, live, "you@hearthgrid.example")
        host = await _place(db, own, content.OWNER[2])
        kept = json.loads((data / NOTES).read_text())
        links = [join_link(base_url, secret_key, place, place.person) for place in (host, attendee, speaker)]
        return Demo(content.OWNER[2], kept["password"], kept["token"], *links)


async def _found(db: Db, data: Path, *, now: datetime) -> None:
    first_name, last_name, email = content.OWNER
    password = secrets.token_urlsafe(9)
    made = await create_workspace(
        db,
        name=content.WORKSPACE,
        email=email,
        password=password,
        time_zone=content.ZONE,
        first_name=first_name,
        last_name=last_name,
        now=now - timedelta(days=30),
    )
    actor = actor_of(made.owner, via="cli")
    token = await create_api_token(db, actor, name="Demo", scopes=list(SCOPES), page_base=1, now=now)
    await _add_past(db, actor, now=now)
    file = os.open(data / NOTES, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(file, "w") as out:
        json.dump({"password": password, "token": token.token}, out)


async def _add_past(db: Db, actor: Actor, *, now: datetime) -> None:
    """The webinar of last week: registered over days, attended, talked, ended."""
    planned = (now - timedelta(days=PAST_DAYS)).replace(minute=0, second=0, microsecond=0)
    before = planned - timedelta(days=9)
    event = await _event(db, actor, content.PAST, content.PAST_TEXT, duration_min=PAST_MIN, now=before)
    session = await schedule_session(db, actor, event.id, starts_at=planned, time_zone=content.ZONE, now=before)
    people = {"Ines": event.owner}
    for number, guest in enumerate(content.GUESTS):
        at = before + timedelta(hours=7 * number + 3)
        done = await register_person(
            db,
            actor,
            session,
            email=f"guest{number + 1}@hearthgrid.example",
            first_name=guest.first_name,
            last_name=guest.last_name,
            now=at,
        )
        people[guest.first_name] = done.person
    await db.flush()
    host = _room_actor(session, event.owner, "host")
    began = planned + timedelta(seconds=70)
    await start_session(db, host, now=began)
    await _write_presence(db, session, people, began)
    for minute, name, text in content.CHAT:
        said_by = host if name == "Ines" else _room_actor(session, people[name], "attendee")
        at = began + timedelta(minutes=minute, seconds=17)
        await post_message(db, said_by, text=text, client_id=new_id(), now=at)
    await end_session(db, host, now=began + timedelta(minutes=PAST_MIN))


async def _write_presence(db: Db, session: Session, people: dict[str, Person], began: datetime) -> None:
    stays = [("Ines", -12, PAST_MIN)]
    stays += [(g.first_name, g.came, g.left) for g in content.GUESTS if g.came is not None and g.left is not None]
    marks = []
    for name, came, left in stays:
        connection = new_id()
        ends = (("join", came), ("leave", left))
        marks += [
            Mark(session.id, people[name].id, connection, kind, began + timedelta(minutes=minute))  # type: ignore[arg-type]
            for kind, minute in ends
        ]
    await write_marks(db, marks)


async def _keep_upcoming(db: Db, actor: Actor, *, now: datetime) -> None:
    """One webinar that starts in about an hour."""
    starts_at = (now + timedelta(hours=1)).replace(second=0, microsecond=0)
    session = await _find(db, content.UPCOMING)
    if session is None:
        event = await _event(db, actor, content.UPCOMING, content.UPCOMING_TEXT, duration_min=40, now=now)
        session = await schedule_session(db, actor, event.id, starts_at=starts_at, time_zone=content.ZONE, now=now)
        await set_note(db, _room_actor(session, event.owner, "host"), content.NOTE, now=now)
    elif session.state == "scheduled" and session.starts_at < now:
        await update_session(db, actor, session.id, starts_at=starts_at, now=now)


async def _keep_live(db: Db, actor: Actor, *, now: datetime) -> Session:
    """One session that is live, with a place for the speaker on stage and one for whoever tries the demo."""
    session = await _find(db, content.LIVE)
    if session is not None and session.is_live:
        return session
    event = session.event if session else None
    if event is None:
        event = await _event(db, actor, content.LIVE, content.LIVE_TEXT, duration_min=480, now=now)
    session = await schedule_session(db, actor, event.id, starts_at=now, time_zone=content.ZONE, now=now)
    first_name, last_name, email = content.SPEAKER
    await add_person(
        db, actor, session, email=email, room_role="speaker", first_name=first_name, last_name=last_name, now=now
    )
    await register_person(
        db, actor, session, email="you@hearthgrid.example", first_name="You", last_name="Yourself", now=now
    )
    await db.flush()
    await start_session(db, _room_actor(session, event.owner, "host"), now=now)
    return session


async def _keep_own(db: Db, actor: Actor, *, now: datetime) -> Session:
    """A room that whoever holds the host link can start."""
    session = await _find(db, content.OWN)
    if session is not None and not session.is_over:
        if session.state == "scheduled" and session.starts_at < now:
            await update_session(db, actor, session.id, starts_at=now + timedelta(minutes=15), now=now)
        return session
    event = (
        session.event if session else await _event(db, actor, content.OWN, content.OWN_TEXT, duration_min=60, now=now)
    )
    starts_at = now + timedelta(minutes=15)
    return await schedule_session(db, actor, event.id, starts_at=starts_at, time_zone=content.ZONE, now=now)


async def _event(db: Db, actor: Actor, title: str, text: str, *, duration_min: int, now: datetime) -> Event:
    change = EventChange(
        title=title,
        description=text,
        duration_min=duration_min,
        show_in_company_page=True,
        registration_page="detailed",
    )
    event = await create_event(db, actor, change, now=now)
    return await publish_event(db, actor, event.id, now=now)


async def _find(db: Db, title: str) -> Session | None:
    """The newest session of the event with this title."""
    return (
        await db.scalars(
            select(Session)
            .join(Event, Event.id == Session.event_id)
            .options(joinedload(Session.event).joinedload(Event.owner))
            .where(Event.title == title)
            .order_by(Session.created_at.desc())
            .limit(1)
        )
    ).one_or_none()


async def _place(db: Db, session: Session, email: str) -> Registration:
    return (
        await db.scalars(
            select(Registration)
            .join(Person, Person.id == Registration.person_id)
            .options(joinedload(Registration.person))
            .where(Registration.session_id == session.id, Person.email_key == email)
        )
    ).one()


def _room_actor(session: Session, person: Person, role: str) -> RoomActor:
    rights = rights_of(role, can_everyone_speak=False, chat_enabled=True)  # type: ignore[arg-type]
    return RoomActor(
        workspace_id=session.workspace_id,
        event_id=session.event_id,
        session_id=session.id,
        registration_id="",
        person_id=person.id,
        name=person.name,
        role=role,  # type: ignore[arg-type]
        rights=rights,
    )
