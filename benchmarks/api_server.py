"""The REST API as `footlights serve` runs it, over SQLite: no media, and facts are told as in the product.

Called by bench_api: api_server.py PORT FOLDER PLACES EVENTS. Prints one JSON line with ids and a token once it listens.
"""

import logging
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import structlog
import uvloop
from sqlalchemy import insert, text

from footlights.app import create_app
from footlights.events.actions import EventChange, create_event, publish_event
from footlights.kit.clock import utcnow
from footlights.kit.database import Database
from footlights.migrations import upgrade
from footlights.registration.models import Registration
from footlights.registration.scheduling import schedule_session
from footlights.serve import open_services, working
from footlights.settings import Settings
from footlights.workspace.actions import create_api_token, create_workspace
from footlights.workspace.models import Person
from footlights.workspace.queries import actor_of
from footlights.workspace.rules import SCOPES
from room_server import serve


async def main(port: int, folder: Path, places: int, events: int) -> None:
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    settings = Settings(data_dir=str(folder), port=port, media="off")
    await upgrade(settings.effective_database_url)
    database = Database(settings.effective_database_url)
    await database.open()
    told = await fill(database, places, events)
    await database.close()
    async with open_services(settings) as services, working(services):
        await serve(create_app(services), port, told)


async def fill(database: Database, places: int, events: int) -> dict[str, Any]:
    """A workspace with `events` published events of two sessions each; the first session has so many places."""
    now = utcnow()
    async with database.write() as db:
        made = await create_workspace(db, name="Bench", email="host@example.com", password="not a secret", now=now)
        actor = actor_of(made.owner, via="cli")
        token = await create_api_token(db, actor, name="bench", scopes=list(SCOPES), page_base=0, now=now)
        sessions = []
        for n in range(events):
            event = await create_event(db, actor, EventChange(title=f"Event {n}"), now=now)
            await publish_event(db, actor, event.id, now=now)
            for day in (1, 2):
                starts_at = now + timedelta(days=day, minutes=n)
                sessions.append(
                    await schedule_session(db, actor, event.id, starts_at=starts_at, time_zone="UTC", now=now)
                )
    session, target = sessions[0], sessions[-1]
    shared = {"workspace_id": made.workspace.id, "updated_at": now}
    ids = [str(uuid4()) for _ in range(places)]
    people = [
        {
            **shared,
            "id": person_id,
            "email": (email := f"person{n}@example.com"),
            "email_key": email,
            "first_name": f"First{n}",
            "last_name": "Last",
            "created_at": now + timedelta(milliseconds=n),
        }
        for n, person_id in enumerate(ids)
    ]
    rows = [
        {
            **shared,
            "event_id": session.event_id,
            "session_id": session.id,
            "person_id": person_id,
            "registration_type": "API",
            "created_at": now + timedelta(milliseconds=n),
        }
        for n, person_id in enumerate(ids)
    ]
    async with database.write() as db:
        await db.execute(insert(Person), people)
        await db.execute(insert(Registration), rows)
        await db.execute(text("ANALYZE"))
    return {"token": token.token, "session_id": session.id, "event_id": session.event_id, "target_id": target.id}


if __name__ == "__main__":
    logging.disable(logging.INFO)
    port, folder, places, events = sys.argv[1:]
    uvloop.run(main(int(port), Path(folder), int(places), int(events)))
