"""What is live now: the banner over every page."""

from dataclasses import dataclass

from footlights.events.models import Session
from footlights.events.queries import list_live_sessions
from footlights.kit.database import Db
from footlights.services import Services
from footlights.workspace.actors import Actor


@dataclass(frozen=True)
class LiveNow:
    """A session that is live, and how many people are in its room as this server sees it."""

    session: Session
    watching: int


async def list_live_now(db: Db, actor: Actor, services: Services) -> list[LiveNow]:
    return [LiveNow(session, services.rooms.count_present(session.id)) for session in await list_live_sessions(db, actor)]
