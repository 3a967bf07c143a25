"""What a workspace shows to everybody: the coming sessions of events that are on its company page."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from footlights.events.models import Event, Session
from footlights.events.queries import is_upcoming
from footlights.kit.database import Db
from footlights.workspace.models import Workspace

MOST = 200


async def list_public_sessions(db: Db, workspace: Workspace, *, now: datetime) -> list[Session]:
    """Live and coming sessions, soonest first, with their events; those of events by invitation are left out."""
    shown = (Event.status == "published") & Event.show_in_company_page & (Event.registration_page != "none")
    open_states = (Session.state == "live") | is_upcoming(now)
    rows = await db.scalars(
        select(Session)
        .join(Event, Event.id == Session.event_id)
        .options(contains_eager(Session.event))
        .where(Session.workspace_id == workspace.id, shown, open_states)
        .order_by(Session.starts_at, Session.id)
        .limit(MOST)
    )
    sessions = list(rows)
    for session in sessions:
        session.event.workspace = workspace
    return sessions
