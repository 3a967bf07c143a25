"""What is live now: the banner over every page."""

from dataclasses import dataclass

from footlights.events.models import Session
from footlights.events.queries import list_live_sessions
from footlights.kit.database import Db
from footlights.services import Services
from footlights.workspace.actors import Actor


@dataclass(frozen=True)
class LiveNow:
    """A session that is live. `watching` is how many people are in its room, None when this process does not know."""

    session: Session
    watching: int | None


async def list_live_now(db: Db, actor: Actor, services: Services) -> list[LiveNow]:
    live = []
    for session in await list_live_sessions(db, actor):
        room = services.rooms.find(session.id)
        live.append(LiveNow(session, len(room.crowd.people()) if room else None))
    return live
