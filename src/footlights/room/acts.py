"""What every lasting act of the stage and the door begins with."""

import re
from datetime import datetime

from sqlalchemy import select

from footlights.kit.database import Db
from footlights.kit.errors import Invalid
from footlights.registration.models import Registration
from footlights.room.actors import RoomActor, require_right
from footlights.room.errors import NoSuchPerson, NotAllowed
from footlights.room.frames.words import Right, Role
from footlights.room.log import lock_room
from footlights.room.models import Room, RoomEntry, RoomPerson
from footlights.room.rules import rights_of
from footlights.workspace.models import Person

CLIENT_ID = re.compile(r"[!-~]{1,64}")


async def open_act(db: Db, actor: RoomActor, client_id: str, *, now: datetime) -> tuple[Room, int | None]:
    """The locked room, and the number of this act if it was done before."""
    if not CLIENT_ID.fullmatch(client_id):
        raise Invalid("This act has no usable id.", code="invalid_client_id", pointer="client_id")
    room = await lock_room(db, actor.session_id, now=now)
    own = (RoomEntry.session_id == actor.session_id) & (RoomEntry.actor_id == actor.person_id)
    return room, await db.scalar(select(RoomEntry.seq).where(own, RoomEntry.client_id == client_id))


async def require_right_now(db: Db, actor: RoomActor, right: Right) -> None:
    """Refuse with NotAllowed unless the role that the database holds now carries the right.

    For acts over others: a connection's own knowledge of its role may be a moment old.
    """
    require_right(actor, right)
    query = select(Registration.room_role).where(Registration.id == actor.registration_id)
    role: Role | None = await db.scalar(query)
    if role is None or right not in rights_of(role, can_everyone_speak=False, chat_enabled=True):
        raise NotAllowed("Your role in this room has changed.")


async def get_place(db: Db, session_id: str, person_id: str) -> tuple[Registration, str]:
    """Someone's registration in the session, and their name. Refuses with NoSuchPerson."""
    own = (Registration.session_id == session_id) & (Registration.person_id == person_id)
    query = select(Registration, Person).join(Person, Person.id == Registration.person_id).where(own)
    found = (await db.execute(query.execution_options(populate_existing=True))).one_or_none()
    if found is None:
        raise NoSuchPerson("This person has no place in the session.")
    return found[0], found[1].name


async def get_standing(db: Db, session_id: str, person_id: str, name: str) -> RoomPerson:
    """How someone stands to stage and door; made if new. Call with the room locked."""
    standing = await db.get(RoomPerson, (session_id, person_id), populate_existing=True)
    if standing is None:
        standing = RoomPerson(session_id=session_id, person_id=person_id, stage="off")
        db.add(standing)
    standing.name = name
    return standing
