"""`/polls`: prepared for a room's session, with their results."""

from collections.abc import Sequence
from typing import Any, cast

from litestar import Response, delete, get, post, put
from sqlalchemy import select

from footlights.edges.given import PathText, Running
from footlights.edges.rest.livewebinar.access import find_actor
from footlights.edges.rest.livewebinar.answers import nothing, one, unix
from footlights.edges.rest.livewebinar.asked import Asked
from footlights.edges.rest.livewebinar.bodies import read_body
from footlights.edges.rest.livewebinar.fields import Fields
from footlights.edges.rest.livewebinar.lists import all_of
from footlights.edges.rest.livewebinar.numbered import (
    SESSION,
    current_session,
    find_row,
    get_numbered_session,
    host_of,
)
from footlights.edges.rest.livewebinar.rooms import KIND as ROOM
from footlights.edges.rest.livewebinar.rooms import get_room_for
from footlights.edges.rest.livewebinar.working import in_read, in_write
from footlights.engagement.polls.actions import NoSuchPoll, add_poll, change_poll, remove_poll
from footlights.engagement.polls.models import PollRow
from footlights.engagement.polls.queries import list_polls, tally_polls
from footlights.engagement.polls.rules import PollDraft
from footlights.events.errors import NoSuchSession
from footlights.events.models import Session
from footlights.events.queries import get_session_for
from footlights.kit.clock import utcnow
from footlights.kit.database import Db
from footlights.kit.ids import new_id
from footlights.numbering import number_of, numbers_of
from footlights.room.frames.words import PollKind
from footlights.workspace.actors import Actor

POLL, OPTION = "poll", "poll_option"
KINDS = ("single", "multiple", "text", "rating")
Document = dict[str, Any]  # Any: JSON


@get("/widgets/{number:str}/polls")
async def of_room(services: Running, request: Asked, number: PathText) -> Response[Any]:
    """Polls of the room's session: the one that is live, the next or the last."""
    actor = await find_actor(services, request, "events:read")

    async def work(db: Db) -> list[Document]:
        event = await get_room_for(db, actor, number)
        return await _read_all(db, await current_session(db, event, now=utcnow()))

    return all_of(request, await in_read(services, work))


@get("/sessions/{number:str}/polls")
async def of_session(services: Running, request: Asked, number: PathText) -> Response[Any]:
    actor = await find_actor(services, request, "events:read")

    async def work(db: Db) -> list[Document]:
        return await _read_all(db, await get_numbered_session(db, actor, number))

    return all_of(request, await in_read(services, work))


@post("/widgets/{number:str}/polls", status_code=201)
async def create(services: Running, request: Asked, number: PathText) -> Response[Any]:
    """Prepare a poll; the team opens it in the room."""
    actor = await find_actor(services, request, "events:write")
    fields = Fields(await read_body(request))
    fields.text("question", required=True)
    draft = _draft(fields)
    fields.check()

    async def work(db: Db) -> Document:
        now = utcnow()
        session = await current_session(db, await get_room_for(db, actor, number), now=now)
        added = await add_poll(db, await host_of(db, actor, session), draft, client_id=new_id(), now=now)
        return await _read(db, session, added.id)

    return one(request, await in_write(services, work), status=201)


@get(["/polls/{number:str}", "/polls/{number:str}/results"])
async def show(services: Running, request: Asked, number: PathText) -> Response[Any]:
    """A poll with its votes as they are now."""
    actor = await find_actor(services, request, "events:read")

    async def work(db: Db) -> Document:
        session, poll_id = await _get(db, actor, number)
        return await _read(db, session, poll_id)

    return one(request, await in_read(services, work))


@put("/polls/{number:str}")
async def update(services: Running, request: Asked, number: PathText) -> Response[Any]:
    """Write a prepared poll anew; one that was opened stays as it is."""
    actor = await find_actor(services, request, "events:write")
    fields = Fields(await read_body(request))

    async def work(db: Db) -> Document:
        session, poll_id = await _get(db, actor, number)
        before = next(poll for poll in await list_polls(db, session.id) if poll.id == poll_id)
        draft = _draft(fields, before=before)
        fields.check()
        await change_poll(db, await host_of(db, actor, session), poll_id, draft, now=utcnow())
        return await _read(db, session, poll_id)

    return one(request, await in_write(services, work))


@delete("/polls/{number:str}", status_code=204)
async def remove(services: Running, request: Asked, number: PathText) -> Response[None]:
    """Remove a prepared poll; answers are never thrown away."""
    actor = await find_actor(services, request, "events:write")

    async def work(db: Db) -> None:
        session, poll_id = await _get(db, actor, number)
        await remove_poll(db, await host_of(db, actor, session), poll_id, now=utcnow())

    await in_write(services, work)
    return nothing(request)


async def read_polls(db: Db, session: Session, polls: Sequence[PollRow]) -> list[Document]:
    """Documents of polls of one session, with their options loaded."""
    workspace_id = session.workspace_id
    room = await number_of(db, workspace_id, ROOM, session.event_id)
    run = await number_of(db, workspace_id, SESSION, session.id)
    numbers = await numbers_of(db, workspace_id, POLL, [poll.id for poll in polls])
    options = await numbers_of(db, workspace_id, OPTION, [option.id for poll in polls for option in poll.options])
    tallies = {tally.id: tally for tally in await tally_polls(db, session.id, [poll.id for poll in polls])}
    return [
        {
            "id": numbers[poll.id],
            "widget_id": room,
            "session_id": run,
            "question": poll.question,
            "type": poll.kind,
            "status": poll.status,
            "anonymous": False,
            "options": [
                {
                    "id": options[option.id],
                    "text": option.text,
                    "votes": tallies[poll.id].options.get(option.id, 0) if poll.id in tallies else 0,
                }
                for option in poll.options
            ],
            "answered": tallies[poll.id].count if poll.id in tallies else 0,
            "answers": tallies[poll.id].answers if poll.id in tallies else [],
            "created_at": unix(poll.created_at),
        }
        for poll in polls
    ]


def _draft(fields: Fields, *, before: PollRow | None = None) -> PollDraft:
    """The poll as the body has it, over what it was; options are texts, or have one."""
    kind = fields.choice("type", KINDS) or (before.kind if before else "single")
    given = fields.items("options")
    options = [str(each.get("text", "")) if isinstance(each, dict) else str(each) for each in given or []]
    if given is None and before is not None:
        options = [option.text for option in before.options]
    question = fields.text("question")
    shared = fields.flag("is_shared")
    if fields.flag("anonymous"):
        fields.refuse("anonymous", "Polls are not anonymous here: reports say who answered what.")
    return PollDraft(
        cast("PollKind", kind),
        question if question is not None else (before.question if before else ""),
        tuple(options),
        shared if shared is not None else bool(before and before.is_shared),
    )


async def _get(db: Db, actor: Actor, number: str) -> tuple[Session, str]:
    """The session and id of a poll in a room that the actor sees."""
    poll_id = await find_row(db, actor, POLL, number)
    session_id = await db.scalar(select(PollRow.session_id).where(PollRow.id == poll_id))
    session = await get_session_for(db, actor, session_id) if session_id else None
    if session is None:
        raise NoSuchPoll("There is no such poll.")
    if not (actor.is_admin or session.event.owner_id == actor.person_id):
        raise NoSuchSession("There is no such poll.")
    return session, poll_id


async def _read_all(db: Db, session: Session) -> list[Document]:
    return await read_polls(db, session, await list_polls(db, session.id))


async def _read(db: Db, session: Session, poll_id: str) -> Document:
    await db.flush()
    polls = [poll for poll in await list_polls(db, session.id) if poll.id == poll_id]
    return (await read_polls(db, session, polls))[0]


routes = [of_room, of_session, create, show, update, remove]
