"""Who asks for something inside a room over HTTP: proven by the cookie that the personal link left."""

from typing import get_args
from urllib.parse import urlsplit

from footlights.edges.pages.room import Asked, find_seated
from footlights.kit.errors import Forbidden
from footlights.room.actors import RoomActor
from footlights.room.errors import NotAllowed
from footlights.room.frames.words import Role
from footlights.room.rules import TEAM_ROLES, rights_of, room_status
from footlights.services import Services

ROLES: dict[str, Role] = {role: role for role in get_args(Role)}


async def find_actor(services: Services, request: Asked, event_id: str, session_id: str) -> RoomActor:
    """The person, as the database says now. Refuses with NoSuchSession, WhoAreYou, WrongLink, NotAllowed."""
    async with services.database.read() as db:
        session, registration = await find_seated(services, request, db, event_id, session_id)
        event = session.event
        role: Role = ROLES[registration.room_role]
        status = room_status(session, event)
        if status == "canceled" or (status == "draft" and role not in TEAM_ROLES):
            raise NotAllowed("This room is closed.")
        everyone = event.can_everyone_speak
        return RoomActor(
            workspace_id=session.workspace_id,
            event_id=event.id,
            session_id=session.id,
            registration_id=registration.id,
            person_id=registration.person_id,
            name=registration.person.name,
            role=role,
            rights=rights_of(role, can_everyone_speak=everyone, chat_enabled=event.chat_enabled),
        )


def refuse_foreign(services: Services, request: Asked) -> None:
    """Refuse an upload that another site made the browser send."""
    site = request.headers.get("sec-fetch-site")
    origin = request.headers.get("origin")
    own = {request.headers.get("host", ""), urlsplit(services.settings.base_url).netloc}
    is_ours = site == "same-origin" if site is not None else origin is None or urlsplit(origin).netloc in own
    if not is_ours:
        raise Forbidden("This was sent from another site.", code="foreign_request")
