"""Rows by the numbers of this API, and the session of a room that a call is about."""

from datetime import datetime

from footlights.edges.rest.livewebinar.rooms import find_number
from footlights.events.errors import NoSuchSession
from footlights.events.models import Event, Session
from footlights.events.queries import get_session_for, list_sessions_of
from footlights.events.rules import room_session
from footlights.kit.database import Db
from footlights.kit.errors import NotFound
from footlights.numbering import find_numbered
from footlights.room.actors import RoomActor
from footlights.room.rules import rights_of
from footlights.workspace.actions import get_team_member_for
from footlights.workspace.actors import Actor

SESSION, PLACE = "session", "registration"
"""Kinds of numbers; a place's number is also that of the request before it."""
ROLES = {"host": "host", "moderator": "moderator", "presenter": "speaker", "attendee": "attendee"}
"""What this API calls the roles of a room."""
ROLE_NAMES = {ours: theirs for theirs, ours in ROLES.items()}


async def find_row(db: Db, actor: Actor, kind: str, number: str | int) -> str:
    """The id of the row of the actor's workspace that a number stands for, or NotFound."""
    wanted = find_number(number)
    row_id = await find_numbered(db, actor.workspace_id, kind, wanted) if wanted else None
    if row_id is None:
        raise NotFound("There is nothing with this id.")
    return row_id


async def current_session(db: Db, event: Event, *, now: datetime) -> Session:
    """The session that people of the room belong to: the one that is live, the next one, or the last there was."""
    found = room_session(await list_sessions_of(db, event), event, now=now)
    if found is None:
        raise NoSuchSession("This widget has no session.")
    return found


async def get_numbered_session(db: Db, actor: Actor, number: str | int) -> Session:
    """A session of a room that the actor sees, with its event, or NotFound."""
    session = await get_session_for(db, actor, await find_row(db, actor, SESSION, number))
    if not (actor.is_admin or session.event.owner_id == actor.person_id):
        raise NoSuchSession("There is no such session.")
    return session


async def host_of(db: Db, actor: Actor, session: Session) -> RoomActor:
    """The team member as a host of the session: who may plan it may do so without a place in its room."""
    person = (await get_team_member_for(db, actor, actor.person_id or "")).person
    return RoomActor(
        workspace_id=session.workspace_id,
        event_id=session.event_id,
        session_id=session.id,
        registration_id="",
        person_id=person.id,
        name=person.name,
        role="host",
        rights=rights_of("host", can_everyone_speak=False, chat_enabled=True),
    )
