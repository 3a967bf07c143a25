"""`/sessions`: live runs of rooms, with their figures, chat and questions; starting and stopping them."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import Any

from litestar import Response, get, post
from sqlalchemy import func, select

from footlights.edges.given import PathText, Running
from footlights.edges.rest.livewebinar.access import find_actor
from footlights.edges.rest.livewebinar.answers import one, unix
from footlights.edges.rest.livewebinar.asked import Asked
from footlights.edges.rest.livewebinar.lists import many, order_numbered, read_page
from footlights.edges.rest.livewebinar.numbered import (
    SESSION,
    current_session,
    get_numbered_session,
    host_of,
)
from footlights.edges.rest.livewebinar.registrants import REGISTERED
from footlights.edges.rest.livewebinar.rooms import KIND as ROOM
from footlights.edges.rest.livewebinar.rooms import get_room_for
from footlights.edges.rest.livewebinar.working import in_read, in_write
from footlights.engagement.queries import count_messages, count_questions, select_messages, select_questions
from footlights.events.models import Event, Session
from footlights.kit.clock import utcnow
from footlights.kit.database import Db
from footlights.numbering import number_of, numbers_of
from footlights.registration.models import Registration
from footlights.room.actors import RoomActor
from footlights.room.attendance import Interval, cut, unite
from footlights.room.lifecycle import end_session, start_session
from footlights.room.models import Attendance, PresenceFact
from footlights.room.presence import Mark
from footlights.room.report import find_peak
from footlights.services import Services
from footlights.workspace.actors import Actor

MESSAGE, QUESTION = "message", "question"
NOBODY = (0, 0)
SORTS = {"start_date": Session.started_at, "end_date": Session.ended_at}
Document = dict[str, Any]  # Any: JSON
Switch = Callable[[Db, RoomActor, Sequence[Mark], datetime], Awaitable[int]]


@get("/widgets/{number:str}/sessions")
async def list_of_room(services: Running, request: Asked, number: PathText) -> Response[Any]:
    """Every run of the room there was, and the one that is live."""
    actor = await find_actor(services, request, "events:read")
    page = read_page(request)

    async def work(db: Db) -> tuple[list[Document], int]:
        event = await get_room_for(db, actor, number)
        runs = (Session.event_id == event.id) & Session.started_at.is_not(None)
        total = await db.scalar(select(func.count()).select_from(Session).where(runs)) or 0
        by = await order_numbered(db, request, SORTS, SESSION, Session, runs, workspace_id=actor.workspace_id)
        rows = select(Session).where(runs).order_by(*by)
        sessions = list(await db.scalars(rows.limit(page.size).offset(page.offset)))
        return await read_sessions(db, event, sessions, now=utcnow()), total

    items, total = await in_read(services, work)
    return many(request, items, page, total)


@get("/sessions/{number:str}")
async def show(services: Running, request: Asked, number: PathText) -> Response[Any]:
    actor = await find_actor(services, request, "events:read")

    async def work(db: Db) -> Document:
        session = await get_numbered_session(db, actor, number)
        return (await read_sessions(db, session.event, [session], now=utcnow()))[0]

    return one(request, await in_read(services, work))


@get("/widgets/{number:str}/statistics")
async def statistics(services: Running, request: Asked, number: PathText) -> Response[Any]:
    """Totals over all runs of the room."""
    actor = await find_actor(services, request, "events:read")

    async def work(db: Db) -> Document:
        event = await get_room_for(db, actor, number)
        runs = (Session.event_id == event.id) & Session.started_at.is_not(None)
        sessions = list(await db.scalars(select(Session).where(runs).order_by(Session.started_at)))
        figures = await read_sessions(db, event, sessions, now=utcnow())
        room = await number_of(db, event.workspace_id, ROOM, event.id)
        registered = await _count_registrants(db, [session.id for session in sessions])
        return _totals(room, figures, sum(came for _, came in registered.values()))

    return one(request, await in_read(services, work))


@post("/widgets/{number:str}/sessions/start", status_code=200)
async def start(services: Running, request: Asked, number: PathText) -> Response[Any]:
    """Go live, as the host's button does; a room that is live stays so."""

    async def switch(db: Db, host: RoomActor, marks: Sequence[Mark], now: datetime) -> int:
        return await start_session(db, host, marks=marks, now=now)

    return await _switch(services, request, number, switch)


@post("/widgets/{number:str}/sessions/stop", status_code=200)
async def stop(services: Running, request: Asked, number: PathText) -> Response[Any]:
    """End for everyone, as the host's button does."""

    async def switch(db: Db, host: RoomActor, marks: Sequence[Mark], now: datetime) -> int:
        return await end_session(db, host, marks=marks, now=now)

    return await _switch(services, request, number, switch)


@get("/sessions/{number:str}/chat")
async def chat(services: Running, request: Asked, number: PathText) -> Response[Any]:
    """What everybody could read in the chat, in the order it was written."""
    actor = await find_actor(services, request, "events:read")
    page = read_page(request)

    async def work(db: Db) -> tuple[list[Document], int]:
        session = await get_numbered_session(db, actor, number)
        wanted = select_messages(session.id)
        total = await db.scalar(select(func.count()).select_from(wanted.subquery())) or 0
        rows = list(await db.scalars(wanted.limit(page.size).offset(page.offset)))
        numbers = await numbers_of(db, actor.workspace_id, MESSAGE, [row.id for row in rows])
        return [
            {
                "id": numbers[row.id],
                "nickname": row.name,
                "role": row.role if row.role != "speaker" else "presenter",
                "message": row.text,
                "created_at": unix(row.created_at),
            }
            for row in rows
        ], total

    items, total = await in_read(services, work)
    return many(request, items, page, total)


@get("/sessions/{number:str}/questions")
async def questions(services: Running, request: Asked, number: PathText) -> Response[Any]:
    """Questions that were let through, in the order they were asked; who hid the name has none here either."""
    actor = await find_actor(services, request, "events:read")
    page = read_page(request)

    async def work(db: Db) -> tuple[list[Document], int]:
        session = await get_numbered_session(db, actor, number)
        wanted = select_questions(session.id)
        total = await db.scalar(select(func.count()).select_from(wanted.subquery())) or 0
        rows = list(await db.scalars(wanted.limit(page.size).offset(page.offset)))
        numbers = await numbers_of(db, actor.workspace_id, QUESTION, [row.id for row in rows])
        return [
            {
                "id": numbers[row.id],
                "nickname": None if row.is_anonymous else row.name,
                "question": row.text,
                "status": row.status,
                "answer": row.answer,
                "answered_by": row.answer_name,
                "answered_at": unix(row.answered_at),
                "created_at": unix(row.created_at),
            }
            for row in rows
        ], total

    items, total = await in_read(services, work)
    return many(request, items, page, total)


async def read_sessions(db: Db, event: Event, sessions: Sequence[Session], *, now: datetime) -> list[Document]:
    """Documents of runs of one room; a fixed number of statements."""
    ids = [session.id for session in sessions]
    room = await number_of(db, event.workspace_id, ROOM, event.id)
    numbers, registered = await numbers_of(db, event.workspace_id, SESSION, ids), await _count_registrants(db, ids)
    messages, asked = await count_messages(db, ids), await count_questions(db, ids)
    came, peaks = await _count_visitors(db, ids), await _find_peaks(db, sessions, now=now)
    return [
        {
            "id": numbers[session.id],
            "widget_id": room,
            "start_date": unix(session.started_at),
            "end_date": unix(session.ended_at),
            "duration": round(((session.ended_at or now) - session.started_at).total_seconds())
            if session.started_at
            else 0,
            "max_visitors": peaks.get(session.id, 0),
            "total_visitors": came.get(session.id, (0, 0))[0],
            "registrants": registered.get(session.id, NOBODY)[0],
            "attendance_rate": _share(*registered.get(session.id, NOBODY)),
            "average_time": came.get(session.id, (0, 0))[1],
            "messages": messages[session.id],
            "questions": asked[session.id],
            "recording_ids": [],
        }
        for session in sessions
    ]


def _totals(room: int, figures: Sequence[Document], registered_and_came: int) -> Document:
    came = sum(each["total_visitors"] for each in figures)
    stayed = sum(each["total_visitors"] * each["average_time"] for each in figures)
    summed = ("duration", "total_visitors", "registrants", "messages", "questions")
    return {
        "widget_id": room,
        "sessions": len(figures),
        **{name: sum(each[name] for each in figures) for name in summed},
        "max_visitors": max((each["max_visitors"] for each in figures), default=0),
        "attendance_rate": _share(sum(each["registrants"] for each in figures), registered_and_came),
        "average_time": round(stayed / came) if came else 0,
    }


def _share(whole: int, part: int) -> float | None:
    return round(part / whole, 2) if whole else None


async def _count_registrants(db: Db, session_ids: Sequence[str]) -> dict[str, tuple[int, int]]:
    """By session, how many people registered, and how many of them came."""
    was_there = (Attendance.session_id == Registration.session_id) & (Attendance.person_id == Registration.person_id)
    counted = select(Registration.session_id, func.count(), func.count(Attendance.person_id))
    rows = counted.outerjoin(Attendance, was_there).where(Registration.session_id.in_(session_ids), *REGISTERED)
    found = await db.execute(rows.group_by(Registration.session_id))
    return {session_id: (int(number), int(came)) for session_id, number, came in found}


async def _count_visitors(db: Db, session_ids: Sequence[str]) -> dict[str, tuple[int, int]]:
    """By session, how many people came and how long they stayed on average, in seconds."""
    counted = select(Attendance.session_id, func.count(), func.avg(Attendance.duration_s))
    rows = await db.execute(counted.where(Attendance.session_id.in_(session_ids)).group_by(Attendance.session_id))
    return {session_id: (int(number), round(float(seconds or 0))) for session_id, number, seconds in rows}


async def _find_peaks(db: Db, sessions: Sequence[Session], *, now: datetime) -> dict[str, int]:
    """By session, the most people who were there at one moment; one statement."""
    columns = (PresenceFact.session_id, PresenceFact.person_id)
    query = (
        select(*columns, func.min(PresenceFact.at), func.max(PresenceFact.at))
        .where(PresenceFact.session_id.in_([session.id for session in sessions]))
        .group_by(*columns, PresenceFact.connection_id)
    )
    present: dict[str, dict[str, list[Interval]]] = {}
    for session_id, person_id, first, last in await db.execute(query):
        present.setdefault(session_id, {}).setdefault(person_id, []).append(Interval(first, last))
    found = {}
    for session in sessions:
        people = present.get(session.id, {})
        begin, end = session.started_at or now, session.ended_at or now
        inside = [part for own in people.values() for part in unite(cut(own, begin, end))]
        found[session.id] = find_peak(inside)[0]
    return found


async def _switch(services: Services, request: Asked, number: str, switch: Switch) -> Response[Any]:
    actor = await find_actor(services, request, "events:write")

    async def work(db: Db) -> Document:
        now = utcnow()
        session = await _switch_in(db, services, actor, number, switch, now=now)
        return (await read_sessions(db, session.event, [session], now=now))[0]

    return one(request, await in_write(services, work))


async def _switch_in(
    db: Db, services: Services, actor: Actor, number: str, switch: Switch, *, now: datetime
) -> Session:
    session = await current_session(db, await get_room_for(db, actor, number), now=now)
    live = services.rooms.find(session.id)
    await switch(db, await host_of(db, actor, session), live.here_marks(now) if live else (), now)
    await db.flush()
    return session


routes = [list_of_room, show, statistics, start, stop, chat, questions]
