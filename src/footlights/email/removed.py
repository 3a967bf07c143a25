"""The mail about a session that was taken away: what it was lies in the job, for its rows are gone."""

from datetime import datetime
from typing import Any

from footlights.email.letters import Subject
from footlights.email.models import Mail
from footlights.events.models import Event, Session
from footlights.kit.database import Db
from footlights.registration.facts import RemovedSession
from footlights.workspace.models import Person, Workspace


async def load_removed(db: Db, mail: Mail, data: dict[str, Any]) -> Subject | None:  # Any: a fact's JSON
    """The subject of such a mail, out of `registration.facts.RemovedSession` as JSON; nothing of it is stored."""
    was = RemovedSession(**data)
    person, owner = await db.get(Person, mail.person_id), await db.get(Person, was.owner_id)
    workspace = await db.get(Workspace, mail.workspace_id)
    if person is None or owner is None or workspace is None:
        return None
    event = Event(
        id=was.event_id,
        workspace_id=workspace.id,
        kind=was.event_kind,
        title=was.title,
        language=was.language,
        duration_min=was.duration_min,
    )
    event.workspace, event.owner = workspace, owner
    session = Session(id=was.session_id, workspace_id=workspace.id, event_id=was.event_id, state="canceled")
    session.starts_at, session.time_zone = datetime.fromisoformat(was.starts_at), was.time_zone
    session.revision, session.event = was.revision, event
    return Subject(session, event, person)
