"""Which rooms somebody sees: owners and admins all of the workspace, a member their own. LiveWebinar calls a room a
widget; here it is an event, known by the number of kind `event`."""

from sqlalchemy import ColumnElement, select

from footlights.events.errors import NoSuchEvent
from footlights.events.models import Event
from footlights.events.queries import WITH_EVENT
from footlights.kit.database import Db
from footlights.numbering import find_numbered
from footlights.workspace.actors import Actor

KIND = "event"


def visible_rooms(actor: Actor) -> tuple[ColumnElement[bool], ...]:
    """Conditions on Event."""
    there = (Event.workspace_id == actor.workspace_id, Event.is_template.is_(False), Event.removed_at.is_(None))
    return there if actor.is_admin else (*there, Event.owner_id == actor.person_id)


async def get_room_for(db: Db, actor: Actor, number: str | int) -> Event:
    """The event with owner and workspace that a widget's id stands for, or NoSuchEvent."""
    wanted = find_number(number)
    event_id = await find_numbered(db, actor.workspace_id, KIND, wanted) if wanted else None
    found = select(Event).options(*WITH_EVENT).where(Event.id == event_id, *visible_rooms(actor))
    event = (await db.scalars(found)).one_or_none() if event_id else None
    if event is None:
        raise NoSuchEvent("There is no such widget.")
    return event


def find_number(text: str | int) -> int | None:
    """The id that is written, or None if it is none."""
    plain = str(text).strip()
    return int(plain) if plain.isascii() and plain.isdecimal() and len(plain) <= 10 else None
